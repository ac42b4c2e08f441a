"""Trees, folders, NDJSON and FeatureCollections are good for either side, in whatever order they stand."""

from __future__ import annotations

import json
import os
import random
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from stacqc.sample import Options, write
from stacqc.sources.sides import tree as tree_module
from stacqc.sources.sides.opening import root_of
from tests.command import stacqc

Json = dict[str, Any]


def diff(*args: object) -> Json:
    """The report as JSON, with the exit code."""
    result = stacqc("diff", *args, "--no-config", "-f", "json")
    found: Json = json.loads(result.stdout)
    return {**found, "exit": result.exit_code}


def classes(report: Json) -> dict[str, int]:
    return {name.removeprefix("diff/"): rule["findings"] for name, rule in report["summary"]["rules"].items()}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("diff") / "tree"
    write(Options(items=56, runs=3), folder)
    return folder


@pytest.fixture(scope="module")
def flat(sample: Path) -> Path:
    folder = sample.parent / "flat"
    result = stacqc("flatten", sample, "-o", folder, "--self-href", "https://example.org/files")
    assert result.exit_code == 0, result.output
    assert result.output.endswith("3 collections, 56 items\n")
    return folder


def lines(flat: Path) -> list[Json]:
    return [json.loads(line) for line in (flat / "items.ndjson").read_text().splitlines()]


def dump(folder: Path, items: list[Json], flat: Path) -> Path:
    """A database with these items and the collections of `flat`."""
    folder.mkdir(exist_ok=True)
    (folder / "items.ndjson").write_text("".join(json.dumps(i) + "\n" for i in items))
    (folder / "collections.ndjson").write_bytes((flat / "collections.ndjson").read_bytes())
    return folder


@pytest.mark.parametrize("files", ["", "collection.json"])
def test_a_tree_equals_what_it_was_flattened_to(sample: Path, flat: Path, files: str) -> None:
    report = diff(sample / files, flat)
    assert (report["exit"], report["summary"]["checked"]) == (0, {"Item": 56, "Collection": 3})
    passed = {name: t["count"] for name, t in report["summary"]["passed_over"].items()}
    assert passed["flattening"] == 56
    assert passed["nested-collections"] > 3


