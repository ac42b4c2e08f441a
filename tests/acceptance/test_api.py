"""Checking from Python: every kind of source, the settings, and the helper for tests."""

from __future__ import annotations

import datetime
import doctest
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pystac
import pytest
from pydantic import BaseModel

import stacqc
from stacqc.sources.objects import data_of
from stacqc.testing import SHOWN, assert_stac_valid

from ..documents import BAD, BAD_LINE, CATALOG, ITEM
from .conftest import Stacqc

PAGE = Path(__file__).parents[2] / "docs" / "python-api.md"


@pytest.fixture
def stacqc_command(stacqc: Stacqc) -> Stacqc:
    """The command line, by a name that does not hide the package."""
    return stacqc


def save(file: Path, data: Any) -> Path:
    file.write_text(json.dumps(data, indent=2))
    return file


def item(**more: Any) -> pystac.Item:
    return pystac.Item(
        "a", ITEM["geometry"], ITEM["bbox"], datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC), more
    )


def found(report: stacqc.Report) -> list[tuple[str, str, str]]:
    return [(f.rule, f.document, f.location.pointer) for f in report]


GSD = ("schema", "bad", "/properties/gsd")


def test_a_mapping_is_checked() -> None:
    report = stacqc.check(BAD)
    assert found(report) == [GSD]
    (finding,) = report.findings
    assert finding.severity is stacqc.Severity.ERROR
    assert (finding.location.uri, finding.location.line) == ("<Item bad>", BAD_LINE)
    assert finding.location.text.strip() == '"gsd": "5"'
    assert report.checked == {"Item": 1}
    assert report.exit_code() == 1
    assert report.rules["schema"].summary


def test_paths_of_all_kinds_are_checked(tmp_path: Path) -> None:
    file = save(tmp_path / "bad.json", BAD)
    for source in (file, str(file), [file], tmp_path, str(tmp_path / "*.json"), (p for p in [file])):
        assert found(stacqc.check(source)) == [GSD]


def test_lists_may_mix_and_like_objects_keep_names_of_their_own(tmp_path: Path) -> None:
    file = save(tmp_path / "c.json", CATALOG)
    report = stacqc.check([BAD, file, BAD, ITEM], only="schema")
    assert sorted(f.location.uri for f in report) == ["<Item bad (2)>", "<Item bad>"]
    assert report.checked == {"Item": 3, "Catalog": 1}


def test_collections_of_items_have_their_members_checked() -> None:
    report = stacqc.check({"type": "FeatureCollection", "features": [ITEM, BAD]})
    assert found(report) == [("schema", "bad", "/features/1/properties/gsd")]
    assert stacqc.check({"type": "FeatureCollection", "features": [ITEM]}).exit_code() == 0


def test_objects_of_pystac_are_checked() -> None:
    assert stacqc.check(item()).exit_code() == 0
    assert [f.location.pointer for f in stacqc.check(item(gsd="5"))] == ["/properties/gsd"]
    members = pystac.ItemCollection([item(), item(gsd="5")])
    assert [f.location.pointer for f in stacqc.check(members, across=False)] == ["/features/1/properties/gsd"]


def test_what_a_catalog_of_pystac_holds_in_memory_is_checked_and_nothing_is_read() -> None:
    catalog, child = pystac.Catalog("c", "d"), pystac.Catalog("child", "d")
    catalog.add_child(child)
    child.add_item(item(gsd="5"))
    catalog.add_link(pystac.Link("child", "https://unreachable.invalid/catalog.json"))
    report = stacqc.check(catalog, only="schema")
    assert report.checked == {"Catalog": 2, "Item": 1}
    assert [f.rule for f in report] == ["schema"]


def test_what_pystac_read_from_files_is_as_sound_as_they_are(tmp_path: Path, stacqc_command: Stacqc) -> None:
    assert stacqc_command("sample", "catalog").code == 0
    root = pystac.Collection.from_file(str(tmp_path / "catalog" / "collection.json"))
    assert list(stacqc.check(root, ruleset="isdeform")) == []
    assert len(list(root.get_items(recursive=True))) == 14
    report = stacqc.check(root, ruleset="isdeform")
    assert report.checked == {"Collection": 10, "Item": 14}
    assert list(report) == []


