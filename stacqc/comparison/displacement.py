"""Where two places are not the same: what moved, and how far, in words."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any, NamedTuple

from stacqc.aspects.extents import is_bbox
from stacqc.comparison.difference import ABSENT
from stacqc.comparison.geometry import is_number
from stacqc.words import counted

#: The mean radius of the Earth (R1 of the IUGG) in metres.
_RADIUS = 6_371_008.8
#: Distances that differ by no more than this share are the same.
_ALIKE = 0.01
Position = list[float]


class Displacement(NamedTuple):
    """What is said of two places, what of it holds for others too, and how many metres they lie apart at most."""

    exactly: str
    roughly: str
    metres: float = 0


def of_geometries(file: Any, database: Any) -> Displacement | None:
    """Say how two geometries differ without their coordinates; None where they do not consist of positions."""
    try:
        mine, theirs = [*_lines(file)], [*_lines(database)]
    except ValueError:
        return None
    if not mine or not theirs or file["type"] != database["type"]:
        return _same(f"is {_named(file, mine)} in the file and {_named(database, theirs)} in the database")
    if [*map(len, mine)] != [*map(len, theirs)]:
        said = f"is {_named(file, mine)} in the file and of {_points(theirs)} in the database"
        return Displacement(f"{said}{_boxes(mine, theirs)}", "has another number of points")
    return _of_points([*chain(*mine)], [*chain(*theirs)])


def of_boxes(file: Any, database: Any) -> Displacement | None:
    """Say how far the corners of two boxes lie apart; None where they are no boxes on the Earth that moved."""
    corners = _corners(file), _corners(database)
    far = max(_apart(*corners), default=0) if len(corners[0]) == len(corners[1]) else 0
    return Displacement(f"moved by up to {in_words(far)}", "has moved", far) if far else None


def _same(said: str) -> Displacement:
    return Displacement(said, said)


def _of_points(mine: list[Position], theirs: list[Position]) -> Displacement | None:
    if all(p[:2] == q[1::-1] for p, q in zip(mine, theirs, strict=True)):
        return _same("has x and y swapped")
    apart = _apart(mine, theirs)
    moved = [distance for distance in apart if distance]
    if not moved:
        return _same("has other heights") if apart else None
    far = max(moved)
    by = in_words(far) if min(moved) >= (1 - _ALIKE) * far else f"up to {in_words(far)}"
    some = "all" if len(moved) == len(apart) else f"{len(moved):,} of"
    points = f" ({some} {len(apart):,} points)" if len(apart) > 1 else ""
    return Displacement(f"has moved by {by}{points}", "has moved", far)


def _apart(mine: list[Position], theirs: list[Position]) -> list[float]:
    """Return the distances of positions in metres; none where they do not lie on the Earth."""
    if not all(abs(p[1]) <= 90 and abs(p[0]) <= 360 for p in (*mine, *theirs)):
        return []
    return [distance(p, q) for p, q in zip(mine, theirs, strict=True)]


def distance(a: Position, b: Position) -> float:
    """Return how far two positions in degrees lie apart along a great circle, in metres (haversine formula)."""
    (west, south), (east, north) = map(radians, a[:2]), map(radians, b[:2])
    half = hypot(sin((north - south) / 2), sqrt(cos(south) * cos(north)) * sin((east - west) / 2))
    return 2 * _RADIUS * asin(min(1.0, half))


def in_words(metres: float) -> str:
    """Return a distance as people write it, with three digits."""
    for limit, unit in ((0.01, "mm"), (1, "cm"), (1000, "m")):
        if metres < limit:
            return f"{_digits(metres / _UNITS[unit])} {unit}"
    return f"{_digits(metres / 1000)} km"


_UNITS = {"mm": 0.001, "cm": 0.01, "m": 1}


def _digits(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:.3g}"


def _boxes(mine: list[list[Position]], theirs: list[list[Position]]) -> str:
    """Say how far the corners of what is around positions lie apart."""
    apart = _apart(_around(mine), _around(theirs))
    if not apart:
        return ""
    return (
        f", in a box whose corners lie up to {in_words(max(apart))} apart"
        if any(apart)
        else ", in the same box"
    )


def _around(lines: list[list[Position]]) -> list[Position]:
    x, y = ([p[axis] for p in chain(*lines)] for axis in (0, 1))
    return [[min(x), min(y)], [max(x), max(y)]]


def _corners(box: Any) -> list[Position]:
    if not is_bbox(box):
        return []
    half = len(box) // 2
    return [box[:half], box[half:]]


def _named(geometry: Any, lines: list[list[Position]]) -> str:
    if type(geometry) is not dict:
        return "missing" if geometry is ABSENT else "null"
    if not lines:
        return f"an empty {geometry['type']}"
    return "a Point" if geometry["type"] == "Point" else f"a {geometry['type']} of {_points(lines)}"


def _points(lines: list[list[Position]]) -> str:
    return counted(sum(map(len, lines)), "point")


def _lines(geometry: Any) -> Iterator[list[Position]]:
    """Yield the lists of positions of a geometry, none of null; raises ValueError where it has anything else."""
    if geometry is None or geometry is ABSENT:
        return
    if type(geometry) is not dict or type(geometry.get("type")) is not str:
        raise ValueError("no geometry")
    parts = geometry.get("geometries")
    for part in parts if type(parts) is list else ():
        yield from _lines(part)
    if "coordinates" in geometry:
        yield from _lines_in(geometry["coordinates"])


def _lines_in(coordinates: Any) -> Iterator[list[Position]]:
    if type(coordinates) is not list:
        raise ValueError("no coordinates")
    if _is_position(coordinates):
        yield [coordinates]
    elif coordinates and all(map(_is_position, coordinates)):
        yield coordinates
    else:
        for part in coordinates:
            yield from _lines_in(part)


def _is_position(value: Any) -> bool:
    return type(value) is list and len(value) > 1 and all(map(is_number, value))
