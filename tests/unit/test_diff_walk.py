"""Documents are the same where their members are, in whatever order, and where each value is written alike."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.comparison.walk import canonical, same_documents

Json = dict[str, Any]

PAIRS: list[tuple[Json, Json, bool]] = [
    ({}, {}, True),
    ({"properties": {"a": 1, "b": {"c": 2, "d": 3}}}, {"properties": {"b": {"d": 3, "c": 2}, "a": 1}}, True),
    ({"id": "x", "properties": {"a": 1}}, {"properties": {"a": 1}, "id": "x"}, True),
    ({"properties": {"a": 2**70, "b": 1}}, {"properties": {"b": 1, "a": 2**70}}, True),
    ({"properties": {"a": 1, "b": 2}}, {"properties": {"b": 1, "a": 2}}, False),
    ({"properties": {"a": 1, "b": None}}, {"properties": {"a": 1, "c": None}}, False),
    ({"properties": {"a": 1, "b": None}}, {"properties": {"a": 1}}, False),
    ({"properties": {"a": 1}}, {"properties": {"a": 1, "b": None}}, False),
    ({"properties": {"a": 1}}, {"properties": {"a": 1.0}}, False),
    ({"properties": {"a": 1}}, {"properties": {"a": True}}, False),
    ({"properties": {"a": 1}}, {"properties": [1]}, False),
    ({"properties": {"a": 1}}, {}, False),
    ({"id": "x", "properties": {"a": 1}}, {"id": "y", "properties": {"a": 1}}, False),
]


@pytest.mark.parametrize(("a", "b", "alike"), PAIRS)
def test_documents_are_the_same_but_for_the_order_of_members(a: Json, b: Json, alike: bool) -> None:
    assert same_documents(a, b) == same_documents(b, a) == alike


VALUES = st.sampled_from(
    [None, True, 0, 1, 1.0, "1", [], [1], {}, {"a": 1}, {"a": 1, "b": 2}, {"b": 2, "a": 1}]
)
OBJECTS = st.dictionaries(st.sampled_from("ab"), VALUES)
DOCUMENTS = st.fixed_dictionaries({}, optional={"id": VALUES, "properties": OBJECTS | VALUES})


@given(DOCUMENTS, DOCUMENTS)
def test_they_are_where_all_is_written_alike_once_members_are_sorted(a: Json, b: Json) -> None:
    assert same_documents(a, b) == (canonical(a) == canonical(b))
