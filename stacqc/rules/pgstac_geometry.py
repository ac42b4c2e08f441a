"""Rules on geometries: what PostGIS cannot hold, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.envelope import DEPTHS
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.rules._values import values_of
from stacqc.words import listing, show

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/item-spec/item-spec.md"
_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946#section-3.1"
_MEMBERS = frozenset({"type", "coordinates", "geometries"})
_SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 0]]]


class _Unlike(Exception):
    """Where a geometry is none, and why."""

    def __init__(self, path: Path, why: str) -> None:
        super().__init__(path, why)
        self.path = path
        self.why = why


def _item(**members: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": "a", **members}


def _geometry(kind: str, coordinates: Any, **more: Any) -> dict[str, Any]:
    return _item(geometry={"type": kind, "coordinates": coordinates, **more})


@rule(
    "pgstac-geometry-null",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=f"{_SPEC}#geometry",
    fix="Write the footprint, or that of the area that the product stands for; else keep the item out of the load.",
    examples={
        "valid": [_geometry("Polygon", _SQUARE)],
        "invalid": [_item(geometry=None), _item(properties={})],
    },
)  # fmt: skip
def geometry_null(document: Document) -> Iterable[Problem]:
    """Items have a geometry.

    STAC allows null, the table of pgstac does not: the item is refused, and with it all others of its load.
    """
    if document.data.get("geometry") is not None:
        return ()
    what = "null" if "geometry" in document.data else "missing"
    help_ = "write a footprint, or keep the item out of the load"
    return (Problem(("geometry",), f"pgstac refuses this item: its geometry is {what}", help_),)


@rule(
    "pgstac-geometry-wrong",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_GEOJSON,
    fix="Write a GeoJSON geometry whose positions all have two, or all have three numbers.",
    examples={
        "valid": [_geometry("Polygon", _SQUARE), _geometry("Point", [1.5, 2.5, 100])],
        "invalid": [
            {"document": _geometry("Circle", [1, 2]), "expect": {"path": "$.geometry.type"}},
            {"document": _geometry("LineString", [[0, 0], [1, 1, 5]]), "expect": {"path": "$.geometry.coordinates[1]"}},
            {"document": _geometry("Polygon", [[0, 0], [1, 0], [1, 1], [0, 0]]), "expect": {"path": "$.geometry.coordinates[0][0]"}},
            _geometry("Point", []),
            _geometry("Point", ["1", "2"]),
            _item(geometry="POINT(1 2)"),
        ],
    },
)  # fmt: skip
def geometry_wrong(document: Document) -> Iterable[Problem]:
    """The geometry is one that PostGIS can hold.

    The loader makes a geometry of PostGIS from it: an unknown type, positions of different lengths or
    arrays too many or too few end the load.
    """
    geometry = document.data.get("geometry")
    if geometry is None:
        return ()
    try:
        sizes = {size for _, size in _sizes(geometry, ("geometry",))}
        if len(sizes) > 1:
            _other_size(geometry)
    except _Unlike as unlike:
        return (Problem(unlike.path, f"pgstac refuses this geometry: {unlike.why}"),)
    return ()


def _other_size(geometry: Any) -> None:
    """Raise where positions begin to have another length than the first one."""
    first = 0
    for path, size in _sizes(geometry, ("geometry",)):
        first = first or size
        if size != first:
            raise _Unlike(path, f"this position has {size} numbers, others have {first}")


def _sizes(geometry: Any, path: Path) -> Iterator[tuple[Path, int]]:
    """Yield the path and length of each position; raises _Unlike where the geometry is none."""
    if type(geometry) is not dict:
        raise _Unlike(path, f"{show(geometry)} is no object")
    kind = geometry.get("type")
    if kind == "GeometryCollection":
        for index, part in enumerate(_listed(geometry.get("geometries"), (*path, "geometries"))):
            yield from _sizes(part, (*path, "geometries", index))
    elif type(kind) is str and kind in DEPTHS:
        yield from _positions(geometry.get("coordinates"), DEPTHS[kind], (*path, "coordinates"))
    else:
        raise _Unlike((*path, "type"), f"{show(kind)} is no type of geometry")


def _positions(value: Any, levels: int, path: Path) -> Iterator[tuple[Path, int]]:
    found = _listed(value, path)
    if levels:
        for index, part in enumerate(found):
            yield from _positions(part, levels - 1, (*path, index))
        return
    if not 2 <= len(found) <= 4 or any(type(number) not in (int, float) for number in found):
        raise _Unlike(path, f"{show(found)} is no position of two or three numbers")
    yield path, len(found)


def _listed(value: Any, path: Path) -> list[Any]:
    if type(value) is not list:
        raise _Unlike(path, f"{show(value)} is no array")
    return value


@rule(
    "pgstac-geometry-members",
    severity="warning",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_GEOJSON,
    fix="Write the box as bbox of the item and other facts as properties; leave a fourth ordinate out.",
    examples={
        "valid": [_geometry("Point", [1.5, 2.5, 100])],
        "invalid": [
            {"document": _geometry("Point", [1.5, 2.5], bbox=[1, 2, 1, 2]), "expect": {"message": "bbox"}},
            {
                "document": _geometry("Point", [1.5, 2.5, 100, 7]),
                "expect": {"path": "$.geometry.coordinates"},
            },
        ],
    },
)
def geometry_members(document: Document) -> Iterator[Problem]:
    """Geometries have nothing but a type and positions of two or three numbers.

    PostGIS keeps nothing else: further members, a crs among them, and fourth ordinates do not come back.
    """
    for path, geometry in _geometries(document.data.get("geometry"), ("geometry",)):
        more = [name for name in geometry if name not in _MEMBERS]
        if more:
            yield Problem((*path, more[0]), f"pgstac drops {listing(more)} of the geometry", key=True)
        yield from _fourth(geometry.get("coordinates"), (*path, "coordinates"))


def _geometries(geometry: Any, path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    if type(geometry) is dict:
        yield path, geometry
        parts = geometry.get("geometries")
        for index, part in enumerate(parts if type(parts) is list else ()):
            yield from _geometries(part, (*path, "geometries", index))


def _fourth(coordinates: Any, path: Path) -> Iterator[Problem]:
    for at, value in values_of(coordinates, path):
        if type(value) is list and len(value) == 4 and all(type(n) in (int, float) for n in value):
            yield Problem(at, f"pgstac drops the fourth number of the position {show(value)}")
            return
