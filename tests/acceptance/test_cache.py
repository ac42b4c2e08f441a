"""A run with a cache says what a run without one says, whatever changed in between."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stacqc.findings import Severity
from stacqc.sample import Options, write
from stacqc.scale import cached, shards
from stacqc.scale.plain import Maker, Unplain, to_plain

from .conftest import Stacqc
from .test_parallel import _DEFECTS


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a catalog of some hundred documents."""
    folder = tmp_path_factory.mktemp("made") / "catalog"
    write(Options(items=90, seed=5, defects=_DEFECTS, overlap=True), folder)
    (folder / "manifest.ndjson").unlink()
    return folder


@pytest.fixture
def catalog(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the catalog that is older than any cache, cut into several shards."""
    monkeypatch.setattr(cached, "_LEAST", 5)
    monkeypatch.setattr(cached, "_MEAN", 10)
    monkeypatch.setattr("stacqc.scale.signature._RACY", 0)
    shutil.copytree(made, tmp_path / "catalog")
    return tmp_path / "catalog"


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return the numbers of documents of the shards that are really checked."""
    seen: list[int] = []
    real = shards.checked

    def count(shard: object, plan: object) -> object:
        partial = real(shard, plan)  # type: ignore[arg-type]
        seen.append(sum(partial.report.checked.values()))
        return partial

    monkeypatch.setattr("stacqc.scale.pools.checked", count)
    return seen


def an_item(catalog: Path) -> Path:
    """Return a sound item of the catalog."""
    return sorted(catalog.rglob("*_item.json"))[40]


def edit(catalog: Path) -> None:
    file = an_item(catalog)
    file.write_text(file.read_text().replace('"Feature"', '"Faeture"'))


def edit_id(catalog: Path) -> None:
    """Give an item the id of another: what only shows across documents."""
    one, other = sorted(catalog.rglob("*_item.json"))[40:42]
    data = json.loads(one.read_text())
    data["id"] = json.loads(other.read_text())["id"]
    one.write_text(json.dumps(data))


def remove(catalog: Path) -> None:
    an_item(catalog).unlink()


def add(catalog: Path) -> None:
    file = an_item(catalog)
    file.with_name("copy_item.json").write_bytes(file.read_bytes())


def keep_size_and_time(catalog: Path) -> None:
    file = an_item(catalog)
    status = file.stat()
    file.write_text(file.read_text().replace('"Feature"', '"Faeture"'))
    os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))


def touch_all(catalog: Path) -> None:
    for file in catalog.rglob("*.json"):
        os.utime(file)


@pytest.mark.parametrize("change", [edit, edit_id, remove, add, keep_size_and_time, touch_all])
@pytest.mark.parametrize("source", ["catalog", "catalog/collection.json"])
def test_after_a_change_only_a_part_is_checked_and_the_report_is_right(
    stacqc: Stacqc, catalog: Path, checked: list[int], change: Callable[[Path], None], source: str
) -> None:
    arguments = ("check", source, "--ruleset", "isdeform", "--ruleset", "strict", "-f", "json", "--jobs", 1)
    first = stacqc(*arguments, "--cache")
    assert len(checked) > 5
    total = sum(checked)
    assert first == stacqc(*arguments)
    checked.clear()
    assert stacqc(*arguments, "--cache") == first
    assert checked == []
    change(catalog)
    after = stacqc(*arguments, "--cache")
    assert (after != first) is (change is not touch_all)
    assert sum(checked) <= total // 2
    assert (checked == []) is (change is touch_all)
    assert after == stacqc(*arguments, "--no-cache")


def test_another_plan_is_another_run(stacqc: Stacqc, catalog: Path, checked: list[int]) -> None:
    stacqc("check", "catalog", "--cache")
    for option in (["--ignore", "id-duplicate"], ["--core-only"], ["--option", "layout=live"]):
        checked.clear()
        stacqc("check", "catalog", "--cache", "--ruleset", "isdeform", *option)
        assert checked != []


