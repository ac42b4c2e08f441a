"""`stacqc check --baseline` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..documents import CATALOG, ITEM
from .conftest import Stacqc

BAD = {**ITEM, "properties": {"datetime": "2024-05-01T00:00:00Z", "gsd": "5"}}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    for name in ("a", "b"):
        save(tmp_path / "tree" / f"{name}.json", {**BAD, "id": name})
    links = [{"rel": "item", "href": f"./{name}.json"} for name in ("a", "b")]
    save(tmp_path / "tree" / "catalog.json", {**CATALOG, "links": links})
    return tmp_path / "tree"


def save(file: Path, data: Any, **how: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, **how))


def entries(file: str = "known.json") -> list[dict[str, str]]:
    return [
        e
        for files in json.loads(Path(file).read_text())["findings"].values()
        for f in files.values()
        for e in f
    ]


def check(stacqc: Stacqc, *more: str) -> tuple[int, str]:
    code, out, _ = stacqc("check", "--baseline", "known.json", "--only", "schema", *more, "tree")
    return code, out


def test_what_is_known_is_passed_over_counted_and_no_reason_to_fail(stacqc: Stacqc, tree: Path) -> None:
    assert check(stacqc)[0] == 2
    outcome = stacqc("check", "--write-baseline", "--baseline", "known.json", "--only", "schema", "tree")
    assert (outcome.code, outcome.err) == (0, "known.json: 2 known findings (2 new, 0 removed)\n")
    assert list(json.loads(Path("known.json").read_text())["findings"]["schema"]) == [
        "tree/a.json",
        "tree/b.json",
    ]
    assert check(stacqc) == (
        0,
        "3 documents checked (2 items, 1 catalog): no findings, 2 known findings passed over\n",
    )
    summary = json.loads(check(stacqc, "-f", "json")[1])["summary"]
    assert (summary["suppressed"], summary["findings"]) == (2, 0)


def test_reformatting_and_new_lines_change_nothing(stacqc: Stacqc, tree: Path) -> None:
    check(stacqc, "--write-baseline")
    save(tree / "a.json", {"first": [1, 2], **BAD, "id": "a"}, indent=4)
    assert check(stacqc)[0] == 0


def test_another_value_is_a_finding_and_its_entry_stale(stacqc: Stacqc, tree: Path) -> None:
    check(stacqc, "--write-baseline")
    save(tree / "a.json", {**BAD, "id": "a", "properties": {**BAD["properties"], "gsd": "6"}})
    code, out = check(stacqc, "--strict-baseline")
    assert code == 1
    assert "tree/a.json:1:" in out
    assert "error baseline-stale schema is no longer found at /properties/gsd of tree/a.json" in out


def test_stale_entries_are_told_then_pruned_and_reasons_stay(stacqc: Stacqc, tree: Path) -> None:
    check(stacqc, "--write-baseline")
    text = Path("known.json").read_text()
    Path("known.json").write_text(text.replace('"pointer"', '"reason": "as delivered", "pointer"'))
    (tree / "a.json").write_text(json.dumps({**ITEM, "id": "a"}))
    outcome = stacqc("check", "--baseline", "known.json", "tree")
    assert outcome.code == 0
    assert outcome.out.startswith("known.json:7:48 info baseline-stale schema is no longer found")
    outcome = stacqc("check", "--baseline", "known.json", "--prune-baseline", "tree")
    assert (outcome.code, outcome.err) == (0, "known.json: 1 known finding (0 new, 1 removed)\n")
    assert [e["reason"] for e in entries()] == ["as delivered"]
    check(stacqc, "--write-baseline")
    assert [e["reason"] for e in entries()] == ["as delivered"]


def test_a_part_of_the_input_leaves_the_rest_of_the_baseline_alone(stacqc: Stacqc, tree: Path) -> None:
    check(stacqc, "--write-baseline")
    for option in ("--write-baseline", "--prune-baseline"):
        stacqc("check", "--baseline", "known.json", option, "--no-follow", "tree/a.json")
        assert len([e for e in entries() if e["pointer"] == "/properties/gsd"]) == 2


def test_findings_across_documents_are_known_too(stacqc: Stacqc, tree: Path) -> None:
    for name in ("a", "b"):
        save(tree / f"{name}.json", {**BAD, "id": "a", "collection": "c"})
    arguments = (
        "check",
        "--only",
        "id-duplicate",
        "--select",
        "baseline-stale",
        "--baseline",
        "known.json",
        "tree",
    )
    assert stacqc(*arguments, "--write-baseline").code == 0
    assert len(entries()) == 1
    for jobs in ("1", "2"):
        code, out, _ = stacqc(*arguments, "--strict-baseline", "--jobs", jobs)
        assert (code, out.rpartition(": ")[2]) == (0, "no findings, 1 known finding passed over\n")


def test_the_configuration_names_a_baseline_beside_it(stacqc: Stacqc, tree: Path) -> None:
    (tree / "stacqc.toml").write_text('baseline = "known.json"')
    stacqc("check", "--write-baseline", "--only", "schema", "tree")
    assert len(entries("tree/known.json")) == 2
    assert "a.json" in json.loads((tree / "known.json").read_text())["findings"]["schema"]
    assert "2 known findings passed over" in stacqc("check", "--only", "schema", "tree").out


def test_what_is_known_is_not_fixed(stacqc: Stacqc, tree: Path) -> None:
    links = [{"rel": "item", "href": f"./{n}.json", "type": "application/json"} for n in ("a", "b")]
    save(tree / "catalog.json", {**CATALOG, "links": links})
    arguments = ("check", "--only", "link-media-type", "--baseline", "known.json", "tree")
    stacqc(*arguments, "--write-baseline")
    before = (tree / "catalog.json").read_bytes()
    stacqc(*arguments, "--fix")
    assert (tree / "catalog.json").read_bytes() == before


@pytest.mark.parametrize("text", ["{", '{"version": 1}'])
def test_a_bad_baseline_ends_the_run(stacqc: Stacqc, tree: Path, text: str) -> None:
    Path("known.json").write_text(text)
    assert check(stacqc)[0] == 2


BANDS = "https://example.com/bands.json"


def two_bands(folder: Path, *there: str) -> tuple[str, ...]:
    """An item with some of the two bands that the schema of an extension wants, in the same words."""
    schema = {"required": ["band_1", "band_2"], "x-message": "An item has both bands"}
    save(folder / "bands.schema", schema)
    item = {**ITEM, "stac_extensions": [BANDS], **dict.fromkeys(there, 1)}
    save(folder / "tree" / "a.json", item)
    return "--schema-map", f"{BANDS}={folder / 'bands.schema'}"


def test_each_missing_member_of_one_object_is_known_by_itself(stacqc: Stacqc, tmp_path: Path) -> None:
    more = two_bands(tmp_path, "band_2")
    save(tmp_path / "tree" / "catalog.json", {**CATALOG, "links": [{"rel": "item", "href": "./a.json"}]})
    check(stacqc, *more, "--write-baseline")
    assert check(stacqc, *more)[0] == 0
    two_bands(tmp_path)
    code, out = check(stacqc, *more)
    assert (code, out.count("An item has both bands")) == (1, 1)
    check(stacqc, *more, "--write-baseline")
    two_bands(tmp_path, "band_1")
    assert "baseline-stale" in check(stacqc, *more, "--strict-baseline")[1]
    check(stacqc, *more, "--prune-baseline")
    assert len(entries()) == 1
    assert check(stacqc, *more, "--strict-baseline")[0] == 0


def test_each_missing_member_of_one_object_has_its_own_fingerprint(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "a.json", {n: v for n, v in ITEM.items() if n not in ("assets", "links")})
    made = {}
    for name in ("json", "gitlab", "sarif"):
        made[name] = json.loads(stacqc("check", "--only", "schema", "-f", name, "a.json").out)
    found = [f["fingerprint"] for f in made["json"]["findings"]]
    assert len(found) == len(set(found)) == 2
    assert [f["fingerprint"] for f in made["gitlab"]] == found
    results = made["sarif"]["runs"][0]["results"]
    prints = [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]
    assert prints == [f"{one}:1" for one in found]


def test_faults_of_one_text_are_known_one_by_one(stacqc: Stacqc, tmp_path: Path) -> None:
    link = '{"rel": "a", "rel": "license", "href": "https://a.example"}'
    start = '{"type": "Catalog", "stac_version": "1.1.0", "id": "a", "description": "d", "links": ['
    (tmp_path / "a.json").write_text(f'{start}{link}, {link}], "title": "b", "title": "c"}}')
    stacqc("check", "a.json", "-f", "json:first.json")
    found = json.loads((tmp_path / "first.json").read_text())["findings"]
    assert len({one["fingerprint"] for one in found}) == len(found) == 3
    stacqc("check", "a.json", "--baseline", "b.json", "--write-baseline")
    assert stacqc("check", "a.json", "--baseline", "b.json").code == 0
    (tmp_path / "a.json").write_text(f"{start}{link}, {link}, {link}]}}")
    assert "1 error" in stacqc("check", "a.json", "--baseline", "b.json").out
