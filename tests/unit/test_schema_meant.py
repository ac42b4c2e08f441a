"""What is said of values that only pass because an official schema has a mistake."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.rules.meant import schema_meant

MLM = "https://stac-extensions.github.io/mlm/v1.3.0/schema.json"
FIRST_MLM = "https://crim-ca.github.io/mlm-extension/v1.3.0/schema.json"
MONTY = "https://ifrcgo.org/monty-stac-extension/v1.3.0/schema.json"


def told(extensions: list[str], properties: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The paths of what the rule says of an Item."""
    item = {
        "type": "Feature", "stac_version": "1.1.0", "stac_extensions": extensions, "id": "a", "geometry": None,
        "properties": {"datetime": "2024-01-01T00:00:00Z", **properties}, "links": [], "assets": {},
    }  # fmt: skip
    document = Document("a.json", json.dumps(item).encode())
    return [tuple(problem.path) for problem in schema_meant(document)]


@pytest.mark.parametrize("extensions", [[FIRST_MLM], [FIRST_MLM, MLM]])
def test_an_unknown_field_is_told_and_a_known_one_is_not(extensions: list[str]) -> None:
    found = told(extensions, {"mlm:name": "a model", "mlm:nmae": "a model"})
    assert set(found) == {("properties", "mlm:nmae")}


def test_a_code_is_meant_to_match_as_a_whole() -> None:
    codes = {"monty:country_codes": ["FRA", "AB9", "FRANCE"], "monty:hazard_codes": ["FL", "GH0101", "FLOOD"]}
    assert sorted(told([MONTY], codes)) == [
        ("properties", "monty:country_codes", 2),
        ("properties", "monty:hazard_codes", 2),
    ]
