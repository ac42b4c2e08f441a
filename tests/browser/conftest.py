"""Opens reports in a real headless Chromium."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from stacqc.formats import View, renderer
from stacqc.report import Report

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
Open = Callable[..., Page]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The browser of these tests alone: its event loop would be in the way of others."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        if os.environ.get("CI", "").lower() in ("1", "true"):
            pytest.fail("CI must run these tests: there is no Chromium; sh scripts/chromium.sh installs it")
        pytest.skip("there is no Chromium: sh scripts/chromium.sh installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def show(chromium: Browser, tmp_path: Path) -> Iterator[Open]:
    """Return a function that opens a report, or a file that holds one, at a view.

    The page may neither complain on the console nor ask for anything but itself.
    """
    complaints: list[str] = []
    contexts = []

    def open_(report: Report | Path, view: str = "overview", **settings: Any) -> Page:
        file = report if isinstance(report, Path) else tmp_path / "report.html"
        if isinstance(report, Report):
            text = "".join(renderer("html")(report, View()))
            file.write_bytes(text.encode("utf-8", "backslashreplace"))
        context = chromium.new_context(**{"viewport": {"width": 1280, "height": 800}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda m: complaints.append(f"console {m.type}: {m.text}"))
        page.on("pageerror", lambda e: complaints.append(f"error: {e}"))
        page.on("dialog", lambda d: complaints.append(f"dialog: {d.message}"))
        page.on("request", lambda r: _is_own(r.url, file) or complaints.append(f"request: {r.url}"))
        page.goto(f"{file.as_uri()}#/{view}")
        return page

    yield open_
    for context in contexts:
        context.close()
    assert complaints == []


def _is_own(url: str, file: Path) -> bool:
    return url.startswith("data:image/svg+xml") or url.partition("#")[0] == file.as_uri()