def test_links_of_pystac_stay_what_they_are_on_the_web(tmp_path: Path) -> None:
    one = item()
    one.set_self_href("https://example.com/a.json")
    one.add_link(pystac.Link("via", "https://example.com/b.json"))
    links = data_of(one)["links"]
    assert [link["href"] for link in links] == ["https://example.com/a.json", "https://example.com/b.json"]
    one.set_self_href(str(tmp_path / "a.json"))
    assert [link["href"] for link in data_of(one)["links"]] == ["https://example.com/b.json"]


def test_classes_derived_from_those_of_pystac_are_checked() -> None:
    class Own(pystac.Item):
        pass

    own = Own(
        "a", ITEM["geometry"], ITEM["bbox"], datetime.datetime(2024, 5, 1, tzinfo=datetime.UTC), {"gsd": "5"}
    )
    assert [f.location.pointer for f in stacqc.check(own)] == ["/properties/gsd"]


def test_models_are_checked() -> None:
    class Model(BaseModel):
        type: str
        stac_version: str
        id: str
        description: str
        links: list[Any]

    assert [f.location.pointer for f in stacqc.check(Model(**{**CATALOG, "description": ""}))] == [
        "/description"
    ]


def test_rules_across_documents_find_objects_again() -> None:
    inside = {**ITEM, "collection": "c"}
    twice = [inside, {**inside}]
    report = stacqc.check(twice, only=("id-duplicate",))
    across = [f for f in report if f.rule == "id-duplicate"]
    assert [f.location.uri for f in across] in (["<Item a (2)>"], ["<Item a>"], ["<Item a (2)>", "<Item a>"])
    assert not report.failures
    assert not stacqc.check(twice, only=("id-duplicate",), across=False).findings


def test_what_is_no_json_is_a_failure_of_its_own() -> None:
    circle: dict[str, Any] = {**ITEM}
    circle["properties"] = circle
    report = stacqc.check([{**ITEM, "id": "set", "x": {1}}, circle, BAD])
    assert [f.uri for f in report.failures] == ["<Item a>", "<Item set>"]
    assert "cannot be written as JSON" in report.failures[0].message
    assert found(report) == [GSD]
    assert report.exit_code() == 2


def test_not_a_number_is_found_and_not_rounded_away() -> None:
    report = stacqc.check({**ITEM, "bbox": [float("nan"), 45, 5, 45]})
    assert "json-number" in {f.rule for f in report}


@pytest.mark.parametrize("source", [5, None, object()])
def test_other_things_are_refused(source: Any) -> None:
    with pytest.raises(TypeError, match="give a path, a dict or an object of pystac"):
        stacqc.check(source)


def test_a_missing_file_is_a_failure() -> None:
    assert stacqc.check("no-such-file.json").failures[0].uri == "no-such-file.json"


def test_settings_are_those_of_the_command_line(tmp_path: Path) -> None:
    assert not stacqc.check(BAD, ignore=("schema", "number-as-text")).findings
    assert not stacqc.check(BAD, only=["id-duplicate"]).findings
    (finding,) = stacqc.check(BAD, severity={"schema": "warning"})
    assert finding.severity is stacqc.Severity.WARNING
    own = tmp_path / "own.yaml"
    own.write_text(
        "ruleset: own\nrules:\n  short-id:\n    summary: Ids are long.\n    at: $.id\n    check: {length: [5, 9]}\n"
        "    examples: {valid: [{id: abcde}], invalid: [{id: a}]}\n"
    )
    assert [f.rule for f in stacqc.check(ITEM, ruleset=str(own))] == ["short-id"]
    config = tmp_path / "stacqc.toml"
    config.write_text('ruleset = "own.yaml"\nignore = ["schema"]\n')
    assert [f.rule for f in stacqc.check(BAD, config=config)] == ["short-id"]


def test_bad_settings_are_named() -> None:
    with pytest.raises(stacqc.RulesetError, match="There is no ruleset nonsense"):
        stacqc.check(ITEM, ruleset="nonsense")
    with pytest.raises(stacqc.RulesetError, match="There is no rule shcema"):
        stacqc.check(ITEM, ignore="shcema")
    with pytest.raises(stacqc.ConfigError, match="cannot be read"):
        stacqc.check(ITEM, config="no-such.toml")


def test_a_configuration_is_used_only_when_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "stacqc.toml").write_text('ignore = ["schema"]\n')
    monkeypatch.chdir(tmp_path)
    assert found(stacqc.check(save(tmp_path / "bad.json", BAD))) == [GSD]


