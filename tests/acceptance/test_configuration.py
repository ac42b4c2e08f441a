"""A configuration means the same from wherever stacqc is called, and with other rulesets than its own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from ..documents import BAD, ITEM
from .conftest import Stacqc

RULES = """\
ruleset: ours
summary: Ours.
options: {least: {default: 10}}
rules:
  gsd-least:
    summary: Pixels are large.
    at: gsd
    check: {between: ['{option.least}', null]}
    examples:
      valid: [{properties: {gsd: 10}}]
      invalid: [{properties: {gsd: 5}}]
"""
OURS = """\
ruleset = ["ours.yaml"]
ignore = ["gsd-least"]
[severity]
"ours/*" = "warning"
[options]
least = 20
[per-file."old/**"]
ignore = ["tag:verdict", "gsd-least"]
"""
EXCEPTION = '[per-file."old/**"]\nignore = ["tag:verdict"]\n'


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with rules, and a configuration that speaks of them."""
    (tmp_path / "ours.yaml").write_text(RULES)
    (tmp_path / "stacqc.toml").write_text(OURS)
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "bad.json").write_text(json.dumps(BAD))
    (tmp_path / "item.json").write_text(json.dumps({**ITEM, "properties": {**ITEM["properties"], "gsd": 15}}))
    return tmp_path


@pytest.mark.parametrize(("folder", "named"), [
    (".", "old/bad.json"), (".", "./old/../old/bad.json"), (".", "{project}/old/bad.json"), ("old", "bad.json"),
    ("..", "{project.name}/old/bad.json"), (".", "../{project.name}/old"),
])  # fmt: skip
def test_an_exception_holds_however_its_file_is_named(
    stacqc: Stacqc, project: Path, monkeypatch: pytest.MonkeyPatch, folder: str, named: str
) -> None:
    (project / "stacqc.toml").write_text(EXCEPTION)
    monkeypatch.chdir(project / folder)
    assert stacqc("check", named.format(project=project)).code == 0
    assert stacqc("check", named.format(project=project), "--no-config").code == 1


def test_an_exception_holds_for_its_folder_and_no_other_of_that_name(
    stacqc: Stacqc, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "new" / "old").mkdir(parents=True)
    os.rename(project / "old" / "bad.json", project / "new" / "old" / "bad.json")
    (project / "stacqc.toml").write_text(EXCEPTION)
    monkeypatch.chdir(project / "new")
    assert stacqc("check", "old/bad.json").code == 1


@pytest.mark.parametrize(
    "pattern", ["./old/*", "old/../old/*", "../{name}/old/*", "old//*", "{folder}/old/*"]
)
def test_an_exception_holds_however_its_path_is_written(stacqc: Stacqc, project: Path, pattern: str) -> None:
    written = pattern.format(folder=project, name=project.name)
    (project / "stacqc.toml").write_text(EXCEPTION.replace("old/*", written))
    assert stacqc("check", str(project / "old" / "bad.json")).code == 0


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        ("odl/**", 'there is no odl in {folder}; did you mean "old"?'),
        ("old/bad.jsn", 'there is no bad.jsn in {folder}/old; did you mean "bad.json"?'),
        ("old/other/[ab]/*.json", "there is no other in {folder}/old"),
        ("old", 'it is a folder: write "old/**"'),
        ("./old/", 'it is a folder: write "./old/**"'),
        ("/nowhere/**", "there is no nowhere in /"),
        ("{folder}/old/*", ""),
        ("{folder}/odl/*", 'there is no odl in {folder}; did you mean "old"?'),
        ("old/**", ""),
        ("old/../old/bad.json", ""),
        ("*/nothing/*", ""),
        ("o[dl]*/nothing", ""),
        ("https://example.com/*", ""),
        ("<Item *", ""),
    ],
)
def test_an_exception_for_no_file_is_said(stacqc: Stacqc, project: Path, pattern: str, said: str) -> None:
    pattern = pattern.format(folder=project)
    (project / "stacqc.toml").write_text(f'[per-file."{pattern}"]\nignore = ["tag:verdict"]\n')
    file = project / "stacqc.toml"
    told = f'warning: {file}:1: the exception for "{pattern}" is for no file: {said.format(folder=project)}\n'
    outcome = stacqc("check", str(project / "old"))
    assert outcome.err == (told if said else "")
    assert outcome.code == stacqc("check", str(project / "old" / "bad.json")).code
    for alone in ((str(project / "old" / "bad.json"),), (str(project / "old"), "--each-alone")):
        assert "is for no file" not in stacqc("check", *alone).err


