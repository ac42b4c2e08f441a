"""A database that takes connections and then says nothing is not waited for without end."""

from __future__ import annotations

import socket
import struct
import time
from collections.abc import Iterator
from threading import Thread

import pytest

from stacqc.comparison.choice import Choice
from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.pgstac import side, silence
from stacqc.sources.pgstac.side import PgstacOptions, PgstacSide
from stacqc.sources.pgstac.silence import Watch


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(silence, "_LOOK", 0.02)
    monkeypatch.setattr(side, "_GRACE", 0.2)


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!I", len(body) + 4) + body


@pytest.fixture
def heard() -> list[bytes]:
    """What a server is told when a connection begins."""
    return []


@pytest.fixture
def silent(heard: list[bytes]) -> Iterator[int]:
    """The port of a server that lets everyone in, takes questions and answers none."""
    listening = socket.create_server(("127.0.0.1", 0))
    settings = {"server_version": "15.3", "client_encoding": "UTF8", "standard_conforming_strings": "on"}
    told = b"".join(message(b"S", f"{name}\0{value}\0".encode()) for name, value in settings.items())

    def serve() -> None:
        connection, _ = listening.accept()
        with connection:
            connection.recv(8)
            connection.sendall(b"N")
            heard.append(connection.recv(65_536))
            connection.sendall(message(b"R", bytes(4)) + told + message(b"K", bytes(8)) + message(b"Z", b"I"))
            while connection.recv(65_536):
                pass

    thread = Thread(target=serve)
    thread.start()
    yield listening.getsockname()[1]
    thread.join()
    listening.close()


def test_silence_has_an_end(silent: int) -> None:
    pytest.importorskip("psycopg")
    options = PgstacOptions(timeout=0.2)
    with pytest.raises(SideTrouble, match=r"did not answer within 0\.2 s; allow more with --timeout"):
        PgstacSide(f"postgresql://u@127.0.0.1:{silent}/db", Choice(), frozenset(), options)


def test_a_server_is_told_nothing_that_poolers_refuse(silent: int, heard: list[bytes]) -> None:
    pytest.importorskip("psycopg")
    with pytest.raises(SideTrouble):
        PgstacSide(f"postgresql://u@127.0.0.1:{silent}/db", Choice(), frozenset(), PgstacOptions(timeout=0.2))
    names = heard[0][8:].split(b"\0")[::2]
    assert {n.decode() for n in names if n} == {"user", "database", "application_name", "client_encoding"}


def test_what_becomes_of_a_row_is_no_silence() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        watch = Watch(ours.fileno, 0.2)
        with watch.waiting():
            for _ in watch.rows(range(2)):
                time.sleep(0.4)
            assert not watch.is_over
            theirs.settimeout(5)
            assert theirs.recv(1) == b""
            assert watch.is_over
