"""The code quality report of GitLab: one JSON array, shown in merge requests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import orjson

from stacqc.digest import digest_of_text
from stacqc.findings import Failure, Finding, Severity
from stacqc.formats import View
from stacqc.formats.repeats import numbered
from stacqc.report import Report
from stacqc.safe import safe
from stacqc.schemes import is_address

_SEVERITY = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def render(report: Report, view: View) -> Iterator[str]:
    """Yield findings and failures as violations; fingerprints are unique in the report."""
    shown = report.findings[: view.max_findings or None]
    violations = [_failure(failure) for failure in report.failures.listed()]
    violations += [_finding(f, print_, n) for f, print_, n in numbered(shown)]
    yield orjson.dumps(violations, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()


def _finding(finding: Finding, fingerprint: str, occurrence: int) -> dict[str, Any]:
    help_ = f" ({finding.help})" if finding.help else ""
    unique = fingerprint if occurrence == 1 else f"{fingerprint}-{occurrence}"
    return {
        "description": safe(finding.message + help_),
        "check_name": safe(finding.rule),
        "fingerprint": unique,
        "severity": _SEVERITY[finding.severity],
        "location": _location(finding.location.uri, finding.location.line),
    }


def _failure(failure: Failure) -> dict[str, Any]:
    return {
        "description": safe(f"could not check: {failure.message}"),
        "check_name": "could-not-check",
        "fingerprint": digest_of_text("\0".join((failure.uri, failure.message)), 8),
        "severity": "blocker",
        "location": _location(failure.uri.partition("#")[0] or os.curdir, 1),
    }


def _location(uri: str, line: int) -> dict[str, Any]:
    path = uri if is_address(uri) else os.path.normpath(uri).replace(os.sep, "/")
    return {"path": safe(path), "lines": {"begin": max(line, 1)}}