def test_shuffled_lines_are_put_in_order(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    random.Random(1).shuffle(items)
    shuffled = dump(tmp_path / "db", items, flat)
    assert diff(sample, shuffled)["exit"] == 0
    assert diff(shuffled, flat)["exit"] == 0
    assert diff(flat, shuffled / "items.ndjson")["summary"]["checked"] == {"Item": 56}


def test_a_feature_collection_and_a_folder_without_root_are_sides(flat: Path, tmp_path: Path) -> None:
    features = tmp_path / "fc.json"
    features.write_text(json.dumps({"type": "FeatureCollection", "features": lines(flat)[::-1]}, indent=1))
    assert diff(features, flat)["summary"]["checked"] == {"Item": 56}
    folder = tmp_path / "loose"
    folder.mkdir()
    for number, item in enumerate(lines(flat)):
        (folder / f"{number}.json").write_text(json.dumps(item))
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    (mixed / "9.json").write_text(json.dumps({"type": "FeatureCollection", "features": lines(flat)[1:]}))
    (mixed / "0.json").write_text(json.dumps(lines(flat)[0]))
    for pair in ((folder, flat), (flat, folder), (folder, features), (mixed, flat), (flat, mixed)):
        report = diff(*pair)
        assert (report["exit"], report["summary"]["checked"]["Item"]) == (0, 56)


def test_a_feature_collection_is_not_parsed_to_be_told_from_a_root(flat: Path, tmp_path: Path) -> None:
    whole = {"features": lines(flat) * 10, "type": "FeatureCollection"}
    file = tmp_path / "fc.json"
    file.write_text(json.dumps(whole))
    tracemalloc.start()
    assert root_of(str(file)) == ""
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2 * file.stat().st_size


def test_a_folder_without_root_is_nested_by_parent_links(sample: Path, flat: Path) -> None:
    run = next(p for p in sample.iterdir() if p.is_dir())
    renamed = run.parent.parent / "loose-run"
    renamed.mkdir()
    for file in run.iterdir():
        text = file.read_text().replace("./collection.json", "./the_run.json")
        (renamed / file.name.replace("collection.json", "the_run.json") if file.name == "collection.json" else
         renamed / file.name).write_text(text)  # fmt: skip
    report = diff(renamed, flat, "--collection", run.name, "--ignore", "/description", "--ignore", "/breadcrumb",
                  "--ignore", "/properties")  # fmt: skip
    kinds = classes(report)
    assert set(kinds) <= {"wrong-parent"}, report["findings"][:3]
    assert report["summary"]["checked"]["Item"] > 10


def test_items_on_one_side_only_moved_and_doubled(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    runs = sorted({i["collection"] for i in items})
    missing, moved, doubled, extra = items[3], items[10], items[20], {**items[30], "id": "zz"}
    moved["collection"] = next(r for r in runs if r != moved["collection"])
    changed = [i for i in items if i is not missing] + [doubled, extra]
    report = diff(sample, dump(tmp_path / "db", changed, flat))
    assert report["exit"] == 1
    assert classes(report) == {"only-file": 1, "moved": 1, "duplicate-id": 1, "only-database": 1}
    by_class = {f["rule"].removeprefix("diff/"): f for f in report["findings"]}
    assert by_class["only-file"]["document"] == missing["id"]
    assert by_class["moved"]["document"] == moved["id"]
    assert by_class["only-database"]["uri"].endswith("items.ndjson")
    assert by_class["only-database"]["line"] == len(changed)


def test_findings_name_line_row_and_both_values(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    items[5]["properties"]["title"] = "other\u001b[31m"
    database = dump(tmp_path / "db", items, flat)
    (finding,) = diff(sample, database)["findings"]
    assert Path(finding["uri"]).read_text().splitlines()[finding["line"] - 1].startswith('    "title"')
    assert f'id "{items[5]["id"]}"' in finding["help"]
    assert finding["related"] == [f"{database}/items.ndjson#/5"]
    for style in ("text", "concise", "jsonl"):
        result = stacqc("diff", sample, database, "-f", style)
        assert result.exit_code == 1
        assert "diff/value" in result.output
        assert "\x1b[31m" not in result.output


def test_a_large_collection_is_read_twice(sample: Path, flat: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree_module, "_HELD", 20_000)
    report = diff(sample, flat)
    assert (report["exit"], report["summary"]["checked"]) == (0, {"Item": 56, "Collection": 3})


def test_missing_collections_are_named(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    gone = items[0]["collection"]
    database = dump(tmp_path / "db", [i for i in items if i["collection"] != gone], flat)
    rest = [c for c in (flat / "collections.ndjson").read_text().splitlines() if json.loads(c)["id"] != gone]
    (database / "collections.ndjson").write_text("\n".join(rest))
    report = diff(sample, database)
    count = sum(i["collection"] == gone for i in items)
    assert classes(report) == {"only-file": count + 1}
    report = diff(database, flat)
    assert classes(report) == {"only-database": count + 1}
    assert ["--collection" in found.get("help", "") for found in report["findings"]] == [True] + count * [
        False
    ]


def test_choices_hold_for_both_sides(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    for item in items:
        item["properties"]["title"] = "x"
    database = dump(tmp_path / "db", items, flat)
    run = items[0]["collection"]
    of_run = sum(i["collection"] == run for i in items)
    assert diff(sample, database, "--collection", run)["summary"]["checked"] == {
        "Item": of_run,
        "Collection": 1,
    }
    ids = tmp_path / "ids"
    ids.write_text(f"{items[1]['id']}\n")
    report = diff(sample, database, "--ids", f"{items[0]['id']},{items[2]['id']}", "--ids", f"@{ids}")
    assert report["summary"]["checked"]["Item"] == 3
    west, south, east, north = items[0]["bbox"]
    inside = [i for i in items if i["bbox"][0] <= east and i["bbox"][2] >= west and i["bbox"][1] <= north
              and i["bbox"][3] >= south]  # fmt: skip
    report = diff(sample, database, "--bbox", f"{west},{south},{east},{north}")
    assert report["summary"]["checked"]["Item"] == len(inside) < 56
    day = items[0]["properties"]["start_datetime"][:10]
    assert 0 < diff(sample, database, "--datetime", day)["summary"]["checked"]["Item"] < 56
    assert diff(sample, database, "--datetime", "1990-01-01/..")["summary"]["checked"]["Item"] == 56


def test_what_moved_out_of_the_box_is_seen(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    box = ",".join(map(str, items[0]["bbox"]))
    items[0]["bbox"] = [0, 0, 1, 1]
    report = diff(sample, dump(tmp_path / "db", items, flat), "--bbox", box)
    assert classes(report) == {"geometry": 1}


def test_only_and_severity_choose_classes(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    items[0]["properties"]["extra"] = 1
    items[1]["properties"]["title"] = "x"
    database = dump(tmp_path / "db", items, flat)
    assert classes(diff(sample, database)) == {"added": 1, "value": 1}
    assert classes(diff(sample, database, "--only", "added")) == {"added": 1}
    config = tmp_path / "stacqc.toml"
    config.write_text('[severity]\n"diff/added" = "off"\n"diff/value" = "warning"\n')
    result = stacqc("diff", sample, database, "--config", config, "-f", "json")
    assert (result.exit_code, classes(json.loads(result.stdout))) == (0, {"value": 1})
    assert stacqc("diff", sample, database, "--config", config, "--fail-on", "warning").exit_code == 1


def test_the_configuration_maps_collections_and_hrefs(sample: Path, flat: Path, tmp_path: Path) -> None:
    items = lines(flat)
    run, base = items[0]["collection"], "https://example.org/static/"
    database = dump(tmp_path / "db", items, flat)
    for name in ("items.ndjson", "collections.ndjson"):
        text = (database / name).read_text().replace(f'"collection": "{run}"', '"collection": "renamed"')
        text = text.replace(f'"id":"{run}"', '"id":"renamed"').replace(
            f'"href": "{base}', '"href": "s3://bucket/'
        )
        (database / name).write_text(text)
    config = tmp_path / "stacqc.toml"
    config.write_text(f'[diff]\nignore = ["/uuid"]\n[diff.collections]\n"{run}" = "renamed"\n'
                      f'[diff.hrefs]\n"{base}" = "s3://bucket/"\n[diff.equivalences]\nkey-order = true\n')  # fmt: skip
    result = stacqc("diff", sample, database, "--config", config, "-f", "json")
    report = json.loads(result.stdout)
    assert classes(report) == {}, report["findings"][:2]
    assert report["summary"]["passed_over"]["href-mapping"]["count"] == 112
    assert report["summary"]["checked"]["Item"] == 56


@pytest.mark.parametrize("mapping", [{"a": "c"}, {"a": "b"}, {"a": "c", "b": "c"}])
def test_a_mapped_collection_is_the_one_of_the_database(mapping: dict[str, str], tmp_path: Path) -> None:
    found = [{"type": "Collection", "id": name, "description": name} for name in ("a", "b")]
    (tmp_path / "files.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in found))
    stored = {mapping.get(name, name) for name in ("a", "b")}
    about = {"c": "a", **dict.fromkeys(mapping, ""), "b": "b"}
    rows = [{"type": "Collection", "id": name, "description": about[name]} for name in sorted(stored)]
    (tmp_path / "rows.ndjson").write_text("".join(f"{json.dumps(one)}\n" for one in rows))
    config = tmp_path / "stacqc.toml"
    config.write_text("[diff.collections]\n" + "".join(f'{a} = "{b}"\n' for a, b in mapping.items()))
    report = diff(tmp_path / "files.ndjson", tmp_path / "rows.ndjson", "--config", config)
    # What two collections are mapped to is neither of them.
    alone = {"only-database": 1, "only-file": 2} if len(mapping) == 2 else {}
    assert classes(report) == alone


@pytest.mark.parametrize(("written", "said"), [
    ("[diff.equivalences]\narrayorder = true\n", "there is no equivalence 'arrayorder'; did you mean array-order?"),
    ('[diff]\nignore = ["properties/x"]\n', "diff.ignore wants a JSON Pointer such as /properties/title, not 'properties/x'"),
])  # fmt: skip
def test_a_mistake_in_the_configuration_is_said_of_its_file(
    written: str, said: str, sample: Path, tmp_path: Path
) -> None:
    config = tmp_path / "own.toml"
    config.write_text(written)
    result = stacqc("diff", sample, sample, "--config", config)
    assert (result.exit_code, result.stderr) == (2, f"Error: {config}: {said}\n")


def test_a_class_is_named_as_it_is_or_as_its_rule(sample: Path, flat: Path) -> None:
    for name in ("only-file", "diff/only-file"):
        assert stacqc("diff", sample, flat, "--only", name).exit_code == 0
    result = stacqc("diff", sample, flat, "--only", "only-files")
    assert result.exit_code == 2
    assert "'only-files' is no class of difference; did you mean \"only-file\"?" in result.stderr


def test_unreadable_files_do_not_hide_the_rest(sample: Path, flat: Path, tmp_path: Path) -> None:
    import shutil

    tree = tmp_path / "tree"
    shutil.copytree(sample, tree)
    broken, fifo, gone, *_ = sorted(tree.glob("*/*_item.json"))
    broken.write_text("{")
    gone.unlink()
    fifo.unlink()
    os.mkfifo(fifo)
    report = diff(tree, flat)
    assert report["exit"] == 2
    assert {f["uri"] for f in report["failures"]} == {str(broken), str(fifo)}
    assert classes(report) == {"only-database": 3}


def test_a_collection_that_cannot_be_read_is_told_and_casts_doubt(
    sample: Path, flat: Path, tmp_path: Path
) -> None:
    import shutil

    tree = tmp_path / "tree"
    shutil.copytree(sample, tree)
    broken = sorted(tree.glob("*/geo_aux_collection.json"))[0]
    broken.write_text("{")
    report = diff(tree, flat)
    assert report["exit"] == 2
    assert [f["uri"] for f in report["failures"]] == [str(broken)]
    assert set(classes(report)) == {"moved"}
    doubt = "what could not be read of the files (1 document) may say where it belongs: mend that first"
    assert {f["help"] for f in report["findings"]} == {doubt}
    assert stacqc("flatten", tree, "-o", tmp_path / "flat").exit_code == 2


def test_rows_of_files_that_cannot_be_read_are_not_said_to_be_superfluous_without_doubt(
    sample: Path, flat: Path, tmp_path: Path
) -> None:
    import shutil

    tree = tmp_path / "tree"
    shutil.copytree(sample, tree)
    unlisted = tree / "lost_item.json"
    unlisted.write_text("{")
    assert [f["uri"] for f in diff(tree, flat)["failures"]] == [str(unlisted)]
    sorted(tree.glob("*/*_item.json"))[0].write_text("{")
    (found,) = diff(tree, flat)["findings"]
    doubt = "what could not be read of the files (2 documents) may be this one: mend that first"
    assert (found["rule"], found["help"]) == ("diff/only-database", doubt)
    (found,) = diff(flat, tree, "--only", "only-file")["findings"]
    assert found["help"] == doubt.replace("files", "database")


@pytest.mark.parametrize("content", [None, "{"])
def test_where_a_side_brings_nothing_the_other_is_not_said_to_be_alone(
    content: str | None, flat: Path, tmp_path: Path
) -> None:
    side = tmp_path / "side"
    side.mkdir()
    if content is not None:
        (side / "a.json").write_text(content)
    for args in ((side, flat), (flat, side)):
        report = diff(*args)
        assert (report["exit"], len(report["failures"]), report["findings"]) == (2, 1, [])


def test_what_was_asked_for_and_is_nowhere_is_told(sample: Path, flat: Path) -> None:
    known = lines(flat)[0]
    for args in (["--collection", "slip"], ["--ids", "slip"], ["--collection", "slip", "--ids", known["id"]]):
        report = diff(sample, flat, *args)
        assert report["exit"] == 2
        assert all(f["message"] == "neither side has it" for f in report["failures"])
    assert [f["uri"] for f in diff(sample, flat, "--ids", "b,a")["failures"]] == ['item "a"', 'item "b"']
    assert [
        f["uri"]
        for f in diff(sample, flat, "--collection", "c", "--collection", known["collection"])["failures"]
    ] == ['collection "c"']


def test_items_without_a_collection_are_not_called_collections(tmp_path: Path) -> None:
    def side(name: str, *items: Json) -> Path:
        text = "".join(json.dumps({"type": "Feature", "properties": {}, **item}) + "\n" for item in items)
        (tmp_path / name).write_text(text)
        return tmp_path / name

    files = side(
        "files.ndjson",
        {"id": "a"},
        {"id": "b", "bbox": [0]},
        {"id": "c"},
        {"id": "c"},
        {"id": "d", "collection": "k"},
    )
    database = side(
        "db.ndjson",
        {"id": "a", "collection": "k"},
        {"id": "b", "bbox": [1]},
        {"id": "c"},
        {"id": "d"},
        {"id": "e"},
    )
    found = {
        (f["rule"].removeprefix("diff/"), f["message"], f.get("help"))
        for f in diff(files, database)["findings"]
    }
    assert found == {
        ("moved", '"a" belongs to no collection, and lies in "k" in the database', None),
        ("moved", '"d" belongs to collection "k", and lies in none in the database', None),
        (
            "geometry",
            "/bbox is [0] in the file and [1] in the database (numbers differ by up to 1)",
            'row: no collection, id "b"',
        ),
        ("duplicate-id", '"c" stands twice in no collection of the files', f"first: {files}:3"),
        ("only-database", '"e" of no collection is in the database, but in no file', None),
    }


@pytest.mark.parametrize("items", [0, 2])
def test_trouble_in_the_middle_tells_how_far_it_went(
    items: int, flat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stacqc.comparison.record import Record
    from stacqc.comparison.trouble import SideTrouble
    from stacqc.sources.sides.ndjson import LinesSide

    read = LinesSide.items

    def items_until_trouble(self: LinesSide) -> Iterator[Record]:
        yield from islice(read(self), items)
        raise SideTrouble("db", "the connection was lost")

    monkeypatch.setattr(LinesSide, "items", items_until_trouble)
    (failure,) = diff(flat, flat)["failures"]
    first = lines(flat)[0]
    collections = (flat / "collections.ndjson").read_text().splitlines()
    last = max(json.loads(text)["id"] for text in collections)
    if items:
        assert failure["message"].startswith(
            f"the connection was lost; compared as far as {first['collection']}/"
        )
        assert failure["message"].endswith(", the rest is not")
    else:
        assert (
            failure["message"]
            == f"the connection was lost; collections compared as far as {last}, and no items"
        )


def test_ids_that_are_nowhere_are_counted_where_others_are_met(sample: Path, flat: Path) -> None:
    known = lines(flat)[0]
    report = diff(sample, flat, "--ids", f"{known['id']},gone,away")
    assert (report["exit"], report["failures"]) == (0, [])
    assert report["summary"]["passed_over"]["absent-ids"]["count"] == 2
    assert "absent-ids" not in diff(sample, flat, "--ids", known["id"])["summary"]["passed_over"]
    assert diff(sample, flat, "--ids", "slip", "--bbox", "0,0,1,1")["exit"] == 0


@pytest.mark.parametrize("args", [("nowhere", "."), (".", "nowhere"), ("nowhere.ndjson", ".")])
def test_a_side_that_is_not_there_is_said(
    args: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "i.json").write_text('{"type": "Feature", "id": "a"}')
    result = stacqc("diff", *args)
    assert result.exit_code == 2
    assert "does not exist" in result.output


def test_garbage_lines_and_ids_are_failures(flat: Path, tmp_path: Path) -> None:
    garbage = tmp_path / "db"
    dump(garbage, lines(flat), flat)
    with (garbage / "items.ndjson").open("ab") as out:
        out.write(b'\n[]\n"x"\n{"type":"Feature","id":5}\n\xff\xfe\n{"a":' + b"[" * 3000 + b"\n")
    report = diff(flat, garbage)
    assert (report["exit"], len(report["failures"])) == (2, 5)
    assert classes(report) == {}


def test_deep_documents_end_in_a_failure(tmp_path: Path) -> None:
    deep = "[" * 900 + "1" + "]" * 900
    text = '{"type":"Feature","id":"a","collection":"c","geometry":{"type":"Point","coordinates":%s},"properties":{"x":%s}}\n'
    (tmp_path / "a.ndjson").write_text(text % (deep, deep))
    (tmp_path / "b.ndjson").write_text(text % (deep.replace("1", "1.0"), deep.replace("1", "2")))
    report = diff(tmp_path / "a.ndjson", tmp_path / "b.ndjson")
    assert report["exit"] in (1, 2)
    assert report["failures"] or classes(report)


def test_deep_values_are_written_flat_as_they_are(tmp_path: Path) -> None:
    deep = "[" * 300 + "1" + "]" * 300
    item = '{"type":"Feature","id":"a","collection":"c","properties":{"x":'
    (tmp_path / "a.json").write_text(item + deep + "}}")
    result = stacqc("flatten", tmp_path, "-o", tmp_path / "flat")
    assert result.exit_code == 0, result.output
    assert f'"x":{deep}' in (tmp_path / "flat" / "items.ndjson").read_text()


def test_options_that_make_no_sense_are_explained(sample: Path, flat: Path) -> None:
    wrong = {
        "--bbox": "1,2,3",
        "--datetime": "soon",
        "--equivalence": "E99=on",
        "--ignore": "title",
        "--ids": "@nowhere",
    }
    for option, value in wrong.items():
        result = stacqc("diff", sample, flat, option, value)
        assert (result.exit_code, option in result.output or value[:3] in result.output) == (2, True), (
            result.output
        )


def test_equivalences_are_listed() -> None:
    result = stacqc("diff", "--list-equivalences")
    assert result.exit_code == 0
    assert Counter(line.split()[0] for line in result.output.splitlines()).most_common(1)[0][1] == 1
    assert "null-members" in result.output


KIND_OF_DRIFT = {
    "only in files": "only-file", "only in database": "only-database", "moved": "moved", "value": "value",
    "type": "type", "legacy key": "legacy-key", "added": "added", "dropped": "dropped", "stale": "stale",
}  # fmt: skip
#: What says where a file was is a class of its own here.
AS_PARENT = {"row-of-another-parent", "row-with-old-address"}


def test_every_defect_of_the_database_twin_is_found_and_nothing_else(tmp_path: Path) -> None:
    from stacqc.sample import kinds

    defects = {name: 3 for name, kind in kinds().items() if kind.on == "row"}
    write(Options(items=280, runs=2, database=True, defects=defects), tmp_path / "tree")
    manifest = [json.loads(line) for line in (tmp_path / "tree/manifest.ndjson").read_text().splitlines()[1:]]
    expected = {
        (m["id"], "wrong-parent" if m["defect"] in AS_PARENT else KIND_OF_DRIFT[m["class"]]) for m in manifest
    }
    report = diff(tmp_path / "tree", tmp_path / "tree/database")
    found = {(f["document"], f["rule"].removeprefix("diff/")) for f in report["findings"]}
    assert expected <= found
    stale = {document for document, kind in found if kind == "stale"}
    assert {(d, k) for d, k in found - expected if not (d in stale and k == "value")} == set()


def test_disorder_that_shows_late_begins_the_run_anew(
    sample: Path, flat: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from stacqc.sources.sides import ndjson

    monkeypatch.setattr(ndjson, "_LOOKED_AT", 5)
    items = lines(flat)
    items[7]["properties"]["title"] = "x"
    items[20], items[40] = items[40], items[20]
    database = dump(tmp_path / "db", items, flat)
    with (database / "items.ndjson").open("a") as out:
        out.write("[]\n")
    for files in (sample, flat):
        report = diff(files, database)
        assert (classes(report), report["summary"]["checked"]) == (
            {"value": 1},
            {"Item": 56, "Collection": 3},
        )
        assert len(report["failures"]) == 1
    passed = {name: t["count"] for name, t in diff(sample, database)["summary"]["passed_over"].items()}
    assert passed["flattening"] == 56
