"""A summary in Markdown, for pages such as the summary of a job on GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stacqc.findings import Failure, Finding, Severity
from stacqc.formats import View
from stacqc.formats.order import worst_first
from stacqc.formats.style import Style
from stacqc.formats.summary import totals
from stacqc.report import Report
from stacqc.safe import cut, safe

#: Findings and failures listed; the page is a summary, and hosts cut long ones.
LISTED = 50
_LONGEST = 300
_MARK = {Severity.ERROR: "🔴", Severity.WARNING: "🟡", Severity.INFO: "🔵", Severity.OFF: "⚪"}
#: What Markdown, HTML, and GitHub's mentions, formulas and addresses without brackets begin with.
_special = re.compile(r"[&<>\\`*_~|\[\]!#@${}^]|:(?=\S)|(?<=[wW])\.")


def render(report: Report, view: View) -> Iterator[str]:
    """Yield a headline, the counts per rule, the first findings and what could not be checked."""
    yield f"## stacqc\n\n{_verdict(report)} {literal(totals(report, Style(False)))}\n\n"
    for hint in report.hints:
        yield f"hint: {code(hint)}\n\n"
    if report.failures:
        yield from _failures(report)
    if report.counts:
        yield from _per_rule(report)
        yield from _shared(report)
        if not view.quiet:
            yield from _findings(report, view.max_findings)


def literal(text: str) -> str:
    """Return `text` on one line so that Markdown and HTML show it as it is, also in a table."""
    return _special.sub(lambda m: f"&#{ord(m[0])};", safe(text))


def code(text: str) -> str:
    """Return `text` as code, in which nothing is a link, a mention or an image; cut when it is long."""
    return f"<code>{literal(cut(text, _LONGEST))}</code>"


def _verdict(report: Report) -> str:
    if report.failures:
        return "❌"
    return _MARK[report.worst()] if report.counts else "✅"


def _failures(report: Report) -> Iterator[str]:
    yield "### Could not check\n\n"
    for failure in report.failures[:LISTED]:
        yield f"- {_failure(failure)}\n"
    if report.failures.total > LISTED:
        yield f"- … and {report.failures.total - LISTED:,} more\n"
    yield "\n"


def _failure(failure: Failure) -> str:
    return f"{code(failure.uri)} {code(failure.message)}" if failure.uri else code(failure.message)


def _per_rule(report: Report) -> Iterator[str]:
    yield "| findings | severity | rule | what holds |\n|---:|---|---|---|\n"
    for (rule, severity), n in sorted(report.counts.items(), key=lambda c: (-c[0][1], -c[1], c[0][0])):
        info = report.rules.get(rule)
        summary = literal(info.summary) if info else ""
        yield f"| {n:,} | {_MARK[severity]} {severity} | {code(rule)} | {summary} |\n"
    yield "\n"


def _shared(report: Report) -> Iterator[str]:
    """What many documents have in common."""
    if not report.shared:
        return
    yield "### The same in many documents\n\n| findings | rule | difference |\n|---:|---|---|\n"
    for shared in report.shared[:LISTED]:
        help_ = f"<br>help: {code(shared.help)}" if shared.help else ""
        message = f"{code(shared.message)}{help_}"
        yield f"| {shared.times:,} | {_MARK[shared.severity]} {code(shared.rule)} | {message} |\n"
    yield "\n"


def _findings(report: Report, limit: int) -> Iterator[str]:
    shown = worst_first(report.findings)[: min(limit or LISTED, LISTED)]
    total = report.found
    which = "Findings" if len(shown) == total else f"The first {len(shown):,} of {total:,} findings"
    yield f"### {which}\n\n| | place | rule | finding |\n|---|---|---|---|\n"
    for finding in shown:
        yield _row(finding)
    yield "\n"


def _row(finding: Finding) -> str:
    help_ = f"<br>help: {code(finding.help)}" if finding.help else ""
    message = code(finding.message) + help_
    where = code(str(finding.location))
    return f"| {_MARK[finding.severity]} | {where} | {code(finding.rule)} | {message} |\n"
