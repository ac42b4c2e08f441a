"""Every defect once, in words that say what was found and what is allowed."""

from __future__ import annotations

import copy
import itertools
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from stacqc.schema.dialect import SchemaError
from stacqc.schema.explain import explain
from stacqc.schema.problem import SchemaProblem
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


GOLDEN = [json.loads(line) for line in (Path(__file__).parent / "explain.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("case", GOLDEN, ids=[case["message"] for case in GOLDEN])
def test_golden(case: dict[str, Any]) -> None:
    assert told(run(case["schema"], case["value"])) == [(case["path"], case["message"], case["help"])]


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


def test_many_elements_that_are_wrong_alike_are_told_at_the_first() -> None:
    schema = field({"items": {"type": "array", "minItems": 1, "oneOf": [{"minItems": 4}, {"maxItems": 6}]}})
    (problem,) = run(schema, {"x": [1, 2, 3, 4, [1]]})
    assert problem.path == ("x", 0)
    assert problem.message == "x[0] is 1, it must be a list; 3 more elements are wrong in the same way"
    assert len(run(schema, {"x": [1, 2, [1], 3]})) == 3


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
    "schema",
    [
        {"type": "foo"},
        {"pattern": "("},
        {"properties": {"a": {"$ref": "#/definitions/none"}}},
        {"$ref": "https://example.com/none.json"},
    ],
)
def test_a_schema_that_does_not_compile(schema: Any) -> None:
    with pytest.raises(SchemaError) as caught:
        run(schema, {})
    assert caught.value.uri == URI
    assert caught.value.sentence


def test_newer_drafts() -> None:
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$defs": {"n": {"type": "number"}},
        "properties": {"x": {"$ref": "#/$defs/n", "minimum": 1}},
        "unevaluatedProperties": False,
    }
    assert [p.path for p in run(schema, {"x": 0, "y": 1})] == [("x",), ("y",)]


SIDES = [
    pytest.param(False, id="bundled"),
    pytest.param(
        True,
        id="official",
        marks=pytest.mark.skipif(not OFFICIAL.is_dir(), reason="the official schemas are not here"),
    ),
]


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


def put(member: str, value: Any, *path: Any) -> Callable[[Any], None]:
    """A change that gives a member a value."""

    def change(document: Any) -> None:
        for step in path:
            document = document[step]
        document[member] = value

    return change


def drop(*names: str, of: str = "") -> Callable[[Any], None]:
    """A change that takes members away."""

    def change(document: Any) -> None:
        for name in names:
            del (document[of] if of else document)[name]

    return change


CHANGES: dict[str, tuple[Callable[[Any], None], list[str]]] = {
    "valid": (lambda _: None, []),
    "geometry type": (put("type", "Polgon", "geometry"), ["geometry/type"]),
    "coordinates": (lambda d: _corner(d).__setitem__(0, "14"), ["geometry/coordinates/0/1/0"]),
    "geometry null": (put("geometry", None), ["bbox"]),
    "no bbox": (drop("bbox"), [""]),
    "no id, no assets": (drop("id", "assets"), ["", ""]),
    "unknown field": (put("sar:centre", 1, "properties"), ["properties/sar:centre"]),
    "field in asset": (put("sar:looks_range", "8", "assets", "data"), ["assets/data/sar:looks_range"]),
    "not declared": (lambda d: d["stac_extensions"].pop(), ["stac_extensions"]),
    "no field": (drop("sat:orbit_state", of="properties"), ["properties"]),
    "type": (put("type", "feature"), ["type"]),
    "collection without link": (put("collection", "c"), ["collection"]),
}


def _corner(document: Any) -> Any:
    return document["geometry"]["coordinates"][0][1]


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


def test_names_that_look_like_numbers_are_names() -> None:
    schema = {"properties": {"0": {"properties": {"01": {"type": "string"}}}}}
    (problem,) = explain(
        {"0": {"01": 5}}, [("https://example.com/s.json", schema)], {}.__getitem__, formats=True
    )
    assert problem.path == ("0", "01")
