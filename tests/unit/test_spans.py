"""Positions are those of the values, also in odd layouts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.document import Document
from stacqc.findings import Path
from stacqc.text.spans import Spans

TEXT = '{\n  "a": [1, {"b": "x"}],\n  "é": {"c\\"d": null}\n}\n'
json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**60), 2**60) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def paths(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    found = [(path, value)]
    if isinstance(value, dict):
        for key, part in value.items():
            found += paths(part, (*path, key))
    if isinstance(value, list):
        for index, part in enumerate(value):
            found += paths(part, (*path, index))
    return found


@given(json_values, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_every_span_holds_its_value(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    spans = Spans(text)
    for path, part in paths(value):
        span = spans.find(path)
        assert json.loads(text[span.start : span.end]) == part


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("a",), 2, 8),
        (("a", 1, "b"), 2, 18),
        (("é", 'c"d'), 3, 17),
        (("gone",), 1, 1),
        (("a", 9), 2, 8),
    ],
)
def test_lines_and_columns_count_from_one(path: Path, line: int, column: int) -> None:
    location = Document("x.json", TEXT.encode()).location(path)
    assert (location.line, location.column) == (line, column)


def test_a_key_is_located_without_its_colon() -> None:
    location = Document("x.json", b'{"stac version" : 1}').location(("stac version",), key=True)
    assert (location.column, location.end_column) == (2, 16)


def test_a_member_of_a_container_has_the_place_it_has_in_the_file() -> None:
    member = Document("fc.json", b'{"id":\n 5}', prefix=("features", 3), line=7, column=11)
    location = member.location(("id",))
    assert (location.line, location.column, location.pointer) == (8, 2, "/features/3/id")
    assert member.location(()).column == 11
