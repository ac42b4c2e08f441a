"""The table of findings: filters, keys, detail, and speed by not drawing what is out of sight."""

from __future__ import annotations

import json
import re
from pathlib import Path

from playwright.sync_api import Page, expect

from stacqc import diff
from stacqc.findings import Finding, Location, Severity, Sides
from tests.browser.conftest import Open
from tests.browser.reports import item, made, many

#: More rows than this are never in the page, however many findings there are.
MOST_ROWS = 40


def rows(page: Page) -> int:
    return page.locator("#findings [data-index]").count()


def shown(page: Page) -> str:
    return page.locator("#shown").inner_text()


def test_25_000_findings_draw_only_the_rows_in_sight(show: Open) -> None:
    page = show(many(25_000), "findings")
    grid = page.get_by_role("grid")
    expect(grid).to_have_attribute("aria-rowcount", "25001")
    assert 5 < rows(page) <= MOST_ROWS
    for part in (0.3, 0.9, 1):
        grid.evaluate("(grid, part) => { grid.scrollTop = grid.scrollHeight * part; }", part)
        page.wait_for_function("document.querySelector('#findings [data-index]') !== null")
        assert rows(page) <= MOST_ROWS
    expect(page.get_by_text("finding number 24999", exact=True)).to_be_visible()


def test_search_looks_through_all_findings(show: Open) -> None:
    page = show(many(25_000), "findings")
    page.get_by_role("searchbox", name="Search").fill("NEEDLE item_00507")
    expect(page.locator("#shown")).to_have_text("1 of 25,000")
    assert rows(page) == 1
    expect(page.get_by_role("row", name=re.compile("5077"))).to_be_visible()


def test_what_many_documents_share_is_one_line_of_the_overview(show: Open, tmp_path: Path) -> None:
    for name, more in (("files", {}), ("rows", {"loaded": "x"})):
        members = [{**item(f"i{n:02}", None, **more), "collection": "c"} for n in range(30)]
        if name == "rows":
            members[4]["properties"]["datetime"] = "2021-01-01T00:00:00Z"
        (tmp_path / f"{name}.ndjson").write_text("".join(json.dumps(one) + "\n" for one in members))
    page = show(diff(tmp_path / "files.ndjson", tmp_path / "rows.ndjson"))
    page.get_by_role("link", name="1 difference besides").click()
    assert shown(page) == "1 of 31"
    page.go_back()
    page.get_by_role("link", name='/properties/loaded is "x" in the database').click()
    assert shown(page) == "30 of 31"
    page.get_by_role("button", name="Show other differences too").click()
    assert shown(page) == "31 differences"


def test_a_narrow_list_shows_the_sentence_the_place_and_both_sides(show: Open) -> None:
    place = Location("catalog/item.json", 12, 5, 12, 9, ("properties", "gsd"), '"gsd": 5', 7)
    long = "The platform stands in the summaries of the collection, and this item does not say it"
    narrow = {"viewport": {"width": 400, "height": 800}}
    page = show(made([Finding("summaries-match", Severity.ERROR, long, place)]), "findings", **narrow)
    sentence = page.get_by_text(long)
    assert sentence.evaluate("(node) => node.scrollWidth <= node.clientWidth")
    assert sentence.evaluate("(node) => node.scrollHeight <= node.clientHeight + 2")
    sides = Finding("diff/value", Severity.ERROR, "/properties/gsd is …", place, sides=Sides("5", "6"))
    page = show(made([sides]), "findings", **narrow)
    for words in ("/properties/gsd", "5", "6", "item.json"):
        expect(page.get_by_role("row").get_by_text(words, exact=True)).to_be_visible()


def test_filters_narrow_each_other(show: Open) -> None:
    page = show(many(2_100), "findings")
    page.get_by_role("button", name="errors").click()
    assert shown(page) == "700 of 2,100"
    page.get_by_role("combobox", name="Rule").select_option("rule-3")
    assert shown(page) == "100 of 2,100"
    page.get_by_role("searchbox", name="File").fill("run_001")
    assert shown(page) == "48 of 2,100"
    expect(page.get_by_role("button", name="warnings")).to_contain_text("47")
    page.get_by_role("button", name="Clear filters").click()
    assert shown(page) == "2,100 findings"


def test_nothing_found_says_so_and_leads_back(show: Open) -> None:
    page = show(many(10), "findings")
    page.get_by_role("searchbox", name="Search").fill("no such thing")
    expect(page.get_by_text("No finding matches these filters.")).to_be_visible()
    page.locator(".empty-state").get_by_role("button", name="Clear filters").click()
    assert shown(page) == "10 findings"


