"""Checks across documents: no order of documents and no sharding changes what they say."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacqc.document import Document
from stacqc.folds import FOLDS, GroupFold
from stacqc.folds.base import WITNESSES
from stacqc.rule import FoldProblem, SecondLook
from stacqc.rulesets.ruleset import load

RULES = """
ruleset: folds
rules:
  type: {summary: s, across: tree, at: $.properties.*, check: {same_type: true}}
  type-of-elements: {summary: s, across: collection, at: '$.properties.list[*]', check: {same_type: true}}
  value: {summary: s, across: collection, at: a, check: {same_value: true}}
  keys: {summary: s, across: {by: [b]}, at: $.properties, check: {same_keys: {ignore: [c]}}}
  unique: {summary: s, across: tree, at: [a, b], check: {unique_across: true}}
  address: {summary: s, across: tree, at: [a, b], check: {unique_across: address}}
  together: {summary: s, across: tree, check: {unique_across: {together: [a, b]}}}
  rising: {summary: s, across: collection, at: a, check: {rising: {by: b}}}
  complete: {summary: s, across: {by: [b]}, check: {complete_set: {of: a, values: [1, 2, x]}}}
  twin: {summary: s, across: collection, check: {twin: {of: a, values: [1, x], key: [b]}}}
  extent: {summary: s, check: {extent_covers: [bbox, datetime]}}
  summaries: {summary: s, check: {summaries_match: true}}
