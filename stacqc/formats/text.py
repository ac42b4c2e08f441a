"""The default format: every finding with its place, a frame of the source, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.findings import Finding, Location, Severity
from stacqc.formats import View
from stacqc.formats.concise import advice, heading
from stacqc.formats.style import Style
from stacqc.formats.summary import closing
from stacqc.report import Report
from stacqc.safe import safe

#: Columns of the source that are shown in the narrowest terminal.
_LEAST = 8


def render(report: Report, view: View) -> Iterator[str]:
    """Yield the report as people read it."""
    style = Style(view.color)
    single = [finding for finding in report.findings if not finding.shared]
    shown = single[: view.max_findings or None]
    if not view.quiet:
        for finding in shown:
            yield from _finding(finding, style, view.width)
        yield from _shared(report, style)
    told = sum(shared.times for shared in report.shared)
    yield from closing(report, told + len(shown), view, style)


def _shared(report: Report, style: Style) -> Iterator[str]:
    """What many documents have in common, one line each."""
    if report.shared:
        yield style.dim("the same in many documents (-f concise tells each of them):") + "\n"
    for shared in report.shared:
        severity = style.severity(str(shared.severity), shared.severity)
        yield f"{severity} {style.bold(shared.rule)} {safe(shared.message)}\n"
        if shared.example:
            yield f"  {style.dim('e.g.')} {safe(str(shared.example))}\n"
        if shared.help:
            yield f"  {style.dim('help:')} {safe(shared.help)}\n"
    if report.shared:
        yield "\n"


def _finding(finding: Finding, style: Style, width: int) -> Iterator[str]:
    yield heading(finding, style) + "\n"
    if finding.location.text.strip():
        yield from _frame(finding.location, finding.severity, style, width)
    if said := advice(finding, style):
        yield f"  {said}\n"
    yield "\n"


def _frame(place: Location, severity: Severity, style: Style, width: int) -> Iterator[str]:
    from stacqc.formats.frame import frame

    number = str(place.line)
    line, space, carets = frame(place, max(width - len(number) - len("   | "), _LEAST))
    bar = style.dim("|")
    yield f"  {style.dim(number)} {bar} {line}\n"
    yield f"  {' ' * len(number)} {bar} {space}{style.severity(carets, severity)}\n"
