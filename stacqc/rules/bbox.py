"""Rules on the bbox of an item against its geometry."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from stacqc.aspects.envelope import PLACES, ROUNDING, Box, Footprint, has_plain_place, suspect, written
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.told_by import Advice, ToldBy, Where
from stacqc.words import show

_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946"
_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/item-spec/item-spec.md#bbox"
#: Characters that six numbers in full take at the most.
_LONGEST = 160
_SQUARE = {
    "type": "Polygon",
    "coordinates": [[[10.0, 40.0], [12.0, 40.0], [12.0, 41.0], [10.0, 41.0], [10.0, 40.0]]],
}
_WEST = [[[178.0, 10.0], [180.0, 10.0], [180.0, 11.0], [178.0, 11.0], [178.0, 10.0]]]
_EAST = [[[-180.0, 10.0], [-179.0, 10.0], [-179.0, 11.0], [-180.0, 11.0], [-180.0, 10.0]]]
_CUT = {"type": "MultiPolygon", "coordinates": [_WEST, _EAST]}

_AROUND_THE_POLE = {
    "type": "Polygon",
    "coordinates": [[[-135.0, 85.0], [-45.0, 85.0], [45.0, 85.0], [135.0, 85.0], [-135.0, 85.0]]],
}


def _item(bbox: list[float], geometry: object = _SQUARE) -> dict[str, object]:
    return {"type": "Feature", "bbox": bbox, "geometry": geometry}


@rule(
    "bbox-wrong",
    told_by=ToldBy(("bbox-reversed", "coordinate-range"), Where.DOCUMENT, Advice.ALSO),
    unless=has_plain_place,
    reads=PLACES,
    severity="warning",
    kinds=("Item",),
    docs=_SPEC,
    fix="Compute the bbox from the geometry, after looking which of them is right.",
    examples={
        "valid": [
            _item([10, 40, 12, 41]),
            _item([10, 40, 120.5, 12, 41, 980]),
            _item([178, 10, -179, 11], _CUT),
            _item([10, 40, 5, 10, 40, 5], {"type": "Point", "coordinates": [10, 40, 5]}),
            _item([-180, 85, 180, 90], _AROUND_THE_POLE),
        ],
        "invalid": [
            {
                "document": _item([11, 40, 13, 41]),
                "fixed": _item([10.0, 40.0, 12.0, 41.0]),
                "expect": {"path": "$.bbox"},
            },
            _item([-179, 10, 178, 11], _CUT),
            _item([12, 40, 10, 41]),
            _item([10, 40, 0, 10, 40, 900], {"type": "Point", "coordinates": [10, 40, 5]}),
            _item([-180, 70, 180, 90], _AROUND_THE_POLE),
        ],
    },
)
def bbox_geometry(document: Document) -> Iterable[Problem]:
    """The bbox is the envelope of the geometry.

    Searches look at one of the two, maps show the other: an item is found where it does not lie.
    """
    footprint = suspect(document)
    if footprint is None:
        return ()
    box, envelope = footprint.bbox, footprint.envelope
    if box is None or envelope is None or _fits(box, footprint) or _is_swapped(box, envelope):
        return ()
    if _is_around_pole(box, footprint, envelope):
        return ()
    meant = _meant(box, footprint, envelope)
    side = _side(box, meant)
    message = f"The bbox is not the envelope of the geometry: {side}"
    fix = Fix((Edit("replace", ("bbox",), written(meant)),), safe=False, title="compute it from the geometry")
    return (Problem(("bbox",), message, f"the geometry has {show(written(meant), _LONGEST)}", fix),)


def _fits(box: Box, footprint: Footprint) -> bool:
    envelope, turned = footprint.envelope, footprint.turned
    if envelope is None or turned is None or not _same_heights(box, envelope):
        return False
    if box.west <= box.east:
        return _near(box, envelope)
    return _near(box._replace(west=box.west % 360, east=box.east % 360), turned)


def _is_around_pole(box: Box, footprint: Footprint, envelope: Box) -> bool:
    """Whether the ring goes once around the Earth, and the box from it to the pole."""
    rings = (line.columns[0] for line in footprint.lines if line.ring == 0)
    if box.east - box.west < 360 - ROUNDING or not any(map(_goes_round, rings)):
        return False
    north = envelope._replace(west=box.west, east=box.east, north=90)
    return _near(box, north) or _near(box, north._replace(south=-90, north=envelope.north))


def _goes_round(longitudes: tuple[float, ...]) -> bool:
    return abs(sum((after - before + 180) % 360 - 180 for before, after in pairwise(longitudes))) > 180


def _near(box: Box, other: Box) -> bool:
    size = max(other.east - other.west, other.north - other.south)
    tolerance = max(ROUNDING, min(1e-3, size / 100))
    return all(abs(a - b) <= tolerance for a, b in zip(box[:4], other[:4], strict=True))


def _same_heights(box: Box, envelope: Box) -> bool:
    if box.low is None or box.high is None or envelope.low is None or envelope.high is None:
        return True
    tolerance = max(0.01, (envelope.high - envelope.low) / 100)
    return abs(box.low - envelope.low) <= tolerance and abs(box.high - envelope.high) <= tolerance


def _is_swapped(box: Box, envelope: Box) -> bool:
    south, west, north, east = envelope[:4]
    return _near(box, Box(west, south, east, north)) and not _near(box, envelope)


def _meant(box: Box, footprint: Footprint, envelope: Box) -> Box:
    turned = footprint.turned
    if footprint.is_cut and turned is not None:
        envelope = envelope._replace(west=turned.west, east=turned.east - 360)
    if box.low is not None and envelope.low is None:
        return envelope._replace(low=box.low, high=box.high)
    return envelope._replace(low=None, high=None) if box.low is None else envelope


def _side(box: Box, meant: Box) -> str:
    names = ("west", "south", "east", "north", "lowest height", "highest height")
    wrong = [(n, a, b) for n, a, b in zip(names, box, meant, strict=True) if a is not None and a != b]
    name, said, found = max(wrong, key=lambda part: abs(part[1] - (part[2] or 0)))
    return f"its {name} is {show(said)}, that of the geometry {show(found)}"


@rule(
    "bbox-round-the-world",
    unless=has_plain_place,
    reads=PLACES,
    severity="warning",
    kinds=("Item",),
    docs=f"{_GEOJSON}#section-5.2",
    fix="Write the western edge first even where it is the greater number.",
    examples={
        "valid": [_item([178, 10, -179, 11], _CUT), _item([10, 40, 12, 41])],
        "invalid": [_item([-180, 10, 180, 11], _CUT)],
    },
)
def bbox_antimeridian(document: Document) -> Iterable[Problem]:
    """The bbox of what crosses the antimeridian does so too, west being greater than east.

    A box from -180 to 180 goes the long way round: the item is found everywhere on its latitudes.
    """
    footprint = suspect(document)
    box = footprint.bbox if footprint is not None else None
    if footprint is None or box is None or box.east - box.west < 360 - ROUNDING or not footprint.is_cut:
        return ()
    turned = footprint.turned
    if turned is None or turned.east - turned.west >= 180:
        return ()
    meant = written(box._replace(west=turned.west, east=turned.east - 360))
    fix = Fix((Edit("replace", ("bbox",), meant),), title=f"write {show(meant)}")
    message = "The geometry crosses the antimeridian, its bbox goes round the whole Earth"
    return (Problem(("bbox",), message, f"write {show(meant)}", fix),)


@rule(
    "coordinates-swapped",
    told_by=ToldBy(("coordinate-range",), Where.DOCUMENT, Advice.NONE),
    unless=has_plain_place,
    reads=PLACES,
    severity="warning",
    kinds=("Item",),
    docs=f"{_GEOJSON}#section-3.1.1",
    fix="Write longitude first in both.",
    examples={
        "valid": [_item([10, 40, 12, 41])],
        "invalid": [_item([40, 10, 41, 12])],
    },
)
def coordinates_swapped(document: Document) -> Iterable[Problem]:
    """Bbox and geometry have longitude and latitude in the same order.

    One of them puts the item on another continent.
    """
    footprint = suspect(document)
    if footprint is None:
        return ()
    box, envelope = footprint.bbox, footprint.envelope
    if box is None or envelope is None or _fits(box, footprint) or not _is_swapped(box, envelope):
        return ()
    message = "Longitude and latitude are exchanged in the bbox or in the geometry"
    return (Problem(("bbox",), message, "longitude comes first in both"),)
