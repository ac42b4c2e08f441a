"""Of the ISDeform profile: what several rules would see is said once, and nothing is mended to fit what is wrong."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stacqc.api import check
from stacqc.findings import Finding, Severity
from stacqc.sample import Options, write

from .changed_trees import Change, Json, judged

NO_VERSION = "https://stac-extensions.github.io/sar/v9.9.9/schema.json"


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("once") / "t"
    write(Options(44, 1), folder)
    return folder


def weighty(tree: Path, name: str, change: Change) -> list[Finding]:
    """Return the findings of errors and warnings after a change of the first file of such a name."""
    return [f for f in judged(tree, name, change) if f.severity > Severity.INFO]


def swap(properties: dict[str, Any], one: str, other: str) -> None:
    properties[one], properties[other] = properties[other], properties[one]


def of_another_product(item: Json) -> None:
    properties = item["properties"]
    properties |= {
        "title": "Wrapped Differential Interferogram",
        "productType": "WRAPPED_INTERFEROGRAM",
        "productId": properties["productId"].replace("Coh", "InW"),
        "valueUnit": ["rad" for _ in properties["valueUnit"]],
    }


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        (lambda i: i["properties"].update(numberOfBursts=":NULL"), ["null-sentinel"]),
        (lambda i: i["properties"].update(numberOfLooksRange="02"), ["property-type"]),
        (of_another_product, ["product-id-agrees"]),
        (lambda i: swap(i["properties"], "masterSARImageId", "slaveSARImageId"), ["scenes-agree"]),
        (lambda i: swap(i["properties"], "start_datetime", "end_datetime"), ["native-datetimes"]),
        (lambda i: i["properties"].update(bbox=i["bbox"]), ["reserved-in-properties"]),
        (lambda i: i["properties"].update({"sar:center_frequency": 5405000000}), ["frequency-unit"]),
        (lambda i: i.update(id=re.sub(r"_\d{8}_(\d)rlks", r"_20190231_\1rlks", i["id"])), ["id-grammar"]),
        (lambda i: i["properties"].update(title="Coherence"), ["product-title"]),
        (lambda i: i.update(assets={}), ["assets-empty"]),
        (lambda i: i["stac_extensions"].__setitem__(0, NO_VERSION), ["schema-unavailable"]),
    ],
)
def test_one_defect_of_a_product_is_said_once(tree: Path, change: Change, rules: list[str]) -> None:
    found = weighty(tree, "geo_interferogram_*_coh_item.json", change)
    assert [f.rule for f in found] == rules


def test_a_date_is_not_made_to_fit_days_that_are_wrong(tree: Path) -> None:
    def exchange(item: Json) -> None:
        swap(item["properties"], "startDate", "completionDate")

    found = weighty(tree, "geo_interferogram_*_coh_item.json", exchange)
    assert "pair-dates-agree" in [f.rule for f in found]
    assert [f for f in found if f.fix] == []


def test_links_are_not_titled_like_a_run_that_has_no_title(tree: Path) -> None:
    found = weighty(tree, "collection.json", lambda c: c.update(title=c["id"]))
    assert [f.rule for f in found] == ["run-title"]


@pytest.mark.parametrize(
    ("change", "said", "advice"),
    [
        (lambda i: i.update(id=i["id"].upper().replace("GEO_AUX_DEM_ITEM", "geo_aux_dem_item")), "not part", "lower case"),
        (lambda i: i.update(id=i["id"].removesuffix("_item")), "breaks off: item is missing", "name the file"),
    ],
)  # fmt: skip
def test_ids_that_break_off_or_shout(tree: Path, change: Change, said: str, advice: str) -> None:
    found = weighty(tree, "geo_aux_dem_item.json", change)
    assert [f.rule for f in found] == ["id-grammar"]
    assert said in found[0].message
    assert advice in found[0].help


def test_a_second_scene_alone_is_that_of_the_second_day(tree: Path) -> None:
    def leave_out(item: Json) -> None:
        item["properties"]["masterSARImageId"] = "not said"

    found = weighty(tree, "geo_interferogram_*_coh_item.json", leave_out)
    assert "scenes-agree" not in [f.rule for f in found]


def test_a_row_of_a_database_has_its_parent_where_the_api_is(tmp_path: Path) -> None:
    run = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
    row = {
        "type": "Feature", "stac_version": "1.1.0", "id": f"{run}_radar_aux_dem_item",
        "properties": {"parent_collection": f"{run}_radar_aux_collection"},
        "links": [{"rel": "parent", "href": "https://example.org/api/collections/a"}],
    }  # fmt: skip
    file = tmp_path / "rows.ndjson"
    file.write_text(json.dumps(row) + "\n", encoding="utf-8")
    found = check(file, ruleset=["isdeform"]).findings
    assert "parent-link" not in [f.rule for f in found]


def renamed(old: str, new: str) -> Change:
    return lambda d: d.update(id=re.sub(old, new, d["id"]))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("geo_interferogram_*_coh_item.json", renamed(r"_\d+rlks", "_9rlks")),
        ("geo_interferogram_*_coh_item.json", renamed("_coh_", "_aps_")),
        ("radar_aux_dem_item.json", renamed("radar", "geo")),
        ("radar_aux_collection.json", renamed("aux", "timeseries")),
        ("*-*/collection.json", renamed(".{4}$", "beef")),
    ],
)  # fmt: skip
def test_an_id_that_is_not_that_of_the_file_is_told_alone(tree: Path, name: str, change: Change) -> None:
    found = weighty(tree, name, change)
    # What other documents say of it is told there.
    others = ("geometry-twin", "id-unique")
    assert [f.rule for f in found if f.rule not in others] == ["id-equals-path"]


def test_an_id_speaks_for_nothing_where_files_are_named_otherwise(tmp_path: Path) -> None:
    run = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
    id_ = f"{run}_geo_interferogram_20210325_20210605_4rlks_inu_item"
    item = {"type": "Feature", "id": id_, "properties": {"datesOfSARScenes": "20210112-20210124"}}
    (tmp_path / run).mkdir()
    file = tmp_path / run / f"{id_}.json"
    file.write_text(json.dumps(item), encoding="utf-8")
    found = {f.rule for f in check(file, ruleset=["isdeform"]).findings}
    assert {"id-equals-path", "pair-dates-agree"} <= found


def test_a_file_under_the_wrong_collection_is_told_there(tree: Path) -> None:
    file = min(tree.glob("**/geo_aux_collection.json"))
    before = file.read_bytes()
    collection = json.loads(before)
    (moved,) = [k for k in collection["links"] if "aux_dem" in k["href"]]
    collection["links"].remove(moved)
    file.write_text(json.dumps(collection), encoding="utf-8")
    try:
        found = weighty(tree, "geo_interferogram_collection.json", lambda c: c["links"].append(moved))
    finally:
        file.write_bytes(before)
    assert [(f.rule, Path(f.location.uri).name) for f in found] == [
        ("link-geometry", "geo_interferogram_collection.json")
    ]


def test_a_file_of_the_other_geometry_is_not_also_listed_twice(tree: Path) -> None:
    def list_the_other(collection: Json) -> None:
        (link,) = [k for k in collection["links"] if "aux_dem" in k["href"]]
        link["href"] = "./geo_aux_dem_item.json"

    found = weighty(tree, "radar_aux_collection.json", list_the_other)
    assert [f.rule for f in found] == ["link-geometry", "orphan-document"]


def test_an_address_with_a_space_before_it_is_that_and_nothing_else(tree: Path) -> None:
    def space(collection: Json) -> None:
        (link,) = [k for k in collection["links"] if "aux_dem" in k["href"]]
        link["href"] = " " + link["href"]

    found = weighty(tree, "radar_aux_collection.json", space)
    assert [f.rule for f in found] == ["schema-format", "orphan-document"]
