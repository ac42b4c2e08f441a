"""Facts are the same however the documents are dealt out to shards."""

from __future__ import annotations

import json
import pickle
import random
from typing import Any

import pytest

from stacqc import facts as module
from stacqc.document import Document, Tree
from stacqc.facts import Facts
from stacqc.findings import Severity


def document(number: int) -> Document:
    data: dict[str, Any] = {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": f"item-{number}",
        "collection": f"c{number % 3}",
        "geometry": {"type": "Point", "coordinates": [number, 1]},
        "properties": {"gsd": 10 if number % 2 else "ten"},
        "links": [{"rel": "parent", "href": "./catalog.json"}],
    }
    return Document(f"tree/{number:03}.json", json.dumps(data).encode(), Tree("tree"))


def gathered(documents: list[Document], found: dict[int, Severity]) -> Facts:
    made = Facts()
    for one in documents:
        severity = found.get(int(one.id.partition("-")[2]))
        if severity is not None:
            made.found(one, severity)
        made.add(one)
    return made


def shown(facts: Facts) -> Any:
    facts.finish()
    tables = [(head, {n: f.count for n, f in table.fields.items()}) for head, table in facts.survey.finish()]
    documents = {key: count.times for key, count in facts.documents.items()}
    below = {key: count.times for key, count in facts.items_below.items()}
    return dict(sorted(facts.subjects.items())), documents, below, facts.members, tables


FOUND = {3: Severity.ERROR, 7: Severity.INFO, 20: Severity.WARNING}


def test_parents_collections_and_types_are_told() -> None:
    made = gathered([document(n) for n in range(6)], FOUND)
    subjects, documents, below, members, _ = shown(made)
    assert documents == {"c0": 2, "c1": 2, "c2": 2}
    assert below == {"tree/catalog.json": 6}
    assert subjects["tree/003.json"].worst is Severity.ERROR
    assert subjects["tree/001.json"].footprint == ((1.0, 1.0),)
    assert members == {(f"c{n % 3}", ("gsd",), (int if n % 2 else str,)): 1 for n in range(6)}


@pytest.mark.parametrize("seed", range(5))
def test_shards_merge_in_any_order_to_the_same(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_DOCUMENTS", 12)
    monkeypatch.setattr(module, "_SLACK", 3)
    documents = [document(n) for n in range(40)]
    whole = shown(gathered(documents, FOUND))
    random.Random(seed).shuffle(documents)
    shards = [gathered(documents[start::4], FOUND) for start in range(4)]
    merged = pickle.loads(pickle.dumps(shards.pop()))
    for shard in shards:
        merged.merge(pickle.loads(pickle.dumps(shard)))
    assert shown(merged) == whole
    assert len(whole[0]) == 12
    assert {"tree/003.json", "tree/007.json", "tree/020.json"} <= whole[0].keys()


def test_too_many_kinds_of_members_are_no_longer_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MAX_MEMBERS", 4)
    made = gathered([document(n) for n in range(12)], {})
    assert made.members is None
    small = gathered([document(1)], {})
    small.merge(made)
    assert small.members is None
