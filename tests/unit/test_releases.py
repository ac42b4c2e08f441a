"""Which release of an extension is meant where a document names none."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.worker import Worker
from stacqc.fixing.mend import Mender
from stacqc.rulesets.ruleset import choose
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options
from stacqc.vocabulary.releases import names_no_release, release_for

BASE = "https://stac-extensions.github.io"
BRANCH = "https://raw.githubusercontent.com/stac-extensions/projection/main/json-schema/schema.json"


def item(extensions: list[str], assets: dict[str, Any] | None = None, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "stac_extensions": extensions,
        "id": "a",
        "geometry": None,
        "properties": {"datetime": "2024-01-01T00:00:00Z", **properties},
        "links": [],
        "assets": assets or {},
    }


def document_of(data: dict[str, Any]) -> Document:
    return Document("a.json", json.dumps(data, indent=2).encode())


@pytest.mark.parametrize(
    ("written", "meant", "is_open"),
    [
        ("eo", f"{BASE}/eo/v2.0.0/schema.json", True),
        (BRANCH, f"{BASE}/projection/v2.0.0/schema.json", True),
        (f"{BASE}/eo/1.1.0/schema.json", f"{BASE}/eo/v1.1.0/schema.json", False),
        (f"{BASE}/eo/v1.1.0/schema.json", f"{BASE}/eo/v1.1.0/schema.json", False),
    ],
)
def test_a_name_or_a_branch_names_no_release(written: str, meant: str, is_open: bool) -> None:
    assert names_no_release(written, meant) is is_open


@pytest.mark.parametrize(
    ("name", "used", "version"),
    [
        ("eo", {"eo:bands"}, "v1.1.0"),
        ("eo", {"eo:cloud_cover"}, "v2.0.0"),
        ("projection", {"proj:epsg", "proj:shape"}, "v1.1.0"),
        ("projection", {"sat:orbit_state"}, "v2.0.0"),
    ],
)
def test_the_newest_release_with_the_fields_is_meant(name: str, used: set[str], version: str) -> None:
    assert release_for(name, frozenset(used)) == f"{BASE}/{name}/{version}/schema.json"


def test_fields_of_an_older_release_are_no_second_defect() -> None:
    assets = {"a": {"href": "./a.tif", "eo:bands": [{"name": "B1"}]}}
    data = item(["eo", BRANCH], assets, **{"proj:epsg": 32633})
    found = SchemaCheck().problems(document_of(data))
    assert [(problem.rule, problem.help.split("/")[-2]) for problem in found] == [
        ("extension-uri", "v1.1.0"),
        ("extension-uri", "v1.1.0"),
    ]
    newer = SchemaCheck().problems(document_of(item(["eo"], **{"eo:cloud_cover": 3})))
    assert [problem.help.split("/")[-2] for problem in newer] == ["v2.0.0"]


def test_what_is_wrong_by_the_release_that_is_meant_is_still_found() -> None:
    data = item([BRANCH], **{"proj:epsg": "32633"})
    found = SchemaCheck().problems(document_of(data))
    assert [problem.rule for problem in found] == ["extension-uri", "schema"]


def test_the_verdict_alone_takes_a_branch_for_the_newest() -> None:
    check = SchemaCheck(options=Options(verdict_only=True))
    assert check.problems(document_of(item([BRANCH], **{"proj:epsg": 32633})))


def test_declarations_are_added_to_the_list_as_it_is_laid_out() -> None:
    data = item([f"{BASE}/sat/v1.2.0/schema.json"], **{"sat:orbit_state": "ascending", "proj:epsg": 32633})
    data["properties"]["eo:cloud_cover"] = 3
    text = json.dumps(data, indent=2).replace('[\n    "https', '[ "https').replace('json"\n  ]', 'json" ]')
    mended = Mender(Plan(choose(("recommended",)).selected, SchemaCheck()), unsafe=True)
    made = mended.mend(Document("a.json", text.encode())).document.text
    assert f'"stac_extensions": [ "{BASE}/sat/v1.2.0/schema.json", "' in made
    declared = json.loads(made)["stac_extensions"]
    assert declared[1:] == [f"{BASE}/projection/v1.1.0/schema.json", f"{BASE}/eo/v2.0.0/schema.json"]


@pytest.mark.parametrize(
    ("address", "help_"),
    [
        (f"{BASE}/satt/v1.0.0/schema.json", f"did you mean {BASE}/sat/v1.0.0/schema.json?"),
        ("https://stac-extension.github.io/sat/v1.0.0/schema.json", f"{BASE}/sat/v1.0.0/schema.json?"),
        (f"{BASE}/sat/v9.0.0/schema.json", "known versions of sat are v1.0.0"),
    ],
)
def test_an_address_that_does_not_exist_is_one_defect_whatever_fields_are_used(
    address: str, help_: str
) -> None:
    worker = Worker(Plan(choose(("recommended",)).selected, SchemaCheck()))
    worker.check(document_of(item([address], **{"sat:orbit_state": "ascending"})))
    found = worker.outcome().report.findings
    assert [(finding.rule, help_ in finding.help) for finding in found] == [("schema-unavailable", True)]


def test_a_misspelt_address_says_nothing_of_another_extension() -> None:
    worker = Worker(Plan(choose(("recommended",)).selected, SchemaCheck()))
    worker.check(document_of(item([f"{BASE}/satt/v1.0.0/schema.json"], **{"sar:frequency_band": "C"})))
    rules = {finding.rule for finding in worker.outcome().report.findings}
    assert rules == {"schema-unavailable", "extension-undeclared"}
