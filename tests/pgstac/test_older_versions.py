"""Older versions of pgstac, made by the migrations of the newest: what holds of that one holds of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import stacqc
from tests.pgstac.help import classes, diff, execute, passed, query
from tests.pgstac.plant import script
from tests.pgstac.server import Server
from tests.pgstac.test_diff_integrity import FAULTS, drops, found
from tests.pgstac.test_diff_planted import EXPECTED

#: The last of each line. In these a row is completed with what its collection says now.
VERSIONS = ("0.8.6", "0.9.12")
READINGS = ([], ["--server-hydrate"])


@pytest.fixture(scope="module")
def assets_flat(flat: Path) -> Path:
    """The flat sample with collections that say what their assets share, so that rows are stored without it."""
    folder = flat.parent / "flat-with-item-assets"
    folder.mkdir()
    shared = {"product": {"type": "image/tiff; application=geotiff", "roles": ["data"]}}
    lines = (flat / "collections.ndjson").read_text().splitlines()
    collections = [{**json.loads(line), "item_assets": shared} for line in lines]
    (folder / "collections.ndjson").write_text("".join(json.dumps(c) + "\n" for c in collections))
    (folder / "items.ndjson").write_bytes((flat / "items.ndjson").read_bytes())
    return folder


@pytest.fixture(scope="module", params=VERSIONS)
def older(request: pytest.FixtureRequest, server: Server, assets_flat: Path) -> Iterator[str]:
    """The name of a database of an older version with the sample."""
    name = f"v{request.param.replace('.', '_')}"
    execute(server, "postgres", f"CREATE DATABASE {name}")
    server.pypgstac(name, "migrate", "--toversion", request.param)
    load(server, name, assets_flat)
    assert query(server, name, "SELECT get_version()") == [(request.param,)]
    yield name
    execute(server, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


def load(server: Server, name: str, folder: Path) -> None:
    """Load by the functions of the database: the loader of another version would refuse."""
    import psycopg

    with psycopg.connect(server.address(name), options="-c search_path=pgstac,public") as connection:
        for line in (folder / "collections.ndjson").read_text().splitlines():
            connection.execute("SELECT create_collection(%s::jsonb)", (line,))
        items = ",".join((folder / "items.ndjson").read_text().splitlines())
        connection.execute("SELECT create_items(%s::jsonb)", (f"[{items}]",))


@pytest.fixture
def changeable(server: Server, older: str) -> Iterator[str]:
    """The name of a copy that only this test uses."""
    execute(server, "postgres", f"CREATE DATABASE changed TEMPLATE {older}")
    yield "changed"
    execute(server, "postgres", "DROP DATABASE changed WITH (FORCE)")


@pytest.mark.parametrize("reading", READINGS, ids=["copy", "content_hydrate"])
def test_what_was_loaded_is_equal_and_sound(
    reading: list[str], server: Server, older: str, assets_flat: Path
) -> None:
    stored = query(server, older, "SELECT content->'assets'->'product' FROM items")
    assert not any("type" in (row[0] or {}) for row in stored)
    report = diff(assets_flat, server.address(older), "--integrity", *reading)
    assert (report["exit"], report["findings"], report["failures"]) == (0, [], [])
    assert report["summary"]["checked"] == {"Item": 200, "Collection": 3}
    assert passed(report).get("item-assets", 0) == (0 if reading else 200)


@pytest.mark.parametrize("reading", READINGS, ids=["copy", "content_hydrate"])
def test_what_was_planted_is_found(reading: list[str], server: Server, changeable: str, tree: Path) -> None:
    execute(server, changeable, *script())
    report = diff(tree, server.address(changeable), "--ignore", "/item_assets", *reading)
    assert classes(report) == EXPECTED


@pytest.mark.parametrize(
    "faults",
    [["datetime-column", "geometry-valid", "id-in-collections", "extent-covers"], ["bbox-of-geometry"]],
    ids=["many", "bbox"],
)
def test_faults_that_no_document_shows_are_named(
    faults: list[str], server: Server, changeable: str, assets_flat: Path
) -> None:
    statements = [statement for fault in faults for statement in FAULTS[fault]]
    execute(server, changeable, "SET search_path TO pgstac, public", *drops(server, changeable), *statements)
    report = diff(assets_flat, server.address(changeable), "--integrity")
    assert {f"integrity/{fault}" for fault in faults} <= found(report)
    assert not report["failures"]


def test_rows_are_checked(server: Server, older: str) -> None:
    result = stacqc("check", server.address(older), "--no-config", "-f", "json")
    report = json.loads(result.stdout)
    assert report["failures"] == []
    assert report["summary"]["checked"] == {"Item": 200, "Collection": 3}


def test_only_rows_that_changed_are_read_again(
    server: Server, changeable: str, assets_flat: Path, tree: Path, tmp_path: Path
) -> None:
    told = [tree, server.address(changeable), "--ignore", "/item_assets", "--state", tmp_path / "state"]
    assert diff(*told)["exit"] == 0
    assert passed(diff(*told))["unchanged"] == 200
    # These versions complete rows by what the collection says now: all of them change with it.
    execute(server, changeable, "UPDATE pgstac.collections SET content = "
            "jsonb_set(content, '{item_assets,product,roles}', '[\"other\"]')")  # fmt: skip
    report = diff(*told)
    assert "unchanged" not in passed(report)
    assert report["exit"] == 1
