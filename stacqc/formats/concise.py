"""One line per finding: `path:line:column severity rule message`."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.findings import Finding
from stacqc.formats import View
from stacqc.formats.style import Style
from stacqc.formats.summary import closing
from stacqc.report import Report
from stacqc.safe import safe


def render(report: Report, view: View) -> Iterator[str]:
    """Yield one line per finding and the last line of the summary."""
    style = Style(view.color)
    shown = report.findings[: view.max_findings or None]
    if not view.quiet:
        for finding in shown:
            yield heading(finding, style) + "\n"
    yield from closing(report, len(shown), view, style, brief=True)


def heading(finding: Finding, style: Style) -> str:
    """Return the line that says where, how bad, which rule and what."""
    where = style.bold(safe(str(finding.location)))
    severity = style.severity(str(finding.severity), finding.severity)
    return f"{where} {severity} {style.bold(finding.rule)} {safe(finding.message)}"


def advice(finding: Finding, style: Style) -> str:
    """Return what to do about a finding, empty where that is not known; `fix:` says that `--fix` does it."""
    fix = finding.fix
    if fix is not None and fix.safe and (text := finding.help or fix.title):
        return f"{style.dim('fix:')} {safe(text)}"
    return f"{style.dim('help:')} {safe(finding.help)}" if finding.help else ""
