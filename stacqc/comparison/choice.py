"""Which documents take part: by collection, id, place and time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stacqc.comparison.geometry import numbers_of
from stacqc.comparison.instants import instant
from stacqc.comparison.record import Json, Record
from stacqc.comparison.trouble import NotReadable

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Choice:
    """What was asked for; empty members choose everything.

    Collections and ids choose by key, so that a side need not bring the others. Box and interval are
    asked of documents: a pair takes part when either of its documents fits, or a change of place or
    time would hide itself.
    """

    collections: frozenset[str] = frozenset()
    ids: frozenset[str] = frozenset()
    box: Box | None = None
    interval: tuple[str, str] | None = None

    def wants_collection(self, collection: str) -> bool:
        """Return whether items of a collection take part."""
        return not self.collections or collection in self.collections

    def wants(self, collection: str, id: str) -> bool:
        """Return whether an item with this key takes part."""
        return (not self.ids or id in self.ids) and self.wants_collection(collection)

    @property
    def by_content(self) -> bool:
        """Whether documents must be looked at."""
        return self.box is not None or self.interval is not None

    def fits_any(self, *records: Record | None) -> bool:
        """Return whether one of the documents takes part by its content, as one does that nobody can read."""
        try:
            return any(r is not None and self.fits(r.data) for r in records)
        except (RecursionError, NotReadable):
            return True

    def fits(self, item: Json) -> bool:
        """Return whether an item lies in the box and in the interval."""
        return (self.box is None or _meets(item, self.box)) and (
            self.interval is None or _is_during(item.get("properties"), *self.interval)
        )


def _meets(item: Json, box: Box) -> bool:
    found = _box_of(item)
    if found is None:
        return False
    west, south, east, north = found
    if south > box[3] or north < box[1]:
        return False
    return any(w <= e2 and e >= w2 for w, e in _spans(west, east) for w2, e2 in _spans(box[0], box[2]))


def _spans(west: float, east: float) -> list[tuple[float, float]]:
    """A span of longitudes, as two where it crosses the antimeridian."""
    return [(west, east)] if west <= east else [(west, 180.0), (-180.0, east)]


def _box_of(item: Json) -> Box | None:
    box = list(numbers_of(item.get("bbox")))
    if len(box) in (4, 6):
        half = len(box) // 2
        return box[0], box[1], box[half], box[half + 1]
    geometry = item.get("geometry")
    points = list(_points(geometry.get("coordinates"))) if type(geometry) is dict else []
    if not points:
        return None
    return min(x for x, _ in points), min(y for _, y in points), max(x for x, _ in points), max(y for _, y in points)  # fmt: skip


def _points(value: Any) -> Iterable[tuple[float, float]]:
    if type(value) is list and len(value) > 1 and all(type(n) in (int, float) for n in value):
        yield value[0], value[1]
    elif type(value) is list:
        for part in value:
            yield from _points(part)


def _is_during(properties: Any, start: str, end: str) -> bool:
    if type(properties) is not dict:
        return False
    first = instant(properties.get("start_datetime")) or instant(properties.get("datetime"))
    last = instant(properties.get("end_datetime")) or instant(properties.get("datetime"))
    if first is None or last is None:
        return False
    begin, stop = instant(start), instant(end)
    return (stop is None or first <= stop) and (begin is None or last >= begin)


def parse_box(text: str) -> Box:
    """Read `west,south,east,north`; raises ValueError."""
    try:
        west, south, east, north = (float(n) for n in text.split(","))
    except ValueError:
        raise ValueError(f"--bbox wants west,south,east,north, not {text!r}") from None
    if not (-90 <= south <= north <= 90 and abs(west) <= 360 and abs(east) <= 360):
        raise ValueError(f"--bbox {text}: south must not be above north, and degrees are wanted")
    return west, south, east, north


def parse_interval(text: str) -> tuple[str, str]:
    """Read an instant or `start/end` with `..` for an open end, dates being whole days; raises ValueError."""
    start, slash, end = text.partition("/")
    interval = _edge(start, "T00:00:00Z"), _edge(end if slash else start, "T23:59:59.999999Z")
    for edge, given in zip(interval, (start, end if slash else start), strict=True):
        if edge and instant(edge) is None:
            raise ValueError(f"--datetime: {given!r} is no date or RFC 3339 time")
    return interval


def _edge(text: str, rest: str) -> str:
    if text in ("", ".."):
        return ""
    try:
        datetime.strptime(text, "%Y-%m-%d")
    except ValueError:
        return text
    return text + rest
