"""Addresses of web maps are templates, as the Web Map Links extension wants them; other templates are mistakes."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options

XYZ = "https://{s}.example.com/{z}/{x}/{y}.png"


def told(link: dict[str, Any], **options: bool) -> list[str]:
    link = {"href:servers": ["a", "b"], "wmts:layer": "a", **link}
    catalog = {
        "type": "Catalog", "stac_version": "1.1.0", "id": "a", "description": "A", "links": [link],
        "stac_extensions": ["https://stac-extensions.github.io/web-map-links/v1.2.0/schema.json"],
    }  # fmt: skip
    check = SchemaCheck(options=Options(**options))
    return [p.rule for p in check.problems(Document("a.json", json.dumps(catalog).encode()))]


def test_the_address_of_a_map_is_a_template() -> None:
    assert told({"rel": "xyz", "href": XYZ}) == []
    assert told({"rel": "wmts", "href": "https://{s}.example.com/wmts"}) == []


@pytest.mark.parametrize(
    "link",
    [
        {"rel": "xyz", "href": XYZ.replace("{y}", "{row}")},
        {"rel": "xyz", "href": XYZ.replace("/{z}", "/a b")},
        {"rel": "wmts", "href": XYZ},
        {"rel": "wms", "href": "https://{s}.example.com/wms"},
    ],
)
def test_other_placeholders_and_slips_are_told(link: dict[str, Any]) -> None:
    assert "schema-format" in told({"wms:layers": ["a"], **link})


def test_the_verdict_is_that_of_the_official_schemas() -> None:
    assert told({"rel": "xyz", "href": XYZ}, verdict_only=True) == ["schema-format"]
    assert told({"rel": "xyz", "href": XYZ}, verdict_only=True, formats=False) == []
