"""What all documents of a key say alike is judged once, and the verdict stays what it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs
import orjson
import pytest

from stacqc.document import Document
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Key, key_of
from stacqc.schema.same import without_same

FLAT: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "properties": {"stac_version": {"$ref": "#/definitions/version"}, "id": {"type": "string"}},
    "additionalProperties": {"type": "integer"},
    "definitions": {"version": {"const": "1.1.0"}},
}
ITEM = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "a",
    "geometry": None,
    "properties": {"datetime": "2024-01-01T00:00:00Z"},
    "links": [],
    "assets": {},
}


def compiled(schema: Any) -> Callable[[Any], bool]:
    return jsonschema_rs.validator_for(schema).is_valid


def test_a_member_that_is_as_wanted_is_not_asked_for_again() -> None:
    rest = without_same(FLAT, {"stac_version": "1.1.0"}, compiled)
    assert rest == {**FLAT, "properties": {"stac_version": True, "id": {"type": "string"}}}
    for data in (
        {"stac_version": "1.1.0"},
        {"stac_version": "1.1.0", "x": "y"},
        {"stac_version": "1.1.0", "id": 1},
    ):
        assert compiled(rest)(data) is compiled(FLAT)(data)


@pytest.mark.parametrize("same", [{"stac_version": "1.0.0"}, {"stac_extensions": []}, {}])
def test_a_schema_that_wants_something_else_stays(same: dict[str, Any]) -> None:
    assert without_same(FLAT, same, compiled) is FLAT


@pytest.mark.parametrize(
    ("key", "same"),
    [
        (
            Key("Item", "Feature", "1.1.0", ("a", "b")),
            {"stac_version": "1.1.0", "stac_extensions": ["a", "b"]},
        ),
        (Key("Item", "Feature", "1.1.0", ()), {"stac_version": "1.1.0"}),
        (Key("Item", "Feature", "", ("a", "")), {}),
    ],
)
def test_what_a_key_does_not_tell_is_not_the_same(key: Key, same: dict[str, Any]) -> None:
    assert key.same() == same


def test_documents_in_any_order_get_the_verdict_they_get_alone() -> None:
    changes: list[dict[str, Any]] = [
        {},
        {"stac_extensions": ["https://stac-extensions.github.io/eo/v1.1.0/schema.json"]},
        {"stac_extensions": [1]},
        {"stac_extensions": [True]},
        {"stac_extensions": "eo"},
        {"stac_extensions": ["https://stac-extensions.github.io/eo/v1.1.0/schema.json"] * 2},
        {"stac_version": 1},
        {"stac_version": "1.0.0"},
        {"links": None},
    ]
    documents = [
        Document("a.json", orjson.dumps({**ITEM, **change})) for change in [*changes, *reversed(changes)]
    ]
    together = SchemaCheck()
    assert [list(together.problems(d)) for d in documents] == [
        list(SchemaCheck().problems(d)) for d in documents
    ]
    assert key_of("Item", documents[2].data) == key_of("Item", documents[3].data)
