"""What no document shows is asked of the server: each planted fault is named, a sound database is silent."""

from __future__ import annotations

import json
import threading
from pathlib import Path

import pytest

from tests.pgstac.help import diff, execute, query, slow
from tests.pgstac.server import Server

_ONE = "(SELECT id FROM items ORDER BY md5(id) LIMIT 1)"
FAULTS = {
    "datetime-column": [f"UPDATE items SET datetime = datetime + interval '1 second' WHERE id = {_ONE}"],
    "geometry-valid": [
        "UPDATE items SET geometry = ST_GeomFromText('POLYGON((0 0,1 1,1 0,0 1,0 0))', 4326), "
        f"content = jsonb_set(content, '{{bbox}}', '[0,0,1,1]') WHERE id = {_ONE}"
    ],
    "bbox-of-geometry": [f"UPDATE items SET content = jsonb_set(content, '{{bbox,0}}', '12.5') WHERE id = {_ONE}"],
    "id-in-collections": [
        "INSERT INTO items (id, geometry, collection, datetime, end_datetime, content) "
        "SELECT i.id, i.geometry, c.id, i.datetime, i.end_datetime, i.content FROM items i, collections c "
        f"WHERE i.id = {_ONE} AND c.id <> i.collection LIMIT 1"
    ],
    "extent-covers": ["UPDATE collections SET content = jsonb_set(content, '{extent,spatial,bbox}', '[[0,0,1,1]]') "
                      "WHERE id = (SELECT min(id) FROM collections)"],
    "base-item": [f"UPDATE items SET content = content || '{{\"pgstac:base_item\": 99}}' WHERE id = {_ONE}"],
}  # fmt: skip


def found(report: dict[str, object]) -> set[str]:
    return {f["rule"] for f in report["findings"] if f["rule"].startswith("integrity/")}  # type: ignore[index, attr-defined]


def drops(server: Server, database: str) -> list[str]:
    """Statements that take away the constraints of partitions, which would refuse most faults; restored ones need not have them."""
    statement = (
        "SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) FROM pg_constraint "
        "WHERE contype = 'c' AND conrelid::regclass::text LIKE '%\\_items\\_%'"
    )
    return [row[0] for row in query(server, database, statement)]


def test_a_sound_database_is_silent(server: Server, loaded: str, tree: Path) -> None:
    report = diff(tree, server.address(loaded), "--integrity")
    assert (report["exit"], report["findings"], report["failures"]) == (0, [], [])


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_named_with_its_row(fault: str, server: Server, loaded: str, tree: Path) -> None:
    execute(server, loaded, "SET search_path TO pgstac, public", *drops(server, loaded), *FAULTS[fault])
    report = diff(tree, server.address(loaded), "--integrity")
    assert f"integrity/{fault}" in found(report)
    (one,) = (f for f in report["findings"] if f["rule"] == f"integrity/{fault}")
    assert one["document"] in one["uri"]


def test_a_row_in_two_partitions_is_found(server: Server, database: str, tmp_path: Path) -> None:
    from tests.pgstac import probes

    item = probes.items()[0]
    later = {**item, "properties": {"datetime": "2020-07-01T00:00:00Z"}}
    (tmp_path / "collections.ndjson").write_text(json.dumps(probes.COLLECTION))
    server.pypgstac(database, "load", "collections", str(tmp_path / "collections.ndjson"))
    execute(server, database, "UPDATE pgstac.collections SET partition_trunc = 'month'")
    for document in (item, later):
        (tmp_path / "items.ndjson").write_text(json.dumps(document) + "\n")
        server.pypgstac(database, "load", "items", str(tmp_path / "items.ndjson"), "--method", "upsert")
    assert query(server, database, "SELECT count(*) FROM items") == [(2,)]
    report = diff(tmp_path, server.address(database), "--integrity")
    assert "integrity/duplicate-row" in found(report)
    assert report["summary"]["rules"]["diff/duplicate-id"]["findings"] == 1


