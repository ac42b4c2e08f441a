"""Where each value of a JSON text lies, found only when asked for.

A container is scanned once, its members skipped by the C scanner of the standard library, so a
clean document costs nothing and a finding costs only the containers on its path.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from json import JSONDecoder
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import NamedTuple

from stacqc.findings import Path

# The standard decoder accepts NaN and Infinity, which must be skipped like any other value; so must
# numbers of more digits than Python makes a number of.
_skip = JSONDecoder(strict=False, parse_int=len).scan_once  # type: ignore[attr-defined]
_SPACE = r"[ \t\n\r]*"
_space = re.compile(_SPACE).match
_comma = re.compile(f"{_SPACE},?{_SPACE}").match
_name = re.compile(rf'"([^"\\]*(?:\\.[^"\\]*)*)"{_SPACE}:{_SPACE}', re.DOTALL).match
#: Signs of a line that an excerpt shows.
_WINDOW = 120


class Span(NamedTuple):
    """Offsets in code points: `key` is where the member's name starts (the value for elements)."""

    key: int
    start: int
    end: int


class Spans:
    """The spans of one JSON text, which must be well formed."""

    def __init__(self, text: str) -> None:
        self.text = text
        start = _end(_space(text, 0))
        self.root = Span(start, start, len(text.rstrip(" \t\n\r")))
        self._members: dict[Path, dict[str | int, Span]] = {}
        self._lines: list[int] | None = None

    def find(self, path: Path) -> Span:
        """Return the span of `path`, or of its nearest ancestor that exists."""
        span = self.root
        for depth, step in enumerate(path):
            members = self.members(path[:depth], span)
            if step not in members:
                break
            span = members[step]
        return span

    def members(self, path: Path, span: Span) -> dict[str | int, Span]:
        """Return the spans of the members of the container at `path`; the last of doubled names wins."""
        if path not in self._members:
            self._members[path] = dict(self.scan(span.start))
        return self._members[path]

    def scan(self, at: int) -> Iterator[tuple[str | int, Span]]:
        """Yield name (or index) and span of each member of the container that starts at `at`."""
        text = self.text
        opening = text[at] if at < len(text) else ""
        if opening not in ("{", "["):
            return
        at = _end(_space(text, at + 1))
        index = 0
        while text[at] not in "}]":
            key_at = at
            name: str | int = index
            if opening == "{":
                match = _name(text, at)
                assert match is not None
                name, at = match[1], match.end()
                if "\\" in name:
                    name = scanstring(text, key_at + 1, False)[0]
            end = _skip(text, at)[1]
            yield name, Span(key_at, at, end)
            index += 1
            at = _end(_comma(text, end))

    def line_column(self, offset: int) -> tuple[int, int]:
        """Return 1-based line and column of an offset."""
        starts = self._line_starts()
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    def end_of_line(self, line: int) -> int:
        """Return the offset behind the last sign of a line, counted from 1."""
        return self._line_starts()[line] - 1

    def _line_starts(self) -> list[int]:
        """Where each line starts, and where one behind the last would."""
        if self._lines is None:
            self._lines = [*accumulate((len(line) + 1 for line in self.text.split("\n")), initial=0)]
        return self._lines


def _end(match: re.Match[str] | None) -> int:
    assert match is not None
    return match.end()


def end_of_key(text: str, span: Span) -> int:
    """Return the offset behind a member's name: before the colon, which is the last one before the value."""
    if span.key >= span.start:
        return span.start
    return span.key + len(text[span.key : span.start].rstrip().removesuffix(":").rstrip())


def excerpt(text: str, begin: int, at: int, stop: int) -> tuple[str, int]:
    """Return what stands around an offset between two others, with … where it is cut, and the offset in that."""
    first = max(begin, at - _WINDOW // 2)
    last = min(stop, first + _WINDOW)
    before = "…" if text[max(begin, first - _WINDOW) : first].strip() else ""
    after = "…" if text[last : min(stop, last + _WINDOW)].strip() else ""
    return before + text[first:last].rstrip("\r") + after, at - first + len(before)
