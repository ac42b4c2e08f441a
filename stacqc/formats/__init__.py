"""Report formats: each module here has a `render(report, view)` that yields pieces of text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from importlib import import_module
from typing import NamedTuple

from stacqc.report import Report

Render = Callable[[Report, "View"], Iterator[str]]
NAMES = ("text", "concise", "json", "jsonl", "sarif", "junit", "github", "gitlab", "markdown", "html")
#: Formats that show the documents too, and not only what is wrong with them.
WITH_FACTS = frozenset({"html"})
#: Formats that say why a rule is there, which is read from its file only when it is asked for.
WITH_PROSE = frozenset({"html", "sarif"})


class View(NamedTuple):
    """How a report is to be shown; `max_findings` 0 means all of them."""

    color: bool = False
    width: int = 80
    quiet: bool = False
    max_findings: int = 0
    statistics: bool = False


def renderer(name: str) -> Render:
    """Return the function that renders a format; `name` is one of NAMES."""
    render: Render = import_module(f"stacqc.formats.{name}").render
    return render
