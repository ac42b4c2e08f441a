"""Rules on the rings of polygons, and on geometries that cross the antimeridian."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

from stacqc.aspects.envelope import PLACES, Footprint, Line, has_plain_place, signed_area, suspect
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem, at_path
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS, Advice, ToldBy, Where

_GEOJSON = "https://www.rfc-editor.org/rfc/rfc7946"
_RING = [[10.0, 40.0], [12.0, 40.0], [12.0, 41.0], [10.0, 41.0], [10.0, 40.0]]
_HOLE = [[10.5, 40.5], [10.5, 40.7], [10.7, 40.7], [10.7, 40.5], [10.5, 40.5]]


#: So many rings of one geometry are told one by one; more are told together.
_ALIKE = 3


def _item(*rings: object, **members: object) -> dict[str, object]:
    return {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [*rings]}, **members}


def _rings(footprint: Footprint) -> Iterator[Line]:
    return (line for line in footprint.lines if line.ring >= 0)


def _is_closed(line: Line) -> bool:
    return len(line.columns[0]) > 3 and all(column[0] == column[-1] for column in line.columns)


def _ends_beyond(problem: Problem, document: Document) -> bool:
    """Whether the first or last position of a ring is none on Earth, so that the two differ for that."""
    ring = at_path(document.data, problem.path)
    return any(abs(lon) > 180 or abs(lat) > 90 for lon, lat, *_ in (ring[0], ring[-1]))


@rule(
    "ring-open",
    told_by=(*SCHEMAS, ToldBy(("coordinate-range",), Where.DOCUMENT, Advice.NONE, when=_ends_beyond)),
    unless=has_plain_place,
    reads=PLACES,
    kinds=("Item",),
    docs=f"{_GEOJSON}#section-3.1.6",
    fix="Repeat the first position at the end.",
    examples={
        "valid": [_item(_RING)],
        "invalid": [
            {"document": _item(_RING[:-1]), "fixed": _item(_RING)},
            {"document": _item(_RING, [*_HOLE[:-1], [10.5, 40.6]]), "expect": {"path": "$.geometry.coordinates[1]"}},
        ],
    },
)  # fmt: skip
def ring_open(document: Document) -> Iterator[Problem]:
    """Every ring of a polygon ends where it begins.

    Databases refuse polygons that are not closed.
    """
    footprint = suspect(document)
    for line in _rings(footprint) if footprint is not None else ():
        if _is_closed(line):
            continue
        ring = at_path(document.data, line.path)
        if len(ring) > 3 or (len(ring) == 3 and ring[0] != ring[-1]):
            fix = Fix((Edit("replace", line.path, [*ring, ring[0]]),), safe=False, title="close the ring")
            yield Problem(
                line.path, "The ring does not end where it begins", "repeat its first position", fix
            )
        else:
            message = f"A ring of {len(ring)} positions has no area"
            yield Problem(line.path, message, "a ring has four positions or more")


@rule(
    "ring-orientation",
    told_by=ToldBy(("coordinate-range", "coordinates-swapped"), Where.DOCUMENT, Advice.NONE),
    unless=has_plain_place,
    reads=PLACES,
    severity="warning",
    kinds=("Item",),
    docs=f"{_GEOJSON}#section-3.1.6",
    fix="Reverse the order of the positions.",
    examples={
        "valid": [_item(_RING, _HOLE)],
        "invalid": [
            {"document": _item(_RING[::-1]), "fixed": _item(_RING)},
            {"document": _item(_RING, _HOLE[::-1]), "expect": {"path": "$.geometry.coordinates[1]"}},
        ],
    },
)
def ring_orientation(document: Document) -> Iterator[Problem]:
    """Outer rings of polygons run counter-clockwise, holes clockwise.

    Some clients take a ring that runs the other way for everything but its inside.
    """
    footprint = suspect(document)
    wrong = [line for line in _rings(footprint) if _runs_wrongly(line)] if footprint is not None else []
    if len(wrong) <= _ALIKE:
        yield from (_reversed(document, [line]) for line in wrong)
    else:
        yield _reversed(document, wrong)


def _runs_wrongly(line: Line) -> bool:
    lons, lats = line.columns[:2]
    if not _is_closed(line) or max(lons) - min(lons) > 180:
        return False
    area = signed_area(lons, lats)
    return area != 0 and (area < 0) != (line.ring > 0)


def _reversed(document: Document, wrong: list[Line]) -> Problem:
    """Tell of rings that run the wrong way, at the first of them."""
    first = wrong[0]
    edits = tuple(Edit("replace", line.path, at_path(document.data, line.path)[::-1]) for line in wrong)
    what, way = ("hole", "clockwise") if first.ring else ("outer ring", "counter-clockwise")
    other = "counter-clockwise" if first.ring else "clockwise"
    more = f"; {len(wrong) - 1} more rings run the wrong way" if len(wrong) > 1 else ""
    fix = Fix(edits, title="reverse them" if more else "reverse it")
    return Problem(first.path, f"The {what} runs {other}{more}", f"write its positions {way}", fix)


@rule(
    "antimeridian-uncut",
    unless=has_plain_place,
    reads=PLACES,
    severity="warning",
    kinds=("Item",),
    docs=f"{_GEOJSON}#section-3.1.9",
    fix="Cut the geometry at the antimeridian into a MultiPolygon or MultiLineString.",
    examples={
        "valid": [
            _item([[-170, 0], [170, 0], [170, 9], [-170, 9], [-170, 0]], bbox=[-170, 0, 170, 9]),
            _item(_RING, bbox=[10, 40, 12, 41]),
        ],
        "invalid": [_item([[178, 0], [-178, 0], [-178, 9], [178, 9], [178, 0]], bbox=[178, 0, -178, 9])],
    },
)
def antimeridian_uncut(document: Document) -> Iterable[Problem]:
    """What crosses the antimeridian is cut there into parts.

    Maps draw an uncut geometry as a band round the whole Earth.
    """
    footprint = suspect(document)
    if footprint is None or footprint.bbox is None or footprint.bbox.west <= footprint.bbox.east:
        return
    for line in footprint.lines:
        lons = line.columns[0]
        if any(abs(a - b) > 180 for a, b in pairwise(lons)):
            message = "The bbox crosses the antimeridian, and the geometry is not cut there"
            yield Problem(line.path, message, "cut it at ±180 into two parts")
