"""The pages of the documentation are true, up to date, and build into a site without a warning."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.acceptance.conftest import Stacqc
from tests.pages import ROOT, build_site, pages, played

DOCS = ROOT / "docs"


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_commands_print_what_the_page_says(page: Path, tmp_path: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert played(text, tmp_path) == text, "python tests/pages.py writes what is printed now"


def test_pages_of_rules_are_up_to_date(stacqc: Stacqc) -> None:
    outcome = stacqc("rules", "--write-docs", DOCS / "rules", "--check")
    assert (outcome.code, outcome.err) == (0, "")


def test_table_of_the_profile_names_its_rules(stacqc: Stacqc) -> None:
    page = (DOCS / "isdeform.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (R\d\d) \| (.*?) \|", page, re.MULTILINE)
    assert [number for number, _ in rows] == [f"R{n:02}" for n in range(1, 61)]
    named = {name for _, cell in rows for name in re.findall(r"rules/([a-z0-9-]+)\.md", cell)}
    outcome = stacqc("rules", "-f", "json")
    rules = {rule["name"]: rule["rulesets"] for rule in json.loads(outcome.out)}
    assert named <= set(rules)
    assert {name for name, rulesets in rules.items() if "isdeform" in rulesets} <= named


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the built site."""
    return build_site(tmp_path_factory.mktemp("site"))


def test_site_has_a_page_for_every_file(site: Path) -> None:
    for page in DOCS.rglob("*.md"):
        assert (site / page.relative_to(DOCS).with_suffix(".html")).is_file()
    assert (site / "search" / "search_index.json").is_file()


def test_site_asks_nothing_of_the_network(site: Path) -> None:
    loads = re.compile(
        r'<(?:script|img|iframe|link)\b[^>]*?\b(?:src|href)="?(?:https?:)?//[^>]*>', re.IGNORECASE
    )
    for page in site.rglob("*.html"):
        assert loads.findall(page.read_text(encoding="utf-8")) == []
    for style in site.rglob("*.css"):
        assert not re.search(r"url\(\s*[\"']?(?:https?:)?//", style.read_text(encoding="utf-8"))
