"""JSON and JSON lines: the members that are promised, whatever the texts hold."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.findings import Edit, Failure, Fix
from stacqc.formats import View, renderer
from stacqc.report import Report
from tests.unit.reports import HOSTILE, finding, hostile, report


def text_of(made: Report, format_: str, view: View | None = None) -> str:
    return "".join(renderer(format_)(made, view or View()))


def lines_of(made: Report) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text_of(made, "jsonl").split("\n")[:-1]]


def test_a_finding_has_the_members_that_the_page_lists() -> None:
    fix = Fix((Edit("replace", ("a", 0), 5),), title="write 5")
    data = json.loads(text_of(report(finding()._replace(fix=fix, related=("b.json",))), "json"))
    assert set(data) == {"format", "stacqc", "summary", "findings", "failures"}
    (found,) = data["findings"]
    assert found["fix"] == {
        "title": "write 5",
        "safe": True,
        "edits": [{"action": "replace", "path": ["a", 0], "value": 5}],
    }
    assert (found["pointer"], found["line"], found["related"]) == (
        "/properties/sar:looks~1range",
        1,
        ["b.json"],
    )


@pytest.mark.parametrize(("edit", "help", "title"), [
    (Edit("replace", ("a",), 5), "write five", "write five"), (Edit("replace", ("a",), 5), "", "write 5"),
    (Edit("remove", ("a",)), "", "remove a"), (Edit("rename", ("a",), "b"), "", "rename a to b"),
])  # fmt: skip
def test_a_fix_without_a_title_of_its_own_has_one(edit: Edit, help: str, title: str) -> None:
    (line, _) = lines_of(report(finding()._replace(fix=Fix((edit,)), help=help)))
    assert line["fix"]["title"] == title


def test_lines_are_findings_failures_and_the_summary() -> None:
    lines = lines_of(report(finding(), finding(1), failures=[Failure("x.json", "not read")]))
    assert [line["kind"] for line in lines] == ["finding", "finding", "failure", "summary"]
    assert lines[-1]["findings"] == 2


@pytest.mark.parametrize("format_", ["json", "jsonl"])
@pytest.mark.parametrize("value", [10**30, "\udcff", HOSTILE, {"a": 10**30}])
def test_whatever_the_texts_hold_it_is_json(format_: str, value: Any) -> None:
    fix = Fix((Edit("replace", ("a",), value),))
    made = hostile()
    made.findings.append(finding()._replace(fix=fix, document="\udcff"))
    text = text_of(made, format_)
    text.encode("utf-8")
    first = json.loads(text)["findings"][0] if format_ == "json" else lines_of(made)[0]
    assert (first["message"], first["uri"]) == (HOSTILE, HOSTILE)


def test_a_line_looks_the_same_whatever_its_values_are() -> None:
    fixes = [Fix((Edit("replace", ("a",), value),)) for value in (1, 10**30)]
    lines = text_of(report(*(finding()._replace(fix=fix) for fix in fixes)), "jsonl").splitlines()
    assert lines[0].partition('"value":')[0] == lines[1].partition('"value":')[0]