def test_what_is_known_holds_where_the_database_has_moved(
    server: Server, loaded: str, tree: Path, tmp_path: Path
) -> None:
    known = "--integrity", "--baseline", tmp_path / "known.json"
    old = ("INSERT INTO pgstac.items (id, geometry, collection, datetime, end_datetime, content) SELECT id || '#old', "
           "geometry, collection, datetime, end_datetime, content FROM pgstac.items LIMIT 1")  # fmt: skip
    execute(server, loaded, "SET search_path TO pgstac, public", *FAULTS["bbox-of-geometry"], old)
    before = len(diff(tree, server.address(loaded), "--integrity")["findings"])
    assert diff(tree, server.address(loaded), *known, "--write-baseline")["findings"] == []
    entries = json.loads((tmp_path / "known.json").read_text())["findings"]
    assert all(name.startswith("postgresql://#") for name in entries["integrity/bbox-of-geometry"])
    moved = f"{loaded}_moved"
    execute(server, "postgres", f"ALTER DATABASE {loaded} RENAME TO {moved}")
    try:
        address = server.address(moved).replace("127.0.0.1", "localhost")
        report = diff(tree, address, *known)
        assert (report["exit"], report["findings"], report["summary"]["suppressed"]) == (0, [], before)
        execute(server, moved, "DELETE FROM pgstac.items WHERE id LIKE '%#old'")
        (stale, *_) = diff(tree, address, *known)["findings"]
        assert stale["rule"] == "baseline-stale"
        assert "diff/only-database" in stale["message"]
    finally:
        execute(server, "postgres", f"ALTER DATABASE {moved} RENAME TO {loaded}")


def test_a_question_that_fails_leaves_the_others(server: Server, loaded: str, tree: Path) -> None:
    execute(
        server,
        loaded,
        "UPDATE pgstac.items SET content = jsonb_set(content, '{properties,start_datetime}', '\"soon\"')",
    )
    report = diff(tree, server.address(loaded), "--integrity")
    assert report["exit"] == 2
    assert [f["message"].partition(":")[0] for f in report["failures"]] == ["integrity/datetime-column"]


def test_choices_hold_for_integrity(server: Server, loaded: str, tree: Path) -> None:
    execute(server, loaded, "SET search_path TO pgstac, public", *FAULTS["bbox-of-geometry"])
    ((collection, name),) = query(
        server, loaded, "SELECT collection, id FROM items WHERE content->'bbox'->>0 = '12.5'"
    )
    assert found(diff(tree, server.address(loaded), "--integrity", "--ids", name)) == {
        "integrity/bbox-of-geometry"
    }
    assert found(diff(tree, server.address(loaded), "--integrity", "--ids", "other")) == set()
    assert found(diff(tree, server.address(loaded), "--integrity", "--collection", "other")) == set()
    assert collection


def test_what_is_known_of_rows_is_passed_over_and_told_when_gone(
    server: Server, loaded: str, tree: Path, tmp_path: Path
) -> None:
    address, known = server.address(loaded), ("--integrity", "--baseline", tmp_path / "known.json")
    path = "SET search_path TO pgstac, public"
    old = ("INSERT INTO items (id, geometry, collection, datetime, end_datetime, content, private) SELECT id || '_old', "
           f"geometry, collection, datetime, end_datetime, content, private FROM items WHERE id = {_ONE}")  # fmt: skip
    execute(server, loaded, path, *FAULTS["bbox-of-geometry"], old)
    assert diff(tree, address, *known, "--write-baseline")["findings"] == []
    report = diff(tree, address, *known)
    assert (report["exit"], report["findings"], report["summary"]["suppressed"]) == (0, [], 4)
    execute(server, loaded, path, "DELETE FROM items WHERE id LIKE '%_old'")
    stale = [f["message"] for f in diff(tree, address, *known)["findings"]]
    assert [m.split()[0] for m in stale] == ["diff/only-database", "integrity/bbox-of-geometry"], stale
    assert [f["message"].split()[0] for f in diff(tree, address, *known[1:])["findings"]] == [
        "diff/only-database"
    ]
    quiet = diff(tree, address, "--integrity", "--ignore", "integrity/*", "--ignore", "diff/*")
    assert (quiet["exit"], quiet["findings"]) == (0, [])


