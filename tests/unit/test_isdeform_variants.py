"""Of the ISDeform profile: the defects of the specification in other places and spellings than those of the samples."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from stacqc.api import check
from stacqc.sample import Options, write

from .changed_trees import Change, Json, judged


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("variants")
    for layout in ("live", "legacy"):
        write(Options(44, 1, layout=layout), folder / layout)
    return {layout: folder / layout for layout in ("live", "legacy")}


def properties(**values: Any) -> Change:
    return lambda item: item["properties"].update({name.replace("__", ":"): v for name, v in values.items()})


def replaced(name: str, old: str, new: str) -> Change:
    return lambda item: item["properties"].update({name: re.sub(old, new, item["properties"][name])})


def extent(path: str, value: Any) -> Change:
    return lambda c: c["extent"]["temporal"]["interval"][0].__setitem__(int(path), value)


def link(rel: str, /, **members: Any) -> Change:
    return lambda d: next(k for k in d["links"] if k["rel"] == rel).update(members)


def further_parent(collection: Json) -> None:
    collection["links"].append({"rel": "parent", "href": "./collection.json", "type": "application/json"})


def placeholders_as_titles(item: Json) -> None:
    item["links"][-1]["title"] = "n/a"
    item["assets"]["product"]["title"] = ":NULL"


COH = "*/geo_interferogram_*_coh_item.json"
PAIR = "*/geo_interferogram_????????_????????_collection.json"
OLD_COH = "*_geo_spatial_coherence.json"
OLD_LUT = "*_geo_lookup_table_sat_to_ground_coordinates.json"
FILED = [
    ("live", PAIR, extent("1", None), {("extent-covers", "/extent/temporal/interval/0/1")}),
    ("live", PAIR, further_parent, {("orphan-document", "/links/9/href")}),
    ("live", PAIR, lambda c: c.update(description="None"), {("null-sentinel", "/description")}),
    ("live", COH, properties(appliedCorrections="null"), {("null-sentinel", "/properties/appliedCorrections")}),
    ("live", COH, properties(datesOfSARScenes=":NULL"), {("dates-sentinel", "/properties/datesOfSARScenes")}),
    ("live", COH, properties(lastLineUtc=None), set()),
    ("live", COH, placeholders_as_titles,
     {("null-sentinel", "/links/4/title"), ("null-sentinel", "/assets/product/title")}),
    ("live", COH, properties(geographicCSTypeCode=None),
     {("coordinate-system", "/properties/geographicCSTypeCode")}),
    ("live", COH, properties(lookupTableId="LUT_GDMCNRS_geo4rlks0000"),
     {("related-product", "/properties/lookupTableId")}),
    ("live", COH, properties(productFormat="GeoTIFF"), {("product-format", "/properties/productFormat")}),
    ("live", PAIR, lambda c: c["summaries"].update(numberOfLooks=[4]),
     {("summaries-match", "/summaries/numberOfLooks")}),
    ("live", COH, replaced("datesOfSARScenes", "-", "_"), {("dates-sentinel", "/properties/datesOfSARScenes")}),
    ("live", COH, replaced("completionDate", "Z", "z"), set()),
    ("live", COH, replaced("productId", r"geo\d+rlks", "geo99rlks"), {("product-id-agrees", "/properties/productId")}),
    ("live", COH, properties(platform="Sentinel-1A"), {("platforms-possible", "/properties/platform")}),
    ("live", COH, properties(polarisation=["vv"]), {("sar-enums", "/properties/polarisation")}),
    ("live", COH, properties(sar__frequency_band="X"), {("frequency-band", "/properties/sar:frequency_band")}),
    ("live", COH, properties(processingId=["a"]), {("processing-id-run", "/properties/processingId")}),
    ("live", COH, lambda i: i.update(bbox=[i["bbox"][n] for n in (1, 0, 3, 2)]), {("bbox-geometry", "/bbox")}),
    ("live", "*/radar_aux_net_item.json", properties(referencePoint=[1954.5, 3363]),
     {("point-of-two", "/properties/referencePoint/0")}),
    ("live", PAIR, lambda c: c.update(description="{% if run %}x{% endif %}"), {("description-leak", "/description")}),
    ("live", "*/geo_aux_collection.json", link("item", rel="child"), {("link-geometry", "/links/4/rel")}),
    ("live", "*/geo_collection.json", link("child", rel="item"), {("link-geometry", "/links/4/rel")}),
    ("live", PAIR, link("item", href="./geo_aux_lut_item.json"), {("link-geometry", "/links/4/href")}),
    ("legacy", OLD_COH, properties(sar__instrument_mode="iw"), {("radar-mode", "/properties/sar:instrument_mode")}),
    ("legacy", OLD_COH, properties(end_datetime="2035-01-24T05:12:31Z"),
     {("pair-dates-agree", "/properties/end_datetime")}),
    ("legacy", OLD_COH, lambda i: i.pop("stac_extensions"), {("extension-declared", "/stac_extensions")}),
    ("legacy", "geo/aux/collection.json", link("parent", href="../../collection.json"),
     {("parent-link-wrong", "/links/9/href")}),
    ("live", COH, properties(uuid="1a3c2a10-6b1d-4e57-9c2a-5d8e7f901234"), {("run-uuid", "/properties/uuid")}),
    ("live", COH, lambda i: i["properties"]["keywords"].append("insar"), {("keywords-unique", "/properties/keywords/4")}),
    ("live", "*/geo_interferogram_*_inwf_item.json", lambda i: i["properties"].pop("appliedFilter"),
     {("filter-named", "/properties/appliedFilter")}),
    ("live", COH, properties(firstLineUtc="2011-01-12T05:12:33Z"), {("pair-dates-agree", "/properties/firstLineUtc")}),
    # How the root is called tells what to write in place of it.
    ("live", PAIR, link("root", title="None"), {("link-type-title", "/links/0/title")}),
    ("live", PAIR, link("license", title="None"), {("null-sentinel", "/links/3/title")}),
    ("live", COH, properties(relativeOrbitNumber=176), {("relative-orbit", "/properties/relativeOrbitNumber")}),
    ("live", COH, link("root", href="../../collection.json"), {("root-link-wrong", "/links/0/href")}),
    ("live", COH, link("parent", href="./gone.json"), {("parent-link-wrong", "/links/2/href")}),
    ("live", COH, link("collection", href="./geo_aux_collection.json", title="Auxiliary data"),
     {("collection-field-wrong", "/links/1/href")}),
    ("live", COH, properties(proj__code="EPSG:4326"),
     {("extension-undeclared", "/properties/proj:code"), ("same-keys", "/properties/proj:code")}),
    ("legacy", OLD_COH, properties(insar__perpendicular_baseline=1.5),
     {("baseline-per-pair", "/properties/insar:perpendicular_baseline")}),
    ("legacy", OLD_LUT, properties(sat__relative_orbit=9), {("track-per-run", "/properties/sat:relative_orbit")}),
]  # fmt: skip


@pytest.mark.parametrize(("layout", "name", "change", "expected"), FILED)
def test_a_variant_is_found_where_it_is_and_once(
    trees: dict[str, Path], layout: str, name: str, change: Change, expected: set[tuple[str, str]]
) -> None:
    file = min(trees[layout].glob(f"**/{name}"))
    found = [f for f in judged(trees[layout], name, change) if f.location.uri == str(file)]
    assert sorted((f.rule, f.location.pointer) for f in found) == sorted(expected)


@pytest.mark.parametrize("title", ["ground geometry", "NULL"])
def test_links_are_not_titled_like_a_collection_whose_title_is_wrong(
    trees: dict[str, Path], title: str
) -> None:
    found = judged(trees["live"], "*/geo_collection.json", lambda c: c.update(title=title))
    assert {f.rule for f in found} == {"null-sentinel" if title == "NULL" else "geometry-title"}


def test_a_product_of_a_time_series_belongs_where_it_is_listed(trees: dict[str, Path]) -> None:
    (found,) = judged(
        trees["live"], "*/radar_aux_net_item.json", link("parent", href="./radar_aux_collection.json")
    )
    assert found.rule == "parent-link-wrong"
    assert found.fix is not None
    assert [edit.value for edit in found.fix.edits] == ["./radar_timeseries_collection.json"]


def test_what_follows_from_days_that_are_wrong_is_not_told_of_the_extent(trees: dict[str, Path]) -> None:
    found = judged(trees["legacy"], OLD_COH, properties(end_datetime="2035-01-24T05:12:31Z"))
    assert [f.rule for f in found] == ["pair-dates-agree"]


def test_a_table_that_many_products_name_is_told_once(trees: dict[str, Path]) -> None:
    def rename(item: Json) -> None:
        item["properties"]["productId"] = item["properties"]["productId"][:-4] + "0000"

    (found,) = judged(trees["live"], "geo_aux_lut_item.json", rename)
    assert found.rule == "related-product"
    assert "other products, is the productId of no product of this run" in found.message
    # What has no known form is told there, and nothing is known of the table then.
    (found,) = judged(trees["live"], "geo_aux_lut_item.json", properties(productId="LUT-0000"))
    assert found.rule == "product-id-shape"


def test_a_run_of_which_not_all_is_at_hand_may_have_the_table(trees: dict[str, Path]) -> None:
    run = min(trees["live"].glob("*-*"))
    names = ["collection.json", *(file.name for file in run.glob("radar_*_item.json"))]
    documents = [json.loads((run / name).read_text()) for name in names]
    for document in documents[1:]:
        document["properties"]["lookupTableId"] = "LUT_GDMCNRS_geo4rlks0000"
    with_table = {f.rule for f in check(documents, ruleset=["isdeform"]).findings}
    without = [d for d in documents if not d["id"].endswith("_lut_item")]
    assert "related-product" in with_table
    assert "related-product" not in {f.rule for f in check(without, ruleset=["isdeform"]).findings}
    assert "related-product" not in {f.rule for f in check(documents[1:], ruleset=["isdeform"]).findings}


def test_a_parent_link_is_mended_where_names_agree_with_lists(trees: dict[str, Path]) -> None:
    (found,) = judged(trees["live"], PAIR, link("parent", href="./geo_collection.json"))
    assert found.rule == "parent-link-wrong"
    assert found.fix is not None
    assert found.fix.safe
    assert found.fix.edits[0].value == "./geo_interferogram_collection.json"


def test_a_parent_link_is_not_mended_where_names_contradict_lists(trees: dict[str, Path]) -> None:
    moved: list[Json] = []

    def take(collection: Json) -> None:
        moved.append(next(k for k in collection["links"] if k["href"].endswith("aux_lut_item.json")))
        collection["links"].remove(moved[0])

    geo, radar = (min(trees["live"].glob(f"*/{g}_aux_collection.json")) for g in ("geo", "radar"))
    before = geo.read_bytes()
    try:
        document = json.loads(before)
        take(document)
        geo.write_text(json.dumps(document), encoding="utf-8")
        found = judged(trees["live"], radar.name, lambda c: c["links"].insert(-1, moved[0]))
    finally:
        geo.write_bytes(before)
    assert [f.rule for f in found] == ["link-geometry"]
    assert found[0].fix is None


def test_a_prefix_in_one_summary_is_used_in_that_collection_alone(trees: dict[str, Path]) -> None:
    # Collections of the same members share what is worked out of them.
    used = {"sar:looks_range": {"minimum": 4, "maximum": 4}}
    found = judged(
        trees["live"], "geo_interferogram_*_*_collection.json", lambda c: c["summaries"].update(used)
    )
    assert [f.rule for f in found if f.rule == "extension-declared"] == ["extension-declared"]
