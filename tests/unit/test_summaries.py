"""Summaries hold values of fields, and of a field that is a list also its elements."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.rules.summaries import summaries_schema

_WETLANDS = "https://stac-extensions.github.io/usfws-nwi/v1.0.0/schema.json"


@pytest.mark.parametrize(
    ("values", "wrong"),
    [(["riparian"], []), ([["riparian"]], []), (["forest"], [True])],
)
def test_elements_of_a_list_that_is_defined_elsewhere_in_its_schema(values: Any, wrong: list[bool]) -> None:
    data = {
        "type": "Collection",
        "stac_version": "1.0.0",
        "stac_extensions": [_WETLANDS],
        "summaries": {"fws_nwi:content": values},
    }
    found = summaries_schema(Document("collection.json", json.dumps(data).encode()))
    assert [problem.message.startswith("No item can have this fws_nwi:content") for problem in found] == wrong
