"""The built documentation, read from disk in a real Chromium."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.pages import build_site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_site(tmp_path_factory.mktemp("site"))


@pytest.fixture(params=[1280, 420])
def page(chromium: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a wide and of a narrow screen, which may neither fail nor ask for anything from elsewhere."""
    page = chromium.new_page(viewport={"width": request.param, "height": 900})
    complaints: list[str] = []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or complaints.append(r.url))
    page.on("pageerror", lambda e: complaints.append(str(e)))
    yield page
    page.close()
    assert complaints == []


def test_search_works_without_a_server(site: Path, page: Page) -> None:
    page.goto((site / "rules" / "schema.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("wavelength-frequency")
    first = page.locator(".md-search-result__item a").first
    first.wait_for(timeout=10_000)
    assert "/rules/wavelength-frequency.html" in (first.get_attribute("href") or "")


def test_no_page_is_wider_than_the_screen(site: Path, page: Page) -> None:
    screen = page.viewport_size
    assert screen
    for file in [*site.glob("*.html"), site / "rules" / "index.html", site / "rules" / "property-type.html"]:
        page.goto(file.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"], file.name
