"""One defect of an item is one finding, though the core asks for other things where it is."""

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
NEEDS_LINK = (
    'The field collection needs a link of the relation "collection": add the link, or remove the field'
)
MISSING = 'Required member "geometry" is missing'

LABEL = "https://stac-extensions.github.io/label/v1.0.1/schema.json"
ITEM: dict[str, Any] = {
    "type": "Feature", "stac_extensions": [], "id": "a", "links": [], "assets": {},
    "properties": {"datetime": "2020-01-01T00:00:00Z"},
}  # fmt: skip


def told(item: dict[str, Any]) -> list[str]:
    """What the schemas say of an item."""
    found = SchemaCheck().problems(Document("a.json", json.dumps(item).encode()))
    return [problem.message for problem in found if problem.rule == "schema"]


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
        ({"geometry": "a"}, ['geometry is text ("a"), it must be an object or null']),
        ({"geometry": 5, "bbox": BBOX}, ["geometry is 5, it must be an object or null"]),
    ],
)
def test_a_bbox_is_asked_for_where_there_is_a_geometry(
    version: str, members: dict[str, Any], expected: list[str]
) -> None:
    assert told({**ITEM, "stac_version": version, **members}) == expected


@pytest.mark.parametrize("version", ["1.0.0-rc.4", "1.0.0", "1.1.0"])
@pytest.mark.parametrize(
    ("links", "expected"),
    [
        ([{"rel": "collection", "href": "a"}], []),
        ([{"rel": "root", "href": "a"}], [NEEDS_LINK]),
        ([{"href": "a"}], ['Required member "rel" is missing']),
        ([{"rel": None, "href": "a"}], ["rel is null, it must be text"]),
        ([None], ["links[0] is null, it must be an object"]),
        ({}, ["links is an object, it must be a list"]),
    ],
)
def test_a_collection_link_is_asked_for_where_links_are_links(
    version: str, links: Any, expected: list[str]
) -> None:
    item = {**ITEM, "stac_version": version, "geometry": None, "collection": "c"}
    assert told({**item, "links": links}) == expected


def test_links_that_are_missing_are_missing() -> None:
    item = {**ITEM, "stac_version": "1.1.0", "geometry": None, "collection": "c"}
    del item["links"]
    assert told(item) == ['Required member "links" is missing']


def test_other_schemas_ask_for_nothing_that_hangs_on_what_is_missing() -> None:
    label = {
        "label:properties": ["p"],
        "label:description": "d",
        "label:classes": [{"name": "p", "classes": ["a"]}],
    }
    item = {**ITEM, "stac_version": "1.1.0", "geometry": None, "stac_extensions": [LABEL]}
    assert told({**item, "properties": ITEM["properties"] | label}) == [
        'Required member "label:type" is missing'
    ]


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ({}, ['Required member "stac_version" is missing', "id is 5, it must be text"]),
        ({"stac_version": None}, ["id is 5, it must be text", 'stac_version is null, it must be "1.1.0"']),
        ({"stac_version": ""}, ["id is 5, it must be text", 'stac_version is "", it must be "1.1.0"']),
    ],
)
def test_without_a_version_only_what_all_versions_ask_for_is_told(
    version: dict[str, Any], expected: list[str]
) -> None:
    relative = [{"rel": "self", "href": "./a.json"}]
    item = {**ITEM, **version, "id": 5, "geometry": None, "links": relative}
    found = SchemaCheck().problems(Document("a.json", json.dumps(item).encode()))
    assert [problem.message for problem in found] == expected
    assert told({**item, "stac_version": "1.0.0"}) == ["id is 5, it must be text"]