def test_many_exceptions_for_no_file_are_not_all_said(stacqc: Stacqc, project: Path) -> None:
    lines = [f"'d{n}/**' = {{ ignore = ['schema'] }}" for n in range(1000)]
    (project / "stacqc.toml").write_text("[per-file]\n" + "\n".join(lines))
    said = stacqc("check", str(project / "old")).err.splitlines()
    assert (len(said), said[-1]) == (21, "warning: there are more exceptions for no file")


def test_exceptions_of_others_are_not_held_against_a_file(stacqc: Stacqc, project: Path) -> None:
    (project / "old" / "stacqc.toml").write_text('extend = "../stacqc.toml"\n')
    assert "is for no file" not in stacqc("check", str(project / "old")).err
    (project / "stacqc.toml").write_text('[per-file."database/*"]\nignore = ["diff/only-database"]\n')
    assert "is for no file" not in stacqc("check", str(project)).err


def test_other_rulesets_than_those_of_the_file_need_none_of_its_settings(
    stacqc: Stacqc, project: Path
) -> None:
    outcome = stacqc("check", "item.json", "--ruleset", "recommended")
    assert (outcome.code, outcome.err) == (0, "")


def test_settings_hold_for_the_rules_that_other_rulesets_have_too(stacqc: Stacqc, project: Path) -> None:
    (project / "more.yaml").write_text("ruleset: more\nextends: [ours.yaml]\n")
    checked = stacqc("check", "item.json", "--ruleset", "more.yaml", "--only", "ours/*")
    assert "no findings" in checked.out
    again = (project / "stacqc.toml").read_text().replace('ignore = ["gsd-least"]', "", 1)
    (project / "stacqc.toml").write_text(again)
    checked = stacqc("check", "item.json", "--ruleset", "more.yaml", "--only", "ours/*")
    assert "warning gsd-least gsd is 15" in checked.out


def test_what_a_call_names_must_be_there(stacqc: Stacqc, project: Path) -> None:
    outcome = stacqc("check", "item.json", "--ruleset", "recommended", "--ignore", "gsd-least")
    assert outcome.code == 2
    assert "There is no rule gsd-least\n" in outcome.err


def test_a_ruleset_of_a_call_is_sought_in_the_working_folder(
    stacqc: Stacqc, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project / "old")
    assert stacqc("check", "../item.json", "--ruleset", "../ours.yaml").code == 0
    missing = stacqc("check", "../item.json", "--ruleset", "ours.yaml")
    assert missing.code == 2
    assert missing.err == "Error: ours.yaml: Cannot read the ruleset: No such file or directory\n"


def test_a_ruleset_that_is_missing_is_told_where_it_is_named(stacqc: Stacqc, project: Path) -> None:
    (project / "ours.yaml").unlink()
    outcome = stacqc("check", "item.json")
    assert outcome.code == 2
    assert f"{project / 'stacqc.toml'}:1:12: ours.yaml: Cannot read the ruleset: No such" in outcome.err


@pytest.mark.parametrize(
    "call", [("check", "item.json"), ("rules", "--ruleset", "ours.yaml"), ("test", "ours.yaml")]
)
def test_all_mistakes_of_a_rule_file_are_told_at_once(
    stacqc: Stacqc, project: Path, call: tuple[str, ...]
) -> None:
    (project / "ours.yaml").write_text("ruleset: ours\nrules:\n  a: {sumary: s}\n  b: {severity: eror}\n")
    outcome = stacqc(*call)
    assert outcome.code == 2
    assert "ours.yaml:3:7: sumary is not known here\n  help: did you mean " in outcome.err
    assert 'ours.yaml:4:17: rules.b.severity is text ("eror"), it must be ' in outcome.err
    assert outcome.err.count("ours.yaml:") == 2


