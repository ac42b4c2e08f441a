"""How a database is connected to: nothing around it changes what is read, and what fails is said as it is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from stacqc.comparison.choice import Choice
from stacqc.sources.pgstac.side import PgstacOptions, PgstacSide
from tests.pgstac.help import diff, execute, query
from tests.pgstac.server import Server

#: Settings that change the text of values.
_ODD = {
    "client_encoding": "LATIN1",
    "datestyle": "SQL, DMY",
    "timezone": "Asia/Tokyo",
    "intervalstyle": "sql_standard",
    "extra_float_digits": "-15",
    "bytea_output": "escape",
    "standard_conforming_strings": "off",
    "quote_all_identifiers": "on",
    "transform_null_equals": "on",
    "search_path": "nowhere",
    "statement_timeout": "1ms",
    "default_transaction_isolation": "serializable",
}


def opened(address: str) -> PgstacSide:
    return PgstacSide(address, Choice(), frozenset(), PgstacOptions())


def test_settings_of_a_database_change_nothing(server: Server, loaded: str, tree: Path) -> None:
    execute(server, loaded, 'UPDATE pgstac.collections SET content = content || \'{"title": "€ 𒍟"}\'')
    before = diff(tree, server.address(loaded), "--integrity")
    execute(server, "postgres", *(f"ALTER DATABASE {loaded} SET {n} = {v!r}" for n, v in _ODD.items()))
    execute(server, "postgres", f"ALTER DATABASE {loaded} SET search_path = 'nowhere'")
    after = diff(tree, server.address(loaded), "--integrity")
    assert (after["exit"], after["findings"]) == (1, before["findings"])
    side = opened(server.address(loaded))
    try:
        shown = dict(side.asked("SELECT lower(name), setting FROM pg_settings"))
    finally:
        side.close()
    assert {n: v for n, v in _ODD.items() if shown[n] == v} == {
        "default_transaction_isolation": "serializable"
    }


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1", "EUC_JP"])
def test_the_environment_does_not_change_the_encoding(
    server: Server, loaded: str, tree: Path, encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    execute(server, loaded, 'UPDATE pgstac.collections SET content = content || \'{"title": "€ 𒍟"}\'')
    expected = diff(tree, server.address(loaded))["findings"]
    monkeypatch.setenv("PGCLIENTENCODING", encoding)
    assert diff(tree, server.address(loaded))["findings"] == expected
    assert diff(tree, server.address(loaded) + f"?client_encoding={encoding}")["findings"] == expected


def test_what_the_address_gives_to_the_server_is_given(server: Server, loaded: str) -> None:
    more = "?application_name=mine&options=-c%20search_path%3Dnowhere%20-c%20work_mem%3D5MB"
    side = opened(server.address(loaded) + more)
    try:
        names = ("application_name", "search_path", "work_mem")
        found = [side.asked(f"SHOW {name}")[0][0] for name in names]
    finally:
        side.close()
    assert found == ["mine", "pgstac,public", "5MB"]


def test_a_service_is_shown_as_the_database_that_it_leads_to(
    server: Server, loaded: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = tmp_path / "services"
    service.write_text(f"[qc]\nhost=127.0.0.1\nport={server.port}\nuser=postgres\ndbname={loaded}\n")
    monkeypatch.setenv("PGSERVICEFILE", str(service))
    side = opened("service=qc")
    side.close()
    assert side.name == f"postgresql://127.0.0.1:{server.port}/{loaded}"


def test_a_locked_table_is_said_to_be_locked(server: Server, loaded: str, tree: Path) -> None:
    import psycopg

    with psycopg.connect(server.address(loaded)) as other:
        other.execute("LOCK TABLE pgstac.items IN ACCESS EXCLUSIVE MODE")
        report = diff(tree, server.address(loaded))
    assert report["exit"] == 2
    assert "was locked for more than 5 s" in report["failures"][0]["message"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("sslmode=maybe", "sslmode has a value"),
        ("connect_timeout=x", "connect_timeout has a value"),
        ("target_session_attrs=standby", "target_session_attrs"),
        ("require_auth=scram-sha-256", "require_auth"),
        ("gssencmode=require", "gssencmode"),
        ("channel_binding=require", "channel_binding"),
        ("sslmode=require", "offers no encryption"),
    ],
)
def test_what_an_address_asks_in_vain_is_said(server: Server, tree: Path, more: str, said: str) -> None:
    message = diff(tree, f"{server.address('postgres')}?{more}")["failures"][0]["message"]
    assert said in message


@pytest.fixture
def slow(server: Server, loaded: str) -> str:
    """The address of a database that takes ten seconds for its items."""
    execute(server, loaded, "CREATE OR REPLACE FUNCTION pgstac.content_hydrate(_item pgstac.items, "
            "fields jsonb DEFAULT '{}'::jsonb) RETURNS jsonb LANGUAGE sql AS "
            "$$ SELECT _item.content FROM pg_sleep(0.05) $$")  # fmt: skip
    return server.address(loaded)


def copying(server: Server) -> list[int]:
    """Return the sessions that copy rows out for stacqc."""
    rows = query(
        server,
        "postgres",
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'stacqc' AND query ~ 'COPY'",
    )
    return [row[0] for row in rows]


def test_an_ended_session_is_told_once(server: Server, slow: str, tree: Path) -> None:
    process = start("diff", tree, slow, "--server-hydrate", "--no-config")
    until(lambda: bool(copying(server)))
    query(server, "postgres", f"SELECT pg_terminate_backend({copying(server)[0]})")
    out, err = process.communicate(timeout=30)
    assert process.returncode == 2
    assert "somebody ended the session" in out
    assert err == ""


def test_a_run_that_is_stopped_waits_for_no_server(server: Server, slow: str, tree: Path) -> None:
    process = start("diff", tree, slow, "--server-hydrate", "--no-config")
    until(lambda: bool(copying(server)))
    session = copying(server)[0]
    time.sleep(1)  # until rows come, which are waited for by themselves
    os.kill(session, signal.SIGSTOP)
    try:
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        out, err = process.communicate(timeout=30)
        assert time.monotonic() - began < 4
    finally:
        os.kill(session, signal.SIGCONT)
    assert (process.returncode, out, err.strip()) == (130, "", "stopped")
    began = time.monotonic()
    until(lambda: not copying(server))
    assert time.monotonic() - began < 4, "the server was not told"


def start(*words: object) -> subprocess.Popen[str]:
    """Start the command line as a process of its own."""
    return subprocess.Popen([sys.executable, "-m", "stacqc", *map(str, words)], text=True, env={**os.environ},
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE)  # fmt: skip


def until(holds: Callable[[], bool]) -> None:
    """Wait until something holds."""
    for _ in range(200):
        if holds():
            return
        time.sleep(0.05)
    raise AssertionError("waited in vain")
