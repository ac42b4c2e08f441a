"""A line of source with carets below what is meant, cut to the width of a terminal."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from typing import NamedTuple

from stacqc.findings import Location
from stacqc.safe import safe_line

_CUT = "…"


class Frame(NamedTuple):
    """A line, and the spaces and the carets that stand below it."""

    line: str
    space: str
    carets: str


def frame(place: Location, room: int) -> Frame:
    """Return the part of a place's line that fits into so many columns, without its indentation."""
    text = safe_line(place.text).rstrip().ljust(place.offset + 1)
    widths = _columns(text)
    start, end = _window(widths, min(len(text) - len(text.lstrip()), place.offset), place.offset, room)
    before = _CUT if text[:start].strip() else ""
    after = _CUT if end < len(text) else ""
    is_one_line = place.end_line == place.line
    stop = min(end, place.offset + place.end_column - place.column) if is_one_line else end
    return Frame(
        (before + text[start:end] + after).rstrip(),
        " " * (len(before) + sum(widths[start : place.offset])),
        "^" * max(1, sum(widths[place.offset : stop])),
    )


def _columns(text: str) -> list[int]:
    """How many columns each character takes."""
    if text.isascii():
        return [1] * len(text)
    from unicodedata import category, east_asian_width

    return [
        0 if category(c) in ("Mn", "Me", "Cf") else 2 if east_asian_width(c) in ("W", "F") else 1
        for c in text
    ]


def _window(widths: list[int], first: int, offset: int, room: int) -> tuple[int, int]:
    """Where the part of a line around an offset begins and ends that fits, with a mark where it is cut."""
    start = first
    if sum(widths[first:]) > room and sum(widths[first:offset]) > room * 2 // 3:
        some_before = offset - _fitting(reversed(widths[:offset]), room // 3)
        room -= len(_CUT)
        start = min(some_before, len(widths) - _fitting(reversed(widths), room))
    if sum(widths[start:]) > room:
        return start, start + _fitting(widths[start:], room - len(_CUT))
    return start, len(widths)


def _fitting(widths: Iterable[int], room: int) -> int:
    """How many of the first characters fit."""
    return bisect_right(list(accumulate(widths)), room)
