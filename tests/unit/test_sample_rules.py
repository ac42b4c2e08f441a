"""A sound sample keeps the rules of the ISDeform profile and is valid against the bundled schemas."""

from __future__ import annotations

import json
import re
from datetime import date, datetime
from posixpath import dirname, join, normpath
from typing import Any

import pytest

from stacqc.sample import Options, generate

from .bundled_schemas import schema_errors

Json = dict[str, Any]
DATE = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
RUN = r"[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
ID = re.compile(
    rf"^(?P<run>{RUN})(?:_(?P<stem>(?P<geometry>geo|radar)(?:_collection"
    rf"|_(?:interferogram|aux|timeseries)_collection"
    rf"|_interferogram_(?P<d1>{DATE})_(?P<d2>{DATE})"
    r"(?:_collection|_(?P<looks>[1-9]\d?)rlks_(?P<pair>inwf|inw|inu|coh)_item)"
    r"|_aux_(?P<aux>lut|dem|cosenu|cosneu|tcoh|dts|mvlos|net)_item)))?$"
)
PRODUCT_ID = re.compile(
    r"^(?P<acronym>InWF|InW|InU|Coh|DTS-LOS|MV-LOS|Net|LUT|DEM|CosENU|CosNEU|TCoh)_(?P<producer>[A-Z0-9]+)_"
    r"(?:(?P<d1>\d{8})_(?P<d2>\d{8})_(?P<geometry>geo|radar)(?P<looks>\d+)rlks|[A-Za-z-]+_(?:geo|radar)_"
    r"|(?:geo|radar)\d+rlks)[0-9A-F]{4}$"
)
LEGACY = re.compile(
    rf"^(?P<source>.+?)_(?:{DATE}_{DATE}_)?(?:[1-9]\d?_range_looks_)?(?:(?:geo|radar)_)?(?:root"
    r"|auxiliary_data_collection|interferogram_collection|(?:(?:filtered_)?wrapped|unwrapped)_interferogram"
    r"|spatial_coherence|digital_elevation_model|temporal_coherence|map_of_los_vector_(?:enu|neu)"
    r"|lookup_table_sat_to_ground_coordinates|time_series|los_displacement_time_series|mean_velocity_map"
    r"|network_misclosures)$"
)
ORDER = ["coh", "inw", "inwf", "inu"]
SIZES = [Options(14, 7), Options(102, 11, runs=3), Options(500, 3, runs=2), Options(1000, 5)]


def documents(options: Options) -> dict[str, Json]:
    return {file.path: json.loads(file.content) for file in generate(options)}


@pytest.fixture(scope="module", params=SIZES, ids=lambda o: f"{o.items}-{o.runs}")
def tree(request: pytest.FixtureRequest) -> dict[str, Json]:
    return documents(request.param)


def target(path: str, link: Json) -> str:
    return normpath(join(dirname(path), link["href"]))


def links(document: Json, *rels: str) -> list[Json]:
    return [link for link in document["links"] if link["rel"] in rels]


def title(document: Json) -> str:
    found: str = document.get("title") or document["properties"]["title"]
    return found


def items(tree: dict[str, Json]) -> list[Json]:
    return [d for d in tree.values() if d["type"] == "Feature"]


def moment(text: str) -> datetime:
    assert text.endswith("Z")
    return datetime.fromisoformat(text)


def test_ids_follow_grammar_and_path(tree: dict[str, Json]) -> None:
    for path, document in tree.items():
        if path == "collection.json":
            continue
        found = ID.match(document["id"])
        folder, _, file = path.removesuffix(".json").partition("/")
        assert found
        assert document["id"] == (folder if file == "collection" else f"{folder}_{file}")
    assert len({d["id"] for d in tree.values()}) == len(tree)


