"""GitHub annotations, then the whole report as text, since few annotations are shown."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator
from itertools import islice

from stacqc.findings import Failure, Finding, Severity
from stacqc.formats import View, text
from stacqc.formats.order import worst_first
from stacqc.report import Report
from stacqc.safe import safe

#: GitHub shows ten annotations of a level for each step.
_SHOWN = 10
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report, view: View) -> Iterator[str]:
    """Yield workflow commands, errors first, and the text report in which no command is heeded."""
    yield from _annotations(report)
    token = secrets.token_hex(16)
    yield f"::stop-commands::{token}\n"
    yield from text.render(report, view._replace(color=False))
    yield f"::{token}::\n"


def _annotations(report: Report) -> Iterator[str]:
    failed = [_failure(failure) for failure in report.failures[:_SHOWN]]
    yield from failed
    findings = worst_first(report.findings)
    for severity in _LEVEL:
        room = _SHOWN - len(failed) if severity is Severity.ERROR else _SHOWN
        yield from islice(_commands(findings, severity), room)


def _commands(findings: Iterable[Finding], severity: Severity) -> Iterator[str]:
    return (_finding(finding) for finding in findings if finding.severity is severity)


def _finding(finding: Finding) -> str:
    place = finding.location
    values = {"title": finding.rule, "file": place.uri}
    if place.line:
        values |= {"line": str(place.line), "endLine": str(max(place.end_line, place.line))}
        if place.end_line == place.line:
            values |= {"col": str(place.column), "endColumn": str(place.end_column)}
    help_ = f"\n{safe(finding.help)}" if finding.help else ""
    return _command(_LEVEL[finding.severity], values, safe(finding.message) + help_)


def _failure(failure: Failure) -> str:
    file = {"file": failure.uri.partition("#")[0]} if failure.uri else {}
    return _command("error", {"title": "could not check", **file}, safe(failure.message))


def _command(name: str, values: dict[str, str], message: str) -> str:
    written = ",".join(f"{key}={_property(safe(value))}" for key, value in values.items())
    return f"::{name} {written}::{_data(message)}\n"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
