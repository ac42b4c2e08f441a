"""Extents of collections compared by what they cover."""

from __future__ import annotations

from typing import Any

from stacqc.aspects.extents import is_bbox
from stacqc.comparison.instants import instant


def same_extent(a: Any, b: Any) -> bool:
    """Return whether two extents, or the parts of them at the same path, cover the same.

    An end that the file leaves open is the same as whatever end the database computed.
    """
    if type(a) is str or type(b) is str:
        first, second = instant(a), instant(b)
        return second is not None and (a is None or first == second)
    if type(a) is not list or type(b) is not list or not a or not b:
        return False
    if all(map(is_bbox, (*a, *b))):
        return _hull(a) == _hull(b)
    if not (_are_intervals(a) and _are_intervals(b)):
        return False
    return all(mine is None or mine == theirs for mine, theirs in zip(_span(a), _span(b), strict=True))


def _hull(boxes: list[list[float]]) -> list[float]:
    half = len(boxes[0]) // 2
    if any(len(b) != 2 * half for b in boxes):
        return []
    low = [min(b[n] for b in boxes) for n in range(half)]
    return low + [max(b[half + n] for b in boxes) for n in range(half)]


def _are_intervals(value: list[Any]) -> bool:
    return all(type(i) is list and len(i) == 2 and all(n is None or instant(n) for n in i) for i in value)


def _span(intervals: list[list[Any]]) -> tuple[Any, Any]:
    starts, ends = [instant(i[0]) for i in intervals], [instant(i[1]) for i in intervals]
    start = None if None in starts else min(s for s in starts if s)
    return start, None if None in ends else max(e for e in ends if e)
