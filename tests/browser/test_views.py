"""Overview, catalog, properties and map of a real check."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

import stacqc
from tests.browser.conftest import Open
from tests.browser.reports import catalog_report, item, many, square


def mixed() -> list[dict[str, Any]]:
    """Four items next to each other, of which the second and the third have a defect."""
    items = [item(f"item-{n}", square(10 + n, 40), gsd=10, platform="s1") for n in range(4)]
    items[1]["properties"]["gsd"] = "ten"
    items[2]["properties"]["datetime"] = "yesterday"
    return items


def test_overview_counts_agree_with_the_report(show: Open, tmp_path: Path) -> None:
    report = catalog_report(tmp_path, mixed())
    assert report.counts
    page = show(report)
    total = sum(report.counts.values())
    expect(
        page.get_by_role("heading", name=re.compile(f"^(error )?{total} findings in 5 documents"))
    ).to_be_visible()
    card = page.get_by_role("region", name="By rule")
    for (rule, _), n in report.counts.items():
        expect(card.get_by_role("row", name=re.compile(rf"{re.escape(rule)}\b.*\b{n}$"))).to_be_visible()
    card.get_by_role("link", name="schema", exact=True).click()
    n = sum(n for (rule, _), n in report.counts.items() if rule == "schema")
    expect(page.locator("#shown")).to_have_text(f"{n} of {total}")


def test_clean_report_says_so(show: Open, tmp_path: Path) -> None:
    from stacqc.report import Report

    page = show(Report(checked=many(0).checked))
    expect(page.get_by_role("heading", name="No findings in 0 documents")).to_be_visible()


def nodes(page: Page) -> list[str]:
    return page.locator("#catalog [data-index] .label").all_inner_texts()


def test_tree_folds_and_leads_to_the_findings_of_a_branch(show: Open, tmp_path: Path) -> None:
    report = catalog_report(tmp_path, mixed())
    page = show(report, "catalog")
    assert nodes(page) == ["cat", "item-0", "item-1", "item-2", "item-3"]
    page.get_by_role("treegrid").focus()
    page.keyboard.press("ArrowLeft")
    assert nodes(page) == ["cat"]
    expect(page.locator("#node-0")).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    expect(page.locator("#node-2")).to_contain_text("item-1")
    page.keyboard.press("Enter")
    expect(page.locator(".pill")).to_contain_text("item-1")
    of_item = sum(f.document == "item-1" for f in report.findings)
    assert 0 < of_item < len(report.findings)
    expect(page.locator("#shown")).to_have_text(f"{of_item} of {len(report.findings)}")


def test_tree_counts_documents_and_findings_below(show: Open, tmp_path: Path) -> None:
    report = catalog_report(tmp_path, mixed())
    page = show(report, "catalog")
    cells = page.locator("#node-0 [role=gridcell]").all_inner_texts()
    errors = sum(n for (_, severity), n in report.counts.items() if severity == 3)
    assert cells[1:3] == ["5", str(errors)]


def test_titles_keep_their_blanks_where_they_may_be_cut(show: Open, tmp_path: Path) -> None:
    title = "Interferogram from 20211212 to 20211224"
    page = show(catalog_report(tmp_path, [], title=title), "catalog")
    first, tail = page.locator("#node-0 .label > span").all_inner_texts()
    assert (first, tail) == (title[:-20], title[-20:])
    assert first.endswith(" ")


def test_tree_by_folders_and_only_with_findings(show: Open) -> None:
    page = show(many(2_000), "catalog")
    page.get_by_role("button", name="By folders").click()
    page.get_by_role("button", name="Collapse all").click()
    assert nodes(page) == ["run_000", "run_001"]
    page.locator("#node-1").click()
    assert nodes(page)[:3] == ["run_000", "run_001", "item_00100.json"]
    page.get_by_label("Only with findings").check()
    assert nodes(page)[:2] == ["run_000", "run_001"]


def test_circles_of_parents_do_not_hang_the_tree(show: Open) -> None:
    from stacqc.facts import Facts, Subject
    from stacqc.report import Report

    names = ("a", "b", "c")
    facts = Facts({n: Subject(n, n, "Catalog", parent=names[(i + 1) % 3]) for i, n in enumerate(names)})
    page = show(Report(facts=facts), "catalog")
    assert sorted(nodes(page)) == ["a", "b", "c"]


def test_properties_show_mixed_types_first(show: Open, tmp_path: Path) -> None:
    page = show(catalog_report(tmp_path, mixed()), "properties")
    body = page.locator(".matrix tbody tr")
    expect(body.first).to_contain_text("gsd")
    assert body.first.locator("td.number").all_inner_texts()[:2] == ["1", "3"]
    page.get_by_label("Only mixed types").check()
    expect(body).to_have_count(1)
    page.get_by_label("Only mixed types").uncheck()
    page.get_by_role("searchbox", name="Property").fill("PLAT")
    assert body.locator("th").all_inner_texts() == ["platform"]


def test_map_draws_items_and_chooses_by_place(show: Open, tmp_path: Path) -> None:
    report = catalog_report(tmp_path, mixed())
    page = show(report, "map")
    expect(page.get_by_role("heading", name="4 items in view")).to_be_visible()
    box = page.locator("canvas").bounding_box()
    assert box is not None
    page.locator("canvas").click(position={"x": box["width"] / 2 + 20, "y": box["height"] / 2})
    expect(page.get_by_role("heading", name="1 item here")).to_be_visible()
    expect(page.locator(".map-item")).to_contain_text("item-2")
    page.locator("canvas").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("+")
    page.keyboard.press("0")
    expect(page.get_by_role("heading", name="4 items in view")).to_be_visible()
    page.get_by_role("button", name="error 2").click()
    expect(page.get_by_role("heading", name="2 items in view")).to_be_visible()


def test_map_joins_both_sides_of_the_antimeridian(show: Open, tmp_path: Path) -> None:
    items = [item("across", square(179.5, 10)), item("east", square(-178, 10)), item("west", square(177, 10))]
    page = show(catalog_report(tmp_path, items), "map")
    expect(page.get_by_role("img", name=re.compile("^Map of 3 items"))).to_have_accessible_name(
        "Map of 3 items between 177°E and 177°W, 10°N and 11°N"
    )
    expect(page.get_by_role("heading", name="3 items in view")).to_be_visible()
    # The middle of the view is 180°, inside the footprint that crosses it.
    page.locator("canvas").click()
    # A locator of several elements fails at once; the next frame leaves one.
    expect(page.get_by_role("heading", name="1 item here")).to_be_visible()
    expect(page.locator(".map-item")).to_contain_text("across")


def test_what_cannot_be_drawn_is_counted(show: Open, tmp_path: Path) -> None:
    items = [item("metres", {"type": "Point", "coordinates": [500000, 4000000]}), item("none", None)]
    page = show(catalog_report(tmp_path, items), "map")
    expect(page.get_by_text("1 item cannot be drawn")).to_be_visible()
    expect(page.get_by_text("1 item without geometry")).to_be_visible()


def test_a_comparison_has_properties_of_both_sides_and_a_map(show: Open, tmp_path: Path) -> None:
    for side, value in (("files", "5"), ("db", 5)):
        (tmp_path / side).mkdir()
        items = [
            item("changed", square(10, 10), n=value),
            item("same", square(14, 10)),
            item(side, square(18, 10)),
        ]
        lines = [
            json.dumps({**one, "collection": "c"}) for one in sorted(items, key=lambda one: str(one["id"]))
        ]
        (tmp_path / side / "items.ndjson").write_text("\n".join(lines) + "\n")
    page = show(stacqc.diff(tmp_path / "files", tmp_path / "db", facts=True), "properties")
    body = page.locator(".matrix tbody tr")
    expect(body.first).to_contain_text("mixed")
    expect(page.get_by_text("2 properties of 6 items on both sides")).to_be_visible()
    page.get_by_label("Side").select_option("database")
    expect(body.first.locator("td.number").first).to_have_text("3")
    page.get_by_role("link", name="Map").click()
    expect(page.get_by_role("heading", name="4 items in view")).to_be_visible()
    for words in ("1 difference", "no differences", "only in the files", "only in the database"):
        expect(page.locator(".map-item", has_text=words).first).to_be_visible()
