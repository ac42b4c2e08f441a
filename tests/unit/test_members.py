"""Names of members that mean others, and what is said where a required one is missing."""

from __future__ import annotations

from typing import Any

import pytest

from stacqc.document import Document
from stacqc.rules.misspelt import member_misspelt
from stacqc.schema.check import SchemaCheck
from stacqc.vocabulary import members
from stacqc.vocabulary.members import is_slip, slips_in
from stacqc.words import written

ITEM: dict[str, Any] = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "a",
    "geometry": None,
    "properties": {"datetime": "2024-01-01T00:00:00Z"},
    "links": [],
    "assets": {},
}


def document_of(data: dict[str, Any]) -> Document:
    return Document("a.json", written(data).encode())


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("platfrom", "platform"),
        ("platforn", "platform"),
        ("intruments", "instruments"),
        ("titel", "title"),
        ("typ", "type"),
        ("stacExtensions", "stac_extensions"),
        ("Title", "title"),
        ("start-datetime", "start_datetime"),
        ("property", "properties"),
        ("bboxes", "bbox"),
    ],
)
def test_a_slip_of_the_hand_means_the_member(name: str, meant: str) -> None:
    assert is_slip(name, meant)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("tile", "title"),
        ("creator", "created"),
        ("gds", "gsd"),
        ("product_type", "type"),
        ("eo:title", "title"),
        ("end_date", "end_datetime"),
    ],
)
def test_words_of_their_own_mean_no_other_member(name: str, meant: str) -> None:
    assert not is_slip(name, meant)


def test_a_name_beside_the_one_it_resembles_is_one_of_its_own() -> None:
    assert slips_in(("href", "role"), members.ASSET) == [("role", "roles")]
    assert slips_in(("href", "role", "roles"), members.ASSET) == []
    assert slips_in(("platforms",), members.PROPERTIES) == []


def test_misspelt_members_are_found_in_every_object_of_a_document() -> None:
    asset = {"href": "a.tif", "role": ["data"], "raster:bands": [{"spatial_rsolution": 10}]}
    data = {
        **ITEM,
        "properties": {**ITEM["properties"], "gSd": 1, "providers": [{"name": "A", "urls": "b"}]},
        "links": [{"rel": "self", "href": "a", "mediatype": "x", "mime_type": "x"}, 5],
        "assets": {"a": asset, "b": 7},
    }
    assert [problem.path for problem in member_misspelt(document_of(data))] == [
        ("links", 0, "mime_type"),
        ("assets", "a", "role"),
        ("assets", "a", "raster:bands", 0, "spatial_rsolution"),
        ("properties", "gSd"),
        ("properties", "providers", 0, "urls"),
    ]


@pytest.mark.parametrize(
    ("changed", "member", "help_"),
    [
        ({"property": {}, "properties": None}, "properties", 'there is "property": rename it'),
        ({"datetime": "2024-01-01T00:00:00Z", "properties": {}}, "datetime", "move it into them"),
        ({"links": None, "properties": {**ITEM["properties"], "links": []}}, "links", "move it out of them"),
    ],
)
def test_a_missing_member_is_told_where_it_is(changed: dict[str, Any], member: str, help_: str) -> None:
    data = {name: value for name, value in {**ITEM, **changed}.items() if value is not None}
    data["geometry"] = None
    missing = [p for p in SchemaCheck().problems(document_of(data)) if p.member == member]
    assert [help_ in problem.help for problem in missing] == [True]
