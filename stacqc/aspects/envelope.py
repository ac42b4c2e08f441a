"""Where an item says it lies: its bbox and its geometry, measured once for all rules on them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from operator import mul
from typing import Any, NamedTuple

from stacqc.aspects.extents import is_bbox
from stacqc.document import Document
from stacqc.findings import Path

#: Degrees by which numbers may differ through rounding in other tools.
ROUNDING = 1e-6
_DEEPEST = 8
_NUMBERS = (int, float)
#: Levels of arrays around the positions of each type of geometry.
DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}


class Line(NamedTuple):
    """A ring, a line or points: their place, the columns of their numbers, and what they are part of."""

    path: Path
    columns: tuple[tuple[float, ...], ...]
    #: The number of the ring in its polygon, -1 where it is no ring.
    ring: int


class Box(NamedTuple):
    """A bbox, or what a geometry covers."""

    west: float
    south: float
    east: float
    north: float
    low: float | None = None
    high: float | None = None


class Footprint:
    """The bbox and the geometry of an item, both readable or None."""

    def __init__(self, data: dict[str, Any]) -> None:
        self.data = data

    @cached_property
    def bbox(self) -> Box | None:
        """The bbox of the item."""
        return box_of(self.data.get("bbox"))

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """All rings, lines and points; none when any of them is no list of positions."""
        try:
            found = tuple(_lines(self.data.get("geometry"), ("geometry",), 0))
        except (TypeError, IndexError):  # malformed, which the schema says
            return ()
        columns = [column for line in found for column in line.columns]
        whole = all(len(line.columns) >= 2 for line in found)
        return found if whole and all(type(n) in _NUMBERS for c in columns for n in c) else ()

    @cached_property
    def envelope(self) -> Box | None:
        """The smallest box around the geometry, read without regard to the antimeridian."""
        return self._envelope(lambda lon: lon)

    @cached_property
    def turned(self) -> Box | None:
        """The smallest box when longitudes run from 0 to 360; `east` is then beyond 180."""
        return self._envelope(lambda lon: lon + 360 if lon < 0 else lon)

    def _envelope(self, lon: Callable[[float], float]) -> Box | None:
        lines = self.lines
        if not lines:
            return None
        lons = [lon(n) for line in lines for n in line.columns[0]]
        lats = [n for line in lines for n in line.columns[1]]
        if not lons:
            return None
        flat = Box(min(lons), min(lats), max(lons), max(lats))
        if any(len(line.columns) < 3 for line in lines):
            return flat
        heights = [n for line in lines for n in line.columns[2]]
        return flat._replace(low=min(heights), high=max(heights))

    @property
    def is_cut(self) -> bool:
        """Whether parts of the geometry end at the antimeridian from both sides."""
        ends = [(min(line.columns[0]), max(line.columns[0])) for line in self.lines]
        east = any(high >= 180 - ROUNDING and low >= 0 for low, high in ends)
        return east and any(low <= -180 + ROUNDING and high <= 0 for low, high in ends)


#: What rules on the place of an item look at.
PLACES = ("$.bbox", "$.geometry")


def suspect(document: Document) -> Footprint | None:
    """Return the footprint of an item, or None when a first look shows nothing to say of it."""
    memo = document.memo
    if "footprint" not in memo:
        memo["footprint"] = None if _is_plain(document.data) else Footprint(document.data)
    return memo["footprint"]  # type: ignore[no-any-return]


def has_plain_place(document: Document) -> bool:
    """Say whether a first look at an item shows nothing to say of its place."""
    return document.kind == "Item" and suspect(document) is None


def _is_plain(data: dict[str, Any]) -> bool:
    """Whether the geometry is one closed ring, the right way round and in range, and the bbox is its own."""
    try:
        geometry, box = data["geometry"], data["bbox"]
        if len(box) == 4 and _is_rectangle(geometry, *box):
            return True
        (ring,) = geometry["coordinates"]
        lons, lats = zip(*ring, strict=True)
        west, south, east, north = min(lons), min(lats), max(lons), max(lats)
        return (
            geometry["type"] == "Polygon"
            and box == [west, south, east, north]
            and west >= -180
            and south >= -90
            and north <= 90
            and east <= 180
            and east - west < 180
            and len(ring) > 3
            and ring[0] == ring[-1]
            and signed_area(lons, lats) > 0
        )
    except (KeyError, TypeError, ValueError):
        return False


def _is_rectangle(geometry: dict[str, Any], west: float, south: float, east: float, north: float) -> bool:
    """Whether the geometry is the box itself, from its corner in the south-west on."""
    return (
        geometry["coordinates"]
        == [[[west, south], [east, south], [east, north], [west, north], [west, south]]]
        and geometry["type"] == "Polygon"
        and -180 <= west < east <= 180
        and -90 <= south < north <= 90
        and east - west < 180
    )


def signed_area(lons: tuple[float, ...], lats: tuple[float, ...]) -> float:
    """Return twice the area of a closed ring, negative where it runs clockwise."""
    # Differences to the first position keep the digits that count.
    x, y = lons[0], lats[0]
    dx, dy = [n - x for n in lons], [n - y for n in lats]
    return float(sum(map(mul, dx, dy[1:])) - sum(map(mul, dx[1:], dy)))


def box_of(value: Any) -> Box | None:
    """Return a bbox of 4 or 6 numbers as a box, None for anything else."""
    if not is_bbox(value):
        return None
    if len(value) == 4:
        return Box(*value)
    west, south, low, east, north, high = value
    return Box(west, south, east, north, low, high)


def written(box: Box) -> list[float]:
    """Return a box as it is written in a document."""
    if box.low is None or box.high is None:
        return [*box[:4]]
    return [box.west, box.south, box.low, box.east, box.north, box.high]


def _lines(geometry: Any, path: Path, depth: int) -> Iterator[Line]:
    if type(geometry) is not dict or depth > _DEEPEST:
        return
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for index, part in enumerate(geometry.get("geometries") or ()):
            yield from _lines(part, (*path, "geometries", index), depth + 1)
    elif kind in DEPTHS:
        level = DEPTHS[kind]
        coordinates = geometry.get("coordinates")
        if coordinates:
            yield from _nested(coordinates, (*path, "coordinates"), level, "Polygon" in kind)


def _nested(coordinates: Any, path: Path, level: int, rings: bool) -> Iterator[Line]:
    """Walk down to the lists of positions; a Point is a list of one."""
    if level <= 1:
        positions = coordinates if level else [coordinates]
        ring = int(path[-1]) if rings else -1
        yield Line(path, tuple(zip(*positions, strict=False)), ring)
        return
    for index, part in enumerate(coordinates):
        yield from _nested(part, (*path, index), level - 1, rings)
