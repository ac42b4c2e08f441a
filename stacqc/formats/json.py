"""The report as one JSON object; docs/formats.md describes its members."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from stacqc.findings import Finding, Fix, pointer
from stacqc.fixing.titles import said_of
from stacqc.formats import View
from stacqc.report import Report, Shared
from stacqc.safe import safe_lines
from stacqc.version import __version__

#: Raised when a member changes its meaning or goes away; new members do not raise it.
FORMAT_VERSION = 1


def render(report: Report, view: View) -> Iterator[str]:
    """Yield the report as an object with `summary`, `findings` and `failures`."""
    shown = report.findings[: view.max_findings or None]
    made = {
        "format": FORMAT_VERSION,
        "stacqc": __version__,
        "summary": summary(report, len(shown)),
        "findings": [as_object(f) for f in shown],
        "failures": [{"uri": f.uri, "message": f.message} for f in report.failures],
    }
    yield written(made, indent=2)


def written(data: dict[str, Any], indent: int | None = None) -> str:
    """Return an object as JSON that ends its line; what UTF-8 cannot hold is written as an escape."""
    option = orjson.OPT_APPEND_NEWLINE | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return safe_lines(orjson.dumps(data, option=option, default=str).decode())
    except orjson.JSONEncodeError:
        # File names that are no UTF-8, and numbers of more than 64 bits in a fix.
        import json

        close = None if indent else (",", ":")
        return json.dumps(data, indent=indent, default=str, separators=close) + "\n"


def summary(report: Report, shown: int) -> dict[str, Any]:
    """Return the counts of a report."""
    rules: dict[str, dict[str, Any]] = {}
    for (rule, severity), n in sorted(report.counts.items()):
        rules[rule] = {"severity": str(severity), "findings": n}
    made: dict[str, Any] = {
        "checked": dict(sorted(report.checked.items())),
        "findings": report.found,
        "shown": shown,
        "failures": report.failures.total,
        "suppressed": report.suppressed,
        "fixable": {"safe": report.fixable(safe=True), "unsafe": report.fixable(safe=False)},
        "rules": rules,
    }
    if report.fixed is not None:
        made["fixed"] = report.fixed
    if report.shared:
        made["shared"] = [_shared(shared) for shared in report.shared]
    if report.hints:
        made["hints"] = report.hints
    if report.tally:
        made["passed_over"] = {t.name: {"count": t.times, "meaning": t.meaning} for t in report.tally}
    return made


def _shared(shared: Shared) -> dict[str, Any]:
    made: dict[str, Any] = {
        "rule": shared.rule,
        "severity": str(shared.severity),
        "message": shared.message,
        "pointer": pointer(shared.path),
        "findings": shared.times,
        "documents": shared.documents,
    }
    if shared.example is not None:
        made["example"] = str(shared.example)
    if shared.help:
        made["help"] = shared.help
    return made


def as_object(finding: Finding) -> dict[str, Any]:
    """Return one finding as a JSON object."""
    place = finding.location
    made: dict[str, Any] = {
        "rule": finding.rule,
        "severity": str(finding.severity),
        "message": finding.message,
        "uri": place.uri,
        "pointer": place.pointer,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "document": finding.document,
        "fingerprint": finding.fingerprint,
    }
    if finding.help:
        made["help"] = finding.help
    if finding.related:
        made["related"] = list(finding.related)
    if finding.shared:
        made["shared"] = finding.shared - 1
    if finding.fix is not None:
        made["fix"] = _fix(finding.fix, finding.help)
    return made


def _fix(fix: Fix, help: str) -> dict[str, Any]:
    edits = [{"action": e.action, "path": list(e.path), "value": e.value} for e in fix.edits]
    return {"title": said_of(fix, help), "safe": fix.safe, "edits": edits}
