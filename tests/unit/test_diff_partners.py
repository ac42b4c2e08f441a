"""Documents whose partner has another key, and sides in the wrong order, are recognised."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest

from stacqc import diff
from stacqc.comparison.swapped import swapped
from stacqc.comparison.unpaired import composed
from stacqc.findings import Severity
from stacqc.formats import View, renderer
from stacqc.report import Report
from tests.documents import COLLECTION, item

POINTS = "U+00E9 became U+0065 U+0301"


def save(folder: Path, collection: str, *ids: str, form: Any = "NFC") -> Path:
    folder.mkdir()
    name = normalize(form, collection)
    collections = [{**COLLECTION, "id": name}]
    items = [item(normalize(form, id_), name) for id_ in ids]
    for file, documents in (("collections", collections), ("items", items)):
        text = "".join(json.dumps(document, ensure_ascii=False) + "\n" for document in documents)
        (folder / f"{file}.ndjson").write_text(text, encoding="utf-8")
    return folder


def told(report: Report) -> Counter[str]:
    return Counter(finding.rule for finding in report)


def test_ids_that_are_composed_otherwise_are_one_document(tmp_path: Path) -> None:
    files, rows = save(tmp_path / "a", "c", "é1", "é2"), save(tmp_path / "b", "c", "é1", "é2", form="NFD")
    report = diff(files, rows)
    assert told(report) == {"diff/value": 2}
    first = report.findings[0]
    assert first.message.startswith("/id is ")
    assert f"({POINTS} at character 1)" in first.message
    assert "the rest of the two was not compared" in first.help
    assert first.sides is not None
    assert first.sides.file != first.sides.database


def test_what_has_its_own_id_on_the_other_side_is_paired_with_it(tmp_path: Path) -> None:
    files = save(tmp_path / "a", "c", "é1")
    rows = save(tmp_path / "b", "d", "é1")
    with (rows / "items.ndjson").open("a", encoding="utf-8") as lines:
        lines.write(json.dumps(item(normalize("NFD", "é1"), "d"), ensure_ascii=False) + "\n")
    assert told(diff(files, rows, only=["moved", "value", "only-database"])) == {
        "diff/moved": 1, "diff/only-database": 2,
    }  # fmt: skip


def test_collections_composed_otherwise_are_one_and_their_items_say_so(tmp_path: Path) -> None:
    files, rows = save(tmp_path / "a", "été", "x"), save(tmp_path / "b", "été", "x", form="NFD")
    report = diff(files, rows)
    assert told(report) == {"diff/value": 1, "diff/moved": 1}
    assert all(POINTS in finding.message for finding in report)


def test_many_ids_composed_otherwise_are_told_once(tmp_path: Path) -> None:
    ids = [f"é{n}" for n in range(10)]
    files, rows = save(tmp_path / "a", "c", *ids), save(tmp_path / "b", "c", *ids, form="NFD")
    (shared,) = diff(files, rows).shared
    assert shared.message == '10 items are in the database by an id that is composed otherwise: 10 of "c"'


def test_letters_with_marks_are_composed() -> None:
    assert composed("e\u0301") == "\u00e9"
    assert composed("abc") == "abc"


def tree(folder: Path) -> Path:
    """A root, two collections below it, and an item in each."""
    folder.mkdir()
    for id_, link in (("root", "child"), ("a", "item"), ("b", "item")):
        targets = ["./a.json", "./b.json"] if link == "child" else [f"./i{id_}.json"]
        links = [{"rel": link, "href": target} for target in targets]
        (folder / ("collection.json" if id_ == "root" else f"{id_}.json")).write_text(
            json.dumps({**COLLECTION, "id": id_, "links": links})
        )
        if link == "item":
            (folder / f"i{id_}.json").write_text(json.dumps(item(f"i{id_}", id_)))
    return folder / "collection.json"


def test_a_dump_named_before_the_tree_is_told(tmp_path: Path) -> None:
    files, rows = tree(tmp_path / "tree"), save(tmp_path / "rows", "root", "ia", "ib")
    right, wrong = diff(files, rows), diff(rows, files)
    assert right.hints == []
    (hint,) = wrong.hints
    assert "sides were swapped" in hint
    assert "a dump of rows" in hint
    assert f"hint: {hint}" in "".join(renderer("text")(wrong, View()))
    assert json.loads("".join(renderer("json")(wrong, View())))["summary"]["hints"] == [hint]


@pytest.mark.parametrize(("files", "database", "hinted"), [
    ("postgresql://u:secret@h/db", "x", True), ("pgstac:", "x", True), ("https://example.org/stac", "x", True),
    ("x", "postgresql://h/db", False), ("postgresql://h/db", "https://example.org/stac", False), ("x", "y", False),
])  # fmt: skip
def test_a_database_named_first_is_told(files: str, database: str, hinted: bool) -> None:
    report = Report()
    assert swapped(files, database, report) == []
    report.counts["diff/value", Severity.ERROR] = 1
    hints = swapped(files, database, report)
    assert bool(hints) is hinted
    assert "secret" not in "".join(hints)
