"""Rules that are not reported for some files: whether a file is one of those that a pattern means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from stacqc.schemes import MARK

if TYPE_CHECKING:
    from stacqc.settings.config import Config


def placed(per_file: Mapping[str, tuple[str, ...]], base: Path) -> dict[str, tuple[str, ...]]:
    """Return exceptions with their patterns also as paths from the folder of the configuration.

    The patterns as they are written are for what is no file: addresses, and objects in memory.
    """
    if not per_file:
        return {}
    from glob import escape

    folder = escape(os.path.abspath(base))
    return {**per_file, **{os.path.join(folder, pattern): rules for pattern, rules in per_file.items()}}


def is_excepted(per_file: Mapping[str, Sequence[str]], rule: str, uri: str) -> bool:
    """Return whether a rule is excepted for a file, from wherever and however it is named, or an address."""
    patterns = [pattern for pattern, rules in per_file.items() if rule in rules]
    if not patterns:
        return False
    is_file = MARK not in uri and not uri.startswith("<")
    place = os.path.abspath(uri) if is_file else uri
    return any(fnmatch(place, pattern) for pattern in patterns)


def lead_nowhere(config: Config) -> Iterator[str]:
    """Yield a sentence for each exception that a file makes for a folder or file which is not there."""
    for pattern, rules in config.per_file.items():
        of_diff = all(rule.startswith(("diff/", "integrity/")) for rule in rules)
        steps = [] if of_diff else _fixed(pattern)
        there = config.base
        while steps and (there / steps[0]).exists():
            there /= steps.pop(0)
        if steps and config.file and (line := _line_of(config.file, pattern)):
            yield f"{config.file}:{line}: {_nowhere(pattern, there, steps[0])}"


def _fixed(pattern: str) -> list[str]:
    """Return the steps of a pattern that stand for one name each, up to the first that does not."""
    if MARK in pattern or pattern.startswith("<"):
        return []
    plain = re.split(r"[^/]*[*?\[]", pattern, maxsplit=1)[0]
    return [step for step in plain.split("/") if step not in ("", ".")]


def _line_of(file: Path, pattern: str) -> int:
    """Return the line of a pattern, 0 where it comes from another file that is extended."""
    from stacqc.settings.toml_lines import place_of

    return place_of(file.read_text(encoding="utf-8", errors="replace"), pattern)[0]


def _nowhere(pattern: str, folder: Path, name: str) -> str:
    from stacqc.words import did_you_mean, show

    known = did_you_mean(name, sorted(os.listdir(folder))) if folder.is_dir() else ""
    said = f"the exception for {show(pattern)} is for no file: there is no {name} in {folder}"
    return f"{said}; {known}" if known else said
