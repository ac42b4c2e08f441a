"""The built documentation, read from disk in a real Chromium."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.pages import build_site


@pytest.mark.parametrize("width", [1280, 420])
def test_search_works_without_a_server(chromium: Browser, tmp_path: Path, width: int) -> None:
    site = build_site(tmp_path)
    page = chromium.new_page(viewport={"width": width, "height": 900})
    foreign: list[str] = []
    errors: list[str] = []
    page.on("request", lambda r: r.url.startswith(("file:", "data:")) or foreign.append(r.url))
    page.on("pageerror", lambda e: errors.append(str(e)))
    page.goto((site / "rules" / "schema.html").as_uri())
    page.keyboard.press("/")
    page.keyboard.type("wavelength-frequency")
    first = page.locator(".md-search-result__item a").first
    first.wait_for(timeout=10_000)
    assert "/rules/wavelength-frequency.html" in (first.get_attribute("href") or "")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()
    assert (foreign, errors) == ([], [])