def test_rules_of_a_file_are_listed(stacqc: Stacqc, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "gsd-least  error     Item   ours          Pixels are large." in stacqc("rules", "ours.yaml").out
    monkeypatch.setenv("COLUMNS", "80")
    assert stacqc("rules", "ours.yaml").out == (
        "ours (1): Ours.\n  gsd-least  error         Pixels are large.\n"
    )
    assert "id-style" in stacqc("rules", "strict").out
    assert stacqc("rules", "ours.yaml", "id-style").out.startswith("gsd-least\n=========\n")


def test_a_call_that_leaves_no_rule_says_so(stacqc: Stacqc, project: Path) -> None:
    (project / "stacqc.toml").write_text("ruleset = []\n")
    said = "no rule is in force: nothing is checked but whether files can be read"
    for more in ((), ("--only", "schema", "--ignore", "schema")):
        assert said in stacqc("check", "item.json", *more).err
    assert said not in stacqc("check", "item.json", "--select", "schema").err


def test_rules_are_not_chosen_by_the_beginning_of_their_name(stacqc: Stacqc, project: Path) -> None:
    outcome = stacqc("check", "item.json", "--ignore", "link-*")
    assert outcome.code == 2
    assert (
        "There is no rule link-*\n  help: rules are named one by one, or as ruleset/* or tag:x" in outcome.err
    )


def test_an_option_of_a_call_is_not_told_where_the_file_sets_it(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    (tmp_path / "stacqc.toml").write_text('ruleset = ["isdeform"]\n[options]\nlayout = "live"\n')
    outcome = stacqc("check", "item.json", "--option", "layout=lve")
    assert outcome.err == 'Error: "lve" is not a value of the option layout\n  help: did you mean "live"?\n'


@pytest.mark.parametrize("text", ['schema-map = {{ "{address}" = "x.json" }}', 'schema-dir = ["schemas"]'])
def test_schemas_of_a_configuration_lie_beside_it(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    address = "https://example.com/x/v1.0.0/schema.json"
    schema = json.dumps({"$id": address, "properties": {"id": {"const": "b"}}})
    (tmp_path / "schemas").mkdir()
    for file in ("x.json", "schemas/x.json"):
        (tmp_path / file).write_text(schema)
    (tmp_path / "stacqc.toml").write_text(text.format(address=address))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "item.json").write_text(json.dumps({**ITEM, "stac_extensions": [address]}))
    monkeypatch.chdir(tmp_path / "data")
    assert ' schema id is "a", ' in stacqc("check", "item.json", "--only", "schema").out


def test_what_is_extended_leads_to_what_lies_beside_it(stacqc: Stacqc, project: Path) -> None:
    below = project / "below"
    below.mkdir()
    (below / "item.json").write_text((project / "item.json").read_text())
    (below / "stacqc.toml").write_text('extend = "../stacqc.toml"\nignore = []\n')
    assert "warning gsd-least" in stacqc("check", "below/item.json").out
    os.rename(project / "old" / "bad.json", below / "bad.json")
    assert "warning gsd-least" in stacqc("check", "below/bad.json").out
    (project / "stacqc.toml").write_text(OURS.replace("old/**", "below/b*"))
    assert "no findings" in stacqc("check", "below/bad.json").out


@pytest.mark.parametrize(("named", "said"), [
    (["--ignore", "pair-dates-agree"], "There is no rule pair-dates-agree in the rulesets of this run"),
    (["--select", "isdeform/*"], "No rule fits isdeform/* in the rulesets of this run"),
    (["--only", "tag:agreement"], "No rule fits tag:agreement in the rulesets of this run"),
    (["--option", "layout=live"], "There is no option layout in the rulesets of this run"),
])  # fmt: skip
def test_what_another_ruleset_has_is_told_with_its_name(
    stacqc: Stacqc, tmp_path: Path, named: list[str], said: str
) -> None:
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    outcome = stacqc("check", "item.json", *named)
    assert outcome.code == 2
    assert outcome.err.startswith(
        f"Error: {said}\n  help: it is of the ruleset isdeform: add --ruleset isdef"
    )


def test_a_rule_of_several_rulesets_is_told_with_the_first_of_them(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    outcome = stacqc("check", "item.json", "--ruleset", "pgstac", "--ignore", "link-title-missing")
    assert "it is of the ruleset recommended: " in outcome.err


def test_a_baseline_of_the_configuration_is_named_as_seen_from_here(
    stacqc: Stacqc, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "stacqc.toml").write_text('baseline = "known.json"\n')
    written = stacqc("check", "old", "--write-baseline")
    assert written.err.startswith("known.json: 1 known finding ")
    (project / "old" / "bad.json").write_text(json.dumps(ITEM))
    assert stacqc("check", "old", "-f", "concise").out.startswith("known.json:7:22 info baseline-stale")
    monkeypatch.chdir(project / "old")
    assert stacqc("check", ".", "-f", "concise").out.startswith(f"{project / 'known.json'}:7:22 info")
