"""The schemas of Land Information New Zealand build on each other and on those of other extensions."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.schema.check import SchemaCheck

LINZ = "https://stac.linz.govt.nz/v0.0.15"
PUBLISHED = "https://stac-extensions.github.io"
MOMENT = "2020-01-01T00:00:00Z"
SPAN = {"minimum": MOMENT, "maximum": MOMENT}
ASSET = {
    "href": "./a.tif", "file:checksum": "1220" + "ab" * 32, "created": MOMENT, "updated": MOMENT,
    "linz:language": "en-NZ", "eo:bands": [{"name": "red"}],
}  # fmt: skip
OWN = ["historical-imagery", "linz", "aerial-photo", "camera", "film", "scanning", "quality"]
OTHER = ["eo/v1.0.0", "projection/v1.0.0", "file/v2.0.0", "version/v1.0.0"]
COLLECTION: dict[str, Any] = {
    "type": "Collection", "stac_version": "1.0.0", "id": "a", "title": "A", "description": "A", "version": "1",
    "license": "CC-BY-4.0", "links": [{"rel": "self", "href": "https://example.com/a.json"}],
    "stac_extensions": [f"{LINZ}/{n}/schema.json" for n in OWN] + [f"{PUBLISHED}/{n}/schema.json" for n in OTHER],
    "extent": {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [[MOMENT, None]]}},
    "providers": [{"name": "A", "roles": ["licensor", "producer", "processor", "host"]}],
    "linz:providers": [{"name": "A", "roles": ["manager", "custodian"]}],
    "linz:asset_summaries": {"created": SPAN, "updated": SPAN},
    "linz:geospatial_type": "grid", "linz:history": "A", "linz:lifecycle": "completed",
    "linz:security_classification": "unclassified", "quality:description": "A",
    "summaries": {
        "platform": ["A"], "mission": ["A"], "proj:epsg": [2193, None],
        "film:id": ["A"], "film:negative_sequence": {"minimum": 1, "maximum": 2},
        "aerial-photo:run": ["A"], "aerial-photo:sequence_number": {"minimum": 1, "maximum": 2},
    },
    "assets": {"a": ASSET},
}  # fmt: skip


def told(change: Callable[[dict[str, Any]], object]) -> list[str]:
    data = copy.deepcopy(COLLECTION)
    change(data)
    problems = SchemaCheck().problems(Document("a.json", json.dumps(data).encode()))
    return [f"/{'/'.join(map(str, p.path))} {p.message}" for p in problems]


def test_a_collection_that_keeps_them_all() -> None:
    assert told(lambda data: None) == []


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.pop("linz:lifecycle"), '/ Required member "linz:lifecycle" is missing'),
        (lambda data: data["assets"]["a"].pop("created"), '/assets/a Required member "created" is missing'),
        (
            lambda data: data["summaries"]["film:negative_sequence"].pop("maximum"),
            '/summaries/film:negative_sequence Required member "maximum" is missing',
        ),
        (
            lambda data: data["providers"][0]["roles"].remove("host"),
            "/providers Name a provider with the role host",
        ),
        (
            lambda data: data["linz:providers"][0]["roles"].remove("manager"),
            "/linz:providers Name a provider with the role manager",
        ),
    ],
)
def test_a_defect_is_told_where_it_lies(change: Callable[[dict[str, Any]], object], message: str) -> None:
    assert told(change) == [message]
