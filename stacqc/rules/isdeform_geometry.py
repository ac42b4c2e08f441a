"""Rules of the ISDeform profile on places: the box, the ring, and the elevation model that covers them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from stacqc.aspects.envelope import Box, Footprint
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import Advice, ToldBy, Where

_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946"
_NUMBERS = (int, float)
#: Degrees by which a box may miss the geometry, a tenth of a metre.
_TOLERANCE = 1e-6
_SQUARE = [[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]
_dem = re.compile(r"_(-?\d{1,3})_(-?\d{1,3})_(-?\d{1,2})_(-?\d{1,2})(?:\.dem)?$", re.ASCII)
Ring = list[list[Any]]
_WEST = [[179, 0], [180, 0], [180, 1], [179, 1], [179, 0]]
_EAST = [[-180, 0], [-178, 0], [-178, 1], [-180, 1], [-180, 0]]


def _item(bbox: list[int], *rings: Ring) -> dict[str, Any]:
    """Return an item of so many polygons."""
    kind = "MultiPolygon" if len(rings) > 1 else "Polygon"
    coordinates = [[ring] for ring in rings] if len(rings) > 1 else [*rings]
    return {"type": "Feature", "bbox": bbox, "geometry": {"type": kind, "coordinates": coordinates}}


@rule(
    "bbox-geometry",
    reads=("$.bbox", "$.geometry"),
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "geometry"),
    docs=f"{_GEOJSON}#section-5",
    fix="Write the envelope of the geometry as bbox; close the ring and let it run counter-clockwise.",
    examples={
        "valid": [_item([0, 0, 1, 1], _SQUARE), _item([179, 0, -178, 1], _WEST, _EAST)],
        "invalid": [
            _item([1, 0, 2, 1], _SQUARE),
            {"document": _item([1, 1, 0, 0], _SQUARE), "fixed": _item([0, 0, 1, 1], _SQUARE)},
            {"document": _item([0, 0, 1, 1], _SQUARE[::-1]), "fixed": _item([0, 0, 1, 1], _SQUARE)},
            _item([0, 0, 1, 1], _SQUARE[:-1]),
            _item([-180, 0, 180, 1], _WEST, _EAST),
            _item([0, 0, 1, 1]),
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
        problem = next(_wrong_rings(geometry.get("type"), coordinates), None) or _wrong_box(
            bbox, Footprint(document.data)
        )
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
            problem = _wrong_ring(("geometry", "coordinates", *path, index), ring, outer=index == 0)
            if problem:
                yield problem


def _wrong_ring(path: Path, ring: Ring, outer: bool) -> Problem | None:
    for position in ring:
        if not (-180 <= position[0] <= 180 and -90 <= position[1] <= 90):
            message = f"The position {position[:3]} is not on earth"
            return Problem(path, message, "write longitude, latitude; cut at 180 degrees")
    if ring[0] != ring[-1]:
        fix = Fix((Edit("replace", path, [*ring, ring[0]]),), safe=False, title="close the ring")
        return Problem(
            path, "The ring does not end where it began", "repeat the first position at the end", fix
        )
    turn = sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))
    if (turn < 0) is outer and turn != 0:
        fix = Fix((Edit("replace", path, ring[::-1]),), title="reverse it")
        help_ = "outer rings run counter-clockwise, holes clockwise: reverse it"
        return Problem(path, "The ring runs the wrong way round", help_, fix)
    return None


def _wrong_box(bbox: list[Any], footprint: Footprint) -> Problem | None:
    envelope, half = footprint.envelope, len(bbox) // 2
    if envelope is None:
        return _empty(footprint.data["geometry"]["coordinates"])
    if footprint.turned is not None and _crosses(bbox[0] > bbox[half], footprint, footprint.turned):
        envelope = envelope._replace(west=footprint.turned.west, east=footprint.turned.east - 360)
    wanted = list(envelope[:4])
    found = [bbox[0], bbox[1], bbox[half], bbox[half + 1]]
    if all(abs(a - b) <= _TOLERANCE for a, b in zip(found, wanted, strict=True)):
        return None
    fix = Fix((Edit("replace", ("bbox",), wanted),), title=f"write {wanted}") if half == 2 else None
    return Problem(("bbox",), "bbox is not the envelope of the geometry", f"write {wanted}", fix)


def _crosses(is_said: bool, footprint: Footprint, turned: Box) -> bool:
    """Whether the geometry crosses the antimeridian: it is cut there, or leaps and the bbox says so.

    A bbox alone that ends west of where it begins has its numbers in the wrong order.
    """
    if turned.east - turned.west >= 180:
        return False
    return footprint.is_cut or (is_said and any(_leaps(line.columns[0]) for line in footprint.lines))


def _leaps(lons: tuple[float, ...]) -> bool:
    return any(abs(a - b) > 180 for a, b in pairwise(lons))


def _empty(coordinates: Any) -> Problem | None:
    if coordinates != []:
        return None
    path = ("geometry", "coordinates")
    return Problem(path, "The geometry has no position", "write the footprint of the product")


@rule(
    "dem-covers",
    told_by=ToldBy(("bbox-geometry",), Where.DOCUMENT, Advice.NONE),
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
    if type(bbox) is not list or len(bbox) != 4:
        return ()
    parameters = get("parameters")
    name = parameters.get("digitalElevationModel") if type(parameters) is dict else None
    named: tuple[tuple[Any, Path], ...] = (
        (name, ("properties", "parameters", "digitalElevationModel")),
        (get("digitalElevationModelId"), ("properties", "digitalElevationModelId")),
    )
    for name, path in named:
        found = _dem.search(name[-60:]) if type(name) is str else None
        side = _uncovered_side(bbox, *map(int, found.groups())) if found is not None else ""
        if side:
            message = f"The elevation model {name[-60:]} may not cover the {side} edge"
            help_ = "look whether the model reaches that far; if not, process with a larger one"
            return (Problem(path, message, help_),)
    return ()


def _uncovered_side(bbox: list[Any], west: int, east: int, south: int, north: int) -> str:
    if any(type(number) not in _NUMBERS for number in bbox):
        return ""
    w, s, e, n = bbox
    missing = (("west", w < west), ("south", s < south), ("east", e > east), ("north", n > north))
    return next((side for side, is_missing in missing if is_missing), "")
