"""A reader does no harm: it only reads, says what went wrong, and never shows a password."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.pgstac.help import diff, execute, own_server, query, slow, stacqc
from tests.pgstac.server import Server

SECRET = "S3CR" + "ET"


@pytest.fixture
def reader(server: Server, loaded: str) -> Iterator[str]:
    """A role that may do nothing but read pgstac."""
    execute(
        server,
        loaded,
        "DROP ROLE IF EXISTS qc_reader",
        "CREATE ROLE qc_reader LOGIN",
        "GRANT pgstac_read TO qc_reader",
    )
    yield server.address(loaded, "qc_reader")
    execute(server, loaded, "DROP OWNED BY qc_reader", "DROP ROLE qc_reader")


def test_a_role_that_may_only_read_is_enough(reader: str, tree: Path) -> None:
    for more in ([], ["--server-hydrate"], ["--integrity"]):
        assert diff(tree, reader, *more)["exit"] == 0


def test_a_role_without_rights_is_told_what_it_needs(server: Server, loaded: str, tree: Path) -> None:
    execute(server, loaded, "DROP ROLE IF EXISTS qc_nobody", "CREATE ROLE qc_nobody LOGIN")
    report = diff(tree, server.address(loaded, "qc_nobody"))
    assert report["exit"] == 2
    assert report["failures"][0]["message"] == "this role may not read pgstac: GRANT pgstac_read TO it"


def test_nothing_is_written_and_the_session_is_read_only(server: Server, loaded: str, tree: Path) -> None:
    from psycopg import errors

    from stacqc.comparison.choice import Choice
    from stacqc.sources.pgstac.side import PgstacOptions, PgstacSide

    side = PgstacSide(server.address(loaded), Choice(), frozenset(), PgstacOptions())
    try:
        for statement in (
            "DELETE FROM pgstac.items",
            "CREATE TABLE pgstac.x (a int)",
            "CREATE TEMP TABLE x (a int)",
        ):
            with pytest.raises(errors.ReadOnlySqlTransaction), side.connection.transaction():
                side.connection.execute(statement)
    finally:
        side.close()
    before = query(server, loaded, "SELECT count(*), max(xmin::text::bigint) FROM items")
    assert diff(tree, server.address(loaded))["exit"] == 0
    assert query(server, loaded, "SELECT count(*), max(xmin::text::bigint) FROM items") == before


def test_all_is_read_in_one_snapshot(server: Server, loaded: str, tree: Path) -> None:
    from stacqc.comparison.choice import Choice
    from stacqc.sources.pgstac.side import PgstacOptions, PgstacSide

    side = PgstacSide(server.address(loaded), Choice(), frozenset(), PgstacOptions())
    try:
        stream = side.items()
        next(stream)
        execute(server, loaded, "DELETE FROM pgstac.items")
        assert 1 + sum(1 for _ in stream) == 200
    finally:
        side.close()


def test_a_table_that_is_emptied_meanwhile_is_told(server: Server, loaded: str) -> None:
    """No snapshot holds such rows; tables that were read already are locked."""
    from stacqc.comparison.choice import Choice
    from stacqc.sources.pgstac.side import PgstacOptions, PgstacSide

    names = "SELECT tableoid::regclass::text FROM items GROUP BY collection, 1 ORDER BY collection"
    last = query(server, loaded, names)[-1][0]
    side = PgstacSide(server.address(loaded), Choice(), frozenset(), PgstacOptions())
    try:
        execute(server, loaded, "SET lock_timeout = '5s'", f"TRUNCATE pgstac.{last}")
        assert 0 < sum(1 for _ in side.chosen()) < 203
        assert [f.message.partition(",")[0] for f in side.failures] == [
            "tables of items were emptied or made anew while they were read"
        ]
    finally:
        side.close()


def test_a_query_that_is_not_wanted_any_more_is_broken_off(server: Server, loaded: str) -> None:
    import psycopg

    from stacqc.comparison.choice import Choice
    from stacqc.sources.pgstac.side import PgstacOptions, PgstacSide

    count, second = query(
        server,
        loaded,
        "SELECT count(*), lead(min(tableoid::regclass::text)) OVER (ORDER BY collection) FROM items GROUP BY collection",
    )[0]
    side = PgstacSide(server.address(loaded), Choice(), frozenset(), PgstacOptions())
    with psycopg.connect(server.address(loaded)) as other:
        other.execute(f"LOCK TABLE pgstac.{second} IN ACCESS EXCLUSIVE MODE")
        stream = side.items()
        for _ in range(count):
            next(stream)
        began = time.monotonic()
        side.close()
        # The server itself would wait for five seconds.
        assert time.monotonic() - began < 3


@pytest.mark.parametrize("address", [
    f"postgresql://postgres:{SECRET}@127.0.0.1:1/db",
    f"postgresql://postgres:{SECRET}/x@127.0.0.1:1/db",
    f"postgresql://postgres:S3C:{SECRET}@pw@127.0.0.1:1/db",
    f"postgresql://postgres:{SECRET}#x@127.0.0.1:1/db",
    f"postgresql://postgres:{SECRET}%zz@127.0.0.1:1/db",
    f"postgresql://postgres@127.0.0.1:1/db?password={SECRET}",
    f"host=127.0.0.1 port=1 user=u password={SECRET} dbname=db",
    f"host=127.0.0.1 port=1 user=u password='{SECRET} pw dbname=db",
    f"host=127.0.0.1 port=1 password=S3 {SECRET}",
    f"dbname=postgresql://u:{SECRET}@h/d",
    f"pgstac:host=127.0.0.1 port=1 password={SECRET}",
])  # fmt: skip
def test_no_part_of_a_password_is_shown(address: str, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text('{"type":"Feature","id":"a","collection":"c"}\n')
    done = subprocess.run([sys.executable, "-m", "stacqc", "diff", tmp_path / "a.ndjson", address, "-f", "text"],
                          capture_output=True, text=True, check=False, timeout=60)  # fmt: skip
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert "S3" not in done.stdout + done.stderr
    assert done.stdout.strip()


def test_the_environment_of_libpq_is_enough(server: Server, loaded: str, tree: Path, tmp_path: Path,
                                            monkeypatch: pytest.MonkeyPatch) -> None:  # fmt: skip
    for name, value in server.environment(loaded).items():
        monkeypatch.setenv(name, value)
    assert diff(tree, "pgstac:")["exit"] == 0
    for name in server.environment(loaded):
        monkeypatch.delenv(name)
    service = tmp_path / "services"
    service.write_text(f"[qc]\nhost=127.0.0.1\nport={server.port}\nuser=postgres\ndbname={loaded}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    assert diff(tree, "service=qc")["exit"] == 0
    monkeypatch.setenv("PGSERVICE", "qc")
    assert diff(tree, "pgstac:")["exit"] == 0


def test_a_database_without_pgstac_is_said(server: Server, tree: Path) -> None:
    report = diff(tree, server.address("postgres"))
    assert (report["exit"], "no pgstac" in report["failures"][0]["message"]) == (2, True)
    report = diff(tree, server.address("nowhere"))
    assert (report["exit"], "no such database" in report["failures"][0]["message"]) == (2, True)


def test_a_pgstac_of_an_unknown_make_is_said(server: Server, database: str, tree: Path) -> None:
    execute(server, database, "ALTER TABLE pgstac.items RENAME COLUMN content TO body")
    functions = query(
        server, database, "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'content_hydrate'"
    )
    execute(
        server,
        database,
        "SET search_path TO pgstac, public",
        *(f"DROP FUNCTION IF EXISTS {f[0]} CASCADE" for f in functions),
    )
    report = diff(tree, server.address(database))
    assert report["exit"] == 2
    assert "does not know" in report["failures"][0]["message"]


def test_a_query_that_takes_too_long_is_stopped(server: Server, loaded: str, tree: Path) -> None:
    execute(server, loaded, slow(0.2))
    began = time.monotonic()
    report = diff(tree, server.address(loaded), "--server-hydrate", "--timeout", "1")
    assert time.monotonic() - began < 30
    assert (report["exit"], "--timeout" in report["failures"][0]["message"]) == (2, True)
    assert report["summary"]["checked"].get("Item", 0) < 200


def test_what_was_found_before_the_connection_was_lost_is_reported(
    server: Server, loaded: str, tree: Path
) -> None:
    execute(server, loaded, 'UPDATE pgstac.collections SET content = content || \'{"title": "other"}\'')
    execute(server, loaded, slow(0.05))
    killer = threading.Timer(1.5, lambda: query(
        server, "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'stacqc'"))  # fmt: skip
    killer.start()
    report = diff(tree, server.address(loaded), "--server-hydrate")
    killer.join()
    assert report["exit"] == 2
    assert "connection was lost" in report["failures"][0]["message"]
    assert "compared as far as" in report["failures"][0]["message"]
    assert report["summary"]["rules"]["diff/value"]["findings"] == 3


def test_a_server_that_crashes_ends_the_run_not_the_report(tree: Path, server: Server, flat: Path) -> None:
    with own_server(flat) as own:
        execute(own, "d", slow(0.05))
        killer = threading.Timer(1.5, lambda: own.stop("immediate"))
        killer.start()
        result = stacqc("diff", tree, own.address("d"), "--server-hydrate")
        killer.join()
        assert result.exit_code == 2
        assert "connection was lost" in result.output


def test_a_missing_library_is_a_sentence(
    tree: Path, monkeypatch: pytest.MonkeyPatch, api: Callable[..., str]
) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setitem(sys.modules, "httpx", None)
    assert "pip install 'stacqc[pgstac]'" in stacqc("diff", tree, "postgresql://localhost/x").output
    assert "pip install 'stacqc[api]'" in stacqc("diff", tree, "http://localhost:1/").output
