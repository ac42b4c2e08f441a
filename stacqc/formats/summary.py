"""The end of a report: findings per rule, what could not be checked, and how many documents were."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.findings import Severity
from stacqc.formats import View
from stacqc.formats.style import Style
from stacqc.report import Report
from stacqc.safe import safe
from stacqc.words import counted

#: One and many of each kind of document.
_NOUNS = {
    "Item": ("item", "items"),
    "Collection": ("collection", "collections"),
    "Catalog": ("catalog", "catalogs"),
    "ItemCollection": ("item collection", "item collections"),
    "Collections": ("list of collections", "lists of collections"),
    "unreadable": ("unreadable", "unreadable"),
}
_LISTED_FAILURES = 50


def closing(report: Report, shown: int, view: View, style: Style, brief: bool = False) -> Iterator[str]:
    """Yield the summary; `shown` is how many findings stand above it."""
    hidden = report.found - shown
    if hidden and not view.quiet:
        yield f"… and {hidden:,} more findings, not shown\n\n"
    yield from _failures(report, style)
    if report.counts and (view.statistics or not (brief or view.quiet)):
        yield from _per_rule(report, style)
    if report.tally and not view.quiet:
        yield from _passed_over(report, style)
    for hint in report.hints:
        yield f"{style.severity('hint:', Severity.WARNING)} {safe(hint)}\n\n"
    if not view.quiet or report.counts or report.failures or report.fixed:
        yield totals(report, style) + "\n"
        yield from _fixable(report)


def _failures(report: Report, style: Style) -> Iterator[str]:
    for failure in report.failures[:_LISTED_FAILURES]:
        uri = safe(failure.uri) + ": " if failure.uri else ""
        yield f"{style.severity('could not check', Severity.ERROR)} {uri}{safe(failure.message)}\n"
    if report.failures.total > _LISTED_FAILURES:
        yield f"… and {report.failures.total - _LISTED_FAILURES:,} more that could not be checked\n"
    if report.failures:
        yield "\n"


def _per_rule(report: Report, style: Style) -> Iterator[str]:
    ordered = sorted(report.counts.items(), key=lambda c: (-c[0][1], -c[1], c[0][0]))
    digits = max(len(f"{n:,}") for n in report.counts.values())
    for (rule, severity), n in ordered:
        yield f"{n:>{digits},} {style.severity(f'{severity!s:<7}', severity)} {rule}\n"
    yield "\n"


def _passed_over(report: Report, style: Style) -> Iterator[str]:
    digits = max(len(f"{t.times:,}") for t in report.tally)
    yield style.dim("passed over:") + "\n"
    for name, times, meaning in report.tally:
        yield f"{times:>{digits},} × {name}: {safe(meaning)}\n"
    yield "\n"


def totals(report: Report, style: Style) -> str:
    """Return the line that says how much was checked and how much was found."""
    found = [counted(report.total(s), str(s)) for s in (Severity.ERROR, Severity.WARNING) if report.total(s)]
    if report.total(Severity.INFO):
        found.append(f"{report.total(Severity.INFO):,} info")
    is_comparison = any(info.command == "diff" for info in report.rules.values())
    done, nothing = ("compared", "no differences") if is_comparison else ("checked", "no findings")
    verdict = style.bold(", ".join(found) or nothing)
    parts = [
        f"{n:,} {_NOUNS[kind][n != 1]}" for kind, n in sorted(report.checked.items(), key=lambda c: -c[1])
    ]
    checked = sum(report.checked.values())
    detail = f" ({', '.join(parts)})" if len(parts) > 1 else ""
    unchecked = f", {counted(report.failures.total, 'failure')}" if report.failures else ""
    known = f", {counted(report.suppressed, 'known finding')} passed over" if report.suppressed else ""
    fixed = f", {report.fixed:,} fixed" if report.fixed is not None else ""
    return f"{counted(checked, 'document')} {done}{detail}: {verdict}{unchecked}{known}{fixed}"


def _fixable(report: Report) -> Iterator[str]:
    """How many findings `--fix` would mend, and how many more with unsafe fixes."""
    safe = report.fixable(safe=True) if report.fixed is None else 0
    unsafe = report.fixable(safe=False)
    if safe:
        yield (
            f"{safe:,} fixable with --fix"
            + (f", {unsafe:,} more with --unsafe-fixes" if unsafe else "")
            + "\n"
        )
    elif unsafe:
        yield f"{unsafe:,} fixable with --fix --unsafe-fixes\n"
