"""The examples that users of the ISDeform API start from, run by pystac-client, and checks of the same API."""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.pgstac.help import Json, execute, stacqc
from tests.pgstac.server import Server


@pytest.fixture
def client(api: Callable[..., str], loaded: str) -> Iterator[Any]:
    from pystac_client import Client

    with warnings.catch_warnings():
        # The server sorts without saying that it can.
        warnings.simplefilter("ignore")
        yield Client.open(api(loaded))


@pytest.fixture
def run(flat: Path) -> Json:
    """The first run of the sample, as its collection."""
    return json.loads((flat / "collections.ndjson").read_text().splitlines()[0])  # type: ignore[no-any-return]


def ids_of(flat: Path, collection: str) -> set[str]:
    items = (json.loads(line) for line in (flat / "items.ndjson").read_text().splitlines())
    return {i["id"] for i in items if i["collection"] == collection}


def meeting(flat: Path, box: list[float]) -> set[str]:
    """Ids of the items whose box meets a box."""
    items = (json.loads(line) for line in (flat / "items.ndjson").read_text().splitlines())
    boxes = {i["id"]: i["bbox"] for i in items}
    return {
        i for i, (w, s, e, n) in boxes.items() if w <= box[2] and e >= box[0] and s <= box[3] and n >= box[1]
    }


def test_runs_are_the_collections(client: Any, flat: Path) -> None:
    titles = {json.loads(line)["title"] for line in (flat / "collections.ndjson").read_text().splitlines()}
    assert {c.title for c in client.get_collections()} == titles


def test_items_of_a_run_are_listed_and_found_by_id(client: Any, flat: Path, run: Json) -> None:
    items = {i.id: i for i in client.get_collection(run["id"]).get_items()}
    assert set(items) == ids_of(flat, run["id"])
    name = next(i for i in items if i.endswith("_coh_item"))
    found = client.get_collection(run["id"]).get_item(name)
    assert found.properties["parent_collection"].startswith(run["id"])
    assert found.properties["self_href"].startswith("https://")


def test_collections_are_searched_by_words_and_sorted(client: Any, run: Json) -> None:
    word = run["title"].split()[1].lower()
    found = client.collection_search(q=word, sortby="-title")
    assert run["id"] in [c.id for c in found.collections()]
    assert found.matched() == 1


def test_items_are_searched_by_place_and_property(client: Any, flat: Path, run: Json) -> None:
    box = run["extent"]["spatial"]["bbox"][0]
    search = client.search(max_items=25, bbox=box, sortby="-id")
    ids = [i.id for i in search.items()]
    assert ids == sorted(ids, reverse=True)
    assert len(ids) == 25
    assert set(ids) <= meeting(flat, box)
    search = client.search(query={"processingId": {"eq": f"GDMSARUGA_{run['id']}"}})
    assert {i.id for i in search.items()} == ids_of(flat, run["id"])
    assert search.matched() is None or search.matched() == len(ids_of(flat, run["id"]))


def checked(*args: object) -> Json:
    result = stacqc("check", *args, "--no-config", "-f", "json")
    found: Json = json.loads(result.stdout)
    return {**found, "exit": result.exit_code}


@pytest.mark.parametrize("route", ["api", "pgstac"])
def test_what_is_served_is_checked(route: str, server: Server, loaded: str, api: Callable[..., str], run: Json,
                                   flat: Path) -> None:  # fmt: skip
    where = api(loaded) if route == "api" else server.address(loaded)
    report = checked(where)
    assert (report["exit"], report["summary"]["checked"]) == (0, {"Collection": 3, "Item": 200}), report[
        "findings"
    ][:3]
    name = sorted(ids_of(flat, run["id"]))[0]
    broken = f"UPDATE pgstac.items SET content = jsonb_set(content, '{{properties,created}}', '5') WHERE id = '{name}'"
    execute(server, loaded, broken)
    report = checked(where, "--collection", run["id"])
    assert report["summary"]["checked"] == {"Collection": 1, "Item": len(ids_of(flat, run["id"]))}
    found = {(f["document"], f["pointer"]) for f in report["findings"]}
    assert (name, "/properties/created") in found
    assert {document for document, _ in found} == {name}
    assert all(name in f["uri"] for f in report["findings"])


@pytest.mark.parametrize("route", ["api", "pgstac"])
@pytest.mark.parametrize("option", ["--collection", "--ids"])
def test_what_was_asked_for_and_is_not_there_is_told(option: str, route: str, server: Server, loaded: str,
                                                     api: Callable[..., str], run: Json, flat: Path) -> None:  # fmt: skip
    where = api(loaded) if route == "api" else server.address(loaded)
    report = checked(where, option, "slip")
    assert (report["exit"], len(report["failures"])) == (2, 1)
    assert report["failures"][0]["message"].endswith(" does not have it")
    known = {"--collection": run["id"], "--ids": sorted(ids_of(flat, run["id"]))[0]}
    assert checked(where, option, known[option])["failures"] == []
    assert checked(where, "--ids", f"slip,{known['--ids']}")["failures"] == []


@pytest.mark.parametrize("route", ["api", "pgstac"])
def test_place_time_and_number_are_chosen_by_the_server(route: str, server: Server, loaded: str,
                                                        api: Callable[..., str], run: Json, flat: Path) -> None:  # fmt: skip
    where = api(loaded) if route == "api" else server.address(loaded)
    box = run["extent"]["spatial"]["bbox"][0]
    report = checked(where, "--bbox", ",".join(map(str, box)))
    assert report["summary"]["checked"]["Item"] == len(meeting(flat, box)) < 200
    assert checked(where, "--datetime", "../1990-01-01")["summary"]["checked"] == {"Collection": 3}
    assert checked(where, "--datetime", "2014-01-01/..")["summary"]["checked"]["Item"] == 200
    assert checked(where, "--max-items", "7")["summary"]["checked"]["Item"] == 7
    name = sorted(ids_of(flat, run["id"]))[0]
    if route == "pgstac":
        assert checked(where, "--ids", name)["summary"]["checked"]["Item"] == 1
