"""One JSON object per line: the findings, the failures, and last the summary."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.formats import View
from stacqc.formats.json import FORMAT_VERSION, as_object, summary, written
from stacqc.report import Report


def render(report: Report, view: View) -> Iterator[str]:
    """Yield lines whose member `kind` is "finding", "failure" or "summary"."""
    shown = report.findings[: view.max_findings or None]
    for finding in shown:
        yield written({"kind": "finding", **as_object(finding)})
    for failure in report.failures:
        yield written({"kind": "failure", "uri": failure.uri, "message": failure.message})
    yield written({"kind": "summary", "format": FORMAT_VERSION, **summary(report, len(shown))})
