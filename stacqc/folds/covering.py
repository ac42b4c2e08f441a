"""Folds that hold what a collection says against its items."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from stacqc.aspects.extents import BOX, INTERVAL, boxes_of, intervals_of, is_bbox, of_the_whole
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.folds.base import ShelfFold, fold
from stacqc.folds.shelf import Shelf
from stacqc.rule import FoldProblem
from stacqc.vocabulary.scalars import to_datetime
from stacqc.words import show

_NUMBERS = (int, float)
#: Degrees by which a bbox may miss and still cover.
_TOLERANCE = 1e-9
_TIMES = ("datetime", "start_datetime", "end_datetime")
#: What of items decides on the extent of their collection.
IN_SPACE: tuple[Path, ...] = (("bbox",),)
IN_TIME: tuple[Path, ...] = tuple(("properties", name) for name in _TIMES)


class Mark(NamedTuple):
    """An extreme value and the document that has it."""

    value: Any
    address: str
    id: str


class Extremes:
    """The least and the greatest of some values, each with its first witness."""

    __slots__ = ("high", "low")

    def __init__(self) -> None:
        self.low: Mark | None = None
        self.high: Mark | None = None

    def note(self, value: Any, document: Document) -> None:
        """Take in a value of a document."""
        low, high = self.low, self.high
        if low is None or high is None or not low.value < value < high.value:
            self.add(Mark(value, document.address, document.id))

    def add(self, mark: Mark) -> None:
        """Take in one value."""
        low, high = self.low, self.high
        if low is None or mark < low:
            self.low = mark
        if high is None or mark.value > high.value or (mark.value == high.value and mark < high):
            self.high = mark

    def packed(self) -> tuple[Mark | None, Mark | None]:
        return self.low, self.high

    @classmethod
    def unpacked(cls, low: list[Any] | None, high: list[Any] | None) -> Extremes:
        made = cls()
        made.low = None if low is None else Mark(*low)
        made.high = None if high is None else Mark(*high)
        return made

    def merge(self, other: Extremes) -> None:
        """Take in the extremes of another shard."""
        for mark in (other.low, other.high):
            if mark is not None:
                self.add(mark)


class _Extent:
    """The extents that collections of one id claim, and the extremes of their items."""

    def __init__(self) -> None:
        self.claims: dict[str, tuple[Any, Any]] = {}
        self.east, self.west, self.latitude = Extremes(), Extremes(), Extremes()
        self.time = Extremes()
        #: Where and when the item before lay, and its address.
        self._before: tuple[list[Any], str] = [], ""

    @property
    def is_asked(self) -> bool:
        return bool(self.claims)

    def packed(self) -> tuple[Any, ...]:
        claims = [(address, box, *map(_written, times)) for address, (box, times) in self.claims.items()]
        time = [m and m._replace(value=_written(m.value)) for m in self.time.packed()]
        return claims, [e.packed() for e in (self.east, self.west, self.latitude)], time

    @classmethod
    def unpacked(cls, claims: list[Any], space: list[Any], time: list[Any]) -> _Extent:
        made = cls()
        made.claims = {address: (box, (_moment(a), _moment(b))) for address, box, a, b in claims}
        made.east, made.west, made.latitude = (Extremes.unpacked(*pair) for pair in space)
        made.time = Extremes.unpacked(*([_moment(mark[0]), *mark[1:]] if mark else None for mark in time))
        return made

    @staticmethod
    def form() -> Any:
        return tuple[list[Any], list[Any], list[Any]]

    def add_item(self, document: Document, wanted: list[str]) -> None:
        box, *times = said = [document.data.get("bbox"), *map(document.properties.get, _TIMES)]
        # Items of a pair or a tile mostly lie where the one before does, and only the first of them counts.
        before, first = self._before
        if said == before and first < document.address:
            return
        if "bbox" in wanted and is_bbox(box):
            self._add_box(box, document)
            self._before = said, document.address
        for moment in map(to_datetime, times) if "datetime" in wanted else ():
            if moment is not None:
                self.time.note(moment, document)

    def _add_box(self, box: list[Any], document: Document) -> None:
        half = len(box) // 2
        west, south, east, north = box[0], box[1], box[half], box[half + 1]
        for value in (south, north):
            self.latitude.note(value, document)
        for low, high in [(west, east)] if west <= east else [(west, 180), (-180, east)]:
            for value, side in ((low, low), (high, high)):
                part = self.west if side < 0 or (side == 0 and high <= 0) else self.east
                part.note(value, document)

    def merge(self, other: _Extent) -> None:
        self.claims.update(other.claims)
        for mine, its in zip(self.extremes(), other.extremes(), strict=True):
            mine.merge(its)

    def extremes(self) -> tuple[Extremes, ...]:
        return self.east, self.west, self.latitude, self.time


class _Extents(Shelf[_Extent]):
    kind = _Extent


@fold("extent_covers")
class ExtentCovers(ShelfFold[_Extent]):
    """The extent of a collection covers its items."""

    shelf_of = _Extents
    of_collections = True

    def add(self, document: Document) -> None:
        """Note the extent of a collection, or the extremes of an item."""
        for _, _, data in self.hits(document):
            own = data.get("id") if document.kind == "Collection" else data.get("collection")
            if type(own) is not str:
                continue
            state = self.shelf.live.get(own)
            if state is None:
                state = self.shelf.begin(own)
            if document.kind == "Collection":
                state.claims[document.address] = _claims(data.get("extent"))
            else:
                state.add_item(document, self.argument)

    def judged(self, state: _Extent) -> Iterator[FoldProblem]:
        """Report each claim that an item exceeds."""
        for address, (box, interval) in sorted(state.claims.items(), key=lambda kv: kv[0]):
            yield from self._space(address, box, state)
            yield from self._time(address, interval, state)

    def _space(self, address: str, box: Any, state: _Extent) -> Iterator[FoldProblem]:
        if not is_bbox(box):
            return
        half = len(box) // 2
        flat = [box[0], box[1], box[half], box[half + 1]]
        outside = _outside(flat, state)
        if outside is not None:
            side, mark = outside
            what = f"{mark.id or mark.address}, which reaches {side} to {mark.value}"
            message = f"The extent {show(box)} does not cover {what}"
            expected = _united(flat, state) if half == 2 and flat[0] <= flat[2] else None
            yield self._problem(address, BOX, message, mark, expected)

    def _time(self, address: str, interval: Any, state: _Extent) -> Iterator[FoldProblem]:
        start, end = interval
        low, high = state.time.low, state.time.high
        late = None if start is None or low is None or low.value >= start else ("begins", low)
        early = None if end is None or high is None or high.value <= end else ("ends", high)
        for verb, mark in filter(None, (late, early)):
            moment = _rfc3339(mark.value)
            message = f"The extent does not cover {mark.id or mark.address}, which {verb} {moment}"
            yield self._problem(address, (*INTERVAL, 0 if verb == "begins" else 1), message, mark, moment)

    def _problem(self, address: str, path: Path, message: str, mark: Mark, expected: Any) -> FoldProblem:
        names = {
            "found": show(mark.value) if type(mark.value) in _NUMBERS else str(mark.value),
            "other": mark.address,
        }
        if expected is not None:
            names["expected"] = expected
        own = IN_SPACE if path == BOX else IN_TIME
        return FoldProblem(address, self.wording.problem(path, message, names, own, related=(mark.address,)))


def _claims(extent: Any) -> tuple[Any, Any]:
    """Return the box and the instants of the interval that an extent claims for the whole."""
    box, interval = of_the_whole(boxes_of(extent)), of_the_whole(intervals_of(extent))
    start, end = interval if type(interval) is list and len(interval) == 2 else (None, None)
    return box, (to_datetime(start), to_datetime(end))


def _outside(box: list[Any], state: _Extent) -> tuple[str, Mark] | None:
    west, south, east, north = box
    tests = [("south", state.latitude.low, south, -1), ("north", state.latitude.high, north, 1)]
    if west <= east:
        ends = [(e.low, e.high) for e in (state.west, state.east)]
        lows, highs = [low for low, _ in ends if low], [high for _, high in ends if high]
        tests.append(("west", min(lows, default=None), west, -1))
        tests.append(("east", max(highs, key=lambda m: m.value, default=None), east, 1))
    elif west >= 0 >= east:
        tests.append(("west", state.east.low, west, -1))
        tests.append(("east", state.west.high, east, 1))
    for side, mark, limit, sign in tests:
        if mark is not None and sign * (mark.value - limit) > _TOLERANCE:
            return side, mark
    return None


def _united(box: list[Any], state: _Extent) -> list[Any]:
    lons = [m.value for e in (state.west, state.east) for m in (e.low, e.high) if m is not None]
    lats = [m.value for m in (state.latitude.low, state.latitude.high) if m is not None]
    return [min([box[0], *lons]), min([box[1], *lats]), max([box[2], *lons]), max([box[3], *lats])]


def _written(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