def test_files_that_rules_look_for_are_looked_for_again(stacqc: Stacqc, catalog: Path) -> None:
    file = an_item(catalog)
    data = json.loads(file.read_text())
    data["assets"] = {"a": {"href": "./a.tif"}, "b": {"href": "./b.tif"}}
    file.write_text(json.dumps(data))
    (file.parent / "a.tif").touch()
    rule = ("check", "catalog", "--only", "asset-missing", "-f", "json", "--cache")
    assert json.loads(stacqc(*rule).out)["summary"]["findings"] == 1
    (file.parent / "b.tif").touch()
    assert json.loads(stacqc(*rule).out)["summary"]["findings"] == 0
    (file.parent / "a.tif").unlink()
    assert json.loads(stacqc(*rule).out)["summary"]["findings"] == 1


@pytest.mark.parametrize("damage", ["garbage", "bits", "empty", "foreign", "folder", "asked"])
def test_a_broken_cache_is_made_anew(stacqc: Stacqc, catalog: Path, checked: list[int], damage: str) -> None:
    first = stacqc("check", "catalog", "-f", "json", "--cache")
    file = Path(".stacqc_cache/shards.sqlite")
    if damage == "garbage":
        file.write_bytes(b"no database" * 1000)
    elif damage == "empty":
        file.write_bytes(b"")
    elif damage == "folder":
        file.unlink()
        file.mkdir()
    else:
        with sqlite3.connect(file) as database:
            value = {
                "bits": "outcome = zeroblob(200)",
                "foreign": 'outcome = CAST(\'["o","os:system",[]]\' AS BLOB)',
                "asked": "asked = CAST('[5]' AS BLOB)",
            }[damage]
            database.execute(f"UPDATE record SET {value}")
        database.close()
    checked.clear()
    assert stacqc("check", "catalog", "-f", "json", "--cache") == first
    assert checked or damage == "folder"
    checked.clear()
    assert stacqc("check", "catalog", "-f", "json", "--cache") == first
    assert checked == [] or damage == "folder"


def test_the_cache_stays_out_of_git_and_comes_only_when_asked(stacqc: Stacqc, catalog: Path) -> None:
    stacqc("check", "catalog")
    assert not Path(".stacqc_cache").exists()
    Path("stacqc.toml").write_text("cache = true\n")
    stacqc("check", "catalog")
    assert Path(".stacqc_cache/.gitignore").read_text() == "*\n"


def test_baseline_and_page_work_with_a_cache(stacqc: Stacqc, catalog: Path) -> None:
    stacqc("check", "catalog", "--write-baseline")
    more = (
        "--baseline",
        "stacqc-baseline.json",
        "--strict-baseline",
        "-f",
        "json",
        "-f",
        "html:a.html",
        "--cache",
    )
    first = stacqc("check", "catalog", *more)
    page = Path("a.html").read_text()
    time.sleep(0.01)
    assert stacqc("check", "catalog", *more) == first
    assert len(Path("a.html").read_text()) == len(page)


def test_files_written_just_now_are_read_again(
    stacqc: Stacqc, catalog: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stacqc.scale.signature._RACY", 10**12)
    stacqc("check", "catalog", "--cache")
    with sqlite3.connect(".stacqc_cache/shards.sqlite") as database:
        (seen,) = database.execute("SELECT count(glance) FROM record").fetchone()
    database.close()
    assert seen == 0


@pytest.mark.parametrize(
    "value",
    [
        {1: (2.5, "a", None, True), ("x", 2): {"s"}, "t": frozenset({1})},
        [2**70, -(2**63), Severity.ERROR, int, type(None)],
    ],
)
def test_plain_data_becomes_what_it_was(value: object) -> None:
    plain = json.loads(json.dumps(to_plain(value)))
    assert Maker(frozenset()).made(plain) == value


@pytest.mark.parametrize(
    "plain",
    [
        ["o", "os:system", None],
        ["o", "subprocess:Popen", ["d", [], []]],
        ["o", "stacqc.scale.cache:sqlite3", None],
        ["o", "stacqc.scale.cache:Path", None],
        ["n", "collections:OrderedDict"],
        ["e", "stacqc.engine.runner:run", 1],
        ["o", "stacqc.nowhere:X", None],
        ["unknown"],
        [],
        ["s", ["l", 1]],
    ],
)
def test_hostile_data_makes_nothing(plain: object) -> None:
    with pytest.raises(Unplain):
        Maker(frozenset()).made(plain)
