"""What a survey of properties counts, shows and writes, whatever the documents hold."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.worker import Worker
from stacqc.properties.as_json import field_object, survey_object
from stacqc.properties.as_rules import render as render_rules
from stacqc.properties.field import MAX_VALUES, Field
from stacqc.properties.survey import SECTIONS, Bounded, Survey
from stacqc.properties.view import render
from stacqc.rulesets.ruleset import choose

names = st.text(max_size=6) | st.sampled_from(
    ["a", "b:c", "{id.x}", "$.a", "it's", "a\\b", "\x85", "Ünï", "@", "[0]"]
)
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.floats(-2, 2)
    | st.sampled_from(["x", "y", "{value}", "5", ""]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=2),
    max_leaves=5,
)
members = st.dictionaries(names, values, max_size=4)


def item(properties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "Feature", "stac_version": "1.1.0", "properties": properties, **more}


def surveyed(documents: list[Any], *, by: bool = False, sections: Any = ("items",)) -> Survey:
    survey = Survey(sections, by)
    for index, data in enumerate(documents):
        survey.add(Document(f"{index:03}.json", json.dumps(data).encode()))
    return survey


def table(survey: Survey, number: int = 0) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(survey_object(survey.finish())))["tables"][number]
    return found


def text(survey: Survey, width: int = 80) -> str:
    return "".join(render(survey.finish(), width))


MIXED = [item({"n": 1, "state": "ascending"}) for _ in range(30)] + [
    item({"n": "1", "state": "Ascending"}),
    item({"n": 2.5, "rare": True}),
]


def test_types_coverage_values_and_the_odd_ones() -> None:
    made = table(surveyed(MIXED))
    assert (made["section"], made["objects"]) == ("items", 32)
    n, state, rare = (made["properties"][name] for name in ("n", "state", "rare"))
    assert {kind: seen["count"] for kind, seen in n["types"].items()} == {
        "integer": 30,
        "number": 1,
        "string": 1,
    }
    assert n["types"]["string"]["examples"] == [{"file": "030.json", "value": "1"}]
    assert (n["min"], n["max"], n["coverage"]) == (1, 2.5, 1)
    assert state["values"][1] == {"value": "Ascending", "count": 1, "file": "030.json"}
    assert (rare["count"], rare["coverage"]) == (1, 0.03125)


def test_the_table_reads_well() -> None:
    assert text(surveyed(MIXED)) == (
        "items: 32, 3 properties\n\n"
        "property    in  type     values\n"
        'n         100%  number   1 ×30, 2.5 ×1, "1" ×1\n'
        '    1 × string "1" in 030.json\n'
        "rare        3%  boolean  true\n"
        "state      97%  string   ascending ×30, Ascending ×1\n"
        "    1 × Ascending in 030.json\n"
    )


@given(st.lists(members, max_size=4), st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal_and_none_holds_control_characters(found: Any, width: int) -> None:
    shown = text(surveyed([item(properties) for properties in found]), max(width, 60))
    rows = [line for line in shown.split("\n") if not line.startswith("    ")]
    assert all(len(line) <= max(width, 60) for line in rows)
    assert all(
        character == "\n" or character.isprintable() or character == "\xa0"
        for character in shown
        if ord(character) < 0xA0
    )


def test_items_are_told_apart_by_collection() -> None:
    documents = [item({"a": 1}, collection="x"), item({"a": "1"}, collection="y"), item({"a": 2})]
    survey = surveyed(documents, by=True)
    assert [(head.collection, found.objects) for head, found in survey.finish()] == [
        ("", 1),
        ("x", 1),
        ("y", 1),
    ]


def test_assets_collections_summaries_and_foreign_members() -> None:
    collection = {
        "type": "Collection",
        "stac_version": "1.1.0",
        "license": "MIT",
        "extent": {},
        "summaries": {"gsd": [5]},
    }
    documents = [item({}, assets={"a": {"href": "x"}, "b": {"href": "y", "type": "z"}}, extra=1), collection]
    survey = surveyed(documents, sections=SECTIONS)
    items, assets, collections, summaries = (table(survey, i) for i in range(4))
    assert list(items["properties"]) == ["$.extra"]
    assert (assets["objects"], assets["properties"]["type"]["coverage"]) == (2, 0.5)
    assert set(collections["properties"]) == {"stac_version", "license", "extent", "summaries"}
    assert summaries["properties"]["gsd"]["elements"]["max"] == 5


@given(st.lists(members, max_size=8), st.integers(0, 8))
def test_shards_are_put_together_in_any_order(found: Any, cut: int) -> None:
    documents = [
        Document(f"{i}.json", json.dumps(item(p, collection=str(i % 2))).encode())
        for i, p in enumerate(found)
    ]
    whole, one, two = (Survey(SECTIONS, by_collection=True) for _ in range(3))
    for index, document in enumerate(documents):
        whole.add(document)
        (one if index < cut else two).add(document)
    one, two = pickle.loads(pickle.dumps((one, two)))
    two.merge(one)
    assert json.dumps(survey_object(two.finish())) == json.dumps(survey_object(whole.finish()))


@settings(deadline=None)
@given(
    st.lists(values | st.just("x" * 5000) | st.just([2**70]) | st.just(["\ud800"]), min_size=1, max_size=4),
    st.integers(0, 60),
    st.randoms(use_true_random=False),
)
def test_a_value_that_comes_again_counts_like_a_new_one(found: list[Any], many: int, chance: Any) -> None:
    coming = [*found * 20, *(number / 2 for number in range(many)), *found * 4]
    addresses = [f"{number}.json" for number in range(len(coming))]
    chance.shuffle(addresses)
    one, each = Field(), Field()
    for value, address in zip(coming, addresses, strict=True):
        one.add(value, address)
        single = Field()
        single.add(value, address)
        each.merge(single)
    assert repr(field_object(one)) == repr(field_object(each))


@given(st.lists(st.integers(0, 40), max_size=60), st.integers(0, 60))
def test_the_names_that_are_kept_do_not_depend_on_their_order(keys: list[int], cut: int) -> None:
    class Count:
        n = 0

        def merge(self, other: Count) -> None:
            self.n += other.n

    def count(some: list[int]) -> Bounded[Count]:
        made: Bounded[Count] = Bounded(5)
        for key in some:
            if (kept := made.get(key, Count)) is not None:
                kept.n += 1
        return made

    one, two = count(keys[:cut]), count(keys[cut:])
    one.merge(two, Count)
    one.cut()
    assert {key: kept.n for key, kept in one.items()} == {key: keys.count(key) for key in sorted({*keys})[:5]}


def test_many_values_become_a_range() -> None:
    survey = surveyed([item({"t": f"{n:03}", "long": "x" * 500}) for n in range(MAX_VALUES + 1)])
    made = table(survey)["properties"]
    assert "values" not in made["t"]
    assert (made["t"]["first"], made["t"]["last"]) == ("000", "050")
    assert "values" not in made["long"]


def findings_of(ruleset: str, documents: list[Any]) -> tuple[list[Any], set[str]]:
    with TemporaryDirectory() as folder:
        file = Path(folder, "mine.yaml")
        file.write_text(ruleset, "utf-8")
        rules = choose(
            [str(file)], only=["mine/*"] if "\n  {}\n" not in ruleset else ["json-syntax"]
        ).selected
    worker = Worker(Plan(rules))
    for data in documents:
        worker.check(Document("x.json", json.dumps(data).encode()))
    assert not worker.partial.report.failures
    return worker.partial.report.findings, {choice.rule.name for choice in rules}


@settings(max_examples=60)
@given(st.lists(st.tuples(members, members), max_size=6), st.booleans())
def test_the_rules_that_are_written_find_nothing_in_the_same_data(found: Any, by: bool) -> None:
    documents = [item(p, collection="{c}'", assets={"k": a}) for p, a in found] * 3
    documents += [item({**p, **a}) for p, a in found[:2]]
    documents.append(
        {
            **dict(found[:1] and found[0][0]),
            "type": "Collection",
            "stac_version": "1.1.0",
            "summaries": dict(found[:1] and found[0][1]),
        }
    )
    survey = surveyed(documents, by=by, sections=SECTIONS)
    findings, _ = findings_of("".join(render_rules("mine", survey.finish())), documents)
    assert not findings


@pytest.mark.parametrize(
    ("properties", "rule"),
    [
        ({"n": "5", "state": "ascending"}, "items-types"),
        ({"state": "ascending"}, "items-required"),
        ({"n": 5, "state": "up"}, "items-state-values"),
    ],
)
def test_the_rules_that_are_written_find_what_is_new(properties: dict[str, Any], rule: str) -> None:
    survey = surveyed([item({"n": n, "state": "ascending"}) for n in range(6)])
    ruleset = "".join(render_rules("mine", survey.finish()))
    (finding,), rules = findings_of(ruleset, [item(properties)])
    assert finding.rule == rule
    assert rules == {"items-types", "items-required", "items-state-values"}


def test_what_is_rare_is_named_in_comments() -> None:
    ruleset = "".join(render_rules("mine", surveyed(MIXED).finish()))
    assert '  # "n": 1 of 32 string, first in "030.json"\n' in ruleset
    assert '  # "Ascending": 1 of 31, first in "030.json"\n' in ruleset


def test_times_are_no_vocabulary_and_what_is_even_is_not_rare() -> None:
    found = [
        item(
            {"datetime": f"2024-01-{1 + n % 10:02}T00:00:00Z", "updated": "2024-09-01", "tile": f"T{n % 10}"}
        )
        for n in range(40)
    ]
    written = "".join(render_rules("own", surveyed(found).finish()))
    assert "items-tile-values" in written
    assert "items-datetime-values" not in written
    assert "items-updated-values" not in written
    assert "of 40, first in" not in written


def test_a_rare_whole_number_is_odd() -> None:
    shown = text(surveyed([item({"looks": 4 if n else 2, "list": [{}]}) for n in range(40)]))
    assert "looks     100%  integer   4 ×39, 2 ×1\n    1 × 2 in 000.json\n" in shown
    assert "list      100%  [object]  1 element\n" in shown
