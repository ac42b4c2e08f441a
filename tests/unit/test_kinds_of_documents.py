"""What is said of a document of a kind that is missing, or that an extension is not made for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.worker import Worker
from stacqc.findings import Finding
from stacqc.rulesets.ruleset import choose
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options
from stacqc.words import nearest

BASE = "https://stac-extensions.github.io"
CATALOG = {"type": "Catalog", "stac_version": "1.0.0", "id": "a", "description": "A", "links": []}
EXTENT = {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}}
ITEM = {
    "type": "Feature", "stac_version": "1.0.0", "id": "a", "geometry": None, "links": [], "assets": {},
    "properties": {"datetime": "2020-01-01T00:00:00Z"},
}  # fmt: skip


def findings(data: dict[str, Any]) -> list[Finding]:
    worker = Worker(Plan(choose(("recommended",)).selected, SchemaCheck()))
    worker.check(Document("a.json", json.dumps(data).encode()))
    report = worker.outcome().report
    assert report.failures == []
    return report.findings


@pytest.mark.parametrize(
    ("name", "kinds"),
    [
        ("datacube/v2.0.0", "Items and Collections"),
        ("landsat/v2.0.0", "Items"),
        ("item-assets/v1.0.0", "Collections"),
    ],
)
def test_an_extension_is_told_once_and_where_it_is_declared(name: str, kinds: str) -> None:
    address = f"{BASE}/{name}/schema.json"
    found = findings({**CATALOG, "stac_extensions": [f"{BASE}/version/v1.2.0/schema.json", address]})
    (told,) = [f for f in found if f.location.pointer == "/stac_extensions/1"]
    assert told.rule == "schema"
    assert told.message.endswith(f" is for {kinds} alone, and this is a Catalog")
    assert told.fix is not None
    assert not told.fix.safe


def test_a_document_without_a_type_is_told_which_one_it_needs() -> None:
    without = {key: value for key, value in CATALOG.items() if key != "type"}
    (told,) = findings({**without, "license": "MIT", "extent": EXTENT})
    assert (told.message, told.help) == ('Required member "type" is missing', 'write "type": "Collection"')


def test_no_box_is_one_defect_where_there_is_no_geometry() -> None:
    (told,) = findings({**ITEM, "bbox": None})
    assert told.message == "bbox is null, it must be a list"


@pytest.mark.parametrize("entry", [7, 2.5, None, {}, ["x"]])
def test_entries_that_are_no_text_leave_the_others_in_their_places(entry: Any) -> None:
    sar, sat = f"{BASE}/sar/v1.0.0/schema.json", f"{BASE}/sat/v1.0.0/schema.json"
    found = findings({**ITEM, "stac_extensions": [entry, sar, sat]})
    assert {f.location.pointer for f in found if f.rule == "extension-unused"} <= {
        "/stac_extensions/1",
        "/stac_extensions/2",
    }
    assert any(f.location.pointer == "/stac_extensions/0" for f in found)


def test_a_version_that_is_no_text_is_not_to_be_left_out() -> None:
    (told,) = findings({**CATALOG, "stac_version": ""})
    assert "leave it out" not in told.help


def test_what_is_as_near_to_two_words_means_neither() -> None:
    assert nearest("swir", ["swir16", "swir22", "nir"]) is None
    assert nearest("swir1", ["swir16", "swir22", "nir"]) == "swir16"


def test_a_prefix_in_place_of_a_name_is_one_defect() -> None:
    properties = {**ITEM["properties"], "proj:epsg": 32631}  # type: ignore[dict-item]
    found = findings(
        {**ITEM, "stac_version": "1.0.0-beta.2", "stac_extensions": ["proj"], "properties": properties}
    )
    (told,) = [f for f in found if f.rule != "stac-version-outdated"]
    assert (told.rule, told.help) == ("extension-uri", "write projection")


@pytest.mark.parametrize("entry", ["my layer", "#", f"{BASE}/{{{{name}}}}/v1.0.0/schema.json"])
def test_what_is_no_address_is_one_defect(entry: str) -> None:
    (told,) = findings({**CATALOG, "stac_extensions": [entry]})
    assert (told.rule, told.location.path) == ("schema-format", ("stac_extensions", 0))


def test_an_older_version_of_stac_declares_by_name() -> None:
    properties = {**ITEM["properties"], "view:off_nadir": 3}  # type: ignore[dict-item]
    found = findings(
        {**ITEM, "stac_version": "1.0.0-beta.2", "stac_extensions": [], "properties": properties}
    )
    (told,) = [f for f in found if f.rule == "extension-undeclared"]
    assert told.help == "add view to stac_extensions"


@pytest.mark.parametrize(
    ("fields", "help"),
    [
        (
            {"cmip6:model": "UKESM1-0-LL", "cmip6:scenario": "ssp585"},
            "give them a prefix of their own, or write fields that are in",
        ),
        ({"cmip6:model": "UKESM1-0-LL", "cmip6:source_id": "UKESM1-0-LL"}, f"add {BASE}/cmip6/"),
        ({"table:storage_options": {}}, f"add {BASE}/table/"),
    ],
)
def test_fields_that_only_begin_as_those_of_an_extension_are_told_as_such(
    fields: dict[str, Any], help: str
) -> None:
    found = findings({**ITEM, "stac_extensions": [], "properties": {**ITEM["properties"], **fields}})  # type: ignore[dict-item]
    (told,) = [f for f in found if f.rule == "extension-undeclared"]
    assert told.help.startswith(help)
    assert (told.fix is None) == help.startswith("give")


@pytest.mark.parametrize(
    ("version", "name", "missing"),
    [
        ("0.8.1", "eo", "eo:platform"),
        ("0.8.1", "label", "label:classes"),
        ("0.9.0-rc1", "version", "version"),
        ("0.9.0", "projection", "proj:epsg"),
    ],
)
def test_extensions_of_an_older_version_are_judged_by_their_name(
    version: str, name: str, missing: str
) -> None:
    found = findings({**ITEM, "stac_version": version, "stac_extensions": [name]})
    assert f'Required member "{missing}" is missing' in {f.message for f in found if f.rule == "schema"}
    assert "schema-unavailable" not in {f.rule for f in found}


_OLD_LINKS = [{"rel": "self", "href": "x.json"}]
_OLD_EXTENT = {"spatial": [0, 0, 1, 1], "temporal": ["2020-01-01T00:00:00Z", None]}
_OLD_COLLECTION = {
    "stac_version": "0.6.1", "id": "a", "description": "A", "license": "MIT", "links": _OLD_LINKS, "extent": _OLD_EXTENT,
}  # fmt: skip
_OLD_ITEM = {**ITEM, "geometry": {"type": "Point", "coordinates": [0, 0]}, "links": _OLD_LINKS}


@pytest.mark.parametrize(
    ("document", "told"),
    [
        (_OLD_COLLECTION, set()),
        (_OLD_COLLECTION | {"extent": {}}, {"spatial", "temporal"}),
        (_OLD_ITEM | {"stac_version": "0.6.0"}, set()),
        (_OLD_ITEM | {"stac_version": "0.6.2"}, {"bbox"}),
    ],
)
def test_stac_0_6_is_judged_by_its_own_schemas(document: dict[str, Any], told: set[str]) -> None:
    found = findings(document)
    assert {f.message for f in found if f.rule == "schema"} == {
        f'Required member "{name}" is missing' for name in told
    }
    assert "stac-version-unknown" not in {f.rule for f in found}


@pytest.mark.parametrize(
    ("version", "message", "help"),
    [
        ("1.0.0-beta.1", "No Item schema of STAC 1.0.0-beta.1 is bundled", "without --schemas-only"),
        ("1.7.0", '"1.7.0" is no version of STAC that stacqc knows', "current versions: 1.0.0, 1.1.0"),
    ],
)
def test_a_kind_without_a_schema_is_no_unknown_version(version: str, message: str, help: str) -> None:
    check = SchemaCheck(options=Options(verdict_only=True))
    (told,) = check.problems(Document("a.json", json.dumps({**ITEM, "stac_version": version}).encode()))
    assert (told.rule, told.message) == ("stac-version-unknown", message)
    assert told.help.startswith(help)
