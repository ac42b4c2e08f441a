"""Findings and fixes in the form that editors take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

pytest.importorskip("lsprotocol", reason='it comes with pip install "stacqc[lsp]"')

from stacqc.document import Document
from stacqc.findings import Edit, Finding, Fix, Location, Severity
from stacqc.lsp.actions import Actions
from stacqc.lsp.analysis import Analysis, Mark
from stacqc.lsp.diagnostics import MAX_SHOWN, diagnostics
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project, Projects, Settings


@pytest.fixture(scope="module")
def project() -> Project:
    return Projects(Settings(no_config=True)).of("")


def finding(severity: Severity = Severity.ERROR, fix: Fix | None = None, *related: str) -> Finding:
    return Finding("schema", severity, "It is wrong", Location("a.json"), fix=fix, related=related)


def test_other_documents_that_take_part_can_be_opened(project: Project, tmp_path: Path) -> None:
    other = tmp_path / "with space.json"
    mark = Mark(0, 1, finding(Severity.ERROR, None, f"{other}#/features/1", "elsewhere.json"), None)
    (shown,) = diagnostics(Analysis("{}", (mark,)), Places("{}"), project)
    assert [r.location.uri for r in shown.related_information or ()] == [other.as_uri()]
    assert [r.message for r in shown.related_information or ()] == ["with space.json"]


def test_the_worst_findings_are_shown_where_there_are_too_many(project: Project) -> None:
    marks = [Mark(0, 1, finding(Severity.WARNING), None)] * (MAX_SHOWN + 4)
    marks.append(Mark(1, 2, finding(Severity.ERROR), None))
    shown = diagnostics(Analysis("{}", tuple(marks)), Places("{}"), project)
    assert len(shown) == MAX_SHOWN + 1
    assert shown[0].range.start.character == 1
    assert shown[-1].message.startswith("5 more findings")


def test_a_fix_of_several_edits_changes_nothing_between_them(project: Project) -> None:
    text = json.dumps({"old": "🛰", "kept": [1, 2], "gone": True, "value": 5}, ensure_ascii=False)
    edits = (Edit("rename", ("old",), "new"), Edit("remove", ("gone",)), Edit("replace", ("value",), 6))
    analysis = Analysis(text, (Mark(0, 1, finding(fix=Fix(edits)), Document("a.json", text.encode())),))
    ((_, made),) = Actions(analysis, Places(text), project).fixes(0, 0)
    assert [edit.new_text for edit in made] == ['"new"', "", "6"]
    assert [edit.range.start.character for edit in made] == [1, 28, 53]


def test_a_fix_that_cannot_be_made_is_not_offered(project: Project) -> None:
    fix = Fix((Edit("remove", ("not there",)),))
    analysis = Analysis("{}", (Mark(0, 1, finding(fix=fix), Document("a.json", b"{}")),))
    assert list(Actions(analysis, Places("{}"), project).fixes(0, 0)) == []
