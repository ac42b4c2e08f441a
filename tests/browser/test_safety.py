"""Whatever documents hold stays text, the page asks for nothing, and everybody can read it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stacqc.formats import View, renderer
from stacqc.safe import safe
from tests.browser.conftest import Open
from tests.browser.reports import HOSTILE, catalog_report, hostile, item, many, square

VIEWS = ("overview", "findings", "catalog", "properties", "map")
#: What the template and the scripts make; documents add none.
ACTIVE = "script, img, iframe, object, embed, link, meta, base, form, style, [onload], [onerror], [onclick]"


def active(page: Page) -> list[str]:
    return page.locator(ACTIVE).evaluate_all("found => found.map(e => e.outerHTML.slice(0, 80))")


def test_hostile_texts_stay_text_in_every_view(show: Open) -> None:
    harmless = active(show(many(1)))
    page = show(hostile())
    for view in VIEWS:
        page.get_by_role("navigation").locator(f"#to-{view}").click()
        expect(page.locator(f"#{view}")).to_be_visible()
        assert len(active(page)) == len(harmless)
    assert page.locator("a[href^='javascript']").count() == 0


def test_hostile_texts_are_shown_as_they_are(show: Open) -> None:
    page = show(hostile(), "findings")
    detail = page.get_by_role("complementary", name="Finding")
    seen = []
    for index in range(len(HOSTILE)):
        page.locator(f"#row-{index}").click()
        expect(detail.get_by_text(f"{index + 1} of {len(HOSTILE)}")).to_be_visible()
        seen.append(detail.locator("h3").evaluate("e => e.textContent"))
        assert detail.locator("h3 *").count() == 0
    assert sorted(seen) == sorted(map(safe, HOSTILE))


def test_marks_that_reverse_text_never_reach_the_page(show: Open) -> None:
    page = show(hostile(), "findings")
    for view in VIEWS:
        page.locator(f"#to-{view}").click()
        text = page.locator("body").evaluate(
            "b => [...b.children].filter(e => e.tagName !== 'SCRIPT').map(e => e.textContent).join('')"
        )
        assert not set(text) & set("\u202e\u2066\u200f\u2028\u2029\u0000")


def test_policy_forbids_what_the_page_does_not_need(chromium: Browser, tmp_path: Path) -> None:
    file = tmp_path / "report.html"
    file.write_text("".join(renderer("html")(many(1), View())))
    page = chromium.new_page()
    page.goto(file.as_uri())
    refused = page.evaluate(
        """async () => {
          const says = [];
          addEventListener("securitypolicyviolation", (e) => says.push(e.effectiveDirective));
          await fetch("https://example.org/").catch(() => {});
          try { document.body.innerHTML = "<b>"; } catch { says.push("html"); }
          document.body.append(Object.assign(new Image(), { src: "https://example.org/x.png" }));
          const style = document.body.appendChild(document.createElement("style"));
          style.textContent = "p { color: red }";
          await new Promise((done) => setTimeout(done, 200));
          return says;
        }"""
    )
    page.close()
    assert {"html", "connect-src", "img-src", "style-src-elem"} <= set(refused)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_no_serious_violation_of_accessibility(show: Open, tmp_path: Path, view: str, scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    items = [item(f"item-{n}", square(n, 40), gsd="ten" if n % 2 else 10) for n in range(6)]
    page = show(catalog_report(tmp_path, items), view, color_scheme=scheme)
    if view == "findings":
        page.locator("#row-0").click()
    found = Axe().run(page).response["violations"]
    serious = [
        (v["id"], [n["target"] for n in v["nodes"]][:3])
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
    assert serious == []


def test_narrow_window_shows_the_detail_over_the_list(show: Open) -> None:
    page = show(many(50), "findings", viewport={"width": 390, "height": 800})
    page.locator("#row-2").click()
    detail = page.get_by_role("complementary", name="Finding")
    box = detail.bounding_box()
    assert box is not None
    assert (box["x"], box["width"]) == (0, 390)
    page.get_by_role("button", name="Close").click()
    expect(detail).to_be_hidden()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_theme_goes_from_system_to_light_to_dark(show: Open) -> None:
    page = show(many(1), color_scheme="dark")
    back = "getComputedStyle(document.body).backgroundColor"
    dark = page.evaluate(back)
    page.keyboard.press("t")
    light = page.evaluate(back)
    page.keyboard.press("t")
    assert page.evaluate(back) == dark != light
    page.reload()
    expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()


def test_paper_gets_the_findings_written_out(show: Open) -> None:
    page = show(many(700))
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    assert page.locator("#printed article").count() == 500
    expect(page.get_by_text("200 more findings not printed")).to_be_visible()
    expect(page.get_by_role("navigation")).to_be_hidden()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("#printed").count() == 0