def test_address_holds_the_filters(show: Open) -> None:
    page = show(many(2_100), "findings?rule=rule-3&severity=error")
    assert shown(page) == "100 of 2,100"
    page.get_by_role("link", name="Overview").click()
    page.go_back()
    assert shown(page) == "100 of 2,100"


def test_sorting_by_severity_puts_errors_first(show: Open) -> None:
    page = show(many(30), "findings?q=number")
    page.get_by_role("button", name="Severity").click()
    expect(page.get_by_role("columnheader", name="Severity")).to_have_attribute("aria-sort", "ascending")
    names = page.locator("#findings [data-index] [role=gridcell]:first-child svg").evaluate_all(
        "icons => icons.map(i => i.getAttribute('aria-label'))"
    )
    assert names == sorted(names, key=["error", "warning", "info"].index)
    assert shown(page) == "30 findings"


def test_keys_search_move_open_and_close(show: Open) -> None:
    page = show(many(100))
    page.keyboard.press("/")
    expect(page.get_by_role("searchbox", name="Search")).to_be_focused()
    page.keyboard.type("number")
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("grid")).to_be_focused()
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#row-3")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("grid")).to_have_attribute("aria-activedescendant", "row-3")
    page.keyboard.press("Enter")
    detail = page.get_by_role("complementary", name="Finding")
    expect(detail).to_be_focused()
    expect(detail.get_by_role("heading", name="finding number 3")).to_be_visible()
    page.keyboard.press("Escape")
    expect(detail).to_be_hidden()
    expect(page.get_by_role("grid")).to_be_focused()
    page.keyboard.press("End")
    expect(page.locator("#row-99")).to_be_in_viewport()
    page.keyboard.press("3")
    expect(page.get_by_role("treegrid")).to_be_visible()


def test_keys_move_before_anything_has_the_focus(show: Open) -> None:
    page = show(many(10), "findings")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#row-1")).to_have_attribute("aria-selected", "true")
    expect(page.get_by_role("grid")).to_be_focused()


def test_the_line_of_a_long_name_stays_in_a_narrow_window(show: Open) -> None:
    place = Location(f"catalog/{'long_' * 20}item.json", 1234, 1, 1234, 2, ("id",))
    page = show(
        made([Finding("a", Severity.ERROR, "wrong", place)]),
        "findings",
        viewport={"width": 390, "height": 800},
    )
    for part in (".place .line", ".place .tail"):
        box = page.locator(f"#row-0 {part}").bounding_box()
        assert box is not None
        assert 0 < box["x"] < box["x"] + box["width"] <= 390


def test_single_keys_can_be_switched_off(show: Open) -> None:
    page = show(many(10))
    page.keyboard.press("?")
    page.get_by_role("dialog").get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Close").click()
    page.keyboard.press("/")
    expect(page.locator("#overview")).to_be_visible()


def test_detail_points_at_the_place(show: Open) -> None:
    place = Location("a/b.json", 7, 10, 7, 13, ("properties", "gsd"), '    "gsd": "x"', 11)
    finding = Finding("r", Severity.ERROR, "m", place, "write a number", None, ("c.json",), '"x"', "the-id")
    page = show(made([finding]), "findings")
    page.locator("#row-0").click()
    detail = page.get_by_role("complementary", name="Finding")
    expect(detail.locator(".frame mark")).to_have_text('"x"')
    expect(detail.locator(".frame .carets")).to_contain_text("^^^")
    mark, caret = detail.locator(".frame mark"), detail.locator(".frame .ghost")
    left = "e => e.getBoundingClientRect()"
    assert abs(mark.evaluate(left)["left"] - caret.evaluate(left)["right"]) < 1
    for text in ("write a number", "a/b.json", "7, column 10", "/properties/gsd", "the-id", "c.json"):
        expect(detail.get_by_text(text, exact=True).first).to_be_visible()


def test_differences_stand_side_by_side(show: Open) -> None:
    place = Location("a.json", 3, 5, 3, 9, ("properties", "list"))
    sides = Sides("[\n  1,\n  2\n]", "[\n  1,\n  3\n]")
    gone = Finding("diff/dropped", Severity.ERROR, "m", place, sides=Sides('"here"', ""))
    page = show(made([Finding("diff/value", Severity.ERROR, "m", place, sides=sides), gone]), "findings")
    expect(page.get_by_role("columnheader", name="In the database")).to_be_visible()
    page.locator("#row-0").click()
    detail = page.get_by_role("complementary", name="Finding")
    assert detail.locator(".sides .file mark").all_inner_texts() == ["  2"]
    assert detail.locator(".sides .database mark").all_inner_texts() == ["  3"]
    page.keyboard.press("ArrowDown")
    expect(detail.locator(".sides .database")).to_contain_text("not there")
    expect(page.get_by_role("navigation").get_by_role("link", name="Map")).to_have_count(0)
