"""What the schemas refuse comes with what to write, and where that is clear with the edit that writes it."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from stacqc import check

from .test_once import COLLECTION, ITEM

PROJECTION = "https://stac-extensions.github.io/projection/v1.1.0/schema.json"


def changed(document: dict[str, Any], pointer: str, value: Any) -> dict[str, Any]:
    document = deepcopy(document)
    holder: Any = document
    *steps, last = [int(s) if s.isdigit() else s for s in pointer.split("/")[1:]]
    for step in steps:
        holder = holder[step]
    holder[last] = value
    return document


def item(pointer: str, value: Any) -> dict[str, Any]:
    extended = {**ITEM, "stac_extensions": [*ITEM["stac_extensions"], PROJECTION]}
    extended["properties"] = {
        **ITEM["properties"],
        "proj:epsg": 4326,
        "providers": [{"name": "x", "roles": ["host"]}],
    }
    return changed(extended, pointer, value)


@pytest.mark.parametrize(
    ("pointer", "value", "help", "instead"),
    [
        (
            "/properties/datetime",
            "2024-05-01 00:00:00Z",
            "write 2024-05-01T00:00:00Z",
            "2024-05-01T00:00:00Z",
        ),
        (
            "/properties/datetime",
            "2024-05-01T02:00:00+02:00",
            "write 2024-05-01T00:00:00Z",
            "2024-05-01T00:00:00Z",
        ),
        ("/properties/datetime", "2024-05-01", 'found "2024-05-01"', None),
        ("/properties/gsd", "10", "write the number 10 without quotes", 10),
        ("/properties/gsd", "10 m", "Ground sample distance", None),
        ("/properties/instruments", "msi", 'write it as a list: ["msi"]', ["msi"]),
        ("/properties/proj:shape", "5558,9559", "write it as a list: [5558, 9559]", [5558, 9559]),
        ("/bbox", "10 40 12 41", "write it as a list: [10, 40, 12, 41]", [10, 40, 12, 41]),
        ("/bbox", "10; 40; 12; 41", "write it as a list: [10, 40, 12, 41]", [10, 40, 12, 41]),
        ("/bbox", "10, 40, 12, 41", "write it as a list: [10, 40, 12, 41]", [10, 40, 12, 41]),
        ("/geometry/coordinates", "[[[10, 40]]]", "write it without quotes: [[[10, 40]]]", [[[10, 40]]]),
        ("/properties/title", 5, 'write it in quotes: "5"', "5"),
        ("/properties/updated", 1714521600, "Updated (UTC): When", None),
        ("/properties/providers/0/roles/0", "Host", "write host", "host"),
        ("/assets", None, "write {} where there are no files", None),
        ("/links", None, "write [] where there are none", None),
        ("/id", None, "Identifier of the Item", None),
        ("/bbox", [[10.0, 40.0], [12.0, 41.0]], "write [10.0, 40.0, 12.0, 41.0]", None),
        (
            "/geometry/coordinates",
            ITEM["geometry"]["coordinates"][0],
            "write [[[10.0, 40.0], [12.0, 40.0]",
            None,
        ),
        ("/geometry/coordinates", [10.0, 40.0], "a position is [longitude, latitude]", None),
    ],
)
def test_a_refused_value_comes_with_another(pointer: str, value: Any, help: str, instead: Any) -> None:
    (finding,) = check(item(pointer, value)).findings
    assert finding.location.pointer == pointer
    assert finding.help.startswith(help)
    written = [edit.value for edit in finding.fix.edits] if finding.fix else [None]
    assert written == [instead]


INTERVAL = {"start_datetime": "2024-05-01T00:00:00Z", "end_datetime": "2024-05-02T00:00:00Z"}


@pytest.mark.parametrize(
    ("properties", "name", "edits"),
    [
        ({**INTERVAL, "datetime": "null"}, "datetime", [("replace", None)]),
        ({"datetime": "null"}, "datetime", None),
        ({"datetime": "2024-05-01T00:00:00Z", "created": ""}, "created", [("remove", None)]),
    ],
)
@pytest.mark.parametrize("note", ["odd", "n/a"])
def test_a_word_for_no_time_is_null_or_left_out(
    properties: dict[str, Any], name: str, edits: list[tuple[str, Any]] | None, note: str
) -> None:
    found = check({**ITEM, "properties": {**properties, "eo:cloud_cover": 5, "note": note}}).findings
    (finding,) = [f for f in found if f.location.pointer == f"/properties/{name}"]
    assert finding.rule == "schema"
    assert (finding.fix and [(edit.action, edit.value) for edit in finding.fix.edits]) == edits
    assert finding.fix is None or not finding.fix.safe


def test_what_many_elements_lack_is_mended_in_all() -> None:
    (finding,) = check(item("/bbox", ["10", "40", "12", "41"])).findings
    assert finding.fix is not None
    assert [edit.value for edit in finding.fix.edits] == [10, 40, 12, 41]


@pytest.mark.parametrize(
    ("pointer", "value", "help"),
    [
        ("/extent/spatial/bbox", [10, 40, 12, 41], "write [[10, 40, 12, 41]]"),
        (
            "/extent/temporal/interval",
            ["2024-05-01T00:00:00Z", None],
            'write [["2024-05-01T00:00:00Z", null]]',
        ),
    ],
)
def test_brackets_of_an_extent(pointer: str, value: Any, help: str) -> None:
    (finding,) = check(changed(COLLECTION, pointer, value)).findings
    assert (finding.location.pointer, finding.help) == (pointer, help)
    assert "lacks a pair of brackets" in finding.message


def test_the_parts_of_a_document_are_not_told_in_the_words_of_an_extension() -> None:
    sar = "https://stac-extensions.github.io/sar/v1.0.0/schema.json"
    document = {k: v for k, v in ITEM.items() if k != "properties"}
    found = check({**document, "stac_extensions": [sar]}).findings
    assert [f.help for f in found] == ["Metadata of an Item, at least its datetime"]


@pytest.mark.parametrize(
    ("address", "rule", "help"),
    [
        ("https://stac-extensions.github.io/eo/v1.2.0/schema.json", "schema-unavailable", "known versions of eo are v1.0.0,"),
        ("https://stac-extensions.github.io/veiw/v1.0.0/schema.json", "schema-unavailable", "did you mean https://stac-extensions.github.io/view/"),
        ("https://stac-extensions.github.io/proj/v1.0.0/schema.json", "schema-unavailable", "did you mean https://stac-extensions.github.io/projection/"),
        ("https://github.com/stac-extensions/sat", "extension-uri", "write https://stac-extensions.github.io/sat/"),
    ],
)  # fmt: skip
def test_an_address_that_leads_nowhere_names_those_that_do(address: str, rule: str, help: str) -> None:
    found = check({**ITEM, "stac_extensions": [*ITEM["stac_extensions"], address]}).findings
    assert [f.help.startswith(help) for f in found if f.rule == rule] == [True]


def test_names_of_extensions_suffice_where_the_specification_had_them() -> None:
    old = {**ITEM, "stac_version": "0.9.0", "stac_extensions": ["eo"]}
    assert "extension-uri" not in {f.rule for f in check(old).findings}
    assert "extension-uri" in {f.rule for f in check({**old, "stac_version": "1.0.0"}).findings}
