"""Rules on the numbers of a bbox and of coordinates: in order, and on Earth."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.aspects.envelope import PLACES, ROUNDING, Box, box_of, has_plain_place, suspect
from stacqc.aspects.extents import BOXES, boxes_of
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.words import show

_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946"


def _item(*bbox: float) -> dict[str, object]:
    return {"type": "Feature", "bbox": [*bbox]}


def _point(*position: float) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [*position]}}


def _extent(*boxes: list[float]) -> dict[str, object]:
    return {"type": "Collection", "extent": {"spatial": {"bbox": [*boxes]}}}


def boxes(document: Document) -> Iterator[tuple[Path, Box]]:
    """Yield each readable bbox of a document with its place: that of an item, those of an extent."""
    if document.kind == "Item":
        footprint = suspect(document)
        if footprint is not None and footprint.bbox is not None:
            yield ("bbox",), footprint.bbox
        return
    for index, value in enumerate(boxes_of(document.data.get("extent"))):
        box = box_of(value)
        if box is not None:
            yield (*BOXES, index), box


@rule(
    "bbox-reversed",
    unless=has_plain_place,
    reads=PLACES,
    kinds=("Item", "Collection"),
    docs=f"{_GEOJSON}#section-5",
    fix="Write west, south, east, north; with heights west, south, lowest, east, north, highest.",
    examples={
        "valid": [
            _item(10, 40, 12, 41),
            _item(178, 10, -179, 11),
            _item(10, 40, 0, 12, 41, 99),
            _extent([10, 40, 12, 41]),
        ],
        "invalid": [_item(10, 41, 12, 40), _item(10, 40, 99, 12, 41, 0), _extent([10, 41, 12, 40])],
    },
)
def bbox_order(document: Document) -> Iterator[Problem]:
    """The south of a bbox is not north of its north, and its lowest height not above its highest.

    Databases refuse such a box or find nothing in it. West may be greater than east: then the box crosses the
    antimeridian.
    """
    if document.kind == "Item" and suspect(document) is None:
        return
    for path, box in boxes(document):
        if box.south > box.north:
            message = f"The south of the bbox, {box.south}, is north of its north, {box.north}"
            yield Problem(path, message, "the order is west, south, east, north")
        if box.low is not None and box.high is not None and box.low > box.high:
            message = f"The lowest height of the bbox, {box.low}, is above its highest, {box.high}"
            yield Problem(path, message, "the order is west, south, lowest, east, north, highest")


@rule(
    "coordinate-range",
    unless=has_plain_place,
    reads=PLACES,
    kinds=("Item", "Collection"),
    docs=f"{_GEOJSON}#section-4",
    fix="Write degrees of longitude, then latitude (WGS 84); coordinates of a map projection go to proj:bbox.",
    examples={
        "valid": [_item(10, 40, 12, 41), _point(139.7, 35.6), _point(-180, 90), _extent([-180, -90, 180, 90])],
        "invalid": [_point(35.6, 139.7), _point(500000, 4649776), _extent([0, 0, 1, 100])],
    },
)  # fmt: skip
def coordinate_range(document: Document) -> Iterator[Problem]:
    """Coordinates are degrees of longitude and latitude.

    What lies far beyond 90 degrees of latitude is on no map: the two are exchanged, or are no degrees at all.
    """
    if document.kind == "Item" and suspect(document) is None:
        return
    for path, box in _whereabouts(document):
        for name, worst, limit in _extremes(box):
            if abs(worst) > limit + _OVERSHOOT[name]:
                message = f"{show(worst)} is no {name}: degrees go from {-limit} to {limit}"
                yield Problem(path, message, _advice(box))
                return


@rule(
    "coordinate-overshoot",
    unless=has_plain_place,
    reads=PLACES,
    severity="warning",
    kinds=("Item", "Collection"),
    docs=f"{_GEOJSON}#section-4",
    fix="Cut at the poles, and at the antimeridian; longitudes go from -180 to 180.",
    examples={
        "valid": [_point(-180, 90), _extent([-180, -90, 180, 90])],
        "invalid": [
            _point(190.5, 0),
            {"document": _extent([0, 0, 359.5, 45]), "expect": {"message": "beyond the last longitude"}},
            _extent([0, -90, 360, 90]),
            _point(0, 90.125),
        ],
    },
)
def coordinate_overshoot(document: Document) -> Iterator[Problem]:
    """Longitudes end at ±180 degrees and latitudes at ±90.

    Databases shift or cut what lies beyond, each in its own way.
    """
    if document.kind == "Item" and suspect(document) is None:
        return
    for path, box in _whereabouts(document):
        if any(abs(worst) > limit + _OVERSHOOT[name] for name, worst, limit in _extremes(box)):
            return
        for name, worst, limit in _extremes(box):
            if limit + ROUNDING < abs(worst) <= limit + _OVERSHOOT[name]:
                last = limit if worst > 0 else -limit
                message = f"{show(worst)} is beyond the last {name}, {last}"
                yield Problem(path, message, _within(name, worst, last, box))
                return


def _within(name: str, value: float, last: int, box: Box) -> str:
    """What to write instead of a value a little beyond the last one."""
    if name == "longitude" and box.east - box.west >= 360 - _ROUNDED:
        return "what goes all the way round the Earth goes from -180 to 180"
    if name == "latitude" or abs(value) - abs(last) < _ROUNDED:
        return f"cut it at {last}"
    around = 360 if value > 0 else -360
    return f"beyond the antimeridian it is {show(round(value - around, 9))}"


#: So little beyond the antimeridian is more likely a rounding than another side of it.
_ROUNDED = 0.001
#: Degrees beyond the limit that come from cells around the poles, and from longitudes counted to 360.
_OVERSHOOT = {"latitude": 1.0, "longitude": 181.0}


def _whereabouts(document: Document) -> Iterator[tuple[Path, Box]]:
    """Yield what the geometry covers, and each bbox whose numbers are in order."""
    footprint = suspect(document) if document.kind == "Item" else None
    if footprint is not None and footprint.envelope is not None:
        yield ("geometry",), footprint.envelope
    yield from ((path, box) for path, box in boxes(document) if box.south <= box.north)


def _extremes(box: Box) -> Iterator[tuple[str, float, int]]:
    yield "latitude", max(box.south, box.north, key=abs), 90
    yield "longitude", max(box.west, box.east, key=abs), 180


def _advice(box: Box) -> str:
    west, south, east, north = (abs(n) for n in box[:4])
    if max(west, east) <= 90 and 91 < max(south, north) <= 180:
        return "longitude comes first, latitude second"
    if max(west, east, south, north) > 1000:
        return "these look like coordinates of a map projection: write degrees here"
    if max(south, north) <= 90:
        return "longitudes go from -180 to 180: subtract 360 beyond the antimeridian"
    return "write degrees of longitude, then latitude"
