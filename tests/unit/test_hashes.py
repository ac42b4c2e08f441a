"""Hashes with places: whatever the order and the shards, each doubled one is found where it is."""

from __future__ import annotations

import pickle
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stacqc.document import Document
from stacqc.engine.planning import plan_of
from stacqc.engine.runner import run
from stacqc.folds import hashes as module
from stacqc.folds.hashes import Hashes, hash_of
from stacqc.report import Report
from stacqc.rules import identity
from stacqc.scale.plain import Maker, to_plain
from stacqc.settings.config import Config
from stacqc.sources.inputs import Inputs

BYTES_PER_ITEM = 9


def document(row: int, form: int) -> Document:
    if form == 0:
        return Document(f"folder/\udc80{row}.json", b"{}")
    return Document(
        "a.ndjson" if form == 1 else "b.json", b"{}", prefix=(row,) if form == 1 else ("features", row)
    )


documents = st.lists(
    st.tuples(
        st.integers(0, 300), st.integers(0, 2), st.lists(st.integers(0, 40), max_size=4), st.integers(0, 300)
    ),
    unique_by=lambda one: one[:2],
    max_size=30,
)


@settings(max_examples=200)
@given(data=documents, shards=st.integers(1, 7), way=st.sampled_from(["kept", "sent", "written"]))
def test_doubled_hashes_are_found_where_they_are(data: Any, shards: int, way: str) -> None:
    parts = [Hashes() for _ in range(shards)]
    expected: dict[str, list[int]] = {}
    for place, (row, form, own, more) in enumerate(data):
        own = [*own, *([77 + place] * more)]
        one = document(row, form)
        if own:
            parts[place % shards].add(one, own)
            expected[one.address] = own
    whole = Hashes()
    for part in parts:
        whole.merge(sent(part, way))
    counts = Counter(one for own in expected.values() for one in own)
    twice = {one for one, count in counts.items() if count > 1}
    assert whole.doubled() == twice
    found = dict(whole.having(twice))
    wanted = {address: [one for one in own if one in twice] for address, own in expected.items()}
    assert found == {address: own for address, own in wanted.items() if own}


def sent(part: Hashes, way: str) -> Hashes:
    if way == "kept":
        return part
    if way == "sent":
        return pickle.loads(pickle.dumps(part))  # type: ignore[no-any-return]
    return Maker(frozenset()).made(orjson.loads(orjson.dumps(to_plain(part))))  # type: ignore[no-any-return]


def test_many_are_compared_in_heaps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 50)
    seen = Hashes()
    for row in range(5000):
        seen.add(document(row, 1), (hash_of(str(row % 4990)),))
    assert seen.doubled() == {hash_of(str(row)) for row in range(10)}


def test_rows_take_nine_bytes_each() -> None:
    seen = Hashes()
    for row in range(20_000):
        seen.add(document(row, 1), (hash_of(str(row)),))
    assert len(pickle.dumps(seen)) < 20_000 * BYTES_PER_ITEM + 1000


def test_addresses_of_files_are_packed() -> None:
    seen = Hashes()
    for row in range(20_000):
        seen.add(Document(f"catalog/run-7/pair-20210112-20210124/{row}_item.json", b"{}"), (row,))
    assert len(pickle.dumps(seen)) < 20_000 * (BYTES_PER_ITEM + 8)


def lines(folder: Path, *ids: str) -> str:
    file = folder / "items.ndjson"
    file.write_bytes(b"\n".join(orjson.dumps(item(one)) for one in ids))
    return str(file)


def item(id_: str) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": id_,
        "collection": "c",
        "properties": {"a": id_},
    }


def checked(file: str, rule: str, *rulesets: str) -> Report:
    return run(Inputs([file]).shards(), plan_of(Config(ruleset=rulesets), only=(rule,)).plan)


def test_equal_hashes_of_other_ids_are_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "hash_of", lambda text: 5)
    report = checked(lines(tmp_path, "a", "b", "a", "c"), "id-duplicate", "recommended")
    assert [(f.location.pointer, f.related) for f in report.findings] == [
        ("/2/id", (f"{tmp_path}/items.ndjson#/0",))
    ]


def test_equal_hashes_of_other_values_are_no_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "own.yaml"
    rules.write_text(
        "ruleset: own\nrules:\n  one-a:\n    summary: a is one.\n    at: a\n    across: tree\n"
        "    check: {unique_across: true}\n"
    )
    monkeypatch.setattr("stacqc.folds.uniqueness.hash_of", lambda text: 5)
    report = checked(lines(tmp_path, "a", "b", "a", "c"), "one-a", str(rules))
    assert [f.location.pointer for f in report.findings] == ["/2/properties/a"]


def test_what_is_gone_in_the_end_is_said(tmp_path: Path) -> None:
    file = lines(tmp_path, "a", "b", "a")

    def gone(done: int) -> None:
        Path(file).unlink()

    plan = plan_of(Config(ruleset=("recommended",)), only=("id-duplicate",)).plan
    report = run(Inputs([file]).shards(), plan, gone)
    assert [f.uri for f in report.failures] == [f"{file}#/0", f"{file}#/2"]
    assert "cannot be read again" in report.failures[0].message
