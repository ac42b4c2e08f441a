"""One HTML file that needs nothing else: overview, findings, catalog tree, properties, map."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.formats import View
from stacqc.formats.html.assemble import assemble
from stacqc.formats.html.data import payload
from stacqc.report import Report


def render(report: Report, view: View) -> Iterator[str]:
    """Yield the page; all that comes from documents stands in it as JSON and is shown as text."""
    yield assemble(payload(report, view))
