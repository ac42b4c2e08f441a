"""The code quality report: the members GitLab asks for, and no fingerprint twice."""

from __future__ import annotations

import json
from typing import Any

from stacqc.findings import Failure, Severity
from stacqc.formats import View
from stacqc.formats.gitlab import render
from stacqc.report import Report
from tests.unit.reports import finding, hostile, report


def violations(made: Report) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads("".join(render(made, View())))
    for violation in found:
        assert set(violation) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert violation["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert violation["location"]["lines"]["begin"] >= 1
        assert not violation["location"]["path"].startswith("./")
    prints = [v["fingerprint"] for v in found]
    assert len(set(prints)) == len(prints)
    return found


def test_findings_become_violations() -> None:
    made = report(finding(4), finding(1, Severity.WARNING), finding(2, Severity.INFO))
    first, second, third = violations(made)
    assert first == {
        "description": "Value 4 is wrong (write 5)",
        "check_name": "schema",
        "fingerprint": finding(4).fingerprint,
        "severity": "major",
        "location": {"path": "dir/a b.json", "lines": {"begin": 5}},
    }
    assert (second["severity"], third["severity"]) == ("minor", "info")


def test_equal_findings_and_failures_keep_their_own_fingerprints() -> None:
    failures = [Failure("x.json", "not read"), Failure("", "a rule failed")]
    found = violations(report(finding(1), finding(2, value='"1"'), failures=failures))
    assert [v["severity"] for v in found] == ["blocker", "blocker", "major", "major"]
    assert found[0]["description"] == "could not check: not read"


def test_a_clean_run_is_an_empty_list() -> None:
    assert violations(report()) == []


def test_hostile_text_stays_text() -> None:
    for violation in violations(hostile()):
        assert not any(ord(c) < 32 for c in json.dumps(violation, ensure_ascii=False))
        assert violation["description"].count("<script>") >= 1
