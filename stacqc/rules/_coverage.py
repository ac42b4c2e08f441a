"""What the items of a collection come to: their box, their time and the values that summaries give."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from stacqc.aspects.extents import is_bbox
from stacqc.folds.shelf import Shelf
from stacqc.vocabulary.scalars import to_datetime, to_number

#: The properties that summaries of the profile give.
SUMMARISED = (
    "polarisation", "orbitDirection", "relativeOrbitNumber", "numberOfLooksRange", "perpendicularBaseline",
    "platform", "platforms", "constellation", "instruments", "mode", "sar:instrument_mode", "sar:polarizations",
    "sat:orbit_state", "sat:relative_orbit", "sar:looks_range", "insar:perpendicular_baseline",
)  # fmt: skip
TIMES = ("start_datetime", "end_datetime", "datetime")
#: Distinct words kept of one property; of more it is only known that there are more.
_KEPT = 64
#: Different items that may wait.
_WAITING = 4
#: The first and the last second that can be written in UTC.
_BEGIN, _END = -62_135_596_800, 253_402_300_799


@lru_cache(maxsize=16384)
def instant(text: str) -> int | None:
    """Return the seconds since 1970 of a time with a zone, None too where its day in UTC is beyond the calendar."""
    if len(text) < 20 or not (text[-1] == "Z" or text[-6] in "+-"):
        return None
    moment = to_datetime(text)
    seconds = _BEGIN if moment is None else int(moment.timestamp())
    return seconds if _BEGIN < seconds < _END else None


class Values:
    """The values of one property: the range of its numbers and the set of its words."""

    __slots__ = ("high", "low", "more", "words")

    def __init__(self) -> None:
        self.low: float | None = None
        self.high: float | None = None
        self.words: set[Any] = set()
        self.more = False

    def add(self, value: Any) -> None:
        """Take in a value, or all elements of a list."""
        if type(value) is list:
            for part in value[:_KEPT]:
                if type(part) is not list:
                    self.add(part)
            return
        number = to_number(value)
        if number is not None:
            self.low = number if self.low is None else min(self.low, number)
            self.high = number if self.high is None else max(self.high, number)
        if type(value) in (str, int, float, bool):
            self.keep((value,))

    def keep(self, words: Iterable[Any]) -> None:
        """Keep words, the smallest of too many."""
        self.words.update(words)
        if len(self.words) > _KEPT:
            self.more = True
            self.words = set(sorted(self.words, key=repr)[:_KEPT])

    def packed(self) -> tuple[Any, ...]:
        return self.low, self.high, list(self.words), self.more

    @classmethod
    def unpacked(cls, low: float | None, high: float | None, words: list[Any], more: bool) -> Values:
        made = cls()
        made.low, made.high, made.words, made.more = low, high, set(words), more
        return made

    def merge(self, other: Values) -> None:
        """Take in the values of another shard or of a collection below."""
        for number in (other.low, other.high):
            if number is not None:
                self.low = number if self.low is None else min(self.low, number)
                self.high = number if self.high is None else max(self.high, number)
        self.more |= other.more
        self.keep(other.words)


class Coverage:
    """What some items come to."""

    def __init__(self) -> None:
        self.box: list[float] | None = None
        self.start: int | None = None
        self.end: int | None = None
        self.values: dict[str, Values] = {}
        self.items = 0
        #: What items had that is not taken in yet; those of a pair are mostly alike.
        self.waiting: list[list[Any]] = []
        #: Whether some items are not in it, so that what is larger may be right; and whether these are not at hand.
        self.partial = self.lacks_items = False

    @property
    def is_asked(self) -> bool:
        return self.items > 0

    def packed(self) -> tuple[Any, ...]:
        values = {name: kept.packed() for name, kept in self.values.items()}
        return self.box, self.start, self.end, values, self.items, self.waiting, self.partial

    @classmethod
    def unpacked(
        cls, box: Any, start: Any, end: Any, values: Any, items: int, waiting: Any, partial: bool
    ) -> Coverage:
        made = cls()
        made.box, made.start, made.end, made.items, made.partial = box, start, end, items, partial
        made.values = {name: Values.unpacked(*kept) for name, kept in values.items()}
        made.waiting = waiting
        return made

    @staticmethod
    def form() -> Any:
        return tuple[Any, Any, Any, dict[str, list[Any]], int, list[list[Any]], bool]

    def add(self, facts: list[Any]) -> None:
        """Take in one item: its bbox, TIMES and SUMMARISED."""
        self.items += 1
        if facts not in self.waiting:
            self.waiting.append(facts)
            if len(self.waiting) > _WAITING:
                self.settle()

    def settle(self) -> None:
        """Take in what waits."""
        for facts in self.waiting:
            self.add_box(facts[0])
            self.add_times(facts[1 : 1 + len(TIMES)])
            for name, value in zip(SUMMARISED, facts[1 + len(TIMES) :], strict=True):
                if value is not None:
                    self.values.setdefault(name, Values()).add(value)
        self.waiting.clear()

    def add_box(self, box: Any) -> None:
        """Widen the box."""
        if not is_bbox(box):
            self.partial = True
            return
        half = len(box) // 2
        west, south, east, north = box[0], box[1], box[half], box[half + 1]
        own = self.box or [west, south, east, north]
        self.box = [min(own[0], west), min(own[1], south), max(own[2], east), max(own[3], north)]

    def add_times(self, times: list[Any]) -> None:
        """Widen the interval."""
        for time in times:
            moment = instant(time) if type(time) is str else None
            if moment is not None:
                self.start = moment if self.start is None else min(self.start, moment)
                self.end = moment if self.end is None else max(self.end, moment)
            elif time is not None:
                self.partial = True

    def merge(self, other: Coverage) -> None:
        """Take in other items."""
        self.settle()
        other.settle()
        if other.box is not None:
            self.add_box(other.box)
        for moment in (other.start, other.end):
            if moment is not None:
                self.start = moment if self.start is None else min(self.start, moment)
                self.end = moment if self.end is None else max(self.end, moment)
        for name, values in other.values.items():
            self.values.setdefault(name, Values()).merge(values)
        self.items += other.items
        self.partial |= other.partial
        self.lacks_items |= other.lacks_items


class CoverageShelf(Shelf[Coverage]):
    kind = Coverage
