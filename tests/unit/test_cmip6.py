"""The schemas of CMIP6 share their vocabularies, and a word outside of one is told in a line."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.schema.addresses import released
from stacqc.schema.check import SchemaCheck
from stacqc.schema.references import References, Resource
from stacqc.vocabulary.fields import fields_of, schema_of

#: Longer than this, a sentence is no longer read.
READABLE = 350
PUBLISHED = "https://stac-extensions.github.io"
HANDLE = "hdl:21.14100/00000000-0000-4000-8000-000000000000"
MOMENT = "2020-01-01T00:00:00Z"
#: A made item that keeps 3.0.1 and 3.0.2, and what 3.0.0 wants otherwise.
ITEM: dict[str, Any] = {
    "type": "Feature", "stac_version": "1.0.0", "id": "CMIP6.CMIP.M.E.historical.r1i1p1f1.Amon.tas.gn.v20200101",
    "collection": "CMIP6", "geometry": None,
    "stac_extensions": [f"{PUBLISHED}/file/v2.1.0/schema.json", f"{PUBLISHED}/alternate-assets/v1.2.0/schema.json"],
    "properties": {
        "datetime": MOMENT, "start_datetime": MOMENT, "end_datetime": MOMENT, "created": MOMENT, "updated": MOMENT,
        "title": "A", "latest": True, "retracted": False, "size": 1, "cmip6:activity_id": ["CMIP"],
        "cmip6:conventions": ["CF-1.7"], "cmip6:data_specs_version": "01.00.31", "cmip6:experiment": "DECK: 1pctCO2",
        "cmip6:experiment_id": "historical", "cmip6:forcing_index": "1", "cmip6:frequency": "mon",
        "cmip6:grid": "data reported on a model's native grid", "cmip6:grid_label": "gn",
        "cmip6:initialization_index": "1", "cmip6:institution": "Beijing Climate Center, Beijing 100081, China",
        "cmip6:institution_id": "BCC", "cmip6:license": "CC-BY-4.0", "cmip6:member_id": "r1i1p1f1",
        "cmip6:nominal_resolution": "100 km", "cmip6:physics_index": "1", "cmip6:pid": HANDLE,
        "cmip6:product": "model-output", "cmip6:realization_index": "1", "cmip6:realm": ["atmos"],
        "cmip6:source": "AWI-CM 1.1 MR", "cmip6:source_id": "AWI-CM-1-1-MR", "cmip6:source_type": ["AOGCM"],
        "cmip6:sub_experiment": "none", "cmip6:sub_experiment_id": "none", "cmip6:table_id": "Amon",
        "cmip6:variable_cf_standard_name": "air_temperature", "cmip6:variable_id": "tas",
        "cmip6:variable_long_name": "Abiotic pH", "cmip6:variable_units": "K",
        "cmip6:variant_label": "r1i1p1f1",
    },
    "links": [{"rel": "collection", "href": "https://example.com/c.json"}, {
        "rel": "cite-as", "href": "https://cera-www.dkrz.de/WDCC/meta/CMIP6/a", "title": "Citation URL",
        "type": "application/json",
    }],
    "assets": {"a": {
        "href": "https://example.com/a.nc", "created": MOMENT, "updated": MOMENT, "protocol": "https",
        "file:checksum": "1220" + "ab" * 32, "file:size": 1, "cmip6:tracking_id": HANDLE,
    }},
}  # fmt: skip
#: Those that the Earth System Grid Federation publishes itself.
FEDERATION = "https://esgf.github.io/stac-transaction-api/cmip6"
FEDERATED = ["v1.0.0", "v1.0.1", "v2.0.0", "v3.0.3", "v3.0.4"]
FIRST: dict[str, Any] = {
    "cmip6:citation_url": "https://cera-www.dkrz.de/WDCC/meta/CMIP6/a", "cmip6:version": "20200101",
    "cmip6:further_info_url": "https://furtherinfo.es-doc.org/CMIP6.a", "cmip6:member_id": "none-r1i1p1f1",
    "cmip6:forcing_index": 1, "cmip6:initialization_index": 1, "cmip6:physics_index": 1, "cmip6:realization_index": 1,
}  # fmt: skip


def problems(item: dict[str, Any]) -> Sequence[Problem]:
    """What the schemas say of an item."""
    return SchemaCheck().problems(Document("a.json", json.dumps(item).encode()))


def told(version: str, **fields: Any) -> list[tuple[str, str]]:
    """Message and help of what is said of the fields of an item, apart from missing ones."""
    item = {
        "type": "Feature", "stac_version": "1.0.0", "id": "a", "collection": "CMIP6", "geometry": None,
        "stac_extensions": [f"{PUBLISHED}/cmip6/{version}/schema.json"],
        "properties": {"datetime": MOMENT, **{f"cmip6:{n}": v for n, v in fields.items()}},
        "links": [], "assets": {},
    }  # fmt: skip
    return [(p.message, p.help) for p in problems(item) if len(p.path) > 1]


@pytest.mark.parametrize(("version", "change"), [("v3.0.0", FIRST), ("v3.0.1", {}), ("v3.0.2", {})])
def test_an_item_of_version_3(version: str, change: dict[str, Any]) -> None:
    declared = [*ITEM["stac_extensions"], f"{PUBLISHED}/cmip6/{version}/schema.json"]
    item = {**ITEM, "stac_extensions": declared, "properties": ITEM["properties"] | change}
    assert [(p.path, p.message) for p in problems(item)] == []


def federated(version: str) -> dict[str, Any]:
    """A made item that keeps a version of the federation."""
    item = copy.deepcopy(ITEM)
    item["stac_extensions"].append(f"{FEDERATION}/{version}/schema.json")
    fields, data = item["properties"], item["assets"]["a"]
    if version < "v2":
        item["properties"] = {n: v for n, v in fields.items() if n in ("datetime", "cmip6:experiment_id")}
        item["properties"]["cmip6:activity_id"] = "CMIP" if version == "v1.0.0" else ["CMIP"]
    if version == "v2.0.0":
        fields |= {"cmip6:mip_era": "CMIP6", "cmip6:Conventions": fields.pop("cmip6:conventions")}
        del fields["cmip6:grid"], fields["cmip6:license"]
        data |= {"type": "application/netcdf", "file:local_path": "a.nc"}
    return item


@pytest.mark.parametrize("version", FEDERATED)
def test_an_item_of_the_federation(version: str) -> None:
    item = federated(version)
    assert [(p.path, p.message) for p in problems(item)] == []
    item["properties"]["cmip6:experiment_id"] = "historicl"
    [problem] = problems(item)
    assert (problem.path, problem.help) == (("properties", "cmip6:experiment_id"), "write historical")


def test_what_the_federation_changed_between_its_versions() -> None:
    netcdf, names, realms = federated("v2.0.0"), federated("v3.0.4"), federated("v3.0.3")
    del netcdf["assets"]["a"]["file:local_path"]
    names["properties"] |= {"cmip6:variable_cf_standard_name": "of_my_own", "cmip6:realm": ["seaice"]}
    realms["properties"] |= {"cmip6:realm": ["seaice"]}
    assert [p.message for p in problems(netcdf)] == ['Required member "file:local_path" is missing']
    assert list(problems(names)) == []
    assert [p.path[-2:] for p in problems(realms)] == [("cmip6:realm", 0)]


def under(keyword: str, node: Any) -> list[Any]:
    """All that stands under a keyword in a schema."""
    below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    own = [node[keyword]] if isinstance(node, dict) and keyword in node else []
    return own + [found for part in below for found in under(keyword, part)]


@pytest.mark.parametrize("version", ["v1.0.0", "v2.0.0"])
def test_an_item_that_keeps_the_vocabularies(version: str) -> None:
    assert (
        told(version, experiment_id="ssp585", table_id="Amon", institution_id="MPI-M", grid_label="gn") == []
    )


def test_lists_of_the_newest_version() -> None:
    assert (
        told("v3.0.2", activity_id=["CMIP"], variable_id="tas", variable_units="K", source_id="MPI-ESM1-2-HR")
        == []
    )


@pytest.mark.parametrize("version", ["v1.0.0", "v2.0.0", "v3.0.0", "v3.0.1", "v3.0.2"])
def test_a_misspelt_word_is_told_with_the_one_that_was_meant(version: str) -> None:
    [(message, help_)] = told(version, experiment_id="historicl")
    assert message.startswith('"historicl" is not one of 1pctCO2, ')
    assert message.endswith(", 312 more")
    assert help_ == "write historical"


@pytest.mark.parametrize(
    ("version", "field", "value", "meant"),
    [
        ("v1.0.0", "experiment", "pre-industrial contrl", "write pre-industrial control"),
        ("v2.0.0", "institution", "Lawrence Livermore", ""),
        ("v3.0.0", "variable_long_name", "Abiotc pH", "write Abiotic pH"),
        ("v3.0.0", "variable_cf_standard_name", "air_temprature", "write air_temperature"),
        ("v3.0.1", "variable_cf_standard_name", "air_temprature", "write air_temperature"),
        ("v3.0.2", "variable_cf_standard_name", "sea_iceareafraction", "write sea_ice_area_fraction"),
    ],
)
def test_many_long_values_are_no_long_sentence(version: str, field: str, value: str, meant: str) -> None:
    [(message, help_)] = told(version, **{field: value})
    assert message.startswith(f'"{value}" is not one of ')
    assert message.endswith(" more")
    assert len(message) < READABLE
    assert help_ == meant or not meant


def test_what_only_another_version_lists_is_refused() -> None:
    assert told("v2.0.0", license="cc_by_4.0") == []
    assert len(told("v3.0.0", license="cc_by_4.0")) == 1


@pytest.mark.parametrize(
    "address", [*released("cmip6"), *(f"{FEDERATION}/{v}/schema.json" for v in FEDERATED)]
)
def test_what_a_version_shares_with_others_is_there(address: str) -> None:
    found = schema_of(address)
    start = Resource.of(address, found)
    targets = [References(schema_of, [start]).follow(ref, start)[0] for ref in under("$ref", found)]
    assert all(targets)
    assert len(fields_of(address)) > 15


def test_an_enumeration_stands_in_one_version_only() -> None:
    addresses = [*released("cmip6"), *(f"{FEDERATION}/{version}/schema.json" for version in FEDERATED)]
    lists = [json.dumps(part) for address in addresses for part in under("enum", schema_of(address))]
    long = [one for one in lists if len(one) > 300]
    assert len(long) > 15
    assert len(set(long)) == len(long)
