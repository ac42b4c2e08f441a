"""What a collection claims to cover: its boxes and intervals, the first of each being that of the whole.

An extent that is malformed, which the schema says, claims nothing.
See https://github.com/radiantearth/stac-spec/blob/master/collection-spec/collection-spec.md#extent-object.
"""

from __future__ import annotations

from typing import Any

from stacqc.findings import Path

#: Where the boxes and the intervals of a collection stand.
BOXES: Path = ("extent", "spatial", "bbox")
INTERVALS: Path = ("extent", "temporal", "interval")
#: Where those of the whole stand.
BOX: Path = (*BOXES, 0)
INTERVAL: Path = (*INTERVALS, 0)
_NUMBERS = (int, float)


def is_bbox(value: Any) -> bool:
    """Say whether a value is a bbox of 4 or 6 numbers."""
    return type(value) is list and len(value) in (4, 6) and all(type(n) in _NUMBERS for n in value)


def boxes_of(extent: Any) -> list[Any]:
    """Return the boxes that an extent lists, as they are written."""
    return _listed(extent, "spatial", "bbox")


def intervals_of(extent: Any) -> list[Any]:
    """Return the intervals that an extent lists, as they are written."""
    return _listed(extent, "temporal", "interval")


def of_the_whole(claims: list[Any]) -> Any:
    """Return the first of some boxes or intervals, None where there is none."""
    return claims[0] if claims else None


def _listed(extent: Any, outer: str, inner: str) -> list[Any]:
    part = extent.get(outer) if type(extent) is dict else None
    found = part.get(inner) if type(part) is dict else None
    return found if type(found) is list else []
