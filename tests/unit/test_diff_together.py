"""The same difference in many documents is told once, the odd ones by themselves, and all are kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stacqc import diff
from stacqc.comparison import findings as comparison_findings
from stacqc.comparison.prefixes import prefixes
from stacqc.comparison.together import FEW
from stacqc.formats import View, renderer
from stacqc.report import Report

Json = dict[str, Any]
MANY = 20


def item(n: int, collection: str = "c", **properties: Any) -> Json:
    href = f"https://old.example.org/data/{n}.tif"
    return {"type": "Feature", "stac_version": "1.1.0", "id": f"i{n:02}", "collection": collection, "geometry": None,
            "properties": {"datetime": "2024-01-01T00:00:00Z", "kept": n, **properties},
            "links": [{"rel": "license", "href": "https://l.org"}], "assets": {"a": {"href": href}}}  # fmt: skip


class Sides:
    """Two sides of twenty items in two collections, which can be changed before they are compared."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files = [item(n, "c" if n < 12 else "d", foo=n, same="x") for n in range(MANY)]
        self.rows = json.loads(json.dumps(self.files))

    def compared(self) -> Report:
        for name, items in (("files", self.files), ("rows", self.rows)):
            (self.folder / f"{name}.ndjson").write_text("".join(json.dumps(i) + "\n" for i in items))
        return diff(self.folder / "files.ndjson", self.folder / "rows.ndjson")

    def told(self) -> list[str]:
        return [f"{shared.rule} {shared.message}" for shared in self.compared().shared]


@pytest.fixture
def sides(tmp_path: Path) -> Sides:
    return Sides(tmp_path)


def alone(report: Report) -> list[str]:
    return [finding.document for finding in report.findings if not finding.shared]


def test_a_property_that_all_rows_lack_is_told_once(sides: Sides) -> None:
    for row in sides.rows:
        del row["properties"]["foo"]
    report = sides.compared()
    (shared,) = report.shared
    assert shared.message == "/properties/foo is missing in the database, in all 20 items of 2 collections"
    assert (shared.rule, shared.times, shared.path) == ("diff/dropped", MANY, ("properties", "foo"))
    assert shared.example == report.findings[0].location
    assert len(report.findings) == MANY
    assert {finding.shared for finding in report.findings} == {1}


def test_few_are_told_one_by_one(sides: Sides) -> None:
    for row in sides.rows[:FEW]:
        del row["properties"]["foo"]
    report = sides.compared()
    assert report.shared == []
    assert alone(report) == [f"i{n:02}" for n in range(FEW)]


def test_one_value_for_all_is_told_with_it_and_those_that_deviate_alone(sides: Sides) -> None:
    for row in sides.rows:
        row["properties"]["same"] = "y"
    sides.rows[7]["properties"]["same"] = "z"
    report = sides.compared()
    assert [shared.message for shared in report.shared] == [
        '/properties/same is "x" in the file and "y" in the database, in 19 of 20 items of 2 collections'
    ]
    assert alone(report) == ["i07"]


@pytest.mark.parametrize(("changed", "sentence"), [
    (str, "diff/type /properties/kept differs (number became string), in all 20 items of 2 collections"),
    (lambda n: n + 1, "diff/value /properties/kept differs, in all 20 items of 2 collections"),
    (lambda n: [n] if n % 2 else str(n), "diff/type /properties/kept differs, in all 20 items of 2 collections"),
])  # fmt: skip
def test_many_values_are_told_without_them(sides: Sides, changed: Any, sentence: str) -> None:
    for row in sides.rows:
        row["properties"]["kept"] = changed(row["properties"]["kept"])
    assert sides.told() == [sentence]


def test_addresses_that_begin_otherwise_are_told_by_what_they_begin_with(sides: Sides) -> None:
    for row in sides.rows:
        row["assets"]["a"]["href"] = row["assets"]["a"]["href"].replace(
            "https://old.example.org/", "s3://new/"
        )
    (shared,) = sides.compared().shared
    assert '"https://old.example.org/" in the file and with "s3://new/" in the database' in shared.message
    assert shared.help == 'where that is meant: [diff.hrefs] "https://old.example.org/" = "s3://new/"'


@pytest.mark.parametrize(("file", "database", "found"), [
    ("https://a.org/x/y.tif", "https://b.org/x/y.tif", ("https://a.org/", "https://b.org/")),
    ("https://a.org/v1/y.tif", "https://a.org/v2/y.tif", ("https://a.org/v1/", "https://a.org/v2/")),
    ("https://a.org/y.tif", "s3://b/https://a.org/y.tif", ("https://a.org/", "s3://b/https://a.org/")),
    ("./x/y.tif", "/x/y.tif", ("./", "/")),
    ("https://a.org/y.tif", "https://a.org/z.tif", None),
    ("", "x", None),
])  # fmt: skip
def test_prefixes_are_whole_folders(file: str, database: str, found: tuple[str, str] | None) -> None:
    assert prefixes(file, database) == found
    if found is not None:
        assert file.removeprefix(found[0]) == database.removeprefix(found[1])


