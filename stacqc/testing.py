"""Help for the tests of projects that write STAC."""

from __future__ import annotations

from typing import Any

from stacqc.findings import Finding, Severity
from stacqc.report import Report

#: Findings that a failed assertion shows; a longer list helps nobody.
SHOWN = 20


def assert_stac_valid(source: Any, *, fail_on: str = "error", **settings: Any) -> Report:
    """Assert that STAC is sound; the message of the AssertionError lists what is wrong, and where.

    `source` and the settings are those of `stacqc.check`; `fail_on` is the least severity that fails:
    "error", "warning" or "info". What cannot be checked fails too. Returns the report.
    """
    # Lets pytest show the caller's line, not this one.
    __tracebackhide__ = True
    from stacqc.api import check

    report = check(source, **settings)
    level = Severity.parse(fail_on)
    if report.exit_code(level):
        raise AssertionError(_message(report, level))
    return report


def _message(report: Report, level: Severity) -> str:
    from stacqc.formats.style import Style
    from stacqc.formats.summary import totals
    from stacqc.safe import safe

    lines = ["This STAC is not valid: " + totals(report, Style(False))]
    lines += [f"could not check {safe(f.uri)}: {safe(f.message)}" for f in report.failures[:SHOWN]]
    serious = [finding for finding in report.findings if finding.severity >= level]
    lines += map(_line, serious[:SHOWN])
    hidden = max(report.failures.total - SHOWN, 0) + max(len(serious) - SHOWN, 0) + report.dropped
    return "\n".join([*lines, *([f"… and {hidden:,} more"] if hidden else [])])


def _line(finding: Finding) -> str:
    from stacqc.safe import safe

    where = safe(f"{finding.location.uri}#{finding.location.pointer}")
    help_ = f"\n    help: {safe(finding.help)}" if finding.help else ""
    return f"{where} {finding.severity} {finding.rule}: {safe(finding.message)}{help_}"
