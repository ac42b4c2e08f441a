"""Names of properties are judged apart from the rest, and together they say what the whole says."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from stacqc.schema.names import remembering, without_names

WHOLE: dict[str, Any] = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "properties": {
        "properties": {"type": "object", "propertyNames": {"$ref": "#/definitions/own"}, "required": ["a"]}
    },
    "definitions": {"own": {"pattern": "^[a-z]$"}},
}


@pytest.mark.parametrize(
    "data",
    [
        {"properties": {"a": 1}},
        {"properties": {"a": 1, "B": 1}},
        {"properties": {"b": 1}},
        {"properties": {}},
        {"properties": []},
        {"properties": None},
        {},
    ],
)
def test_both_parts_say_what_the_whole_says(data: Any) -> None:
    rest, names = without_names(WHOLE)
    assert names is not None
    judge = remembering(jsonschema_rs.validator_for(names).is_valid)
    of_rest = jsonschema_rs.validator_for(rest).is_valid(data)
    for _ in range(2):
        assert (of_rest and judge(data)) is jsonschema_rs.validator_for(WHOLE).is_valid(data)


def test_a_name_is_judged_once() -> None:
    calls: list[Any] = []
    judge = remembering(lambda names: calls.append(names) is None)
    for value in (1, 2):
        assert judge({"properties": {"a": value}})
    assert len(calls) == 1


@pytest.mark.parametrize("flat", [True, {}, {"properties": {"properties": True}}, {"properties": {}}])
def test_a_schema_that_says_nothing_of_names_stays_whole(flat: Any) -> None:
    assert without_names(flat) == (flat, None)
