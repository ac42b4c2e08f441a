"""The Markdown summary, rendered as GitHub would: text of documents never becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markdown_it import MarkdownIt

from stacqc.findings import Failure, Severity
from stacqc.formats import View
from stacqc.formats.markdown import LISTED, literal, render
from stacqc.report import Report
from stacqc.safe import safe
from tests.unit.reports import HOSTILE, finding, hostile, report


class Page(HTMLParser):
    """Tags and texts of a rendered page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[str] = []
        self.cells: list[str] = []
        made = MarkdownIt("gfm-like", {"html": True, "linkify": True}).render(text)
        self.feed(made)
        self.cells = [cell.strip() for cell in self.cells]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += [f"{k}={v}" for k, v in attrs]
        if tag in ("td", "li", "p"):
            self.cells.append("")

    def handle_data(self, data: str) -> None:
        if self.cells:
            self.cells[-1] += data


def text_of(made: Report, view: View | None = None) -> str:
    return "".join(render(made, view or View()))


def test_counts_per_rule_and_findings_are_tables() -> None:
    page = Page(text_of(report(finding(), finding(1), finding(2, Severity.WARNING))))
    assert {"table", "h2", "h3", "code"} <= page.tags
    assert page.cells[1:5] == ["2", "🔴 error", "schema", "It fits."]
    assert "dir/a b.json:1:3" in page.cells
    assert "Value 0 is wronghelp: write 5" in page.cells


def test_a_clean_run_is_one_line() -> None:
    assert text_of(report()) == "## stacqc\n\n✅ 4 documents checked (3 items, 1 collection): no findings\n\n"


def test_the_first_fifty_are_listed_errors_first() -> None:
    made = report(*(finding(n, Severity.WARNING) for n in range(60)), finding(99))
    text = text_of(made)
    assert "### The first 50 of 61 findings" in text
    rows = [line for line in text.splitlines() if "dir/a b.json" in line]
    assert len(rows) == LISTED
    assert rows[0].startswith("| 🔴")
    assert len([r for r in text_of(made, View(max_findings=3)).splitlines() if "dir/a b.json" in r]) == 3
    assert "dir/a b.json" not in text_of(made, View(quiet=True))


def test_what_was_not_checked_comes_first() -> None:
    failures = [Failure(f"{n}.json", "not read") for n in range(60)]
    text = text_of(report(finding(), failures=failures))
    assert text.index("Could not check") < text.index("| findings |")
    assert "… and 10 more" in text
    assert text.splitlines()[2].startswith("❌")


def test_hostile_text_stays_text() -> None:
    page = Page(text_of(hostile()))
    allowed = {"h2", "h3", "p", "ul", "li", "table", "thead", "tbody", "tr", "th", "td", "code", "br"}
    assert page.tags <= allowed
    assert all(a.startswith("style=text-align") for a in page.attributes)
    shown = safe(HOSTILE)
    assert any(shown[:60] in cell for cell in page.cells)


def test_literal_text_is_shown_as_it_is_wherever_it_stands() -> None:
    for context in ("x {} y", "| a | b |\n|---|---|\n| {} | c |\n", "- x {}", "# x {}", "x <code>{}</code>"):
        page = Page(context.format(literal(HOSTILE)))
        assert page.tags <= {"p", "ul", "li", "h1", "table", "thead", "tbody", "tr", "th", "td", "code"}, (
            context
        )


def test_no_mention_or_formula_is_left_bare() -> None:
    headings = ("## ", "### ")
    lines = [line for line in text_of(hostile()).splitlines() if not line.startswith(headings)]
    bare = re.sub(r"&#\d+;", "", "".join(lines))
    assert not set("@#$![]*~`\\") & set(bare)
