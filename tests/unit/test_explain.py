"""Every defect once, in words that say what was found and what is allowed."""

from __future__ import annotations

import copy
import itertools
import json
import random
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from stacqc.schema.explain import SchemaError, SchemaProblem, explain
from tests.conformance import differential

OFFICIAL = Path(__file__).resolve().parents[3] / "shared" / "official-schemas"
URI = "https://example.com/made-up.json"
CORE = differential.CORE + "v1.1.0/item-spec/json-schema/item.json"
SAR = differential.EXTENSIONS + "sar/v1.0.0/schema.json"
SAT = differential.EXTENSIONS + "sat/v1.0.0/schema.json"


def run(schema: Any, instance: Any, *more: Any, formats: bool = True) -> list[SchemaProblem]:
    parts = [(URI, schema), *((f"https://example.com/{n}.json", s) for n, s in enumerate(more))]
    return explain(instance, parts, {}.__getitem__, formats=formats)


def told(problems: list[SchemaProblem]) -> list[tuple[str, str, str]]:
    return [("/".join(map(str, p.path)), p.message, p.help) for p in problems]


def field(schema: Any) -> Any:
    return {"properties": {"x": schema}}


GOLDEN: list[tuple[Any, Any, tuple[str, str, str]]] = [
    # types
    (field({"type": "number"}), {"x": "5.405"}, ("x", 'x is text ("5.405"), it must be a number', "write the number 5.405 without quotes")),
    (field({"type": "integer"}), {"x": "8"}, ("x", 'x is text ("8"), it must be a whole number', "write the number 8 without quotes")),
    (field({"type": "integer"}), {"x": "8.5"}, ("x", 'x is text ("8.5"), it must be a whole number', "")),
    (field({"type": "integer"}), {"x": 2.5}, ("x", "x is 2.5, it must be a whole number", "")),
    (field({"type": "number"}), {"x": "NaN"}, ("x", 'x is text ("NaN"), it must be a number', "")),
    (field({"type": "boolean"}), {"x": "True"}, ("x", 'x is text ("True"), it must be true or false', "write true without quotes")),
    (field({"type": "array"}), {"x": "VV"}, ("x", 'x is text ("VV"), it must be a list', 'write it as a list: ["VV"]')),
    (field({"type": "string"}), {"x": 5}, ("x", "x is a number (5), it must be text", 'write it in quotes: "5"')),
    (field({"type": "string"}), {"x": None}, ("x", "x is null, it must be text", "leave the member out if there is no value")),
    (field({"type": ["number", "null"]}), {"x": {}}, ("x", "x is an object, it must be a number or null", "")),
    (field({"type": "number", "title": "Frequency (GHz)", "description": "Of the band."}), {"x": []}, ("x", "x is a list, it must be a number", "Frequency (GHz): Of the band")),
    ({"type": "object"}, [], ("", "The document is a list, it must be an object", "")),
    # values
    (field({"enum": ["ascending", "descending"]}), {"x": "DESCENDING"}, ("x", '"DESCENDING" is not one of ascending, descending', "write descending")),
    (field({"enum": ["ascending", "descending"]}), {"x": "acending"}, ("x", '"acending" is not one of ascending, descending', "write ascending")),
    (field({"enum": ["a", "b"], "title": "Letter"}), {"x": "Q"}, ("x", '"Q" is not one of a, b', "Letter")),
    (field({"enum": ["1", "2"]}), {"x": 2}, ("x", "2 is not one of 1, 2", "write 2")),
    (field({"enum": [f"v{n}" for n in range(30)]}), {"x": "Q"}, ("x", '"Q" is not one of v0, v1, v2, v3, v4, v5, v6, v7, 22 more', "")),
    (field({"const": "1.1.0"}), {"x": "1.0"}, ("x", 'x is "1.0", it must be "1.1.0"', "")),
    (field({"type": "string", "enum": ["a", "b"]}), {"x": 5}, ("x", "5 is not one of a, b", "")),
    # members
    ({"required": ["datetime"]}, {}, ("", 'Required member "datetime" is missing', "")),
    ({"required": ["x"], "properties": {"x": {"title": "An x"}}}, {}, ("", 'Required member "x" is missing', "An x")),
    ({"required": ["datetime"]}, {"Datetime": 1}, ("", 'Required member "datetime" is missing', 'there is "Datetime": rename it')),
    ({"properties": {"colour": {}}, "additionalProperties": False}, {"color": 1}, ("color", '"color" is not a member that may stand here', "did you mean colour?")),
    ({"title": "P extension", "properties": {"p:a": {}, "b": {}}, "patternProperties": {"^(?!p:)": {}}, "additionalProperties": False}, {"p:zzz": 1, "q": 1}, ("p:zzz", '"p:zzz" is not a field of the P extension', "known here: p:a")),
    (field(False), {"x": 1}, ("x", "x must not be here", "remove it")),
    ({"dependencies": {"a": ["b"]}}, {"a": 1}, ("", 'Member "b" is missing: it goes with "a"', "")),
    ({"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}, ("", 'Required member "b" is missing', "")),
    ({"propertyNames": {"pattern": "^[a-z]+$"}}, {"A1": 1}, ("A1", '"A1" is not a name allowed here: it does not match ^[a-z]+$', "")),
    ({"propertyNames": {"enum": ["alpha", "beta"]}}, {"Alpha": 1}, ("Alpha", '"Alpha" is not a name allowed here', "did you mean alpha?")),
    (field({"minProperties": 1}), {"x": {}}, ("x", "x is empty", "")),
    (field({"maxProperties": 1}), {"x": {"a": 1, "b": 2}}, ("x", "x has 2 members, it must have at most 1 member", "")),
    # numbers, texts, lists
    (field({"minimum": 0}), {"x": -1}, ("x", "x is -1, it must be at least 0", "")),
    (field({"exclusiveMinimum": 0}), {"x": 0}, ("x", "x is 0, it must be greater than 0", "")),
    (field({"maximum": 90}), {"x": 91.5}, ("x", "x is 91.5, it must be at most 90", "")),
    (field({"exclusiveMaximum": 90}), {"x": 90}, ("x", "x is 90, it must be less than 90", "")),
    (field({"multipleOf": 6}), {"x": 8}, ("x", "x is 8, it must be a multiple of 6", "")),
    (field({"minLength": 1}), {"x": ""}, ("x", "x is empty", "")),
    (field({"minLength": 3}), {"x": "a"}, ("x", "x has 1 character, it must have at least 3 characters", "")),
    (field({"maxLength": 1}), {"x": "ab"}, ("x", "x has 2 characters, it must have at most 1 character", "")),
    (field({"pattern": "^[a-z]$"}), {"x": "A"}, ("x", 'x is "A", which does not match ^[a-z]$', "")),
    (field({"pattern": "(Z|\\+00:00)$"}), {"x": "12:00"}, ("x", 'x is "12:00", which does not end in Z, as a time in UTC does', "")),
    (field({"format": "date-time"}), {"x": "2020-13-01T00:00:00Z"}, ("x", 'x is "2020-13-01T00:00:00Z", which is not a valid date and time', "write it like 2020-12-31T23:59:59Z")),
    (field({"format": "iri"}), {"x": "./a"}, ("x", 'x is "./a", which is not a valid absolute address', "write it like https://example.com/file.tif")),
    (field({"minItems": 4}), {"x": [1, 2]}, ("x", "x has 2 elements, it must have at least 4 elements", "")),
    (field({"maxItems": 1}), {"x": [1, 2]}, ("x", "x has 2 elements, it must have at most 1 element", "")),
    (field({"uniqueItems": True}), {"x": ["a", "b", "a"]}, ("x/2", 'x lists "a" twice', "keep it once")),
    (field({"items": {"type": "number"}}), {"x": [1, "2"]}, ("x/1", 'x[1] is text ("2"), it must be a number', "write the number 2 without quotes")),
    (field({"contains": {"const": "u"}}), {"x": []}, ("x", 'x does not list "u"', "")),
    (field({"contains": {"type": "number", "minimum": 1}}), {"x": []}, ("x", "x has no element that is a number of at least 1", "")),
    (field({"contains": {"if": {}, "then": False}}), {"x": []}, ("x", "x has no element of the form it needs", "")),
    # not
    (field({"not": {}}), {"x": 1}, ("x", "x must not be here", "remove it")),
    (field({"not": {"type": "null"}}), {"x": None}, ("x", "x must not be null", "")),
    (field({"not": {"enum": ["a", "b"]}}), {"x": "a"}, ("x", "x must not be a or b", "")),
    ({"not": {"required": ["a", "b"]}}, {"a": 1, "b": 1}, ("", "The document must not have a and b together", "")),
    ({"not": {"anyOf": [{"required": ["a"]}, {"required": ["b"]}]}}, {"a": 1}, ("", "The document must not have a or b", "")),
    # alternatives
    (field({"anyOf": [{"type": "number"}, {"type": "null"}]}), {"x": "a"}, ("x", 'x is text ("a"), it must be a number or null', "")),
    (field({"anyOf": [{"enum": ["a"]}, {"const": "b"}]}), {"x": "B"}, ("x", '"B" is not one of a, b', "write b")),
    ({"anyOf": [{"required": ["sar:a"]}, {"required": ["sar:b"]}]}, {}, ("", "The document needs at least one of sar:a, sar:b", "")),
    ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {}, ("", "The document needs exactly one of a, b", "")),
    ({"anyOf": [{"required": ["a"]}, {"required": ["b", "c"]}]}, {}, ("", "The document needs a or b and c", "")),
    ({"oneOf": [{"required": ["a"]}, {"required": ["b"]}]}, {"a": 1, "b": 1}, ("", "The document fits both an object with a and an object with b, but only one of them may fit", "")),
    (field({"oneOf": [{"minItems": 4, "maxItems": 4}, {"minItems": 6, "maxItems": 6}]}), {"x": [1, 2, 3, 4, 5]}, ("x", "x has 5 elements, it must have at most 4 elements or have at least 6 elements", "")),
    (field({"anyOf": [{"pattern": "^a"}, {"pattern": "^b"}]}), {"x": "c"}, ("x", "x must be text like ^a or text like ^b", 'x is "c", which does not match ^a')),
    (field({"anyOf": [{"type": "string"}, {"type": "object", "required": ["href"]}]}), {"x": {}}, ("x", 'Required member "href" is missing', "")),
    ({"oneOf": [{"properties": {"type": {"const": "A"}, "n": {"type": "number"}}}, {"properties": {"type": {"const": "B"}, "n": False}}]}, {"type": "A", "n": "1"}, ("n", 'n is text ("1"), it must be a number', "write the number 1 without quotes")),
    ({"oneOf": [{"properties": {"type": {"const": "Feature"}}}, {"properties": {"type": {"const": "Collection"}}}]}, {"type": "feature"}, ("type", '"feature" is not one of Feature, Collection', "write Feature")),
    ({"anyOf": [{"required": ["datetime"], "properties": {"datetime": {"not": {"type": "null"}}}}, {"required": ["datetime", "start", "end"]}]}, {"datetime": None}, ("datetime", "datetime must not be null", "or give end and start")),
    ({"anyOf": [{"required": ["datetime"]}, {"required": ["datetime", "start"]}]}, {}, ("", 'Required member "datetime" is missing', "")),
    # branches that were taken
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}, {"a": 1}, ("", 'Required member "b" is missing', "")),
    ({"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}, {}, ("", 'Required member "c" is missing', "")),
    # the author's own words
    ({"anyOf": [{"required": ["a"]}, {"required": ["b"]}], "x-message": "Give a or b."}, {}, ("", "Give a or b", "")),
    (field({"pattern": "^10", "x-message": "Write the DOI alone."}), {"x": "http"}, ("x", "Write the DOI alone", 'found "http"')),
    (field({"type": "string", "pattern": "^10", "x-message": "Write the DOI alone."}), {"x": 1}, ("x", "x is a number (1), it must be text", 'write it in quotes: "1"')),
    (field({"type": "string", "pattern": "^2", "format": "date", "x-message": "Start it with 2."}), {"x": "2"}, ("x", 'x is "2", which is not a valid date', "write it like 2020-12-31")),
    ({"required": ["bbox"], "x-message": "A bbox is needed."}, {}, ("", "A bbox is needed", "")),
]  # fmt: skip


@pytest.mark.parametrize(("schema", "instance", "expected"), GOLDEN, ids=[g[2][1] for g in GOLDEN])
def test_golden(schema: Any, instance: Any, expected: tuple[str, str, str]) -> None:
    assert told(run(schema, instance)) == [expected]


def test_all_defects_of_all_parts_in_order_each_once() -> None:
    core = {"required": ["b"], "properties": {"a": {"type": "number"}, "z": {"type": "string"}}}
    more = {"required": ["b", "c"], "properties": {"a": {"type": "number", "minimum": 1}}}
    found = run(core, {"a": "1", "z": 1}, more)
    assert [("/".join(p.path), p.member) for p in found] == [("", "b"), ("", "c"), ("a", ""), ("z", "")]


def test_two_parts_that_close_one_namespace_tell_an_unknown_name_once() -> None:
    closed = {"properties": {"p:a": {}}, "patternProperties": {"^(?!p:)": {}}, "additionalProperties": False}
    (problem,) = run(closed, {"p:b": 1}, {**closed, "title": "Other"})
    assert problem.path == ("p:b",)
    assert problem.key


def test_a_text_that_fails_pattern_format_and_length_is_one_defect_and_no_format() -> None:
    schema = field({"pattern": "Z$", "format": "date-time", "minLength": 20})
    (problem,) = run(schema, {"x": "2020"})
    assert problem.keyword == "pattern"
    assert not problem.is_format


def test_formats_only_when_asked_and_marked() -> None:
    (problem,) = run(field({"format": "date"}), {"x": "2020"})
    assert problem.is_format
    assert run(field({"format": "date"}), {"x": "2020"}, formats=False) == []


def test_long_values_are_cut_and_control_characters_shown() -> None:
    (problem,) = run(field({"type": "number"}), {"x": "a" * 500 + "\x1b[31m"})
    assert len(problem.message) < 110
    (problem,) = run(field({"const": "a"}), {"x": "\x1b[31m‮"})
    assert problem.message.isprintable()


def test_allowed_values_and_schema_are_handed_on() -> None:
    (problem,) = run(field({"enum": ["a", "b"]}), {"x": "c"})
    assert (problem.value_allowed, problem.schema) == (("a", "b"), URI)


def test_huge_numbers() -> None:
    (problem,) = run(field({"maximum": 5}), {"x": 10**3000})
    assert problem.message == "x is a number of about 3001 digits, it must be at most 5"


def test_deep_documents_and_alternatives() -> None:
    schema = {"anyOf": [{"type": "string"}, {"type": "array", "items": {"$ref": "#"}}]}
    instance: Any = 5
    for _ in range(900):
        instance = [instance]
    (problem,) = run(schema, instance)
    assert "nested too deep" in problem.message
    shallow: Any = 5
    for _ in range(100):
        shallow = [shallow]
    assert len(run(schema, shallow)) == 1
    straight = {"properties": {"a": {"$ref": "#"}, "b": False}}
    instance = {"b": 1}
    for _ in range(900):
        instance = {"a": instance}
    (problem,) = run(straight, instance)
    assert len(problem.path) == 901


@pytest.mark.parametrize(
    "schema", [{"type": "foo"}, {"pattern": "("}, {"properties": {"a": {"$ref": "#/definitions/none"}}}, {"$ref": "https://example.com/none.json"}]
)  # fmt: skip
def test_a_schema_that_does_not_compile(schema: Any) -> None:
    with pytest.raises(SchemaError) as caught:
        run(schema, {})
    assert caught.value.uri == URI
    assert caught.value.sentence


def test_newer_drafts() -> None:
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$defs": {"n": {"type": "number"}}, "properties": {"x": {"$ref": "#/$defs/n", "minimum": 1}}, "unevaluatedProperties": False}  # fmt: skip
    assert [p.path for p in run(schema, {"x": 0, "y": 1})] == [("x",), ("y",)]


def test_a_declared_address_counts_however_it_is_spelt() -> None:
    schema = {
        "properties": {
            "stac_extensions": {"contains": {"const": "https://e.org/v1"}},
            "id": {"type": "string"},
        }
    }
    document = {"stac_extensions": ["http://e.org/v1"], "id": 1}
    parts = [(URI, schema)]
    found = explain(document, parts, {}.__getitem__, formats=True, declared=["https://e.org/v1"])
    assert [p.path for p in found] == [("id",)]


SIDES = [
    pytest.param(False, id="bundled"),
    pytest.param(True, id="official", marks=pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official schemas are not here")),
]  # fmt: skip


def side(official: bool) -> Any:
    return (differential.official_side(OFFICIAL) if official else differential.our_side()).load


def sar_item() -> dict[str, Any]:
    ring = [[14.0, 37.0], [15.0, 37.0], [15.0, 38.0], [14.0, 37.0]]
    return {
        "type": "Feature", "stac_version": "1.1.0", "id": "x", "stac_extensions": [SAR, SAT], "links": [],
        "geometry": {"type": "Polygon", "coordinates": [ring]}, "bbox": [14, 37, 15, 38],
        "properties": {
            "datetime": None, "start_datetime": "2021-01-12T05:00:00Z", "end_datetime": "2021-01-24T05:00:00Z",
            "sar:instrument_mode": "IW", "sar:frequency_band": "C", "sar:center_frequency": 5.405,
            "sar:polarizations": ["VV"], "sar:product_type": "SLC", "sat:orbit_state": "ascending",
        },
        "assets": {"data": {"href": "./a.tif"}},
    }  # fmt: skip


def explained(document: Any, official: bool) -> list[SchemaProblem]:
    load = side(official)
    return explain(document, [(u, load(u)) for u in (CORE, SAR, SAT)], load, formats=True)


@pytest.mark.parametrize("official", SIDES)
def test_three_defects_of_one_item(official: bool) -> None:
    document = sar_item()
    document["properties"] |= {"sar:center_frequency": "5.405", "sar:frequency_band": "Q"}
    del document["properties"]["datetime"]
    assert [("/".join(map(str, p.path)), p.message) for p in explained(document, official)] == [
        ("properties", 'Required member "datetime" is missing'),
        ("properties/sar:center_frequency", 'sar:center_frequency is text ("5.405"), it must be a number'),
        ("properties/sar:frequency_band", '"Q" is not one of P, L, S, C, X, Ku, K, Ka'),
    ]


CHANGES: dict[str, tuple[Any, list[str]]] = {
    "valid": (lambda d: None, []),
    "geometry type": (lambda d: d["geometry"].update(type="Polgon"), ["geometry/type"]),
    "geometry coordinates": (lambda d: d["geometry"]["coordinates"][0][1].__setitem__(0, "14"), ["geometry/coordinates/0/1/0"]),
    "geometry null": (lambda d: d.update(geometry=None), ["bbox"]),
    "no bbox": (lambda d: d.pop("bbox"), [""]),
    "no id, no assets": (lambda d: (d.pop("id"), d.pop("assets")), ["", ""]),
    "unknown field": (lambda d: d["properties"].update({"sar:centre_frequency": 1}), ["properties/sar:centre_frequency"]),
    "field in asset": (lambda d: d["assets"]["data"].update({"sar:looks_range": "8"}), ["assets/data/sar:looks_range"]),
    "not declared": (lambda d: d["stac_extensions"].pop(), ["stac_extensions"]),
    "no field": (lambda d: d["properties"].pop("sat:orbit_state"), ["properties"]),
    "type": (lambda d: d.update(type="feature"), ["type"]),
    "collection without link": (lambda d: d.update(collection="c"), ["collection"]),
}  # fmt: skip


@pytest.mark.parametrize("official", SIDES)
@pytest.mark.parametrize("name", CHANGES)
def test_defects_are_told_where_they_are(name: str, official: bool) -> None:
    document = sar_item()
    change, expected = CHANGES[name]
    change(document)
    assert ["/".join(map(str, p.path)) for p in explained(document, official)] == expected


@pytest.mark.parametrize("official", SIDES)
def test_every_invalid_document_has_a_problem_and_none_is_vague(official: bool) -> None:
    load, rng = side(official), random.Random(7)
    uris = [CORE, SAR, SAT]
    judges = [jsonschema_rs.Draft7Validator(load(u), base_uri=u, retriever=load) for u in uris]
    parts = [(u, load(u)) for u in uris]
    streams = [differential.cases(u, load, [], rng) for u in uris]
    for stream in itertools.islice(itertools.cycle(streams), 300):
        document = copy.deepcopy(next(stream))
        found = explain(document, parts, load, formats=False)
        assert bool(found) is not all(j.is_valid(document) for j in judges), json.dumps(document)
        assert len({(p.path, p.message) for p in found}) == len(found)
        for problem in found:
            assert "is not valid under" not in problem.message
            assert 0 < len(problem.message) < 400, problem
            json.dumps([problem.path, problem.message, problem.help])
