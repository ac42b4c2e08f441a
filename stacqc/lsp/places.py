"""Offsets and line:column of stacqc on one side, positions of the Language Server Protocol on the other.

An editor ends lines at CR, LF or CRLF and counts columns in code units of the encoding agreed upon,
mostly UTF-16; stacqc ends lines at LF and counts code points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable

from lsprotocol.types import Position, PositionEncodingKind, Range

_line_end = re.compile(r"\r\n|\r|\n")
BOM = "\ufeff"


def _utf8(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _utf16(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


_UNITS: dict[str, Callable[[str], int]] = {
    PositionEncodingKind.Utf8: _utf8,
    PositionEncodingKind.Utf16: _utf16,
    PositionEncodingKind.Utf32: len,
}


class Places:
    """The places of one text as an editor holds it."""

    def __init__(self, text: str, encoding: str = PositionEncodingKind.Utf16) -> None:
        self.text = text
        self._units = _UNITS.get(encoding, _utf16)
        self._starts = [0, *(m.end() for m in _line_end.finditer(text))]
        #: Documents are without the byte order mark that an editor may have kept.
        first = len(BOM) if text.startswith(BOM) else 0
        self._line_feeds = [first, *(m.end() for m in re.finditer("\n", text))]

    def offset_of(self, line: int, column: int) -> int:
        """Return the offset of a line and column of stacqc, the nearest one where there is none."""
        start = self._line_feeds[min(max(line, 1), len(self._line_feeds)) - 1]
        return min(start + max(column, 1) - 1, len(self.text))

    def position(self, offset: int) -> Position:
        """Return the position of an offset."""
        line = bisect_right(self._starts, offset) - 1
        return Position(line, self._units(self.text[self._starts[line] : offset]))

    def range(self, start: int, end: int) -> Range:
        """Return the range between two offsets."""
        return Range(self.position(start), self.position(end))

    def offset(self, position: Position) -> int:
        """Return the offset of a position, the nearest one where there is none."""
        if position.line >= len(self._starts):
            return len(self.text)
        start = self._starts[position.line]
        line = _line_end.split(self.text[start : self._end_of(position.line)], maxsplit=1)[0]
        if line.isascii():
            return start + min(position.character, len(line))
        return start + self._column(line, position.character)

    def _end_of(self, line: int) -> int:
        return self._starts[line + 1] if line + 1 < len(self._starts) else len(self.text)

    def _column(self, line: str, units: int) -> int:
        """The code points that `units` code units make up; half a character counts as none."""
        low, high = 0, len(line)
        while low < high:
            middle = (low + high + 1) // 2
            if self._units(line[:middle]) <= units:
                low = middle
            else:
                high = middle - 1
        return low
