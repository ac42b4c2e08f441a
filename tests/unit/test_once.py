"""One defect is one finding, with the advice of all rules that see it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from stacqc import check

EO = "https://stac-extensions.github.io/eo/v1.1.0/schema.json"
RING = [[10.0, 40.0], [12.0, 40.0], [12.0, 41.0], [10.0, 41.0], [10.0, 40.0]]
ITEM: dict[str, Any] = {
    "type": "Feature", "stac_version": "1.0.0", "id": "a", "stac_extensions": [EO],
    "geometry": {"type": "Polygon", "coordinates": [RING]}, "bbox": [10.0, 40.0, 12.0, 41.0],
    "properties": {"datetime": "2024-05-01T00:00:00Z", "eo:cloud_cover": 5},
    "links": [], "assets": {},
}  # fmt: skip
COLLECTION: dict[str, Any] = {
    "type": "Collection", "stac_version": "1.0.0", "id": "c", "description": "d", "license": "CC-BY-4.0", "links": [],
    "extent": {"spatial": {"bbox": [[10, 40, 12, 41]]}, "temporal": {"interval": [["2024-05-01T00:00:00Z", None]]}},
}  # fmt: skip


def item(**members: Any) -> dict[str, Any]:
    return {**deepcopy(ITEM), **members}


def test_the_sound_documents_are_sound() -> None:
    assert check(ITEM).findings == []
    assert check(COLLECTION).findings == []


@pytest.mark.parametrize(
    ("document", "rule", "pointer", "help"),
    [
        (item(bbox=[10, 12, 40, 41]), "bbox-wrong", "/bbox", "[10.0, 40.0, 12.0, 41.0]"),
        (item(bbox=[10, 41, 12, 40]), "bbox-reversed", "/bbox", "the geometry has [10.0, 40.0, 12.0, 41.0]"),
        (item(bbox=[40, 110, 41, 112], geometry={"type": "Polygon", "coordinates": [[[y, x + 100] for x, y in RING]]}),
         "coordinate-range", "/geometry", "longitude comes first"),
        (item(geometry={"type": "Polygon", "coordinates": [[[x * 1e4, y * 1e4] for x, y in RING]]}),
         "coordinate-range", "/geometry", "map projection"),
        (item(geometry={"type": "Polygon", "coordinates": [RING[:3]]}), "schema", "/geometry/coordinates/0", "repeat"),
        (item(stac_extensions=None), "schema", "/stac_extensions", "leave"),
        (item(properties=None), "schema", "/properties", ""),
        (item(collection="c", links=["./c.json"]), "schema", "/links/0", ""),
        (item(properties={**ITEM["properties"], "datetime": None}), "schema", "/properties/datetime", "start"),
        (item(properties={**ITEM["properties"], "eo:cloud_cover": ""}), "schema", "/properties/eo:cloud_cover", "leave"),
        (item(properties={**ITEM["properties"], "eo:cloud_cover": "5"}), "schema", "/properties/eo:cloud_cover", "write"),
        (item(assets={"a": {"href": "C:\\a.tif", "type": "image/tiff"}}), "schema-format", "/assets/a/href", "relative"),
        (item(assets={"a": {"href": "", "type": "image/tiff"}}), "schema", "/assets/a/href", "where the file is"),
        (COLLECTION | {"license": "CC BY 4.0"}, "schema", "/license", "CC-BY-4.0"),
        (COLLECTION | {"license": "MIT License"}, "schema", "/license", "did you mean MIT?"),
        (COLLECTION | {"license": "https://creativecommons.org/licenses/by/4.0/"}, "schema", "/license", "CC-BY-4.0"),
    ],
)  # fmt: skip
def test_one_defect_is_one_finding(document: dict[str, Any], rule: str, pointer: str, help: str) -> None:
    (finding,) = check(document).findings
    assert (finding.rule, finding.location.pointer) == (rule, pointer)
    assert help in finding.help


def test_where_schemas_are_left_out_the_others_speak() -> None:
    document = item(properties={**ITEM["properties"], "eo:cloud_cover": "5"})
    (finding,) = check(document, ignore="schema").findings
    assert finding.fix is not None


def test_a_missing_field_does_not_hide_that_others_are_unused() -> None:
    sat = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"
    found = check(item(stac_extensions=[EO, sat], properties={"eo:cloud_cover": 5})).findings
    assert {f.rule for f in found} == {"schema"}
    assert any("sat:" in f.message for f in found)
