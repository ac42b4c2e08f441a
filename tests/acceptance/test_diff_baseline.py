"""`stacqc diff` with a baseline and with settings of rules, as a user meets them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ..documents import COLLECTION, ITEM
from .conftest import Stacqc


def item(name: str, **properties: Any) -> dict[str, Any]:
    own = {"datetime": "2024-05-01T00:00:00Z", **properties}
    return {**ITEM, "id": name, "collection": "c", "properties": own}


def save(folder: str, *items: dict[str, Any]) -> None:
    Path(folder).mkdir(exist_ok=True)
    Path(folder, "collections.ndjson").write_text(json.dumps(COLLECTION) + "\n")
    Path(folder, "items.ndjson").write_text("".join(json.dumps(i) + "\n" for i in items))


@pytest.fixture(autouse=True)
def sides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two differences of values, two items without a row, and a row without an item."""
    monkeypatch.chdir(tmp_path)
    save("files", item("a", gsd=5), item("b", gsd=5), item("n1"), item("n2"))
    save("database", item("a", gsd=6), item("b", gsd="5"), item("old"))


def run(stacqc: Stacqc, *more: str) -> tuple[int, dict[str, int], int]:
    """Return exit code, findings by rule, and how many were passed over."""
    code, out, err = stacqc("diff", "files", "database", "-f", "json", *more)
    if not out:
        return code, {err: 1}, 0
    summary = json.loads(out)["summary"]
    return (
        code,
        {n: r["findings"] for n, r in summary["rules"].items() if r["findings"]},
        summary["suppressed"],
    )


ALL = {"diff/only-file": 2, "diff/only-database": 1, "diff/type": 1, "diff/value": 1}


def known(file: str = "stacqc-baseline.json") -> Any:
    return json.loads(Path(file).read_text())["findings"]


def test_what_is_known_is_passed_over_and_what_is_new_is_not(stacqc: Stacqc) -> None:
    assert run(stacqc) == (1, ALL, 0)
    assert run(stacqc, "--write-baseline") == (0, {}, 5)
    assert set(known()) == set(ALL)
    assert known()["diff/value"]["files/items.ndjson"][0]["pointer"] == "/properties/gsd"
    assert run(stacqc) == (1, ALL, 0)
    assert run(stacqc, "--baseline", "stacqc-baseline.json") == (0, {}, 5)
    save("files", item("a", gsd=5), item("aa"), item("b", gsd=5), item("n1"), item("n2"))
    assert run(stacqc, "--baseline", "stacqc-baseline.json") == (1, {"diff/only-file": 1}, 5)


@pytest.mark.parametrize(("file", "row"), [(5, 7), (7, 6)])
def test_another_value_on_either_side_is_a_new_difference(stacqc: Stacqc, file: int, row: int) -> None:
    run(stacqc, "--write-baseline")
    save("files", item("a", gsd=file), item("b", gsd=5), item("n1"), item("n2"))
    save("database", item("a", gsd=row), item("b", gsd="5"), item("old"))
    found = run(stacqc, "--baseline", "stacqc-baseline.json")
    assert found == (1, {"diff/value": 1, "baseline-stale": 1}, 4)


def test_what_no_longer_differs_is_reported_and_taken_out_and_reasons_stay(stacqc: Stacqc) -> None:
    run(stacqc, "--write-baseline")
    findings = known()
    findings["diff/value"]["files/items.ndjson"][0]["reason"] = "corrected by hand"
    Path("stacqc-baseline.json").write_text(json.dumps({"version": 1, "findings": findings}))
    save("database", item("a", gsd=6), item("b", gsd=5))
    with_it = ("--baseline", "stacqc-baseline.json")
    assert run(stacqc, *with_it) == (0, {"baseline-stale": 2}, 3)
    assert run(stacqc, *with_it, "--strict-baseline")[0] == 1
    assert run(stacqc, *with_it, "--prune-baseline") == (0, {}, 3)
    assert set(known()) == {"diff/only-file", "diff/value"}
    assert known()["diff/value"]["files/items.ndjson"][0]["reason"] == "corrected by hand"
    assert run(stacqc, *with_it, "--strict-baseline") == (0, {}, 3)


