"""Fixes are kept only when they help, and everything else in the document stays."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.findings import Edit, Fix, Problem, Severity
from stacqc.fixing.edits import Refused
from stacqc.fixing.mend import Mended, Mender, edited
from stacqc.rule import ALL_KINDS, Rule, RuleInfo, Selected

CATALOG = {"type": "Catalog", "stac_version": "1.1.0", "id": "c", "description": "d", "links": []}


def text_rule(name: str, wrong: str, right: str, safe: bool = True) -> Selected:
    """A rule that finds a member with one text and writes another."""

    def check(document: Document) -> Iterator[Problem]:
        for key, value in document.data.items():
            if value == wrong:
                yield Problem((key,), f"{key} is {wrong}", fix=Fix((Edit("replace", (key,), right),), safe))

    return Selected(Rule(RuleInfo(name, name, kinds=ALL_KINDS), check=check), Severity.ERROR)


def mend(document: dict[str, Any], *rules: Selected, unsafe: bool = False) -> Mended:
    raw = json.dumps({**CATALOG, **document}).encode()
    return Mender(Plan(rules), unsafe).mend(Document("c.json", raw))


def test_fixes_are_made_until_nothing_is_left() -> None:
    made = mend({"x": "a", "y": "b"}, text_rule("one", "a", "b"), text_rule("two", "b", "c"))
    assert (made.document.data["x"], made.document.data["y"]) == ("c", "c")
    assert made.fixed == {"one": 1, "two": 2}
    assert not made.refused


def test_rules_that_undo_each_other_come_to_an_end() -> None:
    made = mend({"x": "a"}, text_rule("one", "a", "b"), text_rule("two", "b", "a"))
    assert made.document.data["x"] in ("a", "b")


def test_unsafe_fixes_are_made_when_wanted() -> None:
    rule = text_rule("one", "a", "b", safe=False)
    assert mend({"x": "a"}, rule).document.data["x"] == "a"
    assert mend({"x": "a"}, rule, unsafe=True).document.data["x"] == "b"


def test_a_fix_that_makes_things_worse_is_refused_and_the_others_are_made() -> None:
    def worse(document: Document) -> Iterator[Problem]:
        if document.data.get("x") == "bad":
            yield Problem(("x",), "no")
            yield Problem(("id",), "no")

    plan = (
        text_rule("harmful", "a", "bad"),
        text_rule("good", "old", "new"),
        Selected(Rule(RuleInfo("worse", "worse"), check=worse), Severity.ERROR),
    )
    made = mend({"x": "a", "y": "old", "z": "old"}, *plan)
    assert (made.document.data["x"], made.document.data["y"], made.document.data["z"]) == ("a", "new", "new")
    assert made.fixed == {"good": 2}
    assert list(made.refused) == [("harmful", "/x", "x is a")]


def test_a_fix_that_mends_nothing_is_refused() -> None:
    made = mend({"x": "a"}, text_rule("one", "a", "a"))
    assert not made.fixed
    assert made.refused


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n"])
def test_line_ends_byte_order_mark_and_last_line_stay(newline: str, bom: bytes, end: str) -> None:
    text = '{\n\t"type": "Catalog",\n\t"naïve": "\\u00e9 😀",   "x":1\n}' + end
    raw = bom + text.replace("\n", newline).encode()
    made = edited(Document("c.json", raw), [Edit("replace", ("x",), 2), Edit("replace", ("y",), "ü")])
    assert made.raw == raw.replace(b'"x":1', '"x":2,   "y":"ü"'.encode())


@pytest.mark.parametrize(
    "raw",
    [
        '{"a": 1}'.encode("utf-16"),
        '{"a": {"b": 1}}'.encode("utf-16-le"),
        b'{"a": "\xe9"}',
        b'{"a": 1, "b": 2, "a": 3}',
        b'{"a": ' + b"[" * 900 + b"]" * 900 + b"}",
    ],
)
def test_what_is_not_sure_to_come_out_right_is_left(raw: bytes) -> None:
    with pytest.raises(Refused):
        edited(Document("c.json", raw), [Edit("remove", ("a",))])


def test_doubled_names_elsewhere_do_no_harm() -> None:
    raw = b'{"a": 1, "b": {"x": 1, "x": 2}, "n": NaN, "big": 123456789012345678901234567890}'
    made = edited(Document("c.json", raw), [Edit("replace", ("a",), 5)])
    assert made.raw == raw.replace(b"1", b"5", 1)
