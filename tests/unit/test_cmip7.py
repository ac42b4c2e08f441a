"""The schemas of CMIP7, as the Earth System Grid Federation publishes them, share their vocabularies."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.schema.check import SchemaCheck

PUBLISHED = "https://stac-extensions.github.io"
FEDERATION = "https://esgf.github.io/stac-transaction-api/cmip7"
VERSIONS = ["v1.2.3", "v1.2.6", "v1.2.7", "v1.2.8", "v3.0.4", "v3.0.5", "v3.0.6"]
HANDLE = "hdl:21.14107/00000000-0000-4000-8000-000000000000"
MOMENT = "2026-01-01T00:00:00Z"
#: What every version has.
FIELDS: dict[str, Any] = {
    "activity_id": "CMIP", "area_label": "u", "Conventions": ["CF-1.12"], "data_specs_version": "MIP-DS7.1.0.0",
    "drs_specs": "MIP-DRS7", "experiment": "A run without any forcing.", "experiment_id": "1pctCO2",
    "forcing_index": "f1", "frequency": "mon", "grid_label": "g100", "initialization_index": "i1",
    "institution": "Environment and Climate Change Canada", "institution_id": "CCCma", "license": "Free of charge",
    "license_id": "CC-BY-4.0", "nominal_resolution": "100 km", "physics_index": "p1", "pid": HANDLE,
    "product": "model-output", "realization_index": "r1", "realm": ["atmos"], "region": "glb",
    "source_id": "DUMMY-MODEL", "temporal_label": "tavg", "variable_branded_name": "tas_tavg-h2m-hxy-u",
    "variable_branding_suffix": "tavg-h2m-hxy-u", "variable_cf_standard_name": "air_temperature",
    "variable_id": "tas", "variable_long_name": "Air near the ground", "variable_units": "K",
    "variant_label": "r1i1p1f1", "vertical_label": "h2m",
}  # fmt: skip
#: What 3.0.4 and 3.0.5 do not have.
LATER: dict[str, Any] = {"horizontal_label": "hxy", "mip_era": "CMIP7", "source": "A model of nothing"}


def made(version: str) -> dict[str, Any]:
    """A made item that keeps a version."""
    fields = FIELDS if version in ("v3.0.4", "v3.0.5") else FIELDS | LATER
    conventions = {"cmip7:Conventions": ["CMIP-7.0"]} if version == "v3.0.4" else {}
    return {
        "type": "Feature", "stac_version": "1.1.0", "geometry": None, "collection": "CMIP7",
        "id": "MIP-DRS7.CMIP7.CMIP.C.D.1pctCO2.r1i1p1f1.glb.mon.tas.tavg.g100.v20260101",
        "stac_extensions": [f"{PUBLISHED}/file/v2.1.0/schema.json",
                            f"{PUBLISHED}/alternate-assets/v1.2.0/schema.json", f"{FEDERATION}/{version}/schema.json"],
        "properties": {
            "datetime": MOMENT, "start_datetime": MOMENT, "end_datetime": MOMENT, "created": MOMENT, "updated": MOMENT,
            "latest": True, "retracted": False, "size": 1, "title": "A", "version": "20260101",
            **{f"cmip7:{name}": value for name, value in fields.items()}, **conventions,
        },
        "links": [{"rel": "collection", "href": "https://example.com/c.json"}],
        "assets": {"a": {
            "href": "https://example.com/a.nc", "type": "application/netcdf", "created": MOMENT, "protocol": "https",
            "file:checksum": "1220" + "ab" * 32, "file:size": 1, "file:local_path": "a.nc", "cmip7:tracking_id": HANDLE,
        }},
    }  # fmt: skip


def problems(item: dict[str, Any]) -> Sequence[Problem]:
    """What the schemas say of an item."""
    return SchemaCheck().problems(Document("a.json", json.dumps(item).encode()))


@pytest.mark.parametrize("version", VERSIONS)
def test_an_item_that_keeps_a_version(version: str) -> None:
    assert [(p.path, p.message) for p in problems(made(version))] == []


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize(
    ("field", "value", "meant"),
    [
        ("experiment_id", "1pctCO", "write 1pctCO2"),
        ("variable_branded_name", "tas_tavg-h2m-hxyu", "write tas_tavg-h2m-hxy-u"),
        ("variable_cf_standard_name", "air_temprature", "write air_temperature"),
        ("realization_index", "1", ""),
    ],
)
def test_a_wrong_word_is_told_with_the_one_that_was_meant(
    version: str, field: str, value: str, meant: str
) -> None:
    item = made(version)
    item["properties"][f"cmip7:{field}"] = value
    [problem] = problems(item)
    assert problem.path == ("properties", f"cmip7:{field}")
    assert len(problem.message) < 350
    assert problem.help == meant or not meant


def test_words_that_only_one_version_has() -> None:
    older, newer = made("v3.0.6"), made("v1.2.8")
    for item in (older, newer):
        item["properties"]["cmip7:source_id"] = "CanESM6-0-MR"
    assert [p.path[-1] for p in problems(older)] == ["cmip7:source_id"]
    assert list(problems(newer)) == []


def test_a_netcdf_file_says_how_large_it_is() -> None:
    item = made("v3.0.6")
    del item["assets"]["a"]["file:size"]
    assert [p.message for p in problems(item)] == ['Required member "file:size" is missing']
    other = copy.deepcopy(item)
    other["assets"]["a"]["type"] = "application/vnd.zarr"
    assert list(problems(other)) == []
