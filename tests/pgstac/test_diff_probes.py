"""What pgstac changes by itself, by every way in and every way out, is passed over by name and nothing else is."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pgstac import probes
from tests.pgstac.help import Json, diff, execute, passed, query
from tests.pgstac.server import Server

WRITES = ("loader", "pypgstac load", "sql", "transactions")
READS = ("copy", "content_hydrate", "api", "api hydrating itself")
#: Whatever the way, for these come from the types of the columns.
ALWAYS = {"geometry-numbers": 3, "geometry-members": 1}


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "items.ndjson").write_text("".join(json.dumps(i) + "\n" for i in probes.items()))
    (tmp_path / "collections.ndjson").write_text(json.dumps(probes.COLLECTION) + "\n")
    return tmp_path


def load(write: str, server: Server, database: str, files: Path, api: Callable[..., str]) -> None:
    if write == "pypgstac load":
        server.pypgstac(database, "load", "collections", str(files / "collections.ndjson"))
        server.pypgstac(database, "load", "items", str(files / "items.ndjson"))
    elif write == "loader":
        load_dicts(server, database)
    elif write == "sql":
        path = "SET search_path TO pgstac, public"
        made = [f"SELECT create_item({quoted(i)})" for i in probes.items()]
        execute(server, database, path, f"SELECT create_collection({quoted(probes.COLLECTION)})", *made)
    else:
        address = api(database, ENABLE_TRANSACTIONS_EXTENSIONS="TRUE")
        post(f"{address}/collections", probes.COLLECTION)
        for item in probes.items():
            post(f"{address}/collections/probe/items", item)


def load_dicts(server: Server, database: str) -> None:
    from pypgstac.db import PgstacDB
    from pypgstac.load import Loader, Methods

    with PgstacDB(dsn=server.address(database)) as db:
        loader = Loader(db)
        loader.load_collections(iter([probes.COLLECTION]), Methods.insert)
        loader.load_items(iter(probes.items()), Methods.insert)


def quoted(document: Json) -> str:
    return "'" + json.dumps(document).replace("'", "''") + "'::jsonb"


def post(url: str, document: Json) -> None:
    body, headers = json.dumps(document).encode(), {"Content-Type": "application/json"}
    try:
        with urllib.request.urlopen(urllib.request.Request(url, body, headers)) as answer:
            assert answer.status in (200, 201)
    except urllib.error.HTTPError as error:
        pytest.fail(f"{document['id']}: {error.code} {error.read()[:300]!r}")


def way_out(read: str, server: Server, database: str, api: Callable[..., str]) -> list[object]:
    if read == "api":
        return [api(database)]
    if read.startswith("api"):
        return [api(database, USE_API_HYDRATE="TRUE")]
    return [server.address(database), *(["--server-hydrate"] if read == "content_hydrate" else [])]


@pytest.mark.parametrize("write", WRITES)
def test_probes_come_back_equal(
    write: str, server: Server, database: str, files: Path, api: Callable[..., str]
) -> None:
    load(write, server, database, files, api)
    for read in READS:
        report = diff(files, *way_out(read, server, database, api))
        # The transactions of the API cut a billionth of a second, which is a change of the value.
        expected = [("time-offset", "diff/value")] if write == "transactions" else []
        assert [(f["document"], f["rule"]) for f in report["findings"]] == expected, read
        assert report["summary"]["checked"] == {"Item": len(probes.CHANGES), "Collection": 1}
        assert {k: v for k, v in passed(report).items() if k != "key-order"} == expected_tally(write, read), (
            read
        )


def expected_tally(write: str, read: str) -> dict[str, int]:
    """How often each equivalence is used for the probes: the table of what pgstac does, as numbers."""
    tally = dict(ALWAYS)
    by_loader = write in ("loader", "pypgstac load")
    raw = read in ("copy", "api hydrating itself")
    if not (by_loader and raw):
        tally["null-members"] = 6
    if read == "copy":
        tally["item-assets"] = len(probes.CHANGES)
    if read.startswith("api"):
        tally |= {"inferred-links": len(probes.CHANGES) + 1, "link-hrefs": 3, "collection-links": 1}
    if raw and not by_loader:
        tally["item-assets-nulls"] = 1
    if write != "sql":
        tally["feature-type"] = 1
    if write == "transactions":
        tally["datetime-spelling"] = 2
    return tally


@pytest.mark.parametrize("read", READS)
def test_with_all_equivalences_off_the_changes_are_reported(
    read: str, server: Server, database: str, files: Path, api: Callable[..., str]
) -> None:
    from stacqc.comparison.equivalences import ALL

    load("pypgstac load", server, database, files, api)
    off = [word for e in ALL for word in ("--equivalence", f"{e.name}=off")]
    report = diff(files, *way_out(read, server, database, api), *off)
    assert passed(report) == {}
    assert report["exit"] == 1
    documents = {f["document"] for f in report["findings"]}
    assert {"geometry-whole", "geometry-foreign", "private"} <= documents


def test_rows_stored_under_an_older_item_assets_stay_as_they_were(server: Server, database: str, files: Path,
                                                                 api: Callable[..., str]) -> None:  # fmt: skip
    load("pypgstac load", server, database, files, api)
    edited = json.loads(json.dumps(probes.COLLECTION))
    edited["item_assets"]["data"]["title"] = "CHANGED"
    edited["item_assets"]["data"]["gsd"] = 5
    (files / "collections.ndjson").write_text(json.dumps(edited) + "\n")
    server.pypgstac(database, "load", "collections", str(files / "collections.ndjson"), "--method", "upsert")
    later = {**probes.items()[0], "id": "zz-later"}
    with (files / "items.ndjson").open("a") as out:
        out.write(json.dumps(later) + "\n")
    execute(server, database, "SET search_path TO pgstac, public", f"SELECT create_item({quoted(later)})")
    for read in READS:
        assert diff(files, *way_out(read, server, database, api))["findings"] == [], read
    tagged = query(server, database, "SELECT count(*) FROM items WHERE content ? 'pgstac:base_item'")[0][0]
    assert tagged == passed(diff(files, server.address(database)))["base-item-tag"] > 0


def test_extents_that_the_database_recomputed_cover_the_same(server: Server, loaded: str, tree: Path) -> None:
    extents = "SELECT content->'extent' FROM collections ORDER BY id"
    before = query(server, loaded, extents)
    execute(server, loaded, "SET search_path TO pgstac, public", "SELECT update_collection_extents()")
    assert query(server, loaded, extents) != before
    report = diff(tree, server.address(loaded))
    assert (report["exit"], report["findings"]) == (0, [])
    assert passed(report)["extent-spelling"] > 0
