"""A folder brings all STAC that lies in it, and what lies in it twice only once."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from .conftest import Stacqc
from .test_bad_input import ITEM
from .test_geoparquet import write as write_rows

_COLLECTION: dict[str, Any] = {
    "type": "Collection", "stac_version": "1.1.0", "id": "c", "description": "d", "license": "other", "links": [],
    "extent": {"spatial": {"bbox": [[5.0, 45.0, 5.0, 45.0]]}, "temporal": {"interval": [["2024-05-01T00:00:00Z", None]]}},
}  # fmt: skip


def item(name: str, **properties: Any) -> dict[str, Any]:
    """Return an item."""
    return {
        **ITEM, "id": name, "collection": "c", "bbox": [5.0, 45.0, 5.0, 45.0],
        "geometry": {"type": "Point", "coordinates": [5.0, 45.0]},
        "links": [{"rel": "collection", "href": "https://example.com/c.json", "type": "application/json"}],
        "assets": {"data": {"href": "https://example.com/a.tif"}},
        "properties": {"datetime": "2024-05-01T00:00:00Z", **properties},
    }  # fmt: skip


def write(file: Path, *documents: dict[str, Any]) -> None:
    """Write a document, or lines of them."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(document) + "\n" for document in documents))


def checked(stacqc: Stacqc, *arguments: object) -> tuple[dict[str, int], str]:
    """Return how many documents of each kind were checked, and what was said beside the report."""
    outcome = stacqc("check", *arguments, "--only", "tag:verdict", "-f", "json")
    assert outcome.code == 0
    return json.loads(outcome.out)["summary"]["checked"], outcome.err


@pytest.mark.parametrize("name", ["items.ndjson", "items.jsonl", "items.geojsonl", "deep/items.ndgeojson"])
def test_lines_are_picked_up(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    write(tmp_path / "data" / "collection.json", _COLLECTION)
    write(tmp_path / "data" / name, item("a"), item("b"))
    assert checked(stacqc, "data") == ({"Collection": 1, "Item": 2}, "")


def test_findings_in_lines_are_on_their_line(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "items.ndjson", item("a"), item("b", gsd=-1))
    outcome = stacqc("check", "data", "--only", "schema", "-f", "concise")
    assert outcome.code == 1
    assert "data/items.ndjson:2:" in outcome.out


def test_rows_are_picked_up(stacqc: Stacqc, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    (tmp_path / "data").mkdir()
    write_rows(tmp_path / "data" / "items.parquet", [item("a"), item("b")], rows=1)
    assert checked(stacqc, "data") == ({"Item": 2}, "")


@pytest.mark.parametrize(
    "text", [b'{"level": "info"}\n', b"\xff\xfe\n", b"", b'{"type": "Feature", "id": "a"}\n']
)
def test_lines_of_something_else_are_left_alone(stacqc: Stacqc, tmp_path: Path, text: bytes) -> None:
    write(tmp_path / "data" / "collection.json", _COLLECTION)
    (tmp_path / "data" / "log.jsonl").write_bytes(text * 3)
    assert checked(stacqc, "data") == ({"Collection": 1}, "")


def test_rows_of_something_else_are_left_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    write(tmp_path / "data" / "collection.json", _COLLECTION)
    parquet.write_table(pyarrow.table({"id": ["a"], "depth": [5]}), tmp_path / "data" / "points.parquet")
    (tmp_path / "data" / "broken.parquet").write_bytes(b"PAR1")
    assert checked(stacqc, "data") == ({"Collection": 1}, "")


def test_a_broken_first_line_hides_nothing(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "items.ndjson", item("a"))
    with (tmp_path / "data" / "items.ndjson").open("r+b") as stream:
        rest = stream.read()
        stream.seek(0)
        stream.write(b'{"type": "Fea\n' + rest)
    outcome = stacqc("check", "data", "--only", "tag:verdict")
    assert outcome.code == 2
    assert "1 item" in outcome.out


@pytest.mark.parametrize("layout", ["{id}.json", "{id}/{id}.json", "{tail}.json"])
def test_a_copy_is_passed_over_and_said_so(stacqc: Stacqc, tmp_path: Path, layout: str) -> None:
    data = tmp_path / "data"
    write(data / "tree" / "collection.json", _COLLECTION)
    items = [item(f"run1_{n}") for n in range(4)]
    for one in items:
        write(data / "tree" / layout.format(id=one["id"], tail=one["id"][5:]), one)
    write(data / "collections.ndjson", _COLLECTION)
    write(data / "items.ndjson", *items)
    counts, said = checked(stacqc, "data")
    assert counts == {"Collection": 1, "Item": 4}
    assert said.splitlines() == [
        f"data/{name} was passed over: its first and last document are in data a second time; name it to have it checked"
        for name in ("collections.ndjson", "items.ndjson")
    ]
    assert checked(stacqc, "data/items.ndjson") == ({"Item": 4}, "")
    assert checked(stacqc, "data/items.ndjson", "data")[0] == {"Collection": 1, "Item": 8}


def test_lines_with_more_than_the_tree_are_no_copy(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "a.json", item("a"))
    write(tmp_path / "data" / "items.ndjson", item("a"), item("b"))
    assert checked(stacqc, "data") == ({"Item": 3}, "")


def test_another_collection_is_no_copy(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "a.json", item("a"))
    write(tmp_path / "data" / "items.ndjson", {**item("a"), "collection": "other"})
    assert checked(stacqc, "data") == ({"Item": 2}, "")


def test_the_same_items_as_lines_and_rows_are_brought_once(stacqc: Stacqc, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    write(tmp_path / "data" / "items.ndjson", item("a"), item("b"))
    write_rows(tmp_path / "data" / "items.parquet", [item("a"), item("b")])
    counts, said = checked(stacqc, "data")
    assert counts == {"Item": 2}
    assert said.startswith("data/items.parquet was passed over")


def test_a_file_that_is_named_and_in_a_named_folder_is_brought_once(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "items.ndjson", item("a"), item("b"))
    assert checked(stacqc, "./data/items.ndjson", "data", "data/items.ndjson") == ({"Item": 2}, "")


def test_rows_without_the_library_are_mentioned(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    write(tmp_path / "data" / "a.json", item("a"))
    (tmp_path / "data" / "x.parquet").write_bytes(b"PAR1")
    counts, said = checked(stacqc, "data")
    assert counts == {"Item": 1}
    assert "1 parquet file was not looked into" in said
    assert "stacqc[geoparquet]" in said


def test_a_link_out_of_the_folder_is_not_followed(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "secret.ndjson", item("a"))
    write(tmp_path / "linked" / "b.json", item("b"))
    (tmp_path / "linked" / "items.ndjson").symlink_to(tmp_path / "secret.ndjson")
    outcome = stacqc("check", "linked", "--only", "tag:verdict")
    assert outcome.code == 2
    assert "symbolic link out of the folder" in outcome.out
    assert "1 document checked" in outcome.out


def test_a_folder_without_stac_is_said_so(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "log.jsonl", {"level": "info"})
    outcome = stacqc("check", "data")
    assert outcome.code == 2
    assert "there is no JSON file and no other STAC in this folder" in outcome.out


def test_several_processes_bring_the_same(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "c.json", _COLLECTION)
    write(tmp_path / "data" / "items.ndjson", item("a"), item("a", gsd=-1))
    outcomes = [stacqc("check", "data", "-f", "json", "--jobs", jobs) for jobs in (1, 2)]
    outcomes += [stacqc("check", "data", "-f", "json", "--cache") for _ in range(2)]
    assert len({outcome.out for outcome in outcomes}) == 1
