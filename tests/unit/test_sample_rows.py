"""The rows of the database are those of the files, but for the defects planted in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stacqc.sample import Options, Run, Sampler, kinds, write

Json = dict[str, Any]
KINDS = {name: kind for name, kind in kinds().items() if kind.on == "row"}
MOVED = {"parent_collection", "self_href"}


def make(**defects: float | int) -> Run:
    return Sampler(Options(14, 5, database=True, defects=defects)).run(0)


def rows(run: Run) -> dict[str, Json]:
    return {row["id"]: row for row in map(json.loads, run.rows)}


def items(run: Run) -> dict[str, tuple[str, Json]]:
    found = ((f.path, json.loads(f.content)) for f in run.files if f.is_item)
    return {item["id"]: (path, item) for path, item in found}


def test_rows_hold_the_items_under_the_run() -> None:
    run = make()
    identifier = json.loads(run.collection_row)["id"]
    found = rows(run)
    assert set(found) == set(items(run))
    for name, (path, item) in items(run).items():
        row = found[name]
        assert row["collection"] == identifier == path.partition("/")[0]
        assert row["properties"]["parent_collection"] == item["collection"]
        assert row["properties"]["self_href"].endswith(path)
        assert {k: v for k, v in row["properties"].items() if k not in MOVED} == item["properties"]
        assert all(link["href"].startswith("https://") for link in row["links"])


@pytest.mark.parametrize("name", KINDS)
def test_row_defect_changes_one_row(name: str) -> None:
    clean, run = make(), make(**{name: 1})
    assert run.files == clean.files
    before, after = rows(clean), rows(run)
    (line,) = run.defects
    assert (line["defect"], line["class"]) == (name, KINDS[name].drift)
    differing = {i for i in {*before, *after} if before.get(i) != after.get(i)}
    assert differing == {line["id"]}
    assert (line["id"] in after, line["id"] in before) == (name != "row-missing", name != "row-extra")


def test_rows_follow_the_defects_of_files() -> None:
    run = make(**{"null-word": 1, "file-deleted": 1, "truncated": 1})
    assert set(rows(run)) == {draft for draft in rows(make()) if draft in _ids(run)}
    assert [r["properties"].get("appliedCorrections") for r in rows(run).values()].count(":NULL") == 1


def _ids(run: Run) -> set[str]:
    folder = run.files[0].path.partition("/")[0]
    return {f"{folder}_{f.path.partition('/')[2].removesuffix('.json')}" for f in run.files if f.is_item}


def test_rows_are_written_beside_the_tree(tmp_path: Path) -> None:
    head = write(Options(28, 5, 2, database=True, defects={"row-missing": 3}), tmp_path)
    lines = (tmp_path / "database/items.ndjson").read_bytes().splitlines()
    assert len(lines) == head["counts"]["rows"] == 25
    assert len((tmp_path / "database/collections.ndjson").read_bytes().splitlines()) == 2


def test_row_defects_need_a_database() -> None:
    with pytest.raises(ValueError, match="no database was asked for"):
        Options(14, 5, defects={"row-missing": 1})
