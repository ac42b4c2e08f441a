"""What is told of an item without a geometry: one defect is one finding."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.schema.check import SchemaCheck

POINT = {"type": "Point", "coordinates": [1, 2]}
BBOX = [1, 2, 1, 2]
NEEDS_BBOX = "An Item with a geometry needs a bbox: west, south, east, north"
NEEDS_NONE = "Without a geometry there can be no bounding box: remove bbox, or give the geometry"
MISSING = 'Required member "geometry" is missing'


@pytest.mark.parametrize("version", ["1.0.0-beta.2", "1.0.0-rc.4", "1.0.0", "1.1.0"])
@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ({"geometry": POINT, "bbox": BBOX}, []),
        ({"geometry": POINT}, [NEEDS_BBOX]),
        ({"geometry": None}, []),
        ({"geometry": None, "bbox": BBOX}, [NEEDS_NONE]),
        ({"bbox": BBOX}, [MISSING]),
        ({}, [MISSING]),
    ],
)
def test_a_bbox_is_asked_for_where_there_is_a_geometry(
    version: str, members: dict[str, Any], expected: list[str]
) -> None:
    item = {
        "type": "Feature", "stac_version": version, "stac_extensions": [], "id": "a", "links": [], "assets": {},
        "properties": {"datetime": "2020-01-01T00:00:00Z"}, **members,
    }  # fmt: skip
    found = SchemaCheck().problems(Document("a.json", json.dumps(item).encode()))
    assert [p.message for p in found if p.rule == "schema"] == expected
