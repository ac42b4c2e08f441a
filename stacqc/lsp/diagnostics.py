"""Findings as an editor shows them."""

from __future__ import annotations

import os
from pathlib import Path

from lsprotocol.types import (
    CodeDescription,
    Diagnostic,
    DiagnosticRelatedInformation,
    DiagnosticSeverity,
    Location,
    Position,
    Range,
)

from stacqc.findings import Finding, Severity
from stacqc.lsp.analysis import MAX_TEXT, Analysis, Mark
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project
from stacqc.safe import safe
from stacqc.schemes import of_web

SOURCE = "stacqc"
#: Diagnostics sent for one file; editors slow down when there are more.
MAX_SHOWN = 1000
_SEVERITY = {
    Severity.ERROR: DiagnosticSeverity.Error,
    Severity.WARNING: DiagnosticSeverity.Warning,
    Severity.INFO: DiagnosticSeverity.Information,
}
_TOP = Range(Position(0, 0), Position(0, 0))


def diagnostics(analysis: Analysis, places: Places, project: Project) -> list[Diagnostic]:
    """Return what an editor shows for a text."""
    if analysis.is_too_long:
        size = len(analysis.text)
        text = f"Not checked while you type: {size:,} characters are more than {MAX_TEXT:,}"
        return [notice(f"{text}\nstacqc check FILE checks files of any size")]
    marks = sorted(analysis.marks, key=lambda m: (-m.finding.severity, m.start))
    made = [diagnostic(mark, places, project) for mark in marks[:MAX_SHOWN]]
    if len(marks) > MAX_SHOWN:
        made.append(notice(f"{len(marks) - MAX_SHOWN:,} more findings\nstacqc check FILE shows them"))
    return made


def diagnostic(mark: Mark, places: Places, project: Project) -> Diagnostic:
    """Return a finding as a diagnostic."""
    finding = mark.finding
    rule = project.rules.get(finding.rule)
    docs = rule.info.docs if rule is not None else ""
    return Diagnostic(
        range=places.range(mark.start, mark.end),
        message="\n".join(safe(text) for text in (finding.message, finding.help) if text),
        severity=_SEVERITY.get(finding.severity),
        code=finding.rule,
        code_description=CodeDescription(docs) if of_web(docs) else None,
        source=SOURCE,
        related_information=_related(finding) or None,
        data=finding.fingerprint,
    )


def _related(finding: Finding) -> list[DiagnosticRelatedInformation]:
    files = [uri.partition("#")[0] for uri in finding.related]
    return [
        DiagnosticRelatedInformation(Location(Path(file).as_uri(), _TOP), safe(os.path.basename(file)))
        for file in files
        if os.path.isabs(file)
    ]


def notice(message: str, severity: DiagnosticSeverity = DiagnosticSeverity.Information) -> Diagnostic:
    """Return a remark about a file as a whole."""
    return Diagnostic(_TOP, message, severity, source=SOURCE)