def test_what_was_not_looked_for_is_not_stale(stacqc: Stacqc) -> None:
    run(stacqc, "--write-baseline")
    with_it = ("--baseline", "stacqc-baseline.json")
    assert run(stacqc, *with_it, "--ids", "a") == (0, {}, 1)
    assert run(stacqc, *with_it, "--only", "type") == (0, {}, 1)
    save("others", item("z"))
    code, out, _ = stacqc("diff", "others", "others", "-f", "json", *with_it)
    assert (code, json.loads(out)["findings"]) == (0, [])
    Path("database/items.ndjson").write_text("{")
    code, out, _ = stacqc("diff", "files", "database", "-f", "json", *with_it)
    assert (code, [f for f in json.loads(out)["findings"] if f["rule"] == "baseline-stale"]) == (2, [])


def test_one_baseline_serves_check_and_diff(stacqc: Stacqc) -> None:
    Path("stacqc.toml").write_text('baseline = "known.json"\n[severity]\n"diff/type" = "warning"\n')
    stacqc("diff", "files", "database", "--write-baseline")
    assert set(known("known.json")) == set(ALL)
    paths = "files/collections.ndjson", "files/items.ndjson"
    stacqc("check", *paths, "--only", "extent-too-small", "--write-baseline")
    assert set(known("known.json")) == set(ALL)
    assert stacqc("check", *paths, "--only", "baseline-stale").code == 0
    assert run(stacqc) == (0, {}, 5)


def test_rules_are_left_out_lowered_and_excepted_for_files(stacqc: Stacqc) -> None:
    assert run(stacqc, "--ignore", "diff/value", "--ignore", "diff/only-file")[1] == {
        "diff/only-database": 1,
        "diff/type": 1,
    }
    assert run(stacqc, "--ignore", "diff/*") == (0, {}, 0)
    code, found, _ = run(stacqc, "--ignore", "diff/valeu")
    assert (code, "did you mean" in next(iter(found))) == (2, True)
    Path("stacqc.toml").write_text(
        'ignore = ["diff/only-file", "link-media-type"]\n[severity]\n"diff/*" = "warning"\n"id-duplicate" = "error"\n'
        '[per-file."database/*"]\nignore = ["diff/only-database"]\n'
    )
    assert run(stacqc) == (0, {"diff/type": 1, "diff/value": 1}, 0)
    Path("stacqc.toml").write_text('ignore = ["diff/valeu"]')
    assert run(stacqc)[0] == 2


def test_check_says_whose_rules_these_are(stacqc: Stacqc) -> None:
    outcome = stacqc("check", "files/items.ndjson", "--only", "diff/value")
    assert (outcome.code, "stacqc diff reports it" in outcome.err) == (2, True)


def test_from_python_the_baseline_of_a_named_configuration_holds(stacqc: Stacqc) -> None:
    import stacqc as package

    Path("stacqc.toml").write_text('baseline = "known.json"\n')
    stacqc("diff", "files", "database", "--write-baseline")
    assert len(package.diff("files", "database").findings) == 5
    report = package.diff("files", "database", config="stacqc.toml")
    assert (report.findings, report.suppressed) == ([], 5)
    assert {f.rule for f in package.diff("files", "database", ignore=["diff/value", "/id"])} == set(ALL) - {
        "diff/value"
    }


def test_a_member_of_an_item_may_be_called_like_the_list_of_a_container(stacqc: Stacqc) -> None:
    for side, said in (("f", "one"), ("d", "another")):
        Path(side).mkdir()
        Path(side, "a.json").write_text(json.dumps({**item("a"), "features": said}))
        listed = {**COLLECTION, "links": [{"rel": "item", "href": "./a.json"}]}
        Path(side, "collection.json").write_text(json.dumps(listed))
    assert stacqc("diff", "f", "d", "--write-baseline").code == 0
    assert [entry["pointer"] for entry in known()["diff/value"]["f/a.json"]] == ["/features"]
