"""Rules that are not reported for some files: whether a file is one of those that a pattern means."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from fnmatch import fnmatch
from pathlib import Path

from stacqc.schemes import MARK


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
