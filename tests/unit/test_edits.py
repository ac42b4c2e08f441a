"""Edits change what they name, in any document and any layout, and leave every other byte alone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.findings import Edit, Path
from stacqc.fixing.edits import Claims, Refused, edit_data
from stacqc.fixing.text_edits import edit_text
from stacqc.text.spans import Spans

names = st.text(alphabet='ab":\\é{}[],\n \U0001f600', max_size=3)
scalars = st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(-1e9, 1e9) | names
json_values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=14,
)
objects = st.dictionaries(names, json_values, max_size=4)
blanks = st.text(alphabet=" \t\r\n", max_size=3)


@st.composite
def laid_out(draw: st.DrawFn, value: Any) -> str:
    """Any text that stands for a value."""

    def blank() -> str:
        return str(draw(blanks))

    def write(part: Any) -> str:
        if isinstance(part, dict):
            inner = ",".join(
                f"{blank()}{write(k)}{blank()}:{blank()}{write(v)}{blank()}" for k, v in part.items()
            )
            return "{" + (inner or blank()) + "}"
        if isinstance(part, list):
            return "[" + (",".join(f"{blank()}{write(v)}{blank()}" for v in part) or blank()) + "]"
        return json.dumps(part, ensure_ascii=draw(st.booleans()))

    return blank() + write(value) + blank()


def members(value: Any, path: Path = ()) -> list[Path]:
    found: list[Path] = []
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, part in parts:
        found += [(*path, step), *members(part, (*path, step))]
    return found


def containers(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    if not isinstance(value, dict | list):
        return []
    found = [(path, value)]
    for step, part in value.items() if isinstance(value, dict) else enumerate(value):
        found += containers(part, (*path, step))
    return found


@st.composite
def edits_of(draw: st.DrawFn, value: Any) -> list[Edit]:
    """Edits that fit together."""
    claims = Claims()
    there = members(value)
    possible = [st.builds(Edit, st.just("replace"), st.sampled_from(there), json_values)] if there else []
    if there:
        possible.append(st.builds(Edit, st.just("remove"), st.sampled_from(there), st.none()))
    if named := [path for path in there if isinstance(path[-1], str)]:
        possible.append(st.builds(Edit, st.just("rename"), st.sampled_from(named), names))
    adding = [(*path, len(part)) for path, part in containers(value) if isinstance(part, list)]
    adding += [(*path, draw(names)) for path, part in containers(value) if isinstance(part, dict)]
    possible.append(st.builds(Edit, st.just("replace"), st.sampled_from(adding), json_values))
    return [edit for edit in draw(st.lists(st.one_of(possible), max_size=5)) if claims.take([edit])]


def dumped(value: Any) -> str:
    return json.dumps(value)


@given(st.data(), objects)
def test_the_text_then_says_what_was_meant(data: st.DataObject, value: dict[str, Any]) -> None:
    text, edits = data.draw(laid_out(value)), data.draw(edits_of(value))
    try:
        made = edit_text(text, edits)
    except Refused:
        taken = {(*e.path[:-1], e.value) for e in edits if e.action == "rename"}
        assert taken & {*members(value), *(e.path for e in edits)}
        return
    assert dumped(json.loads(made)) == dumped(edit_data(value, edits))


@given(st.data(), objects)
def test_all_other_bytes_stay(data: st.DataObject, value: dict[str, Any]) -> None:
    text = data.draw(laid_out(value))
    there = members(value)
    if not there:
        return
    path = data.draw(st.sampled_from(there))
    span = Spans(text).find(path)
    replaced = edit_text(text, [Edit("replace", path, 5)])
    assert replaced == text[: span.start] + "5" + text[span.end :]
    removed = edit_text(text, [Edit("remove", path)])
    # What is cut out is the member and white space, with one comma if it had a neighbour.
    start = next((i for i, (a, b) in enumerate(zip(text, removed, strict=False)) if a != b), len(removed))
    end = start + len(text) - len(removed)
    assert text[:start] + text[end:] == removed
    gone = text[start:end].translate(str.maketrans("", "", " \t\r\n"))
    assert sorted(gone) in (sorted(_bare(text, span)), sorted(_bare(text, span) + ","))


def _bare(text: str, span: Any) -> str:
    return text[span.key : span.end].translate(str.maketrans("", "", " \t\r\n"))


@given(st.data(), objects, st.sampled_from([None, 1, 2, 4, "\t"]), st.booleans())
def test_what_is_new_looks_like_its_neighbours(
    data: st.DataObject, value: dict[str, Any], indent: Any, is_ascii: bool
) -> None:
    value = {"first": {"a": 1, "b": "é"}, **value}
    edits = data.draw(edits_of(value))

    def write(part: Any) -> str:
        return json.dumps(part, indent=indent, ensure_ascii=is_ascii)

    try:
        made = edit_text(write(value), edits)
    except Refused:
        return
    assert made == write(edit_data(value, edits))


TEXT = '{\r\n   "a": [1, 2, 3],\r\n   "b": {"x": 1},\r\n   "c": {}\r\n}\r\n'


@pytest.mark.parametrize(
    ("edits", "expected"),
    [
        ([Edit("remove", ("a", 1))], TEXT.replace("1, 2, 3", "1, 3")),
        ([Edit("remove", ("a", 0)), Edit("remove", ("a", 2))], TEXT.replace("1, 2, 3", "2")),
        ([Edit("remove", ("a",))], TEXT.replace('"a": [1, 2, 3],\r\n   ', "")),
        ([Edit("remove", ("c",))], TEXT.replace(',\r\n   "c": {}', "")),
        ([Edit("remove", (n,)) for n in "abc"], "{}\r\n"),
        ([Edit("remove", ("b", "x")), Edit("replace", ("b", "y"), 2)], TEXT.replace('"x": 1', '"y": 2')),
        ([Edit("replace", ("b", "y"), [1])], TEXT.replace('"x": 1', '"x": 1, "y": [1]')),
        ([Edit("replace", ("c", "d"), "é")], TEXT.replace("{}", '{\r\n      "d": "é"\r\n   }')),
        ([Edit("replace", ("d",), {"e": 1})], TEXT.replace("{}", '{},\r\n   "d": {\r\n      "e": 1\r\n   }')),
        ([Edit("rename", ("b",), "z"), Edit("replace", ("a",), [])], TEXT.replace("[1, 2, 3]", "[]").replace('"b"', '"z"')),
        ([Edit("replace", ("a", 3), 4), Edit("remove", ("a", 2))], TEXT.replace("3", "4")),
        ([Edit("replace", (), 5)], "5\r\n"),
    ],
)  # fmt: skip
def test_layout_is_kept(edits: list[Edit], expected: str) -> None:
    assert edit_text(TEXT, edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        [Edit("remove", ("gone",))],
        [Edit("rename", ("gone",), "x")],
        [Edit("rename", ("a",), "b")],
        [Edit("rename", ("a", 0), "b")],
        [Edit("replace", ("gone", "x"), 1)],
        [Edit("replace", ("a", 4), 1)],
        [Edit("replace", ("a", "x"), 1)],
        [Edit("replace", ("a", 0, "x"), 1)],
        [Edit("replace", ("a",), 1), Edit("replace", ("a", 0), 1)],
    ],
)
def test_what_cannot_be_made_is_refused(edits: list[Edit]) -> None:
    with pytest.raises(Refused):
        edit_text(TEXT, edits)


def test_nan_is_never_written() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        edit_text(TEXT, [Edit("replace", ("a",), float("nan"))])


@pytest.mark.parametrize(
    ("first", "second", "fits"),
    [
        (Edit("replace", ("a",), 1), Edit("replace", ("b",), 1), True),
        (Edit("replace", ("a",), 1), Edit("replace", ("a",), 1), True),
        (Edit("replace", ("a",), 1), Edit("replace", ("a",), 1.0), False),
        (Edit("replace", ("a",), 1), Edit("remove", ("a",)), False),
        (Edit("remove", ("a",)), Edit("remove", ("a", "b")), False),
        (Edit("remove", ("a", "b")), Edit("remove", ("a",)), False),
        (Edit("remove", ("a", 1)), Edit("replace", ("a", 2), 1), True),
        (Edit("rename", ("a",), "b"), Edit("replace", ("b",), 1), False),
        (Edit("rename", ("a",), "b"), Edit("rename", ("c",), "b"), False),
    ],
)
def test_a_place_is_changed_by_one_fix(first: Edit, second: Edit, fits: bool) -> None:
    claims = Claims()
    assert claims.take([first])
    assert claims.take([second]) is fits


def test_an_array_in_another_order_keeps_its_layout_and_its_numbers() -> None:
    text = '{"ring": [\n    [1.0, 2e0],\n    [3, 4],  [5,6.50],\n    [1.0, 2e0]\n]}'
    edit = Edit("replace", ("ring",), json.loads(text)["ring"][::-1])
    assert edit_text(text, [edit]) == text.replace("[3, 4],  [5,6.50]", "[5,6.50],  [3, 4]")
    other = edit_text(text, [Edit("replace", ("ring",), [[1, 2], [3, 4], [5, 7], [1, 2]])])
    assert json.loads(other)["ring"][2] == [5, 7]