def test_tree_hangs_together_in_both_directions(tree: dict[str, Json]) -> None:
    listed: list[str] = []
    for path, document in tree.items():
        (root,) = links(document, "root")
        assert target(path, root) == "collection.json"
        for link in links(document, "item", "child"):
            there = target(path, link)
            (up,) = links(tree[there], "parent")
            assert target(there, up) == path
            assert (up["title"], link["title"]) == (title(document), title(tree[there]))
            assert (link["type"] == "application/geo+json") == (tree[there]["type"] == "Feature")
            listed.append(there)
    assert sorted(listed) == sorted(set(tree) - {"collection.json"})


def test_items_belong_to_the_collection_that_lists_them(tree: dict[str, Json]) -> None:
    for path, item in tree.items():
        if item["type"] == "Feature":
            (link,) = links(item, "collection")
            assert tree[target(path, link)]["id"] == item["collection"]
            assert target(path, link) == target(path, links(item, "parent")[0])


def test_children_are_in_order(tree: dict[str, Json]) -> None:
    for document in tree.values():
        found = [link["href"] for link in links(document, "child")]
        assert found == sorted(found)
        codes = [ID.match("0" * 8 + "-0000-4000-8000-" + "0" * 12 + "_" + link["href"][2:-5]) for link in
                 links(document, "item")]  # fmt: skip
        pairs = [code["pair"] for code in codes if code and code["pair"]]
        assert pairs in ([], ORDER)


def test_metadata_are_of_the_pair_in_the_id(tree: dict[str, Json]) -> None:
    for item in items(tree):
        found, p = ID.match(item["id"]), item["properties"]
        assert found
        product = PRODUCT_ID.match(p["productId"])
        assert product
        if not found["pair"]:
            assert p["datesOfSARScenes"] in ("Common_Product", "Time_Serie")
            continue
        days = found["d1"], found["d2"]
        assert (product["d1"], product["d2"], product["geometry"]) == (*days, found["geometry"])
        assert product["looks"] == found["looks"] == str(p["numberOfLooksRange"])
        assert p["datesOfSARScenes"] == "-".join(days)
        times = [p["startDate"], p["completionDate"]]
        assert [t[:10].replace("-", "") for t in times] == list(days)
        assert p["date"] == "/".join(times)
        assert [p["insar:reference_datetime"], p["insar:secondary_datetime"]] == times
        assert [p["start_datetime"], p["end_datetime"]] == times
        assert (date.fromisoformat(days[1]) - date.fromisoformat(days[0])).days % 6 == 0
        seconds = [moment(t).hour * 3600 + moment(t).minute * 60 + moment(t).second for t in times]
        assert abs(seconds[0] - seconds[1]) < 60


def test_scenes_fit_dates_platforms_and_track(tree: dict[str, Json]) -> None:
    offsets = {"A": 73, "B": 27}
    for item in items(tree):
        p = item["properties"]
        if "masterSARImageId" not in p:
            continue
        scenes = [p["masterSARImageId"], p["slaveSARImageId"]]
        assert [s[17:25] for s in scenes] == p["datesOfSARScenes"].split("-")
        assert sorted({f"sentinel-1{s[2].lower()}" for s in scenes}) == p["platforms"]
        for scene in scenes:
            assert (int(scene.split("_")[-3]) - offsets[scene[2]]) % 175 + 1 == p["relativeOrbitNumber"]
            assert scene[2] == "A" or scene[17:25] <= "20211222"
        assert abs(p["perpendicularBaseline"]) < 500


def test_values_that_must_be_unique_are(tree: dict[str, Json]) -> None:
    product_ids = [d["properties"]["productId"] for d in items(tree)]
    assert len(set(product_ids)) == len(product_ids)
    for item in items(tree):
        p = item["properties"]
        assert p["created"] <= p["updated"]
        assert {p["lookupTableId"], p["mapOfLOSVectorId"]} <= set(product_ids)
    runs = [
        d["title"] for path, d in tree.items() if path.count("/") == 1 and path.endswith("/collection.json")
    ]
    assert len(set(runs)) == len(runs)


