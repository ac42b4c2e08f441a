"""What folds find is left out where the findings of the document itself tell it, and nowhere else."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from stacqc import check
from stacqc.baseline import Baseline, Known, extended
from stacqc.engine.planning import plan_of
from stacqc.engine.runner import run
from stacqc.findings import Finding
from stacqc.folds.base import WITNESSES
from stacqc.report import Report
from stacqc.scale.changed import Changed
from stacqc.settings.config import Config
from stacqc.sources.inputs import Inputs
from tests.documents import item

MIXED, NUMBER = "property-type-mixed", "number-as-text"


def with_baselines(*values: Any) -> list[dict[str, Any]]:
    return [item(f"{number:04}", baseline=value) for number, value in enumerate(values)]


def rules(report: Report) -> list[str]:
    return [finding.rule for finding in report.findings]


def of(report: Report, rule: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.rule == rule]


def test_a_number_written_as_text_is_told_once_and_can_be_mended() -> None:
    (finding,) = check(with_baselines(1.5, 12, "12.5")).findings
    assert finding.rule == NUMBER
    assert finding.fix is not None
    assert finding.fix.edits[0].value == 12.5


@pytest.mark.parametrize(
    ("value", "rule"), [("n/a", "placeholder-text"), ("12.5", NUMBER), ("GDM:NULL", "placeholder-text")]
)
def test_what_is_told_of_the_value_itself_is_told_alone(value: str, rule: str) -> None:
    assert rules(check(with_baselines(1.5, 12, value))) == [rule]
    assert rules(check(with_baselines(1.5, 12, value), ignore=rule)) == [MIXED]


def test_what_the_schema_says_is_not_said_again() -> None:
    sat = ["https://stac-extensions.github.io/sat/v1.0.0/schema.json"]
    orbits = [{**item(str(n), **{"sat:relative_orbit": n}), "stac_extensions": sat} for n in (1, 2)]
    orbits += [{**item("3", **{"sat:relative_orbit": "three"}), "stac_extensions": sat}]
    assert rules(check(orbits)) == ["schema"]
    assert rules(check(orbits, ignore="schema")) == [MIXED]


@pytest.mark.parametrize("how", [{"ignore": NUMBER}, {"severity": {NUMBER: "off"}}, {"only": MIXED}])
def test_a_rule_that_is_not_asked_for_speaks_for_no_other(how: dict[str, Any]) -> None:
    (finding,) = check(with_baselines(1.5, 12, "12.5"), **how).findings
    assert (finding.rule, finding.location.pointer) == (MIXED, "/properties/baseline")


def test_a_rule_that_is_excepted_for_a_file_speaks_for_no_other_there(tmp_path: Path) -> None:
    for number, one in enumerate(with_baselines(1.5, 12, 13, "12.5", "14.5")):
        (tmp_path / f"{number}.json").write_text(json.dumps(one))
    config = tmp_path / "stacqc.toml"
    config.write_text(f'ignore = ["item-id-file-name"]\n[per-file."**/3.json"]\nignore = ["{NUMBER}"]\n')
    report = check(tmp_path, config=config)
    assert [(f.rule, f.location.uri[-6:]) for f in report.findings] == [(MIXED, "3.json"), (NUMBER, "4.json")]
    assert "is text in 2 documents and a number in 3" in report.findings[0].message


def test_a_warning_does_not_speak_for_an_error() -> None:
    items = with_baselines(1.5, 12, "12.5")
    assert rules(check(items, severity={MIXED: "error"})) == [NUMBER, MIXED]
    assert rules(check(items, severity={MIXED: "error", NUMBER: "error"})) == [NUMBER]
    strict = check(items, ruleset="strict").findings
    assert [f.severity.name for f in strict if f.rule in (MIXED, NUMBER)] == ["ERROR"]


def test_others_with_the_odd_type_are_still_told_and_counted_with_all() -> None:
    report = check(with_baselines(1.5, 12, 13, "12.5", "long"))
    (mixed,) = of(report, MIXED)
    assert mixed.value == '"long"'
    assert mixed.message == "baseline is text in 2 documents and a number in 3"
    assert rules(report) == [NUMBER, MIXED]


def test_of_more_documents_than_are_named_one_is_told_in_any_case() -> None:
    texts = ["12.5"] * WITNESSES
    assert of(check(with_baselines(*texts, *[1.5] * 2 * WITNESSES)), MIXED) == []
    report = check(with_baselines(*texts, *[1.5] * 2 * WITNESSES, "long"))
    (mixed,) = of(report, MIXED)
    assert mixed.document == "0000"
    assert f"is text in {WITNESSES + 1} documents" in mixed.message
    assert len(of(report, NUMBER)) == WITNESSES


@pytest.mark.parametrize(("changed", "told"), [("0.json", MIXED), ("2.json", NUMBER)])
def test_findings_of_files_that_are_not_judged_speak_for_none(
    tmp_path: Path, changed: str, told: str
) -> None:
    for number, one in enumerate(with_baselines(1.5, 12, "12.5")):
        (tmp_path / f"{number}.json").write_text(json.dumps(one))
    plan = plan_of(Config(ignore=("item-id-file-name",))).plan
    plan.changed = Changed(frozenset({os.path.realpath(tmp_path / changed)}))
    (finding,) = run(Inputs([str(tmp_path)]).shards(), plan).findings
    assert (finding.rule, finding.location.uri[-6:]) == (told, "2.json")


def test_what_a_baseline_accepts_is_accepted_once(tmp_path: Path) -> None:
    (tmp_path / "items.ndjson").write_text(
        "".join(json.dumps(one) + "\n" for one in with_baselines(1.5, 12, "12.5", "long"))
    )
    plan = plan_of(Config()).plan
    first = run(Inputs([str(tmp_path)]).shards(), plan)
    assert rules(first) == [NUMBER, MIXED]
    nothing = Baseline(tmp_path / "known.json")
    plan.baseline = extended(Known(nothing, []), first.findings[:1])
    assert rules(run(Inputs([str(tmp_path)]).shards(), plan)) == [MIXED]
    plan.baseline = extended(Known(nothing, []), first.findings)
    second = run(Inputs([str(tmp_path)]).shards(), plan)
    assert (rules(second), second.suppressed) == ([], 2)


EO = "https://stac-extensions.github.io/eo/v1.1.0/schema.json"
RAW = "https://raw.githubusercontent.com/stac-extensions/eo/main/json-schema/schema.json"
NEWER = EO.replace("1.1.0", "2.0.0")


@pytest.mark.parametrize(
    ("members", "told"),
    [
        ({"stac_version": "1.0.0"}, {"stac-version-mixed"}),
        ({"stac_version": "0.9.0"}, {"stac-version-outdated"}),
        ({"stac_extensions": [EO]}, set()),
        ({"stac_extensions": [RAW]}, {"extension-uri"}),
        ({"stac_extensions": [NEWER]}, {"extension-version-mixed"}),
        ({"stac_extensions": [EO.replace("1.1.0", "1.7.0")]}, {"schema-unavailable"}),
    ],
)
def test_versions_that_are_told_for_themselves_are_not_told_as_mixed(
    members: dict[str, Any], told: set[str]
) -> None:
    usual = [{**item(str(n), **{"eo:cloud_cover": 5}), "stac_extensions": [EO]} for n in range(3)]
    report = check([*usual, {**usual[0], "id": "x", **members}], ruleset="strict")
    asked = {
        "stac-version-mixed",
        "stac-version-outdated",
        "extension-version-mixed",
        "extension-uri",
        "schema-unavailable",
    }
    assert asked.intersection(rules(report)) == told


KEYS = """
ruleset: own
extends: [stacqc:recommended]
rules:
  keys:
    summary: All have the same properties.
    severity: warning
    across: tree
    at: $.properties
    check: {same_keys: true}
    told_by: [schema, reserved-in-properties]
"""


def test_one_name_that_is_odd_is_told_where_it_stands_or_is_missing(tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(KEYS)
    usual = [item(str(n), looks=1, track=2) for n in range(3)]
    odd = {
        "few": item("x", looks=1),
        "more": item("x", looks=1, track=2, more=3),
        "other": item("x", looks=1, more=3),
    }
    found = {name: check([*usual, one], ruleset=[str(file)]).findings[0] for name, one in odd.items()}
    assert [(f.location.pointer, f.member) for f in found.values()] == [
        ("/properties", "track"), ("/properties/more", ""), ("/properties", "")
    ]  # fmt: skip
    linked = item("x", looks=1, track=2, links=[])
    assert rules(check([*usual, linked], ruleset=[str(file)])) == ["reserved-in-properties"]
    del (timeless := item("x", looks=1, track=2))["properties"]["datetime"]
    assert rules(check([*usual, timeless], ruleset=[str(file)])) == ["schema"]
