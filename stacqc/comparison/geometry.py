"""Geometries and boxes compared as places: by number, within a tolerance, ring by ring."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf
from typing import Any

from stacqc.comparison.equivalences import Equivalences

_SHAPE = ("type", "coordinates", "geometries")


def same_box(a: Any, b: Any, tolerance: float, equivalences: Equivalences) -> bool:
    """Return whether two boxes are the same as far as the equivalences and the tolerance go."""
    return _same_positions(a, b, tolerance, equivalences)


def same_geometry(a: Any, b: Any, tolerance: float, equivalences: Equivalences) -> bool:
    """Return whether two geometries are the same as far as the equivalences and the tolerance go."""
    if type(a) is not dict or type(b) is not dict:
        return a is b
    if (set(a) | set(b)) - set(_SHAPE):
        mine, theirs = ({k: v for k, v in g.items() if k in _SHAPE} for g in (a, b))
        return _bared(mine, theirs, tolerance, equivalences, _foreign(a) == _foreign(b))
    return _bared(a, b, tolerance, equivalences, True)


def _foreign(geometry: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in geometry.items() if k not in _SHAPE}


def _bared(a: dict[str, Any], b: dict[str, Any], tolerance: float, eq: Equivalences, alike: bool) -> bool:
    if not alike and not eq.use("geometry-members"):
        return False
    if a.get("type") != b.get("type"):
        return False
    if a.get("type") == "GeometryCollection":
        return _same_parts(a.get("geometries"), b.get("geometries"), tolerance, eq)
    mine, theirs = a.get("coordinates"), b.get("coordinates")
    if _near(mine, theirs, tolerance):
        return _same_positions(mine, theirs, tolerance, eq)
    return _same_otherwise(a, b, tolerance, eq)


def _same_parts(a: Any, b: Any, tolerance: float, eq: Equivalences) -> bool:
    if type(a) is not list or type(b) is not list or len(a) != len(b):
        return bool(a == b)
    return all(same_geometry(x, y, tolerance, eq) for x, y in zip(a, b, strict=True))


def _same_otherwise(a: dict[str, Any], b: dict[str, Any], tolerance: float, eq: Equivalences) -> bool:
    """Whether two geometries are the same once fourth ordinates are dropped or rings are turned alike."""
    cut_a, cut_b = _cut(a.get("coordinates")), _cut(b.get("coordinates"))
    cut = cut_a != a.get("coordinates") or cut_b != b.get("coordinates")
    if cut and "geometry-members" in eq.on and _near(cut_a, cut_b, tolerance):
        return eq.use("geometry-members")
    if "Polygon" in str(a.get("type")) and "ring-order" in eq.on:
        turned = _near(_turned(cut_a), _turned(cut_b), tolerance)
        return turned and eq.use("ring-order")
    return False


def _cut(value: Any) -> Any:
    """Positions with at most three ordinates."""
    if type(value) is not list:
        return value
    if value and type(value[0]) is not list:
        return value[:3]
    return [_cut(v) for v in value]


def _turned(value: Any) -> Any:
    """Rings that start at their least position and go to the lesser of its neighbours."""
    if _is_ring(value):
        ring = value[:-1]
        start = ring.index(min(ring))
        ring = ring[start:] + ring[:start]
        return ring if ring[1] <= ring[-1] else [ring[0], *reversed(ring[1:])]
    return [_turned(v) for v in value] if type(value) is list else value


def _is_ring(value: Any) -> bool:
    return (
        type(value) is list
        and len(value) > 3
        and value[0] == value[-1]
        and all(type(p) is list and p and all(is_number(n) for n in p) for p in value)
    )


def _same_positions(a: Any, b: Any, tolerance: float, eq: Equivalences) -> bool:
    """Whether nested numbers are equal; says by what equivalence where they are not written alike."""
    if not _near(a, b, tolerance):
        return False
    return eq.use("tolerance") if a != b else eq.use("geometry-numbers")


def _near(a: Any, b: Any, tolerance: float) -> bool:
    if type(a) is list and type(b) is list:
        return len(a) == len(b) and all(_near(x, y, tolerance) for x, y in zip(a, b, strict=True))
    if is_number(a) and is_number(b):
        return bool(a == b or _between(a, b) <= tolerance)
    return type(a) is type(b) and bool(a == b)


def farthest(a: Any, b: Any) -> float | None:
    """Return how far apart the numbers of two places are at most; None where they are not as many."""
    mine, theirs = (v.get("coordinates") if type(v) is dict else v for v in (a, b))
    if _shape(mine) != _shape(theirs):
        return None
    pairs = zip(numbers_of(mine), numbers_of(theirs), strict=True)
    return max((_between(x, y) for x, y in pairs), default=None)


def _between(a: float, b: float) -> float:
    """How far two numbers are apart; JSON has whole numbers beyond all doubles."""
    try:
        return abs(a - b)
    except OverflowError:
        return inf


def _shape(value: Any) -> Any:
    """Nested arrays without their numbers."""
    return [_shape(v) for v in value] if type(value) is list else is_number(value)


def is_number(value: Any) -> bool:
    """Return whether a value is a JSON number, which true and false are not."""
    return type(value) is int or type(value) is float


def numbers_of(value: Any) -> Iterator[float]:
    """Yield all numbers in nested arrays."""
    if type(value) is list:
        for element in value:
            yield from numbers_of(element)
    elif is_number(value):
        yield value
