"""Misspelt relations of links: which are seen, which are left alone, and who speaks of them."""

from __future__ import annotations

from typing import Any

import pytest

from stacqc.api import check
from stacqc.document import Document
from stacqc.rules.misspelt import member_misspelt
from stacqc.vocabulary.relations import IANA, KNOWN, STAC, relation_meant
from stacqc.words import written

ITEM: dict[str, Any] = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "a",
    "geometry": None,
    "properties": {"datetime": "2024-01-01T00:00:00Z", "license": "CC-BY-4.0"},
    "links": [],
    "assets": {},
}


def link(rel: Any) -> dict[str, Any]:
    return {"rel": rel, "href": "https://example.com/a.json", "type": "application/geo+json"}


def item(*relations: Any, **changed: Any) -> dict[str, Any]:
    return {**ITEM, **changed, "links": [link(rel) for rel in relations]}


@pytest.mark.parametrize(
    ("rel", "meant"),
    [
        ("slef", "self"), ("Self", "self"), ("parnet", "parent"), ("itme", "item"), ("iitems", "items"),
        ("chidl", "child"), ("childs", "child"), ("collecton", "collection"), ("licence", "license"),
        ("derived-from", "derived_from"), ("derivedFrom", "derived_from"), ("cite_as", "cite-as"),
        ("citeas", "cite-as"), ("described-by", "describedby"), ("alternative", "alternate"),
        ("canonial", "canonical"), ("sevice-doc", "service-doc"), ("latest_version", "latest-version"),
        ("bookmrak", "bookmark"),
    ],
)  # fmt: skip
def test_a_slip_of_the_hand_means_the_relation(rel: str, meant: str) -> None:
    assert relation_meant(rel) == meant


@pytest.mark.parametrize(
    "rel",
    [
        *sorted(KNOWN), "patent", "review", "shelf", "stem", "text", "term", "licenses", "parents", "thumbnail2",
        "preview_1", "https://example.com/slef", "urn:slef", "ml-model:train-data", "orbit-data-file", "wmts",
        "xyz", "tilejson", "pmtiles", "3d-tiles", "documentation", "metadata", "handbook", "provider", "", "x" * 99,
    ],
)  # fmt: skip
def test_relations_that_are_known_or_of_ones_own_are_left_alone(rel: str) -> None:
    assert relation_meant(rel) == ""


def test_relations_of_both_lists_are_written_in_lower_case() -> None:
    assert all(rel == rel.lower() and " " not in rel for rel in STAC | IANA)


@pytest.mark.parametrize("kind", ["Item", "Catalog"])
def test_a_misspelt_relation_is_found_where_it_stands(kind: str) -> None:
    data = item("self", "slef", "mine", 5)
    if kind == "Catalog":
        data = {
            "type": "Catalog",
            "stac_version": "1.0.0",
            "id": "a",
            "description": "A",
            "links": data["links"],
        }
    (problem,) = member_misspelt(Document("a.json", written(data).encode()))
    assert problem.path == ("links", 1, "rel")
    assert problem.message == '"slef" is no relation that is known, it probably means "self"'
    assert problem.fix is not None
    assert (problem.fix.safe, problem.fix.edits[0].value) == (False, "self")


def test_another_spelling_of_capitals_is_mended_safely() -> None:
    (problem,) = member_misspelt(Document("a.json", written(item("Self")).encode()))
    assert problem.fix is not None
    assert problem.fix.safe


def test_relations_before_stac_1_are_left_alone() -> None:
    assert not member_misspelt(Document("a.json", written(item("slef", stac_version="0.9.0")).encode()))


@pytest.mark.parametrize(
    ("data", "rules"),
    [
        (item("slef"), {"member-misspelt"}),
        (item(), {"self-link-missing"}),
        (item("self", "licence", properties={**ITEM["properties"], "license": "other"}), {"member-misspelt"}),
        (item("self", "parnet", properties={**ITEM["properties"], "license": "other"}),
         {"member-misspelt", "license-text-missing"}),
        (item("self", "collecton", collection="c"), {"schema"}),
        (item("self", "collecton", "parnet", collection="c"), {"schema", "member-misspelt"}),
    ],
)  # fmt: skip
def test_what_a_misspelt_relation_hides_is_not_missing(data: dict[str, Any], rules: set[str]) -> None:
    assert {finding.rule for finding in check(data, ruleset="strict", ignore=("geometry-null",))} == rules


def test_a_field_that_needs_its_link_says_which_is_misspelt() -> None:
    (finding,) = check(item("collecton", collection="c"))
    assert finding.help == 'write collection where a link has "collecton" as its relation'
    assert finding.fix is not None
    assert finding.fix.edits[0].path == ("links", 0, "rel")
    (finding,) = check(item("mine", collection="c"))
    assert finding.fix is None
