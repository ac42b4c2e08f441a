"""Servers that send what no server should: nothing of it hangs, fills the memory or loses what others say."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from itertools import takewhile
from pathlib import Path

import pytest

from stacqc.report import Report
from tests.unit.fake_files import FakeFiles

from .test_hrefs import checked, files, item, quickly, told

__all__ = ["files"]

#: Answers on a connection until it is over; is told what is asked for, head by head.
Answering = Callable[[bytes], Iterator[bytes]]


@contextmanager
def raw(answering: Answering) -> Iterator[str]:
    """Answer on a free port, byte for byte as is wanted, and give host and port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_accepted, args=(server, answering), daemon=True).start()
        try:
            yield f"127.0.0.1:{server.getsockname()[1]}"
        finally:
            server.shutdown(socket.SHUT_RDWR)


def _accepted(server: socket.socket, answering: Answering) -> None:
    with suppress(OSError):
        while True:
            connection, _ = server.accept()
            threading.Thread(target=_spoken, args=(connection, answering), daemon=True).start()


def _spoken(connection: socket.socket, answering: Answering) -> None:
    with suppress(OSError), connection, connection.makefile("rb") as lines:
        while head := b"".join(takewhile(lambda line: line not in (b"", b"\r\n"), iter(lines.readline, b""))):
            for part in answering(head):
                connection.sendall(part)
                if part == b"":
                    return


def sending(*parts: bytes, forever: bytes = b"") -> Answering:
    """Refuse HEAD, and send parts to GET, the last of them again and again; an empty one ends a connection."""

    def answering(head: bytes) -> Iterator[bytes]:
        if head.startswith(b"HEAD"):
            yield b"HTTP/1.1 405 No\r\nContent-Length: 0\r\n\r\n"
            return
        yield from parts
        while forever:
            yield forever

    return answering


def asked(host: str, *paths: str, **settings: object) -> Report:
    assets = {f"a{n:03}": f"http://{host}/{path}" for n, path in enumerate(paths or ("",))}
    return checked(FakeFiles(address=f"http://{host}"), item(**assets), **settings)


@pytest.mark.parametrize(
    ("fields", "part"),
    [
        (b"Content-Length: 00000000099999999999", b"x" * 65_536),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"10000\r\n" + b"x" * 65_536 + b"\r\n"),
        (b"Content-Length: 5\r\nTransfer-Encoding: chunked", b"1\r\nx\r\n"),
    ],
)
def test_no_more_of_a_body_is_read_than_a_little(files: FakeFiles, tmp_path: Path, fields: bytes, part: bytes) -> None:  # fmt: skip
    sent = 0

    def answering(head: bytes) -> Iterator[bytes]:
        nonlocal sent
        for part_ in sending(b"HTTP/1.1 200 OK\r\n" + fields + b"\r\n\r\n", forever=part)(head):
            sent += len(part_)
            yield part_

    with raw(answering) as host:
        assert told(asked(host, config=quickly(tmp_path, timeout=5))) == []
    # What no one reads stays in the buffers of the system.
    assert sent < 30_000_000


@pytest.mark.parametrize("body", [b"", b"x", b"\r\n\r\nHTTP/1.1 200"])
def test_a_body_that_breaks_off_takes_nothing_from_the_head(files: FakeFiles, body: bytes) -> None:
    with raw(sending(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n", body, b"")) as host:
        assert told(asked(host)) == []
