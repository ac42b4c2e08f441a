"""The default format: every finding with its place, a frame of the source, and what to do."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.findings import Finding, Location, Report, Severity
from stacqc.formats import View
from stacqc.formats.concise import heading
from stacqc.formats.safe import safe, safe_line
from stacqc.formats.style import Style
from stacqc.formats.summary import closing


def render(report: Report, view: View) -> Iterator[str]:
    """Yield the report as people read it."""
    style = Style(view.color)
    shown = report.findings[: view.max_findings or None]
    if not view.quiet:
        for finding in shown:
            yield from _finding(finding, style, view.width)
    yield from closing(report, len(shown), view, style)


def _finding(finding: Finding, style: Style, width: int) -> Iterator[str]:
    yield heading(finding, style) + "\n"
    if finding.location.text.strip():
        yield from _frame(finding.location, finding.severity, style, width)
    if finding.help:
        yield f"  {style.dim('help:')} {safe(finding.help)}\n"
    yield "\n"


def _frame(place: Location, severity: Severity, style: Style, width: int) -> Iterator[str]:
    number = str(place.line)
    gutter = " " * len(number)
    room = max(width - len(number) - 4, 20)
    text, offset = _window(place.text, place.offset, room)
    length = place.end_column - place.column if place.end_line == place.line else len(text) - offset
    carets = "^" * max(1, min(length, len(text.rstrip()) - offset))
    bar = style.dim("|")
    yield f"  {style.dim(number)} {bar} {safe_line(text.rstrip())}\n"
    yield f"  {gutter} {bar} {' ' * offset}{style.severity(carets, severity)}\n"


def _window(text: str, offset: int, room: int) -> tuple[str, int]:
    """The part of a line around an offset that fits in `room`, without common indentation."""
    indent = len(text) - len(text.lstrip())
    start = min(indent, offset)
    if offset - start > room * 2 // 3:
        start = offset - room // 3
    return text[start : start + room], offset - start
