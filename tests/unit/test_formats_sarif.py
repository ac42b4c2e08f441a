"""SARIF: valid by the schema of its standard, stable, bounded, and nothing in it is a link by accident."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sarif_pydantic import Sarif

from stacqc.comparison.findings import DifferenceKeeper
from stacqc.findings import Failure, Finding, Location, Severity
from stacqc.formats import View
from stacqc.formats.address import reference
from stacqc.formats.sarif import MAX_RESULTS, render
from stacqc.report import Report
from tests.published_schemas import SARIF, validate
from tests.unit.reports import HOSTILE, finding, hostile, hostile_finding, report


def run_of(made: Report, view: View | None = None) -> dict[str, Any]:
    text = "".join(render(made, view or View()))
    log = json.loads(text)
    validate(log, SARIF)
    Sarif.model_validate(log)
    (run,) = log["runs"]
    found: dict[str, Any] = run
    return found


def test_a_finding_has_rule_place_pointer_and_fingerprint() -> None:
    run = run_of(report(finding(4, related=("b.json#/links/0",))))
    (result,), (rule,) = run["results"], run["tool"]["driver"]["rules"]
    assert (result["ruleId"], result["ruleIndex"], result["level"]) == ("schema", 0, "error")
    assert result["message"]["text"] == "Value 4 is wrong (write 5)"
    (place,) = result["locations"]
    assert place["physicalLocation"]["artifactLocation"] == {
        "uri": "dir/a%20b.json",
        "uriBaseId": "%SRCROOT%",
    }
    assert place["physicalLocation"]["region"] == {
        "startLine": 5,
        "startColumn": 3,
        "endLine": 5,
        "endColumn": 9,
    }
    assert place["logicalLocations"][0]["fullyQualifiedName"] == "/properties/sar:looks~1range"
    assert result["partialFingerprints"]["stacqc/v1"] == finding(4).fingerprint
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.json"
    assert rule["defaultConfiguration"] == {"level": "error"}
    assert rule["help"]["text"] == "It fits.\n\nWhy it should."
    assert rule["helpUri"] == "https://example.com/x%20y"
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_a_fingerprint_survives_other_lines_and_tells_equal_findings_apart() -> None:
    here, moved = finding(1), finding(9, value='"1"')
    prints = [
        r["partialFingerprints"]["primaryLocationLineHash"] for r in run_of(report(here, moved))["results"]
    ]
    assert prints == [f"{here.fingerprint}:1", f"{here.fingerprint}:2"]


def test_levels_are_those_of_the_run() -> None:
    made = report(finding(), finding(1, Severity.WARNING), finding(2, Severity.INFO))
    run = run_of(made)
    assert [r["level"] for r in run["results"]] == ["error", "warning", "note"]
    levels = {r["id"]: r["defaultConfiguration"]["level"] for r in run["tool"]["driver"]["rules"]}
    assert levels == {"schema": "error", "link-media-type": "warning", "note": "note"}
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_hostile_text_stays_text() -> None:
    run = run_of(hostile())
    texts = [run["results"][0]["message"]["text"], run["tool"]["driver"]["rules"][0]["id"]]
    for text in texts:
        assert not any(ord(c) < 32 or "\ud800" <= c <= "\udfff" or c in "\u202e\u2028" for c in text)
    assert "\\[click\\](http" in texts[0]
    (first, second) = (
        r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]
    )
    assert second == "ok.json"
    assert "javascript:" not in json.dumps(run)
    assert first.isascii()


def test_what_was_not_checked_is_a_notification() -> None:
    run = run_of(report(failures=[Failure("x.json#/features/3", "not read: it does not exist"), Failure("", "a rule failed")]))  # fmt: skip
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is False
    first, second = invocation["toolExecutionNotifications"]
    assert first["message"]["text"] == "x.json#/features/3: not read: it does not exist"
    assert first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "x.json"
    assert second == {"level": "error", "message": {"text": "a rule failed"}}


def test_results_are_bounded_errors_come_first_and_a_notice_says_so() -> None:
    many = [finding(n, Severity.WARNING) for n in range(MAX_RESULTS)]
    log = json.loads("".join(render(report(*many, finding(1), finding(2)), View())))
    results = log["runs"][0]["results"]
    assert len(results) == MAX_RESULTS
    assert [r["level"] for r in results[:3]] == ["error", "error", "warning"]
    (notice,) = log["runs"][0]["invocations"][0]["toolExecutionNotifications"]
    assert notice["message"]["text"] == "2 more findings are not in this file"


def test_max_findings_is_kept() -> None:
    assert len(run_of(report(*map(finding, range(5))), View(max_findings=2))["results"]) == 2


def test_a_finding_without_a_line_has_no_region() -> None:
    bare = finding()._replace(location=Location("postgresql://host/db"))
    (result,) = run_of(report(bare))["results"]
    assert "region" not in result["locations"][0]["physicalLocation"]


def test_a_comparison_has_rules_with_their_meaning() -> None:
    from stacqc.comparison.levels import infos, levels_of

    made = Report(rules=infos("diff/"))
    DifferenceKeeper(made, levels_of()).report.counts["diff/value", Severity.ERROR] += 1
    made.findings.append(Finding("diff/value", Severity.ERROR, "m", Location("a.json", 1, 1, 1, 2)))
    (rule,) = run_of(made)["tool"]["driver"]["rules"]
    assert "is that of the file" in rule["shortDescription"]["text"]


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("a/b.json", "a/b.json"),
        ("./a//b.json", "a/b.json"),
        ("a b#c?d.json", "a%20b%23c%3Fd.json"),
        ("c:evil.json", "c%3Aevil.json"),
        ("<stdin>", "%3Cstdin%3E"),
        ("100%.json", "100%25.json"),
        ("é.json", "%C3%A9.json"),
        ("\udcff.json", "%FF.json"),
        ("/a/b.json", "file:///a/b.json"),
        ("https://h/a b?x=1#/c", "https://h/a%20b?x=1#/c"),
    ],
)
def test_paths_become_uri_references(uri: str, expected: str) -> None:
    assert reference(uri) == expected


def test_a_path_out_of_the_folder_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in").mkdir()
    monkeypatch.chdir(tmp_path / "in")
    assert reference("../x.json") == (tmp_path / "x.json").as_uri()


def test_any_text_makes_a_reference() -> None:
    assert reference(hostile_finding().location.uri).isascii()
    assert reference(HOSTILE.replace("\ud800", "")).isascii()