def test_a_baseline_of_the_configuration_is_used(stacqc_command: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    (tmp_path / "stacqc.toml").write_text('baseline = "known.json"\n')
    with pytest.raises(stacqc.BaselineError, match="does not exist"):
        stacqc.check("bad.json", config="stacqc.toml")
    stacqc_command("check", "bad.json", "--write-baseline")
    report = stacqc.check("bad.json", config="stacqc.toml")
    assert (report.findings, report.suppressed) == ([], 1)


def test_a_database_that_cannot_be_reached_is_a_failure() -> None:
    (failure,) = stacqc.check("postgresql://127.0.0.1:9/stac").failures
    assert failure.message.startswith("not read: ")


def test_two_sides_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, gsd in (("a", 5), ("b", 6)):
        (tmp_path / name).mkdir()
        save(tmp_path / name / "item.json", {**ITEM, "properties": {**ITEM["properties"], "gsd": gsd}})
    report = stacqc.diff(tmp_path / "a", tmp_path / "b")
    assert [(f.rule, f.location.pointer) for f in report] == [("diff/value", "/properties/gsd")]
    assert not stacqc.diff("a", "b", ignore=["/properties/gsd"]).findings
    assert not stacqc.diff("a", "b", only=["moved"]).findings
    assert stacqc.diff("a", "c").failures[0].uri == "c"
    assert len(stacqc.diff("a", "b", only="diff/value").findings) == 1
    assert not stacqc.diff("a", "b", ignore="/properties/gsd").findings
    with pytest.raises(ValueError, match=r"'values' is no class of difference; did you mean \"value\"\?"):
        stacqc.diff("a", "b", only=["values"])
    with pytest.raises(ValueError, match="flatten is 'nearest', it must be"):
        stacqc.diff("a", "b", flatten="nearest")


def test_a_report_is_short_at_a_prompt() -> None:
    assert repr(stacqc.check(BAD)) == "<Report: 1 checked, 1 found, 0 not checkable>"


def test_processes_are_counted_from_none() -> None:
    with pytest.raises(ValueError, match="jobs is -1, it must be 0"):
        stacqc.check(ITEM, jobs=-1)


def test_the_helper_says_what_is_wrong_and_where() -> None:
    assert assert_stac_valid(ITEM).checked == {"Item": 1}
    with pytest.raises(AssertionError) as caught:
        assert_stac_valid(BAD)
    head, line, help_ = str(caught.value).splitlines()
    assert head == "This STAC is not valid: 1 document checked: 1 error"
    assert line.startswith("<Item bad>#/properties/gsd error schema: gsd is ")
    assert help_.startswith("    help: ")


def test_the_helper_fails_as_asked() -> None:
    assert_stac_valid(BAD, severity={"schema": "warning"})
    with pytest.raises(AssertionError):
        assert_stac_valid(BAD, severity={"schema": "warning"}, fail_on="warning")
    with pytest.raises(AssertionError, match=r"could not check no-such\.json: not read"):
        assert_stac_valid("no-such.json")
    with pytest.raises(AssertionError, match=f"… and {30 - SHOWN} more"):
        assert_stac_valid([BAD] * 30, across=False)


def test_importing_stacqc_imports_next_to_nothing() -> None:
    code = "import sys, stacqc; print(sorted(m for m in sys.modules if m.startswith('stacqc.')), 'click' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] False"


def test_every_public_name_is_there() -> None:
    assert sorted(stacqc.__all__) == dir(stacqc)
    for name in stacqc.__all__:
        assert getattr(stacqc, name) is not None
    with pytest.raises(AttributeError, match="nonsense"):
        _ = stacqc.nonsense  # type: ignore[attr-defined]


def test_the_page_about_the_api_is_true(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    save(tmp_path / "item.json", BAD)
    (tmp_path / "catalog").mkdir()
    save(tmp_path / "catalog" / "catalog.json", CATALOG)
    sessions = "\n".join(re.findall(r"^```pycon\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(sessions, {}, "python-api.md", str(PAGE), 0)
    assert test.examples
    result = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS).run(test)
    assert result.failed == 0


def test_the_test_on_the_page_fails_as_it_says(tmp_path: Path) -> None:
    page = PAGE.read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```", page, re.DOTALL | re.MULTILINE)
    (tmp_path / "test_page.py").write_text(code)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        capture_output=True, text=True, cwd=tmp_path,
    )  # fmt: skip
    assert done.returncode == 1
    assert "AssertionError: This STAC is not valid: 1 document checked: 1 error" in done.stdout
    assert "/properties/gsd error schema" in done.stdout