"""
NAMES = ("type", "type-of-elements", "value", "keys", "unique", "address", "together", "rising", "complete", "twin", "extent",
         "summaries")  # fmt: skip


@pytest.fixture(scope="module")
def makers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Callable[[], GroupFold]]:
    file: Path = tmp_path_factory.mktemp("rules") / "folds.yaml"
    file.write_text(RULES)
    rules = load([str(file)]).rules
    return {name: rules[name].fold for name in NAMES}  # type: ignore[misc]


values = st.one_of(
    st.none(), st.integers(0, 3), st.sampled_from(["x", "y"]), st.sampled_from([1.5, 1.0, True])
)
numbers = st.integers(-180, 180)
items = st.fixed_dictionaries(
    {
        "type": st.just("Feature"),
        "collection": st.sampled_from(["c", "d"]),
        "bbox": st.tuples(numbers, st.integers(-90, 0), numbers, st.integers(0, 90)).map(list),
        "properties": st.fixed_dictionaries(
            {"datetime": st.sampled_from(["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z", "no time"])},
            optional={"a": values, "b": values, "c": values, "list": st.lists(values, max_size=3)},
        ),
    }
)
collections = st.fixed_dictionaries(
    {
        "type": st.just("Collection"),
        "id": st.sampled_from(["c", "d"]),
        "extent": st.sampled_from(
            [
                {
                    "spatial": {"bbox": [[-10, -10, 10, 10]]},
                    "temporal": {"interval": [["2020-06-01T00:00:00Z", None]]},
                },
                {
                    "spatial": {"bbox": [[170, -10, -170, 10]]},
                    "temporal": {"interval": [[None, "2020-06-01T00:00:00Z"]]},
                },
                {"spatial": [], "temporal": None},
            ]
        ),
        "summaries": st.sampled_from([{"a": [1, "x"]}, {"a": {"minimum": 0, "maximum": 3}, "z": [1]}, {}]),
    }
)
documents = st.lists(st.one_of(items, collections), max_size=14)


def said(fold: GroupFold, docs: Iterable[Document] = ()) -> list[FoldProblem]:
    """Return what a fold says, after it has seen again what it asks for among the documents."""
    if isinstance(fold, SecondLook):
        wanted = set(fold.unsure())
        for document in docs:
            if document.address in wanted:
                fold.see_again(document)
    return list(fold.finish())


def folded(make: Callable[[], GroupFold], docs: Iterable[Document]) -> GroupFold:
    fold = make()
    for document in docs:
        fold.add(document)
    return fold


@settings(max_examples=150)
@given(data=documents, order=st.randoms(use_true_random=False), shards=st.integers(1, 5), sent=st.booleans())
def test_order_and_sharding_change_nothing(
    makers: dict[str, Callable[[], GroupFold]], data: list[Any], order: Any, shards: int, sent: bool
) -> None:
    docs = [Document(f"{i:02}.json", orjson.dumps(d)) for i, d in enumerate(data)]
    shuffled = list(docs)
    order.shuffle(shuffled)
    for name, make in makers.items():
        whole = said(folded(make, docs), docs)
        parts = [folded(make, shuffled[i::shards]) for i in range(shards)]
        if sent:
            parts = [pickle.loads(pickle.dumps(part)) for part in parts]
        order.shuffle(parts)
        merged = make()
        for part in parts:
            merged.merge(part)
        assert said(merged, docs) == whole, name


def item(number: int, properties: dict[str, Any], **more: Any) -> Document:
    data = {"type": "Feature", "collection": "c", "properties": properties, **more}
    return Document(f"{number:06}.json", orjson.dumps(data))


def test_every_fold_is_tested() -> None:
    from stacqc.rulesets.declarative import FOLD_NAMES

    assert set(FOLDS) == set(FOLD_NAMES)
    assert {check for check in FOLDS if f"{{{check}:" in RULES} == set(FOLDS)


def test_witnesses_are_bounded_and_the_smallest(makers: dict[str, Callable[[], GroupFold]]) -> None:
    fold = makers["type"]()
    for i in range(5000):
        fold.add(item(i * 7919 % 5000, {"a": "text" if i * 7919 % 5000 % 10 == 0 else 1}))
    found = said(fold)
    assert [p.uri for p in found] == [f"{i * 10:06}.json" for i in range(WITNESSES)]
    assert found[0].problem.message == "a is text in 500 documents and a whole number in 4,500"
    assert len(pickle.dumps(fold)) < 100_000


def test_many_shapes_are_counted_like_few(makers: dict[str, Callable[[], GroupFold]]) -> None:
    fold = makers["type"]()
    for i in range(5000):
        fold.add(item(i, {"a": 1, f"k{i}": 1}))
    fold.add(item(9999, {"a": "x"}))
    (found,) = said(fold)
    assert found.problem.message == "a is text in 1 document and a whole number in 5,000"
    assert found.problem.related == ("000000.json",)


def test_a_fold_from_another_process_takes_no_documents(makers: dict[str, Callable[[], GroupFold]]) -> None:
    sent = pickle.loads(pickle.dumps(makers["value"]()))
    with pytest.raises(RuntimeError, match="merged and finished"):
        sent.add(item(1, {}))


@pytest.mark.parametrize(
    ("claimed", "boxes", "message"),
    [
        ([0, 0, 10, 10], [[1, 1, 9, 9]], None),
        ([0, 0, 10, 10], [[-1, 1, 9, 9]], "reaches west to -1"),
        ([0, 0, 10, 10], [[1, 1, 9, 9], [1, -2, 9, 9]], "reaches south to -2"),
        ([170, 0, -170, 10], [[175, 1, -175, 9], [171, 1, 172, 2]], None),
        ([170, 0, -170, 10], [[165, 1, -175, 9]], "reaches west to 165"),
        ([170, 0, -170, 10], [[175, 1, -165, 9]], "reaches east to -165"),
        ([-180, 0, 180, 10], [[175, 1, -175, 9]], None),
        ([0, 0, -5, 10, 10, 5], [[1, 1, 0, 11, 9, 0]], "reaches east to 11"),
    ],
)
def test_extent_knows_the_antimeridian(
    makers: dict[str, Callable[[], GroupFold]],
    claimed: list[int],
    boxes: list[list[int]],
    message: str | None,
) -> None:
    extent = {"spatial": {"bbox": [claimed]}, "temporal": {"interval": [[None, None]]}}
    collection = Document("c.json", orjson.dumps({"type": "Collection", "id": "c", "extent": extent}))
    docs = [item(i, {"datetime": None}, bbox=box, id=f"i{i}") for i, box in enumerate(boxes)]
    found = said(folded(makers["extent"], [*docs, collection]))
    assert len(found) == (message is not None)
    for problem in found:
        assert message is not None
        assert message in problem.problem.message


def test_hostile_documents_pass(makers: dict[str, Callable[[], GroupFold]]) -> None:
    hostile: list[Any] = [
        {"type": "Feature", "properties": []},
        {"type": "Feature", "collection": 5, "bbox": "x", "properties": {"datetime": 5, "list": {"a": []}}},
        {"type": "Collection", "id": [], "extent": [], "summaries": [1]},
        {
            "type": "Collection",
            "id": "c",
            "extent": {"spatial": {"bbox": [[None] * 4]}},
            "summaries": {"a": {"minimum": 1}},
        },
    ]
    for make in makers.values():
        fold = folded(make, [Document(f"{i}.json", orjson.dumps(d)) for i, d in enumerate(hostile)])
        fold.add(Document("x.json", b"[1]"))
        assert isinstance(said(fold), list)


def test_addresses_are_those_of_what_they_lead_to(makers: dict[str, Callable[[], GroupFold]]) -> None:
    hrefs = {
        "a/1.json": "./x.tif", "b/2.json": "./x.tif", "b/3.json": "../a/x.tif?v=2", "/c/4.json": "file:///c/x.tif",
        "/c/5.json": "x.tif", "d/6.json": "https://example.com/x.tif", "e/7.json": "https://example.com/x.tif",
        "s3://bucket/f/8.json": "./x.tif", "s3://bucket/g/9.json": "../f/x.tif", "h/10.json": 5,
    }  # fmt: skip
    docs = [
        Document(name, orjson.dumps({"type": "Feature", "properties": {"a": href}}))
        for name, href in hrefs.items()
    ]
    found = said(folded(makers["address"], docs), docs)
    assert {(problem.uri, *problem.problem.related) for problem in found} == {
        ("b/3.json", "a/1.json"),
        ("/c/5.json", "/c/4.json"),
        ("e/7.json", "d/6.json"),
        ("s3://bucket/g/9.json", "s3://bucket/f/8.json"),
    }


@pytest.mark.parametrize(
    ("check", "value", "shown"),
    [
        ("true", "x", '"x"'),
        ("true", 5, "5"),
        ("true", [1, "x"], '[1, "x"]'),
        ("true", "x" * 300, f'"{"x" * 37} … {"x" * 37}"'),
        ("{together: [a, b]}", "x", '["x", 5]'),
    ],
)
def test_a_value_that_is_shared_is_shown_as_json(tmp_path: Path, check: str, value: Any, shown: str) -> None:
    at = "" if "together" in check else "at: a, "
    rule_ = f"{{summary: s, across: tree, {at}check: {{unique_across: {check}}}, message: '{{value}}'}}"
    (tmp_path / "own.yaml").write_text(f"ruleset: own\nrules:\n  one: {rule_}\n")
    make = load([str(tmp_path / "own.yaml")]).rules["one"].fold
    assert make is not None
    documents = [item(number, {"a": value, "b": 5}) for number in (1, 2)]
    documents.append(item(3, {"a": str(value), "b": "5"}))  # a number is not the text of its digits
    found = said(folded(make, documents), documents)  # type: ignore[arg-type]
    is_shared = type(value) is str and "together" not in check
    assert [problem.problem.message for problem in found] == [shown] * (2 if is_shared else 1)


def test_messages_fill_in_every_name_they_may_use(tmp_path: Path) -> None:
    text = "ruleset: own\nrules:\n  one:\n    summary: s\n    across: tree\n    at: a\n    check: {unique_across: true}\n"
    (tmp_path / "own.yaml").write_text(text + "    message: '{name} at {path}: {count} of {total}, {x}'\n")
    make = load([str(tmp_path / "own.yaml")]).rules["one"].fold
    assert make is not None
    fold, documents = make(), [item(number, {"a": 5}) for number in (1, 2)]
    assert isinstance(fold, GroupFold)
    for document in documents:
        fold.add(document)
    (found,) = said(fold, documents)
    assert found.problem.message == "a at $.properties.a: 2 of ?, {x}"


@pytest.mark.parametrize(("value", "said_of_it"), [("x y", '"x y"'), (5, "5"), ("5", '"5"'), ([1], "[1]")])
def test_a_value_is_written_as_json_across_documents_too(tmp_path: Path, value: Any, said_of_it: str) -> None:
    text = "ruleset: own\nrules:\n  one:\n    summary: s\n    across: tree\n    at: a\n    check: {unique_across: true}\n"
    (tmp_path / "own.yaml").write_text(text + "    message: '{name} {value} again'\n")
    make = load([str(tmp_path / "own.yaml")]).rules["one"].fold
    assert make is not None
    fold, documents = make(), [item(number, {"a": value}) for number in (1, 2)]
    assert isinstance(fold, GroupFold)
    for document in documents:
        fold.add(document)
    (found,) = said(fold, documents)
    assert found.problem.message == f"a {said_of_it} again"
