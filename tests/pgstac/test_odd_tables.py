"""Tables that no loader leaves behind: what stands in them is read as far as it can be, and the rest is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.command import stacqc
from tests.pgstac.help import Json, classes, diff, execute, query
from tests.pgstac.server import Server

FIRST = "(SELECT min(id) FROM pgstac.items)"
CURVE = "ST_GeomFromText('CURVEPOLYGON(CIRCULARSTRING(0 0,1 1,2 0,1 -1,0 0))', 4326)"
#: Restored and replicated databases were not held to constraints either.
FREELY = "SET session_replication_role = replica"


def counted(server: Server, database: str) -> tuple[str, int]:
    """Return the first collection and how many items it has."""
    statement = "SELECT collection, count(*) FROM items GROUP BY collection ORDER BY collection LIMIT 1"
    ((collection, count),) = query(server, database, statement)
    return collection, count


def items_of(report: Json) -> int:
    return int(report["summary"]["checked"].get("Item", 0))


@pytest.mark.parametrize("more", [[], ["--server-hydrate"]])
def test_items_whose_collection_has_no_row_are_compared_and_told(
    more: list[str], server: Server, loaded: str, tree: Path
) -> None:
    collection, _ = counted(server, loaded)
    stray = f"UPDATE pgstac.items SET content = content || '{{\"bbox\": [1]}}' WHERE id = {FIRST}"
    lost = f"DELETE FROM pgstac.collections WHERE id = '{collection}'"
    execute(server, loaded, FREELY, stray, lost)
    report = diff(tree, server.address(loaded), *more)
    assert (report["exit"], items_of(report), classes(report)["only-file"]) == (2, 200, 1)
    (failure,) = report["failures"]
    assert failure["uri"].endswith(f"#{collection}")
    assert "pgstac.collections has no row of it, though there are items of it" in failure["message"]
    assert classes(report)["geometry"] == 1
    chosen = diff(tree, server.address(loaded), *more, "--collection", collection)
    assert "neither side has it" not in chosen["output"]
    result = stacqc("check", server.address(loaded), "--no-config")
    assert (result.exit_code, "pgstac.collections has no row of it" in result.output) == (2, True)
    assert "200 items" in result.output


def test_a_role_from_which_rows_are_hidden_is_refused(server: Server, loaded: str, tree: Path) -> None:
    execute(server, loaded, "DROP ROLE IF EXISTS qc_held", "CREATE ROLE qc_held LOGIN")
    execute(
        server, loaded, "GRANT pgstac_read TO qc_held", "ALTER TABLE pgstac.items ENABLE ROW LEVEL SECURITY"
    )
    execute(server, loaded, f"CREATE POLICY few ON pgstac.items FOR SELECT USING (id > {FIRST})")
    told = "row-level security may hide rows of pgstac.items from the role qc_held: ask as the owner of the table"
    try:
        report = diff(tree, server.address(loaded, "qc_held"))
        assert (report["exit"], told in report["failures"][0]["message"]) == (2, True)
        result = stacqc("check", server.address(loaded, "qc_held"), "--no-config")
        assert (result.exit_code, told in result.output) == (2, True)
        assert diff(tree, server.address(loaded))["exit"] == 0
    finally:
        execute(server, loaded, "DROP OWNED BY qc_held", "DROP ROLE qc_held")


def set_base(server: Server, database: str, base: str) -> None:
    execute(server, database, FREELY, "DELETE FROM pgstac.base_items",
            "ALTER TABLE pgstac.collections ALTER base_item DROP EXPRESSION",
            f"UPDATE pgstac.collections SET base_item = {base} WHERE id = (SELECT min(id) FROM pgstac.collections)")  # fmt: skip


@pytest.mark.parametrize("base", [
    "NULL", "'[]'", "'\"x\"'", "'5'", "'null'", "'true'", "'{\"assets\": []}'", "'{\"assets\": 5}'",
    "'{\"properties\": [1], \"bbox\": {}, \"links\": 5}'", "'{\"geometry\": 5, \"collection\": 3}'",
])  # fmt: skip
def test_rows_of_an_odd_base_item_are_completed_as_pgstac_does(
    base: str, server: Server, loaded: str, tree: Path
) -> None:
    set_base(server, loaded, base)
    reports = [diff(tree, server.address(loaded), *more) for more in ([], ["--server-hydrate"])]
    told = [[(f["rule"], f["document"], f["message"]) for f in report["findings"]] for report in reports]
    assert (told[0], reports[0]["failures"], items_of(reports[0])) == (told[1], [], 200)
    assert stacqc("check", server.address(loaded), "--no-config").exit_code == 1


def test_item_assets_of_another_type_are_no_base(server: Server, loaded: str, tree: Path) -> None:
    change = 'content || \'{"item_assets": {"product": 7, "thumbnail": [7]}}\''
    execute(server, loaded, FREELY, "DELETE FROM pgstac.base_items")
    execute(server, loaded, f"UPDATE pgstac.collections SET content = {change}")
    execute(server, loaded, 'UPDATE pgstac.items SET content = content || \'{"type": "Feature"}\'')
    report = diff(tree, server.address(loaded))
    assert (report["failures"], items_of(report)) == ([], 200)


@pytest.mark.parametrize("base", [
    "('{\"assets\":' || repeat('[', 3000) || repeat(']', 3000) || '}')::jsonb",
    "('{\"assets\":1' || repeat('0', 5000) || '}')::jsonb",
])  # fmt: skip
def test_a_base_item_that_is_not_read_leaves_out_its_collection_alone(
    base: str, server: Server, loaded: str, tree: Path
) -> None:
    collection, count = counted(server, loaded)
    set_base(server, loaded, base)
    report = diff(tree, server.address(loaded))
    (failure,) = report["failures"]
    assert failure["uri"].endswith(f"#{collection}")
    assert failure["message"].startswith("its items are not all read: its base item is not read: ")
    assert (report["exit"], report["findings"], items_of(report)) == (2, [], 200 - count)
    assert report["summary"]["passed_over"]["unread"]["count"] == count
    others = query(server, loaded, "SELECT max(id) FROM collections")[0][0]
    assert diff(tree, server.address(loaded), "--collection", others)["exit"] == 0
    result = stacqc("check", server.address(loaded), "--no-config")
    assert (result.exit_code, "its base item is not read" in result.output) == (2, True)


@pytest.mark.parametrize("number", ["NaN", "Infinity"])
def test_a_geometry_without_numbers_is_told(number: str, server: Server, loaded: str, tree: Path) -> None:
    point = f"ST_SetSRID(ST_MakePoint('{number}', 1), 4326)"
    execute(server, loaded, f"UPDATE pgstac.items SET geometry = {point} WHERE id = {FIRST}")
    report = diff(tree, server.address(loaded))
    assert (report["exit"], report["findings"], items_of(report)) == (2, [], 200)
    assert "its geometry has coordinates that are no numbers" in report["failures"][0]["message"]
    result = stacqc("check", server.address(loaded), "--no-config")
    assert (result.exit_code, "coordinates that are no numbers" in result.output) == (2, True)


@pytest.mark.parametrize("more", [[], ["--server-hydrate"]])
@pytest.mark.parametrize("number", [0, 1, 30])
def test_rows_that_the_server_cannot_send_are_named_and_the_others_read(
    number: int, more: list[str], server: Server, loaded: str, tree: Path
) -> None:
    ((odd,), (next_,)) = query(server, loaded, f"SELECT id FROM items ORDER BY id OFFSET {number} LIMIT 2")
    execute(server, loaded, f"UPDATE pgstac.items SET geometry = {CURVE} WHERE id IN ('{odd}', '{next_}')")
    report = diff(tree, server.address(loaded), *more)
    assert [f["uri"].rpartition("/")[2] for f in report["failures"]] == [odd, next_]
    assert "'CurvePolygon' geometry type not supported" in report["failures"][0]["message"]
    assert (report["exit"], items_of(report), classes(report)) == (2, 198, {"only-file": 2})
    result = stacqc("check", server.address(loaded), "--no-config")
    assert ("198 items" in result.output, odd in result.output, next_ in result.output) == (True,) * 3


def test_a_collection_that_the_server_cannot_send_is_left_out(
    server: Server, loaded: str, tree: Path
) -> None:
    collection, count = counted(server, loaded)
    execute(server, loaded, f"UPDATE pgstac.items SET geometry = {CURVE} WHERE collection = '{collection}'")
    report = diff(tree, server.address(loaded))
    (left_out,) = (f["message"] for f in report["failures"] if f["uri"].endswith(f"#{collection}"))
    assert left_out.startswith("its items are not all read: the database refused a query (lwgeom")
    assert (report["exit"], len(report["failures"])) == (2, 21)
    assert (classes(report), items_of(report)) == ({}, 200 - count)


def test_rows_of_views_without_an_id_are_told(server: Server, loaded: str, tree: Path) -> None:
    """A view may stand where pgstac has a table."""
    nameless = f"CASE WHEN id = {FIRST.replace('items', 'kept')} THEN NULL ELSE id END AS id"
    lost = f"CASE WHEN id = {FIRST.replace('min', 'max').replace('items', 'kept')} THEN NULL ELSE collection END AS collection"
    view = f"CREATE VIEW pgstac.items AS SELECT {nameless}, geometry, {lost}, datetime, end_datetime, content, private FROM pgstac.kept"
    execute(server, loaded, "ALTER TABLE pgstac.items RENAME TO kept", view)
    report = diff(tree, server.address(loaded))
    assert [f["message"] for f in report["failures"]] == ["not read: a row has no id"] * 2
    assert (report["exit"], classes(report), items_of(report)) == (2, {"only-file": 2}, 198)


def test_a_database_without_an_encoding_is_read_as_far_as_it_is_utf_8(
    server: Server, flat: Path, tree: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import psycopg

    name = "without_encoding"
    execute(
        server,
        "postgres",
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING SQL_ASCII LC_COLLATE 'C' LC_CTYPE 'C'",
    )
    try:
        with monkeypatch.context() as patched:
            patched.setenv("PGCLIENTENCODING", "UTF8")
            server.pypgstac(name, "migrate")
            for kind in ("collections", "items"):
                server.pypgstac(name, "load", kind, str(flat / f"{kind}.ndjson"))
        with psycopg.connect(
            server.address(name), client_encoding="SQL_ASCII", autocommit=True
        ) as connection:
            connection.execute(f"UPDATE pgstac.items SET id = E'\\351' WHERE id = {FIRST}")
            spoilt = b"jsonb_set(content, '{properties,status}', E'\"\\351\"')"
            last = b"(SELECT id FROM pgstac.items ORDER BY id OFFSET 150 LIMIT 1)"
            connection.execute(b"UPDATE pgstac.items SET content = " + spoilt + b" WHERE id = " + last)
        for more in ([], ["--state", tree.parent / "encoded"]):
            report = diff(tree, server.address(name), *more)
            assert (report["exit"], items_of(report), classes(report)) == (2, 198, {"only-file": 2})
            assert len(report["failures"]) == 2
            assert all(
                'invalid byte sequence for encoding "UTF8": 0xe9' in f["message"] for f in report["failures"]
            )
    finally:
        execute(server, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.mark.parametrize(("gone", "more", "told"), [
    ("DROP TABLE pgstac.items CASCADE", [], "this database holds no pgstac that this role may read"),
    ("DROP TABLE pgstac.collections CASCADE", [], 'relation "pgstac.collections" does not exist'),
    ("ALTER TABLE pgstac.collections DROP COLUMN base_item CASCADE", [], 'column "base_item" does not exist'),
    ("ALTER TABLE pgstac.items DROP COLUMN geometry CASCADE", [], 'column "geometry" does not exist'),
    ("DROP TABLE pgstac.base_items CASCADE", ["--server-hydrate"], 'relation "pgstac.base_items" does not exist'),
])  # fmt: skip
def test_half_a_migration_is_told_once(
    gone: str, more: list[str], told: str, server: Server, loaded: str, tree: Path
) -> None:
    execute(server, loaded, gone)
    report = diff(tree, server.address(loaded), *more)
    (failure,) = report["failures"]
    assert (report["exit"], told in failure["message"]) == (2, True)
    assert "run pypgstac migrate" in failure["message"] or "holds no pgstac" in failure["message"]