def test_a_fault_of_many_rows_is_told_once(server: Server, loaded: str, tree: Path) -> None:
    change = "UPDATE items SET content = jsonb_set(content, '{bbox,0}', '-179.5')"
    execute(server, loaded, "SET search_path TO pgstac, public", change)
    report = diff(tree, server.address(loaded), "--integrity", "--only", "type")
    (shared,) = report["summary"]["shared"]
    assert (shared["rule"], shared["findings"]) == ("integrity/bbox-of-geometry", 200)
    assert shared["message"].startswith("200 items are in rows whose bbox is not that of the geometry: ")
    assert {f["shared"] for f in report["findings"]} == {0}


@pytest.mark.parametrize(
    "box", ['["a", {}, null, 2]', f"[1{'0' * 400}, 0, 1, 2]", f"[1{'0' * 5000}, 0, 1, 2]"]
)
def test_a_box_without_numbers_hides_no_other_row(box: str, server: Server, loaded: str, tree: Path) -> None:
    odd = f"UPDATE items SET content = jsonb_set(content, '{{bbox}}', '{box}') WHERE id = (SELECT max(id) FROM items)"
    execute(server, loaded, "SET search_path TO pgstac, public", *FAULTS["bbox-of-geometry"], odd)
    report = diff(tree, server.address(loaded), "--integrity")
    assert not [f["message"] for f in report["failures"] if "integrity" in f["message"]]
    messages = [f["message"] for f in report["findings"] if f["rule"] == "integrity/bbox-of-geometry"]
    assert len(messages) == 1 + box.startswith("[1")
    assert any("bbox [12.5" in message for message in messages)
    assert max(map(len, messages)) < 600


def test_a_geometry_without_numbers_hides_no_extent(server: Server, loaded: str, tree: Path) -> None:
    odd = "UPDATE items SET geometry = ST_SetSRID(ST_MakePoint('NaN', 'Infinity'), 4326) WHERE id = "
    execute(server, loaded, "SET search_path TO pgstac, public", odd + _ONE, *FAULTS["extent-covers"])
    report = diff(tree, server.address(loaded), "--integrity")
    assert not [f["message"] for f in report["failures"] if "integrity" in f["message"]]
    assert {"integrity/extent-covers", "integrity/geometry-valid"} <= found(report)


def test_questions_are_asked_after_a_stream_that_failed(server: Server, loaded: str, tree: Path) -> None:
    change = 'UPDATE pgstac.collections SET content = content || \'{"title": "other"}\''
    faults = *FAULTS["bbox-of-geometry"], change
    execute(server, loaded, "SET search_path TO pgstac, public", *faults, slow(0.2))
    report = diff(tree, server.address(loaded), "--integrity", "--server-hydrate", "--timeout", "1")
    assert report["exit"] == 2
    assert [f["message"].partition(";")[0] for f in report["failures"]] == ["a query took longer than 1 s"]
    assert report["summary"]["rules"]["diff/value"]["findings"] == 3
    assert "integrity/bbox-of-geometry" in found(report)


def test_a_connection_that_was_lost_loses_no_report(server: Server, loaded: str, tree: Path) -> None:
    change = 'UPDATE pgstac.collections SET content = content || \'{"title": "other"}\''
    execute(server, loaded, "SET search_path TO pgstac, public", change, slow(0.05))
    killer = threading.Timer(1.5, lambda: query(
        server, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stacqc'"))  # fmt: skip
    killer.start()
    report = diff(tree, server.address(loaded), "--integrity", "--server-hydrate")
    killer.join()
    told = [f["message"].partition(";")[0] for f in report["failures"]]
    assert told[0] == "integrity/*: not asked, for the connection was lost"
    assert told[1].startswith("the connection was lost")
    assert report["summary"]["rules"]["diff/value"]["findings"] == 3
