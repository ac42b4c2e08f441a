"""Conditions: for which documents a rule is."""

from __future__ import annotations

import sys
from typing import Any

import orjson
import pytest

from stacqc.document import Document
from stacqc.rulesets.captures import Define, alternatives, groups_of, read_text
from stacqc.rulesets.condition import condition, where
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.scope import Scope

PATTERNS = alternatives({"pair": r"(?P<date>\d{8})_(?P<code>inw|inu)", "single": "(?P<code>dem)"}, {})
SCOPE = Scope(
    {"id": Define("test", "id", read_text("$.id", PATTERNS), groups_of(PATTERNS))}, options={"layout": "live"}
)
ITEM = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "20240105_inw",
    "collection": "c1",
    "stac_extensions": ["https://stac-extensions.github.io/sar/v1.3.0/schema.json"],
    "properties": {"orbit": "ascending", "track": 22, "flag": True, "none": None, "instruments": ["sar"]},
}


def document(data: dict[str, Any] = ITEM, uri: str = "legacy/run/a.json") -> Document:
    return Document(uri, orjson.dumps(data))


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"collection": "c1"}, True),
        ({"collection": ["c2", "c1"]}, True),
        ({"collection": {"not": "c1"}}, False),
        ({"has": "orbit"}, True),
        ({"has": ["orbit", "nothing"]}, False),
        ({"has": "$.properties.none"}, True),
        ({"lacks": "nothing"}, True),
        ({"lacks": "orbit"}, False),
        ({"extension": "sar"}, True),
        ({"extension": "sa"}, False),
        ({"extension": ["eo", "sar"]}, True),
        ({"path": "legacy/**"}, True),
        ({"path": "legacy/*"}, False),
        ({"path": "*.json"}, True),
        ({"path": ["x/**", "run/?.json"]}, True),
        ({"path": "r*n/[ab].json"}, True),
        ({"path": "un/a.json"}, False),
        ({"option.layout": "live"}, True),
        ({"option.layout": ["legacy"]}, False),
        ({"id": True}, True),
        ({"id": False}, False),
        ({"id.code": ["inw", "inu"]}, True),
        ({"id.code": {"not": "inw"}}, False),
        ({"id.form": "single"}, False),
        ({"orbit": "ascending"}, True),
        ({"track": 22}, True),
        ({"track": "22"}, False),
        ({"flag": 1}, False),
        ({"flag": True}, True),
        ({"track": [1, 22]}, True),
        ({"orbit": {"pattern": "a.*"}}, True),
        ({"none": {"present": False}}, True),
        ({"instruments": {"contains": "sar"}}, True),
        ({"instruments": {"contains": ["msi", "sar"]}}, True),
        ({"instruments": {"contains": {"pattern": "m.*"}}}, False),
        ({"instruments": {"not": {"contains": "sar"}}}, False),
        ({"orbit": {"contains": "ascending"}}, False),
        ({"none": None}, True),
        ({"nothing": None}, False),
        ({"nothing": {"not": "x"}}, True),
        ({"$.id": "20240105_inw"}, True),
        ({"not": {"orbit": "ascending"}}, False),
        ({"not": {"type": "Collection"}}, True),
        ({"any": [{"orbit": "x"}, {"track": 22}]}, True),
        ({"any": [{"orbit": "x"}, {"type": "Catalog"}]}, False),
        ({"orbit": "ascending", "track": 23}, False),
        ({"orbit": "ascending", "track": 22}, True),
    ],
)
def test_mapping(when: dict[str, Any], expected: bool) -> None:
    holds = condition(when, SCOPE).holds
    assert holds is not None
    assert holds(document()) is expected


def test_type_gives_kinds_and_nothing_to_ask() -> None:
    assert condition({"type": ["Item", "Catalog"]}, SCOPE) == (frozenset({"Item", "Catalog"}), None)


def test_collection_of_a_collection_is_its_id() -> None:
    holds = condition({"collection": "c1"}, SCOPE).holds
    assert holds is not None
    assert holds(document({"type": "Collection", "id": "c1", "extent": {}}))


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ({"type": "Items"}, "Items is no kind of document"),
        ({"option.layot": 1}, "no option layot"),
        ({"id.kode": "x"}, "captures no kode"),
        ({"$.links[*].rel": "x"}, "chooses several"),
        ({"orbit": {"like": "x"}}, "A wanted value is"),
        ({"$..x": 1}, "is not a selector"),
        ({"orbit": {"pattern": "(a+)+"}}, "may take forever"),
    ],
)
def test_mistakes(when: dict[str, Any], message: str) -> None:
    with pytest.raises(BadValue, match=message):
        condition(when, SCOPE)


def test_where_looks_at_members() -> None:
    chosen = where({"rel": ["item", "child"], "@.more.x": 1}, SCOPE)
    assert chosen({"rel": "item", "more": {"x": 1}})
    assert not chosen({"rel": "item", "more": 3})
    assert not chosen("text")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("collection = 'c1' AND orbit = 'ascending'", True),
        ("track > 30", False),
        ("missing = 1", False),
        ("missing IS NULL", True),
        ("track = 'text'", False),
    ],
)
def test_cql2(text: str, expected: bool) -> None:
    holds = condition(text, SCOPE).holds
    assert holds is not None
    subject = document()
    assert holds(subject) is expected
    assert holds(subject) is expected


def test_cql2_mistakes_have_a_caret() -> None:
    with pytest.raises(BadValue, match=r"(?s)Not valid CQL2.*\^---"):
        condition("collection = 'x' AND (a", SCOPE)


def test_cql2_without_its_library(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "cql2", None)
    with pytest.raises(BadValue, match="is not installed") as caught:
        condition("track = 1", SCOPE)
    assert "stacqc[cql2]" in caught.value.help
