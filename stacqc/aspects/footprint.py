"""Footprints for a map: where an item lies, in few points, with longitudes that run on across ±180°."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from typing import Any

#: x, y, x, y …: one point, an open line, or a ring whose last point is its first.
Line = tuple[float, ...]
Point = tuple[float, float]

_MAX_LINES = 24
_MAX_POINTS = 48
_MAX_DEPTH = 4
#: How deep the positions of one line lie, and whether only the first (outer) of several lines counts.
_LEVELS = {
    "Point": -1,
    "MultiPoint": 0,
    "LineString": 0,
    "MultiLineString": 1,
    "Polygon": 1,
    "MultiPolygon": 2,
}


def footprint_of(geometry: Any) -> tuple[Line, ...] | None:
    """Return the lines of a GeoJSON geometry; None where it cannot lie on the Earth, () where it is null."""
    if geometry is None:
        return ()
    try:
        lines = [_continuous(_thinned(points)) for points in islice(_lines(geometry), _MAX_LINES)]
    except (TypeError, ValueError, KeyError, IndexError, OverflowError):
        return None
    if not lines or not all(map(_is_on_earth, lines)):
        return None
    return tuple(tuple(round(n, 4) for point in line for n in point) for line in lines)


def _lines(geometry: Any, depth: int = 0) -> Iterator[list[Point]]:
    kind = geometry["type"]
    if kind == "GeometryCollection":
        if depth < _MAX_DEPTH:
            for part in geometry["geometries"]:
                yield from _lines(part, depth + 1)
        return
    coordinates = geometry["coordinates"]
    level = _LEVELS[kind]
    if level < 0:
        yield [_point(coordinates)]
    elif kind == "MultiPoint":
        yield from ([_point(position)] for position in coordinates)
    elif level == 0:
        yield _points(coordinates)
    elif kind == "MultiPolygon":
        yield from (_points(polygon[0]) for polygon in coordinates)
    else:
        yield from map(_points, coordinates[:1] if kind == "Polygon" else coordinates)


def _points(positions: Sequence[Any]) -> list[Point]:
    return [_point(position) for position in positions]


def _point(position: Any) -> Point:
    return float(position[0]), float(position[1])


def _thinned(points: list[Point]) -> list[Point]:
    """At most _MAX_POINTS of the points, evenly, the first and the last among them."""
    last = len(points) - 1
    if last < _MAX_POINTS:
        return points
    return [points[round(i * last / (_MAX_POINTS - 1))] for i in range(_MAX_POINTS)]


def _is_on_earth(line: list[Point]) -> bool:
    return all(abs(x) <= 720 and abs(y) <= 90 for x, y in line)


def _continuous(points: list[Point]) -> list[Point]:
    """The same line without jumps from one end of the map to the other, closed over a pole it goes round."""
    if not any(abs(b[0] - a[0]) > 180 for a, b in pairwise(points)):
        return points
    if _spans_the_world(points):
        return points
    made = [points[0]]
    for x, y in points[1:]:
        made.append((x - 360 * round((x - made[-1][0]) / 360), y))
    is_ring = len(points) > 3 and points[0] == points[-1]
    return _over_pole(made) if is_ring and abs(made[-1][0] - made[0][0]) > 180 else made


def _spans_the_world(points: list[Point]) -> bool:
    """Whether a line is as wide as it is written: a global product, and no strip across the antimeridian."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return max(xs) - min(xs) > 340 and max(ys) - min(ys) > 90


def _over_pole(points: list[Point]) -> list[Point]:
    pole = 90.0 if sum(y for _, y in points) > 0 else -90.0
    return [*points, (points[-1][0], pole), (points[0][0], pole), points[0]]
