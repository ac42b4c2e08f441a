"""Rules that are not reported for some files: whether a file is one of those that a pattern means."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING

from stacqc.schemes import MARK
from stacqc.words import did_you_mean, show

if TYPE_CHECKING:
    from stacqc.settings.config import Config

#: The first step of a pattern that stands for many names.
_PLAIN = re.compile(r"[^/]*[*?\[]")


def placed(per_file: Mapping[str, tuple[str, ...]], base: Path) -> dict[str, tuple[str, ...]]:
    """Return exceptions with their patterns also as paths from the folder of the configuration.

    The patterns as they are written are for what is no file: addresses, and objects in memory.
    """
    if not per_file:
        return {}
    from glob import escape

    folder = escape(os.path.abspath(base))
    from_here = {
        os.path.normpath(os.path.join(folder, pattern)): rules for pattern, rules in per_file.items()
    }
    return {**per_file, **from_here}


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
        why = (
            ""
            if of_diff or MARK in pattern or pattern.startswith("<")
            else _why_nowhere(pattern, config.base)
        )
        if why and config.file and (line := _line_of(config.file, pattern)):
            yield f"{config.file}:{line}: the exception for {show(pattern)} is for no file: {why}"


def _why_nowhere(pattern: str, base: Path) -> str:
    """Return why no file can be meant by a pattern, as far as its steps up to the first wildcard tell."""
    steps = [step for step in _PLAIN.split(pattern, maxsplit=1)[0].split("/") if step not in ("", ".")]
    there = Path(os.sep) if os.path.isabs(pattern) else base
    while steps and (there / steps[0]).exists():
        there /= steps.pop(0)
    if steps:
        known = did_you_mean(steps[0], sorted(os.listdir(there))) if there.is_dir() else ""
        return f"there is no {steps[0]} in {there}" + (f"; {known}" if known else "")
    is_folder = not _PLAIN.search(pattern) and there.is_dir()
    return f"it is a folder: write {show(pattern.rstrip('/') + '/**')}" if is_folder else ""


def _line_of(file: Path, pattern: str) -> int:
    """Return the line of a pattern, 0 where it comes from another file that is extended."""
    from stacqc.settings.toml_lines import place_of

    return place_of(file.read_text(encoding="utf-8", errors="replace"), pattern)[0]
