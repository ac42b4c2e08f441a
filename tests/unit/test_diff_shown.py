"""What the HTML report of a comparison shows besides differences: each document once, properties of both sides."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import stacqc
from stacqc.comparison.record import Place, Record
from stacqc.comparison.shown import Shown
from stacqc.facts import Facts
from stacqc.findings import Severity
from stacqc.formats import View
from stacqc.formats.html.data import payload
from stacqc.report import Report
from tests.command import stacqc as run

Json = dict[str, Any]


def item(name: str, west: float, **properties: Any) -> Json:
    return {
        "type": "Feature", "stac_version": "1.1.0", "id": name, "collection": "c", "links": [], "assets": {},
        "geometry": {"type": "Point", "coordinates": [west, 2.0]}, "bbox": [west, 2.0, west, 2.0],
        "properties": {"datetime": "2024-01-01T00:00:00Z", **properties},
    }  # fmt: skip


def dump(folder: Path, *items: Json) -> Path:
    folder.mkdir(exist_ok=True)
    (folder / "items.ndjson").write_text("".join(json.dumps(one) + "\n" for one in items))
    return folder


def sides(tmp_path: Path) -> tuple[Path, Path]:
    """Two sides with one pair that is equal, one that differs in a type, and one document alone on each."""
    files = dump(tmp_path / "files", item("differs", 1, n="5"), item("equal", 2, n=1), item("file", 3, n=1))
    database = dump(tmp_path / "db", item("differs", 1, n=5), item("equal", 2, n=1), item("row", 4, n=1))
    return files, database


def facts_of(report: Report) -> Facts:
    assert report.facts is not None
    return report.facts


def test_each_document_is_remembered_once_with_its_worst(tmp_path: Path) -> None:
    report = stacqc.diff(*sides(tmp_path), facts=True)
    subjects = sorted((s.id, s.worst, s.footprint) for s in facts_of(report).subjects.values())
    assert subjects == [
        ("differs", Severity.ERROR, ((1.0, 2.0),)),
        ("equal", Severity.OFF, ((2.0, 2.0),)),
        ("file", Severity.ERROR, ((3.0, 2.0),)),
        ("row", Severity.ERROR, ((4.0, 2.0),)),
    ]
    assert {name: n.times for name, n in facts_of(report).documents.items()} == {"c": 4}


def test_what_was_not_asked_for_is_no_mark(tmp_path: Path) -> None:
    report = stacqc.diff(*sides(tmp_path), facts=True, only=["only-file"])
    worst = {s.id: s.worst for s in facts_of(report).subjects.values()}
    assert worst == {"differs": 0, "equal": 0, "file": Severity.ERROR, "row": 0}


def test_properties_are_told_by_side(tmp_path: Path) -> None:
    data = payload(stacqc.diff(*sides(tmp_path), facts=True), View())
    text = data["strings"]
    by_side = {(text[side], text[name]): counts for side, name, counts in data["by_collection"]}
    assert by_side["files", "n"][:2] == [1, 2]
    assert by_side["database", "n"][:2] == [0, 3]
    (row,) = [row for row in data["properties"] if text[row[0]] == "n"]
    assert row[1][:2] == [1, 5]
    assert (data["surveyed"], data["sides"], data["kind"]) == (6, True, "diff")
    assert data["title"] == "Files and database compared"


def test_findings_belong_to_the_documents_that_are_remembered(tmp_path: Path) -> None:
    report = stacqc.diff(*sides(tmp_path), facts=True)
    data = payload(report, View())
    assert len(data["documents"]) == 4
    assert {row[2] for row in data["findings"]} <= set(range(4))


def test_nothing_is_remembered_unless_it_is_wanted(tmp_path: Path) -> None:
    files, database = sides(tmp_path)
    assert stacqc.diff(files, database).facts is None
    assert stacqc.check(files / "items.ndjson").facts is None
    assert payload(stacqc.diff(files, database), View())["has_facts"] is False


def test_differences_are_the_same_with_and_without(tmp_path: Path) -> None:
    files, database = sides(tmp_path)
    plain, shown = stacqc.diff(files, database), stacqc.diff(files, database, facts=True)
    assert (plain.findings, plain.checked, plain.counts) == (shown.findings, shown.checked, shown.counts)


def test_a_check_from_python_remembers_on_demand(tmp_path: Path) -> None:
    files, _ = sides(tmp_path)
    one = stacqc.check(files / "items.ndjson", facts=True)
    two = stacqc.check(files / "items.ndjson", facts=True, jobs=2)
    assert len(facts_of(one).subjects) == len(facts_of(two).subjects) == 3
    assert payload(one, View())["sides"] is False
    assert all(rule.why for name, rule in one.rules.items() if name == "json-number")


def test_the_command_line_remembers_for_html_alone(tmp_path: Path) -> None:
    files, database = sides(tmp_path)
    run("diff", files, database, "--no-config", "-f", f"html:{tmp_path}/report.html")
    assert '"has_facts":true' in (tmp_path / "report.html").read_text("utf-8")


@pytest.mark.parametrize("odd", [2**70, "\ud800"])
def test_rows_that_are_hard_to_write_are_remembered(odd: Any) -> None:
    row = Record("c", "a", Place("db#c/a", (), 0), data=item("a", 1, odd=odd))
    shown = Shown("files")
    shown.add_row(row, Severity.ERROR)
    assert [s.worst for s in shown.facts.subjects.values()] == [Severity.ERROR]


def test_a_row_that_is_nested_too_deeply_ends_nothing() -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    shown = Shown("files")
    shown.add_row(Record("c", "a", Place("db#c/a", (), 0), data={"id": "a", "deep": deep}), Severity.ERROR)
    assert [s.kind for s in shown.facts.subjects.values()] == ["unreadable"]
    while deep:
        deep = deep[0]


def test_nested_files_go_by_the_collection_of_the_database(tmp_path: Path) -> None:
    from stacqc.sample import Options, write

    write(Options(items=20, runs=1), tmp_path / "tree")
    run("flatten", tmp_path / "tree", "-o", tmp_path / "flat")
    report = stacqc.diff(tmp_path / "tree", tmp_path / "flat", facts=True)
    (collection,) = [s for s in facts_of(report).subjects.values() if s.kind == "Collection"]
    items = [s for s in facts_of(report).subjects.values() if s.kind == "Item"]
    assert len(items) == 20
    assert {s.collection for s in items} == {collection.id}


def test_what_is_accepted_is_no_mark(tmp_path: Path) -> None:
    files, database = sides(tmp_path)
    known = tmp_path / "known.json"
    run("diff", files, database, "--no-config", "--baseline", known, "--write-baseline")
    (tmp_path / "stacqc.toml").write_text('baseline = "known.json"\n')
    report = stacqc.diff(files, database, facts=True, config=tmp_path / "stacqc.toml")
    assert (report.findings, report.suppressed) == ([], 3)
    assert {s.id: s.worst for s in facts_of(report).subjects.values()} == dict.fromkeys(
        ("differs", "equal", "file", "row"), Severity.OFF
    )


def test_what_moved_is_shown_once(tmp_path: Path) -> None:
    files = dump(tmp_path / "files", item("a", 1), item("b", 2))
    database = dump(tmp_path / "db", item("b", 2), {**item("a", 1), "collection": "d"})
    report = stacqc.diff(files, database, facts=True)
    assert [finding.rule for finding in report] == ["diff/moved"]
    found = sorted((s.id, s.collection, s.worst) for s in facts_of(report).subjects.values())
    assert found == [("a", "c", Severity.ERROR), ("b", "c", Severity.OFF)]