def test_local_time_fits_the_pass(tree: dict[str, Json]) -> None:
    for item in items(tree):
        p, (west, _, east, _) = item["properties"], item["bbox"]
        time = moment(p["datetime"])
        local = (time.hour + time.minute / 60 + (west + east) / 30) % 24
        assert abs(local - (6 if p["sat:orbit_state"] == "descending" else 18)) < 1


def test_geometry_is_the_box(tree: dict[str, Json]) -> None:
    for item in items(tree):
        west, south, east, north = item["bbox"]
        ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        assert item["geometry"]["coordinates"] == [ring]
        name = item["properties"]["parameters"]["digitalElevationModel"]
        w, e, s, n = map(int, name.removesuffix(".dem").split("_")[1:])
        assert (w <= west, e >= east, s <= south, n >= north) == (True,) * 4


def below(tree: dict[str, Json], path: str) -> list[Json]:
    found = []
    for link in links(tree[path], "item", "child"):
        there = target(path, link)
        found += [tree[there]] if link["rel"] == "item" else below(tree, there)
    return found


def test_extents_and_summaries_are_those_of_the_items(tree: dict[str, Json]) -> None:
    for path, document in tree.items():
        if document["type"] == "Feature":
            continue
        found = below(tree, path)
        boxes = [d["bbox"] for d in found]
        west, south = (min(b[n] for b in boxes) for n in (0, 1))
        assert document["extent"]["spatial"]["bbox"] == [
            [west, south, max(b[2] for b in boxes), max(b[3] for b in boxes)]
        ]
        starts = [d["properties"]["start_datetime"] for d in found]
        ends = [d["properties"]["end_datetime"] for d in found]
        assert document["extent"]["temporal"]["interval"] == [[min(starts), max(ends)]]
        for key, summary in document.get("summaries", {}).items():
            values = [d["properties"][key] for d in found if key in d["properties"]]
            if isinstance(summary, dict):
                assert summary == {"minimum": min(values), "maximum": max(values)}
            else:
                flat = {v for value in values for v in (value if isinstance(value, list) else [value])}
                assert summary == sorted(flat)


def test_one_type_and_one_set_of_keys(tree: dict[str, Json]) -> None:
    types: dict[str, set[type]] = {}
    keys: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
    for item in items(tree):
        for name, value in item["properties"].items():
            types.setdefault(name, set()).add(type(value))
            assert value not in ("", None, ":NULL", "None")
            assert re.fullmatch(r"[a-z][A-Za-z]*|[a-z_]+:[a-z_]+|start_datetime|end_datetime", name)
        found = ID.match(item["id"])
        assert found
        kind = found["run"], found["geometry"], found["pair"] or found["aux"]
        keys.setdefault(kind, set()).add(tuple(item["properties"]))
    assert {name: t for name, t in types.items() if len(t) > 1} == {}
    assert all(len(k) == 1 for k in keys.values())


def test_descriptions_begin_with_the_way_from_the_root(tree: dict[str, Json]) -> None:
    for path, document in tree.items():
        if document["type"] == "Feature" or path == "collection.json":
            continue
        text: str = document["breadcrumb"]
        assert document["description"].startswith(text)
        last = text.split(" > ")[-1]
        (parent,) = links(document, "parent")
        assert last.endswith(f"]({parent['href']})")
        assert document["ingestion_time"] > next(d["properties"]["updated"] for d in below(tree, path))


def test_legacy_ids_follow_their_own_grammar() -> None:
    tree = documents(Options(70, 3, runs=2, layout="legacy"))
    for path, document in tree.items():
        if path == "collection.json":
            continue
        assert LEGACY.match(document["id"])
        assert not ID.match(document["id"])
    test_tree_hangs_together_in_both_directions(tree)
    test_items_belong_to_the_collection_that_lists_them(tree)
    test_extents_and_summaries_are_those_of_the_items(tree)


@pytest.mark.parametrize("options", [SIZES[1], Options(42, 2, layout="legacy")], ids=["live", "legacy"])
def test_every_document_is_valid(options: Options) -> None:
    assert [error for document in documents(options).values() for error in schema_errors(document)] == []