def test_assets_named_after_their_item_are_the_same_asset(sides: Sides) -> None:
    for side in (sides.files, sides.rows):
        for one in side:
            one["assets"] = {f"0_{one['id']}_data": {"href": "https://e.org/x", "title": "t"}}
    for row in sides.rows:
        row["assets"][f"0_{row['id']}_data"]["title"] = "T"
    assert sides.told() == [
        'diff/value /assets/0_{id}_data/title is "t" in the file and "T" in the database, in all 20 items of 2 collections'
    ]


def test_links_of_one_document_count_it_once(sides: Sides) -> None:
    for file in sides.files:
        file["links"] += [{"rel": "via", "href": "https://v.org"}] * 2
    report = sides.compared()
    (shared,) = report.shared
    assert (shared.times, shared.documents) == (2 * MANY, MANY)
    assert "missing in the database, in all 20 items" in shared.message


def test_documents_that_one_side_lacks_are_told_by_collection(sides: Sides) -> None:
    del sides.rows[3:]
    sides.rows += [item(n, "e") for n in range(50, 50 + FEW)]
    report = sides.compared()
    assert [shared.message for shared in report.shared] == [
        '17 items are not in the database: 9 of "c" and 8 of "d"'
    ]
    assert len(alone(report)) == FEW


def test_of_many_collections_the_first_are_named(sides: Sides) -> None:
    sides.rows = [item(n, f"c{n % 5}") for n in range(100, 120)]
    assert sides.told()[1] == (
        "diff/only-database 20 items are in the database, but in no file: "
        '4 of "c0", 4 of "c1", 4 of "c2" and 8 of others'
    )


def test_items_in_another_collection_are_told_by_where_they_lie(sides: Sides) -> None:
    for row in sides.rows[12:]:
        row["collection"] = "z"
    assert sides.told() == ['diff/moved 8 items are in another collection in the database: 8 of "d" in "z"']


def test_an_order_of_members_that_differs_in_all_is_told_once(sides: Sides) -> None:
    sides.rows = [dict(reversed(row.items())) for row in sides.rows]
    for name, items in (("files", sides.files), ("rows", sides.rows)):
        (sides.folder / f"{name}.ndjson").write_text("".join(json.dumps(i) + "\n" for i in items))
    names = sides.folder / "files.ndjson", sides.folder / "rows.ndjson"
    (shared,) = diff(*names, equivalences={"key-order": False}).shared
    assert shared.message.startswith("the document is [")


def test_what_is_only_counted_counts_too(sides: Sides, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comparison_findings.DifferenceKeeper.__init__, "__defaults__", _with_limit(3))
    for row in sides.rows:
        del row["properties"]["foo"]
    report = sides.compared()
    assert (len(report.findings), report.dropped) == (3, MANY - 3)
    assert report.shared[0].times == MANY


def _with_limit(limit: int) -> tuple[Any, ...]:
    defaults = comparison_findings.DifferenceKeeper.__init__.__defaults__ or ()
    return tuple(limit if value == comparison_findings.MAX_FINDINGS else value for value in defaults)


def rendered(report: Report, name: str) -> str:
    return "".join(renderer(name)(report, View()))


def test_every_format_tells_of_it(sides: Sides) -> None:
    for row in sides.rows:
        del row["properties"]["foo"]
    sides.rows[0]["properties"]["same"] = "y"
    report = sides.compared()
    sentence = "/properties/foo is missing in the database, in all 20 items of 2 collections"
    text = rendered(report, "text")
    assert text.count("/properties/foo") == 1
    assert sentence in text
    assert text.index("/properties/same") < text.index(sentence)
    assert "not shown" not in text
    assert rendered(report, "concise").count("/properties/foo") == MANY
    data = json.loads(rendered(report, "json"))
    assert data["summary"]["shared"] == [{
        "rule": "diff/dropped", "severity": "error", "message": sentence, "pointer": "/properties/foo",
        "findings": MANY, "documents": MANY, "example": str(report.shared[0].example),
    }]  # fmt: skip
    assert [found.get("shared") for found in data["findings"] if found["rule"] == "diff/dropped"] == [
        0
    ] * MANY
    assert [found["document"] for found in data["findings"] if "shared" not in found] == ["i00"]
    assert "The same in many documents" in rendered(report, "markdown")
    first = rendered(report, "github").splitlines()[0]
    assert "/properties/same" in first
