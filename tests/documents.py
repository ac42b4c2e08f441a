"""Sound documents, and one with a single defect."""

from __future__ import annotations

from typing import Any

CATALOG: dict[str, Any] = {
    "type": "Catalog",
    "stac_version": "1.1.0",
    "id": "c",
    "title": "C",
    "description": "A catalog of one item.",
    "links": [],
}
COLLECTION: dict[str, Any] = {
    "type": "Collection",
    "stac_version": "1.1.0",
    "id": "c",
    "description": "d",
    "license": "other",
    "links": [],
    "extent": {
        "spatial": {"bbox": [[5.0, 45.0, 5.0, 45.0]]},
        "temporal": {"interval": [["2024-05-01T00:00:00Z", None]]},
    },
}
ITEM: dict[str, Any] = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "a",
    "geometry": {"type": "Point", "coordinates": [5.0, 45.0]},
    "bbox": [5.0, 45.0, 5.0, 45.0],
    "properties": {"datetime": "2024-05-01T00:00:00Z"},
    "links": [],
    "assets": {},
}
BAD: dict[str, Any] = {**ITEM, "id": "bad", "properties": {"datetime": "2024-05-01T00:00:00Z", "gsd": "5"}}
#: The line of the defect when written with an indentation of two.
BAD_LINE = 20


def item(id_: str, collection: str = "", **properties: Any) -> dict[str, Any]:
    """Return the sound item by another id, of a collection where one is named, and with further properties."""
    of = {"collection": collection} if collection else {}
    return {**ITEM, **of, "id": id_, "properties": {**ITEM["properties"], **properties}}
