"""`stacqc check --fix` and `--diff` as a user meets them."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacqc.sample import Options, write

from ..documents import CATALOG, ITEM
from .conftest import Stacqc

WRONG_TYPE = {"rel": "self", "href": "./x.json", "type": "application/json"}
MENDED_TYPE = {**WRONG_TYPE, "type": "application/geo+json"}
BAD = {**ITEM, "links": [WRONG_TYPE]}
ONLY = ("--only", "link-media-type")


@pytest.fixture(scope="module")
def faithful(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("sample")
    write(Options(items=28, faithful=True), folder / "tree", "dir", 1)
    yield folder / "tree"
    shutil.rmtree(folder)


@pytest.fixture
def sample(faithful: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(faithful, tmp_path / "sample"))


def contents(folder: Path) -> dict[str, bytes]:
    return {str(f.relative_to(folder)): f.read_bytes() for f in sorted(folder.rglob("*.json"))}


def report_of(stacqc: Stacqc, *arguments: str) -> Any:
    return json.loads(stacqc("check", "--ruleset", "isdeform", "-f", "json", *arguments).out)


def save(file: Path, data: Any, **how: Any) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, **how))
    return str(file)


def test_all_that_is_fixable_is_mended_and_stays_mended(stacqc: Stacqc, sample: Path) -> None:
    before = report_of(stacqc, "sample/collection.json")
    fixable = {f["rule"] for f in before["findings"] if f.get("fix", {}).get("safe")}
    assert {"property-type", "extension-uri", "link-media-type", "root-link-wrong", "cite-as-doi"} <= fixable
    after = report_of(stacqc, "sample/collection.json", "--fix")
    assert after["summary"]["fixed"] >= before["summary"]["fixable"]["safe"]
    assert after["summary"]["fixable"]["safe"] == 0
    assert after["findings"] == report_of(stacqc, "sample/collection.json")["findings"]
    left = {(f["rule"], f["uri"], f["pointer"]) for f in after["findings"]}
    told = {(f["rule"], f["uri"], f["pointer"]) for f in before["findings"] if "fix" not in f}
    # What wants a person was said beside the fix.
    beside = [f for f in before["findings"] if "none of its fields is used" in f.get("help", "")]
    assert left <= told | {("extension-declared", f["uri"], f["pointer"]) for f in beside}
    once = contents(sample)
    stacqc("check", "--ruleset", "isdeform", "sample/collection.json", "--fix")
    assert contents(sample) == once


def test_only_the_lines_of_findings_change(stacqc: Stacqc, sample: Path) -> None:
    before = contents(sample)
    report_of(stacqc, "sample/collection.json", "--fix", "--only", "property-type")
    for name, new in contents(sample).items():
        old = before[name]
        assert new.count(b"\n") == old.count(b"\n")
        assert new.replace(b'"', b"") == old.replace(b'"', b"")


def test_diff_shows_what_fix_would_do_and_changes_nothing(stacqc: Stacqc, sample: Path) -> None:
    before = contents(sample)
    outcome = stacqc("check", "--ruleset", "isdeform", *ONLY, "sample/collection.json", "--diff")
    assert contents(sample) == before
    assert outcome.code == 0
    assert outcome.err == "28 findings in 8 files would be fixed\n"
    assert outcome.out.count("--- sample/") == outcome.out.count("+++ sample/") == 8
    assert '\n-      "type": "application/json",\n+      "type": "application/geo+json",\n' in outcome.out


def test_the_summary_says_what_can_be_fixed_and_what_was(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "x.json", BAD)
    assert stacqc("check", *ONLY, "x.json").out.endswith(
        "1 document checked: 1 warning\n1 fixable with --fix\n"
    )
    outcome = stacqc("check", *ONLY, "--fail-on", "warning", "--fix", "x.json")
    assert (outcome.code, outcome.out) == (0, "1 document checked: no findings, 1 fixed\n")


def test_what_was_written_is_said_with_quiet_too(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "x.json", BAD)
    outcome = stacqc("check", *ONLY, "--fix", "--quiet", "x.json")
    assert outcome.out == "1 document checked: no findings, 1 fixed\n"
    assert stacqc("check", *ONLY, "--fix", "--quiet", "x.json").out == ""


def test_the_exit_code_is_that_of_what_remains(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "x.json", {**BAD, "gsd": [], "id": []})
    assert stacqc("check", "--fix", "x.json").code == 1
    assert json.loads((tmp_path / "x.json").read_text()) == {
        **BAD,
        "gsd": [],
        "id": [],
        "links": [MENDED_TYPE],
    }


def test_collections_are_not_made_to_fit_items_that_are_wrong(stacqc: Stacqc, tmp_path: Path) -> None:
    wrong = Options(items=28, defects={"looks-mismatch": 1, "bbox-shifted": 1, "summary-stale": 1})
    write(wrong, tmp_path / "run", "dir", 1)
    left = report_of(stacqc, "run/collection.json", "--fix")["findings"]
    assert {f["rule"] for f in left} == {"looks-agree", "summaries-match"}
    summaries = [f for f in left if f["rule"] == "summaries-match"]
    assert {f["pointer"] for f in summaries} == {"/summaries/numberOfLooksRange"}
    assert all("first mend what looks-agree says of" in f["help"] and "fix" not in f for f in summaries)


def test_members_of_a_collection_of_items_are_mended_in_their_file(stacqc: Stacqc, tmp_path: Path) -> None:
    features = [{**BAD, "id": n} for n in "abc"]
    path = save(
        tmp_path / "fc.json", {"features": features, "note": "é", "type": "FeatureCollection"}, indent=3
    )
    before = Path(path).read_text()
    assert "no findings, 3 fixed" in stacqc("check", *ONLY, "--fix", "fc.json").out
    assert Path(path).read_text() == before.replace("application/json", "application/geo+json")


@pytest.mark.parametrize("indent", [None, 2])
def test_what_stands_around_members_is_mended_with_them(
    stacqc: Stacqc, tmp_path: Path, indent: int | None
) -> None:
    item = {**ITEM, "properties": {**ITEM["properties"], "gsd": "1"}}
    before = {"numberReturned": "1", "note": "é", "features": [item]}
    behind = {"bbox": [0, 0, "1", 1], "type": "FeatureCollection", "links": []}
    path = save(tmp_path / "fc.json", {**before, **behind}, indent=indent)
    text = Path(path).read_text()
    assert "no findings, 3 fixed" in stacqc("check", "--only", "schema", "--fix", "fc.json").out
    assert Path(path).read_text() == text.replace('"1"', "1")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_mended_in_their_file(stacqc: Stacqc, tmp_path: Path, end: str) -> None:
    text = end.join(json.dumps({**BAD, "id": n}) for n in "abc") + end
    (tmp_path / "items.ndjson").write_bytes(text.encode())
    assert "no findings, 3 fixed" in stacqc("check", *ONLY, "--fix", "items.ndjson").out
    mended = (tmp_path / "items.ndjson").read_bytes()
    assert mended == text.replace("application/json", "application/geo+json").encode()


def test_symbolic_links_and_what_lies_outside_are_left_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "other" / "x.json", BAD)
    save(tmp_path / "tree" / "y.json", BAD)
    os.symlink("y.json", tmp_path / "tree" / "z.json")
    os.symlink("../other", tmp_path / "tree" / "linked")
    links = [{"rel": "item", "href": f"./{h}"} for h in ("y.json", "z.json", "linked/x.json")]
    save(tmp_path / "tree" / "catalog.json", {**CATALOG, "links": links})
    outcome = stacqc("check", *ONLY, "--fix", "tree/catalog.json")
    assert "not fixed tree/z.json: it is a symbolic link" in outcome.err
    assert (tmp_path / "tree" / "z.json").is_symlink()
    assert json.loads((tmp_path / "other" / "x.json").read_text()) == BAD
    assert json.loads((tmp_path / "tree" / "y.json").read_text()) == {**BAD, "links": [MENDED_TYPE]}


def test_a_read_only_file_is_left_alone(stacqc: Stacqc, tmp_path: Path) -> None:
    Path(save(tmp_path / "x.json", BAD)).chmod(0o444)
    outcome = stacqc("check", *ONLY, "--fix", "x.json")
    assert "not fixed x.json: it is read-only" in outcome.err
    assert json.loads((tmp_path / "x.json").read_text()) == BAD


def test_permissions_are_kept(stacqc: Stacqc, tmp_path: Path) -> None:
    path = Path(save(tmp_path / "x.json", BAD))
    path.chmod(0o640)
    stacqc("check", *ONLY, "--fix", "x.json")
    assert path.stat().st_mode & 0o777 == 0o640
    assert {*os.listdir(tmp_path)} <= {"x.json", ".cache"}


def test_a_file_that_changed_meanwhile_is_left_alone(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = Path(save(tmp_path / "x.json", BAD))
    from stacqc.fixing.mend import Mender

    mend = Mender.mend

    def slowly(self: Mender, *arguments: Any) -> Any:
        made = mend(self, *arguments)
        path.write_text(json.dumps({**BAD, "id": "new"}))
        return made

    monkeypatch.setattr(Mender, "mend", slowly)
    assert "not fixed x.json: the file has changed meanwhile" in stacqc("check", *ONLY, "--fix", "x.json").err
    assert json.loads(path.read_text())["id"] == "new"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--fix", "-"), "only files can be mended, not -"),
        (("--diff", "https://example.com/api"), "only files can be mended"),
        (("--unsafe-fixes", "x.json"), "goes with --fix or --diff"),
        (("--fix", "--diff", "x.json"), "give one of them"),
        (("--diff", "--write-baseline", "x.json"), "--write-baseline makes known what --diff would mend"),
    ],
)
def test_what_does_not_go_together_is_refused(stacqc: Stacqc, arguments: tuple[str, ...], words: str) -> None:
    outcome = stacqc("check", *arguments)
    assert outcome.code == 2
    assert words in outcome.err
