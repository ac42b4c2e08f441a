"""What differs between two texts: the part between what they share at both ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Change(NamedTuple):
    """The text between `start` and `end` of the old text became the one between `start` and `new_end`."""

    start: int
    end: int
    new_end: int


def change(old: str, new: str) -> Change:
    """Return the smallest single change that makes `new` of `old`."""
    most = min(len(old), len(new))
    start = _longest(most, lambda n: old[:n] == new[:n])
    tail = _longest(most - start, lambda n: n == 0 or old[-n:] == new[-n:])
    return Change(start, len(old) - tail, len(new) - tail)


def _longest(most: int, fits: Callable[[int], bool]) -> int:
    """The largest number that fits, where all smaller ones do."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if fits(middle):
            low = middle
        else:
            high = middle - 1
    return low
