"""A folder brings all STAC that lies in it, and what lies in it twice only once."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ..documents import COLLECTION, ITEM
from .conftest import Stacqc
from .test_geoparquet import write as write_rows


def item(name: str, **properties: Any) -> dict[str, Any]:
    """Return an item."""
    return {
        **ITEM, "id": name, "collection": "c",
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


@pytest.mark.parametrize("name", ["ITEMS.JSON", "Items.GeoJSON"])
def test_endings_may_be_in_capitals(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    write(tmp_path / "data" / name, item("a"))
    assert checked(stacqc, "data") == ({"Item": 1}, "")


@pytest.mark.parametrize(
    "name", ["ITEMS.NDJSON", "items.ndjson", "items.jsonl", "items.geojsonl", "deep/items.ndgeojson"]
)
def test_lines_are_picked_up(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    write(tmp_path / "data" / "collection.json", COLLECTION)
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
    write(tmp_path / "data" / "collection.json", COLLECTION)
    (tmp_path / "data" / "log.jsonl").write_bytes(text * 3)
    assert checked(stacqc, "data") == ({"Collection": 1}, "")


def test_rows_of_something_else_are_left_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    write(tmp_path / "data" / "collection.json", COLLECTION)
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
    write(data / "tree" / "collection.json", COLLECTION)
    items = [item(f"run1_{n}") for n in range(4)]
    for one in items:
        write(data / "tree" / layout.format(id=one["id"], tail=one["id"][5:]), one)
    write(data / "collections.ndjson", COLLECTION)
    write(data / "items.ndjson", *items)
    counts, said = checked(stacqc, "data")
    assert counts == {"Collection": 1, "Item": 4}
    assert said.splitlines() == [
        f"data/{name} was passed over: its first and last document are in data a second time; name it to have it checked"
        for name in ("collections.ndjson", "items.ndjson")
    ]
    assert checked(stacqc, "data/items.ndjson") == ({"Item": 4}, "")
    assert checked(stacqc, "data/items.ndjson", "data")[0] == {"Collection": 1, "Item": 8}


@pytest.mark.parametrize("form", ["ndjson", "parquet", "json"])
def test_what_a_catalog_was_flattened_to_is_a_copy(stacqc: Stacqc, tmp_path: Path, form: str) -> None:
    data = tmp_path / "data"
    flat = [{**item(name, parent_collection="c"), "collection": "run"} for name in ("a", "b")]
    for one in flat:
        write(data / f"{one['id']}.json", item(one["id"]))
    if form == "parquet":
        pytest.importorskip("pyarrow")
        write_rows(data / "items.parquet", flat)
    else:
        write(
            data / f"items.{form}",
            *(flat if form == "ndjson" else [{"type": "FeatureCollection", "features": flat}]),
        )
    counts, said = checked(stacqc, "data")
    assert counts == {"Item": 2}
    assert said.startswith(f"data/items.{form} was passed over")


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


def collection_of(file: Path, *items: dict[str, Any], **more: Any) -> None:
    """Write a FeatureCollection."""
    write(file, {"type": "FeatureCollection", "features": list(items), **more})


@pytest.mark.parametrize("name", ["items.json", "1.geojson", "deep/all.json"])
def test_a_feature_collection_that_is_a_copy_is_passed_over(
    stacqc: Stacqc, tmp_path: Path, name: str
) -> None:
    data = tmp_path / "data"
    items = [item(f"run_{n}") for n in range(3)]
    for one in items:
        write(data / f"{one['id']}.json", one)
    collection_of(data / name, *items, links=[])
    counts, said = checked(stacqc, "data")
    assert counts == {"Item": 3}
    assert said.startswith(f"data/{name} was passed over: its first and last document are in data")
    assert checked(stacqc, f"data/{name}")[0] == {"Item": 3, "ItemCollection": 1}


def test_a_feature_collection_with_items_of_its_own_is_brought(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "a.json", item("a"))
    collection_of(tmp_path / "data" / "all.json", item("a"), item("b"))
    collection_of(tmp_path / "data" / "more.json", item("c"), item("d"))
    collection_of(tmp_path / "data" / "none.json")
    counts = {"Item": 5, "ItemCollection": 3}
    assert checked(stacqc, "data") == (counts, "")


def test_copies_of_files_of_many_documents_are_passed_over(stacqc: Stacqc, tmp_path: Path) -> None:
    collection_of(tmp_path / "data" / "a.json", item("a"), item("b"))
    collection_of(tmp_path / "data" / "b.json", item("a"), item("b"))
    collection_of(tmp_path / "data" / "c.json", item("a"), item("c"))
    write(tmp_path / "data" / "d.ndjson", item("a"), item("b"))
    counts, said = checked(stacqc, "data")
    assert counts == {"Item": 4, "ItemCollection": 2}
    assert [line.split()[0] for line in said.splitlines()] == ["data/b.json", "data/d.ndjson"]


def test_an_answer_with_collections_that_is_a_copy_is_passed_over(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "c" / "collection.json", COLLECTION)
    write(tmp_path / "data" / "collections.json", {"collections": [COLLECTION], "links": []})
    counts, said = checked(stacqc, "data")
    assert counts == {"Collection": 1}
    assert said.startswith("data/collections.json was passed over")


def test_files_of_many_documents_that_nobody_looks_into_are_brought(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stacqc.sources.tree.copies.Looks.MOST", 1)
    for name in ("b", "c"):
        write(tmp_path / "data" / f"{name}1.json", item(f"{name}1"))
        collection_of(tmp_path / "data" / f"{name}9.json", item(f"{name}1"))
        collection_of(tmp_path / "data" / f"x{name}.json", item(f"{name}1"))
    counts, said = checked(stacqc, "data")
    assert counts == {"Item": 5, "ItemCollection": 3}
    assert said.startswith("data/xb.json was passed over")


@pytest.mark.parametrize(
    "text",
    [
        '{"type": "FeatureCollection", "features": [',
        '{"type": "FeatureCollection", "features": [' + "[" * 2000,
        '{"type": "FeatureCollection", "features": 5}',
        json.dumps({**item("a"), "features": [item("b")]}),
        json.dumps({**item("a"), "title": "FeatureCollection"}),
        '{"features": [',
    ],
)
def test_a_look_changes_no_verdict(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    write(tmp_path / "data" / "collection.json", COLLECTION)
    write(tmp_path / "data" / "b.json", item("b"))
    (tmp_path / "data" / "x.json").write_text(text)
    seen = stacqc("check", "data", "-f", "json")
    monkeypatch.setattr("stacqc.sources.tree.copies.Looks.MOST", 0)
    assert seen.out == stacqc("check", "data", "-f", "json").out
    assert seen.err == ""


def test_a_file_that_is_named_and_in_a_named_folder_is_brought_once(stacqc: Stacqc, tmp_path: Path) -> None:
    write(tmp_path / "data" / "items.ndjson", item("a"), item("b"))
    assert checked(stacqc, "./data/items.ndjson", "data", "data/items.ndjson") == ({"Item": 2}, "")


@pytest.mark.parametrize("many", [1, 2000])
def test_what_only_looks_like_stac_is_passed_over(stacqc: Stacqc, tmp_path: Path, many: int) -> None:
    data = tmp_path / "data"
    write(
        data / "catalog.json",
        {"type": "Catalog", "stac_version": "1.1.0", "id": "c", "description": "d", "links": []},
    )
    area = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [5, 45]},
        "properties": {"name": "area"},
    }
    write(data / "area.json", area)
    write(data / "areas.geojson", {"type": "FeatureCollection", "features": [area] * many})
    write(data / "config.json", {"collections": ["a", "b"] * many})
    for name in ("data", "data/catalog.json"):
        assert checked(stacqc, name) == ({"Catalog": 1}, "")
    for name in ("area.json", "areas.geojson", "config.json"):
        assert stacqc("check", f"data/{name}").code in (1, 2)
        assert stacqc("check", "--each-alone", f"data/{name}").code == 0


@pytest.mark.parametrize("member", ["stac_version", "stac_extensions", "assets", "links", "collection"])
def test_items_that_lack_nearly_all_are_no_plain_geojson(stacqc: Stacqc, tmp_path: Path, member: str) -> None:
    kept = {"type", "geometry", "properties", member}
    broken = {name: value for name, value in {**item("a"), "stac_extensions": []}.items() if name in kept}
    write(tmp_path / "data" / "a.json", broken)
    write(tmp_path / "data" / "b.json", {"type": "FeatureCollection", "features": [broken]})
    report = json.loads(stacqc("check", "data", "-f", "json").out)
    assert report["summary"]["checked"]["Item"] == 2


def test_files_of_many_documents_beside_a_catalog_are_no_part_of_it(stacqc: Stacqc, tmp_path: Path) -> None:
    data = tmp_path / "data"
    write(data / "collection.json", COLLECTION)
    write(data / "items.json", {"type": "FeatureCollection", "features": [item("a"), item("b")]})
    write(data / "c.json", {"collections": [COLLECTION], "links": []})
    counts, said = checked(stacqc, "data/collection.json")
    assert counts == {"Collection": 1}
    assert [line.split(" ")[0] for line in said.splitlines()] == ["data/c.json", "data/items.json"]
    for names in (["collection", "items"], ["items", "collection"]):
        counts, said = checked(stacqc, *(f"data/{name}.json" for name in names))
        assert counts == {"Collection": 1, "Item": 2, "ItemCollection": 1}
        assert said.startswith("data/c.json was passed over")


def linked(document: dict[str, Any], **links: str) -> dict[str, Any]:
    """Return a document with links, each relation in a member."""
    made = [{"rel": rel, "href": href, "type": "application/json"} for rel, href in links.items()]
    return {**document, "links": made}


@pytest.mark.parametrize("root", ["../catalog.json", "./catalog.json"])
def test_the_root_of_a_folder_may_lie_above_it(stacqc: Stacqc, tmp_path: Path, root: str) -> None:
    top = {"type": "Catalog", "stac_version": "1.1.0", "id": "top", "description": "d"}
    write(tmp_path / "catalog.json", linked(top, root="./catalog.json", child="./run/collection.json"))
    run = tmp_path / "run"
    write(
        run / "collection.json",
        linked(COLLECTION, root="../catalog.json", parent="../catalog.json", item="./a.json"),
    )
    up = {"parent": "./collection.json", "collection": "./collection.json"}
    write(run / "a.json", linked(item("a"), root=root, **up))
    outcome = stacqc(
        "check", "run", "--only", "root-link-wrong", "--only", "link-outside-root", "-f", "concise"
    )
    found = [line.split(" ")[2] for line in outcome.out.splitlines() if line.startswith("run/")]
    assert found == ([] if root.startswith("..") else ["root-link-wrong"])


@pytest.mark.parametrize(
    "names",
    [
        ["run/a.json", "run/collection.json"],
        ["run/a.json", "run"],
        ["run", "{here}/run"],
        ["{here}/run/collection.json", "run/a.json", "run/collection.json"],
        ["{here}", "run/a.json"],
    ],
)
def test_what_is_named_twice_is_brought_once_and_as_a_part_of_its_tree(
    stacqc: Stacqc, tmp_path: Path, names: list[str]
) -> None:
    run = tmp_path / "run"
    write(run / "collection.json", linked(COLLECTION, root="./collection.json", item="./a.json"))
    up = dict.fromkeys(("root", "parent", "collection"), "./collection.json")
    write(run / "a.json", linked(item("a"), **up))
    named = [name.format(here=tmp_path) for name in names]
    outcome = stacqc("check", *named, "--only", "listed-twice", "--only", "id-duplicate", "-f", "json")
    assert outcome.code == 0
    assert json.loads(outcome.out)["summary"]["checked"] == {"Collection": 1, "Item": 1}


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
    write(tmp_path / "data" / "c.json", COLLECTION)
    write(tmp_path / "data" / "items.ndjson", item("a"), item("a", gsd=-1))
    collection_of(tmp_path / "data" / "more.json", item("b"), item("b", gsd=-1))
    outcomes = [stacqc("check", "data", "-f", "json", "--jobs", jobs) for jobs in (1, 2)]
    outcomes += [stacqc("check", "data", "-f", "json", "--cache") for _ in range(2)]
    assert len({outcome.out for outcome in outcomes}) == 1


def test_a_file_that_goes_while_the_folder_is_read_is_not_lost(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stacqc.sources.tree import folder

    walk = folder.walk

    def then_delete(*arguments: Any) -> Iterator[Any]:
        yield from list(walk(*arguments))
        (tmp_path / "many" / "b.json").unlink(missing_ok=True)

    (tmp_path / "many").mkdir()
    for name in "abc":
        (tmp_path / "many" / f"{name}.json").write_text(json.dumps(item(name)))
    monkeypatch.setattr(folder, "walk", then_delete)
    outcome = stacqc("check", "many", "-f", "json", "--only", "tag:verdict")
    report = json.loads(outcome.out)
    assert report["summary"]["checked"]["Item"] == 2
    assert report["failures"] == [{"uri": "many/b.json", "message": "not read: it does not exist"}]
    assert outcome.code == 2
