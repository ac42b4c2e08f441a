"""Texts as an editor holds them: positions, the cursor in whole and half-written JSON, changes."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.lsp.changes import change
from stacqc.lsp.cursor import Cursor, in_any_text, in_whole_text
from stacqc.text.spans import Spans

pytest.importorskip("lsprotocol", reason='it comes with pip install "stacqc[lsp]"')

from stacqc.lsp.places import Places

TEXT = st.text(st.sampled_from('aé🛰"\\{}[],: \t\r\n\u2028\ufeff\ud800'), max_size=40)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=12,
)


@given(TEXT, st.sampled_from(["utf-8", "utf-16", "utf-32"]), st.data())
def test_a_position_leads_back_to_its_offset(text: str, encoding: str, data: st.DataObject) -> None:
    places = Places(text, encoding)
    offset = data.draw(st.integers(0, len(text)))
    if text[max(offset - 1, 0) : offset + 1] != "\r\n":
        assert places.offset(places.position(offset)) == offset


@given(TEXT, TEXT)
def test_a_change_makes_the_new_text_of_the_old_one(old: str, new: str) -> None:
    made = change(old, new)
    assert old[: made.start] + new[made.start : made.new_end] + old[made.end :] == new
    assert 0 <= made.start <= min(made.end, made.new_end)


@given(JSON, st.booleans(), st.data())
def test_a_whole_text_is_read_alike_by_both_readers(value: Any, pretty: bool, data: st.DataObject) -> None:
    text = json.dumps(value, ensure_ascii=False, indent=2 if pretty else None)
    offset = data.draw(st.integers(0, len(text)))
    loose, strict = in_any_text(text, offset), in_whole_text(Spans(text), offset)
    assert loose.data == value
    if strict.role and (loose.cursor.start or loose.cursor.end):
        assert loose.cursor.path[: len(strict.path)] == strict.path


@given(TEXT, st.integers(0, 50))
def test_any_text_is_read(text: str, offset: int) -> None:
    cursor = in_any_text(text, offset).cursor
    assert 0 <= cursor.start <= cursor.end
    assert cursor.role in ("name", "value", "")


@pytest.mark.parametrize(
    ("text", "path", "role", "token"),
    [
        ('{"a": {"b|', ("a", "b"), "name", '"b'),
        ('{"a": 1, | }', ("",), "name", ""),
        ("{|}", ("",), "name", ""),
        ('{"a": |', ("a",), "value", ""),
        ('{"a": |}', ("a",), "value", ""),
        ('{"a":{"x":[1,|', ("a", "x", 1), "value", ""),
        ('{"a": ["b|", "c"], "d": 1}', ("a", 0), "value", '"b"'),
        ('[{"a|": 1}, 2', (0, "a"), "name", '"a"'),
        ('{"a": 1 "b|": 2}', ("b",), "name", '"b"'),
        ('{"p": {"a": [1, 2}, "b|', ("b",), "name", '"b'),
        ('{"a": 1 |}', (), "", ""),
        ("|", (), "", ""),
    ],
)
def test_the_cursor_is_found_in_half_written_text(
    text: str, path: tuple[Any, ...], role: str, token: str
) -> None:
    offset = text.index("|")
    text = text.replace("|", "")
    cursor = in_any_text(text, offset).cursor
    assert cursor == Cursor(path, role, cursor.start, cursor.end)
    assert text[cursor.start : cursor.end] == token
