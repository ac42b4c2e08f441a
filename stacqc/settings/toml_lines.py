"""On which line of a TOML text a setting stands, which its parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacqc.findings import Path

_NAME = r"""(?:"(?:[^"\\]|\\.)*"|'[^']*'|[A-Za-z0-9_-]+)"""
_DOTTED = rf"({_NAME}(?:\s*\.\s*{_NAME})*)"
_TABLE = re.compile(rf"\s*\[\[?\s*{_DOTTED}\s*\]")
_SETTING = re.compile(rf"\s*{_DOTTED}\s*=")


def line_of(text: str, path: Path) -> int:
    """Return the line of the setting at a path, or of what is nearest around it; 0 where there is neither."""
    best, found = 0, 0
    for line, names in _settings(text):
        both = min(len(names), len(path))  # a table may be named first by one inside it: [a.b]
        if best < both and names[:both] == path[:both]:
            best, found = both, line
    return found


def place_of(text: str, word: str) -> tuple[int, int]:
    """Return line and column (1-based) of the first value or name that is a word, (0, 0) where there is none."""
    spelt = re.escape(word)
    wanted = re.compile(rf"""["']{spelt}["']|^\s*{spelt}(?=\s*=)""")
    for line, written in enumerate(text.splitlines(), 1):
        if (found := wanted.search(written)) is not None:
            return line, found.end() - len(found[0].lstrip()) + 1
    return 0, 0


def _settings(text: str) -> Iterator[tuple[int, Path]]:
    """Yield the line and the path of each table and setting."""
    table: Path = ()
    for line, written in enumerate(text.splitlines(), 1):
        if (head := _TABLE.match(written)) is not None:
            table = _names(head[1])
            yield line, table
        elif (setting := _SETTING.match(written)) is not None:
            yield line, (*table, *_names(setting[1]))


def _names(dotted: str) -> Path:
    return tuple(name[1:-1] if name[0] in "\"'" else name for name in re.findall(_NAME, dotted))
