"""Rules of the ISDeform profile on places: the box, the ring, and the elevation model that covers them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule

_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946"
_NUMBERS = (int, float)
#: Degrees by which a box may miss the geometry, a tenth of a metre.
_TOLERANCE = 1e-6
_SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
_dem = re.compile(r"_(-?\d{1,3})_(-?\d{1,3})_(-?\d{1,2})_(-?\d{1,2})(?:\.dem)?$", re.ASCII)
Ring = list[list[Any]]


@rule(
    "bbox-geometry",
    reads=("$.bbox", "$.geometry"),
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "geometry"),
    docs=f"{_GEOJSON}#section-5",
    fix="Write the envelope of the geometry as bbox; close the ring and let it run counter-clockwise.",
    examples={
        "valid": [{"bbox": [0, 0, 1, 1], "geometry": {"type": "Polygon", "coordinates": [_SQUARE]}}],
        "invalid": [
            {"bbox": [1, 0, 2, 1], "geometry": {"type": "Polygon", "coordinates": [_SQUARE]}},
            {"bbox": [0, 0, 1, 1], "geometry": {"type": "Polygon", "coordinates": [_SQUARE[::-1]]}},
            {"bbox": [0, 0, 1, 1], "geometry": {"type": "Polygon", "coordinates": [_SQUARE[:-1]]}},
        ],
    },
)
def bbox_geometry(document: Document) -> Iterable[Problem]:
    """The bbox is the envelope of the geometry, whose rings are closed and run counter-clockwise.

    Searches by place look at the box first: a wrong one hides the product, or shows it elsewhere.
    """
    geometry, bbox = document.data.get("geometry"), document.data.get("bbox")
    if type(geometry) is not dict or type(bbox) is not list or len(bbox) not in (4, 6):
        return ()
    coordinates = geometry.get("coordinates")
    if len(bbox) == 4 and _is_box(bbox, coordinates):
        return ()
    try:
        problem = next(_wrong_rings(geometry.get("type"), coordinates), None) or _wrong_box(bbox, coordinates)
    except (TypeError, ValueError, LookupError, RecursionError):
        return ()  # not GeoJSON, which the schema says
    return (problem,) if problem else ()


def _is_box(bbox: list[Any], coordinates: Any) -> bool:
    """Whether the coordinates are the four corners in order, within the world."""
    w, s, e, n = bbox
    if coordinates != [[[w, s], [e, s], [e, n], [w, n], [w, s]]] or type(w) not in _NUMBERS:
        return False
    return bool(-180 <= w <= e <= 180 and -90 <= s <= n <= 90)


def _wrong_rings(kind: Any, coordinates: Any) -> Iterator[Problem]:
    polygons: list[tuple[Path, Any]] = []
    if kind == "Polygon":
        polygons = [((), coordinates)]
    elif kind == "MultiPolygon":
        polygons = [((index,), polygon) for index, polygon in enumerate(coordinates)]
    for path, polygon in polygons:
        for index, ring in enumerate(polygon):
            wrong = _wrong_ring(ring, outer=index == 0)
            if wrong:
                yield Problem(("geometry", "coordinates", *path, index), *wrong)


def _wrong_ring(ring: Ring, outer: bool) -> tuple[str, str] | None:
    for position in ring:
        if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            return (
                f"The position {position[:3]} is not on earth",
                "write longitude, latitude; cut at 180 degrees",
            )
    if ring[0] != ring[-1]:
        return "The ring does not end where it began", "repeat the first position at the end"
    turn = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    if (turn < 0) is outer and turn != 0:
        return (
            "The ring runs the wrong way round",
            "outer rings run counter-clockwise, holes clockwise: reverse it",
        )
    return None


def _wrong_box(bbox: list[Any], coordinates: Any) -> Problem | None:
    positions = list(_positions(coordinates))
    lons, lats = [p[0] for p in positions], [p[1] for p in positions]
    half = len(bbox) // 2
    crosses = bbox[0] > bbox[half]
    west = min((x for x in lons if x >= 0), default=180.0) if crosses else min(lons)
    east = max((x for x in lons if x < 0), default=-180.0) if crosses else max(lons)
    wanted = [west, min(lats), east, max(lats)]
    found = [bbox[0], bbox[1], bbox[half], bbox[half + 1]]
    if all(abs(a - b) <= _TOLERANCE for a, b in zip(found, wanted, strict=True)):
        return None
    fix = Fix((Edit("replace", ("bbox",), wanted),), title=f"write {wanted}") if half == 2 else None
    return Problem(("bbox",), "bbox is not the envelope of the geometry", f"write {wanted}", fix)


def _positions(coordinates: Any) -> Iterator[list[Any]]:
    if type(coordinates[0]) is list:
        for part in coordinates:
            yield from _positions(part)
    else:
        yield coordinates


@rule(
    "dem-covers",
    reads=("$.bbox", "parameters", "digitalElevationModelId"),
    severity="info",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "geometry"),
    fix="Check whether the elevation model reaches the edges of the product.",
    examples={
        "valid": [{"bbox": [85.2, 27.1, 87.5, 29.9], "properties": {"digitalElevationModelId": "nasadem30_85_88_27_30"}}],
        "invalid": [{"bbox": [85.2, 27.1, 87.5, 29.9], "properties": {"digitalElevationModelId": "nasadem30_86_88_27_30"}}],
    },
)  # fmt: skip
def dem_covers(document: Document) -> Iterable[Problem]:
    """The range in the name of the elevation model covers the product.

    Outside the model the topographic phase stays in the interferogram and looks like displacement.
    """
    get, bbox = document.properties.get, document.data.get("bbox")
    parameters = get("parameters")
    path: Path = ("properties", "parameters", "digitalElevationModel")
    name = parameters.get("digitalElevationModel") if type(parameters) is dict else None
    if name is None:
        name, path = get("digitalElevationModelId"), ("properties", "digitalElevationModelId")
    found = _dem.search(name[-60:]) if type(name) is str else None
    if found is None or type(bbox) is not list or len(bbox) != 4:
        return ()
    side = _uncovered_side(bbox, *map(int, found.groups()))
    if not side:
        return ()
    message = f"The elevation model {found.string} may not cover the {side} edge"
    return (
        Problem(path, message, "look whether the model reaches that far; if not, process with a larger one"),
    )


def _uncovered_side(bbox: list[Any], west: int, east: int, south: int, north: int) -> str:
    if any(type(number) not in _NUMBERS for number in bbox):
        return ""
    w, s, e, n = bbox
    missing = (("west", w < west), ("south", s < south), ("east", e > east), ("north", n > north))
    return next((side for side, is_missing in missing if is_missing), "")
