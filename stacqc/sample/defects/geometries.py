"""Boxes and rings that do not describe the same place."""

from __future__ import annotations

from typing import Any

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit

BOTH = ("live", "legacy")


def _ring(draft: Draft) -> list[Any]:
    ring: list[Any] = draft.get("geometry", "coordinates", 0)
    return ring


def _set_ring(draft: Draft, ring: list[Any]) -> Edit:
    return draft.set("geometry", "coordinates", 0, ring).also("bbox-geometry", "bbox")


@defect("bbox-geometry", "item", fixable=True, layouts=BOTH)
def bbox_shifted(draft: Draft) -> Edit:
    """The box is one degree west of the geometry."""
    west, south, east, north = draft.data["bbox"]
    box = [round(west - 1, 6), south, round(east - 1, 6), north]
    return draft.set("bbox", box).also("bbox-geometry", "geometry").also("dem-covers").above("extent-covers")


@defect("bbox-geometry", "item", layouts=BOTH)
def ring_open(draft: Draft) -> Edit:
    """The ring does not end where it began."""
    return _set_ring(draft, [*_ring(draft)[:-1], [round(v + 0.01, 6) for v in _ring(draft)[0]]])


@defect("bbox-geometry", "item", layouts=BOTH)
def ring_clockwise(draft: Draft) -> Edit:
    """The ring runs clockwise."""
    return _set_ring(draft, _ring(draft)[::-1])


@defect("bbox-geometry", "item", layouts=BOTH)
def longitude_beyond_180(draft: Draft) -> Edit:
    """The geometry crosses the antimeridian with a longitude beyond 180 degrees."""
    west = _ring(draft)[0][0]
    ring = [[round(x - west + 179, 6), y] for x, y in _ring(draft)]
    return _set_ring(draft, ring)


@defect("bbox-geometry", "item", layouts=BOTH)
def coordinates_swapped(draft: Draft) -> Edit:
    """The positions are latitude, longitude."""
    return _set_ring(draft, [[y, x] for x, y in _ring(draft)][::-1])
