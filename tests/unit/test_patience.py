"""A server that never comes to an end is waited for only as long as it may take, however it goes about it."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable

import pytest

from stacqc.comparison.trouble import SideTrouble
from stacqc.patience import PACE, Patience, within
from stacqc.schema import cache
from stacqc.schema.store import SchemaUnavailable
from stacqc.sources.api import web
from tests.unit.serving import Quiet, serving

_OK = b"HTTP/1.1 200 OK\r\n"


class Endless(Quiet):
    """Sends a beginning, and then the same again and again."""

    begin = b""
    again = b""
    pause = 0.02

    def do_GET(self) -> None:  # noqa: N802
        self.wfile.write(self.begin)
        while True:
            self.wfile.write(self.again)
            self.wfile.flush()
            time.sleep(self.pause)


def _empty_blocks() -> tuple[bytes, bytes]:
    """The start of a gzip stream, and a block in which nothing is packed."""
    packer = zlib.compressobj(wbits=31)
    start = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    return start, packer.flush(zlib.Z_FULL_FLUSH) or b"\x00\x00\x00\xff\xff"


def _endless() -> dict[str, type[Endless]]:
    start, block = _empty_blocks()
    sent = {
        "status": (b"", b"H"),
        "field": (_OK + b"X-Slow: ", b"a"),
        "fields": (_OK, b"A: b\r\n"),
        "body": (_OK + b"\r\n", b" "),
        "chunk-size": (_OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0"),
        "gzip": (_OK + b"Content-Encoding: gzip\r\n\r\n" + start, block),
    }
    return {name: type(name, (Endless,), {"begin": b, "again": a}) for name, (b, a) in sent.items()}


_ENDLESS = _endless()


def _takes(seconds: float, asked: Callable[[], object], error: type[Exception], said: str) -> None:
    started = time.monotonic()
    with pytest.raises(error, match=said):
        asked()
    assert time.monotonic() - started < seconds


@pytest.mark.parametrize("kind", _ENDLESS)
def test_an_api_that_never_comes_to_an_end_is_left(kind: str) -> None:
    with serving(_ENDLESS[kind]) as address:
        server = web.Web(address, timeout=0.3, tries=1)
        said = "no whole answer within 0.3 s|the connection failed"
        _takes(5, lambda: server.get("/"), SideTrouble, said)
        server.close()


@pytest.mark.parametrize("kind", _ENDLESS)
def test_a_schema_that_never_comes_to_an_end_is_left(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "TIMEOUT", 0.3)
    with serving(_ENDLESS[kind]) as address:
        said = "not within 0.3 s|no HTTP"
        _takes(5, lambda: cache.download(f"{address}/schema.json"), SchemaUnavailable, said)


class Steady(Quiet):
    """Sends a large answer in the pace that is waited for."""

    def do_GET(self) -> None:  # noqa: N802
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"{")
        for _ in range(6):
            self.wfile.write(b" " * PACE)
            time.sleep(0.1)
        self.wfile.write(b"}")


def test_a_large_answer_that_keeps_coming_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "TIMEOUT", 0.4)
    with serving(Steady) as address:
        server = web.Web(address, timeout=0.4, tries=1)
        assert len(server.get("/")) == 6 * PACE + 2
        server.close()
        assert len(cache.download(f"{address}/schema.json")) == 6 * PACE + 2


def test_a_server_is_asked_again_after_it_was_left() -> None:
    with serving(_ENDLESS["field"]) as address:
        server = web.Web(address, timeout=0.2, tries=2)
        _takes(5, lambda: server.get("/"), SideTrouble, "asked 2 times")
        server.close()


def test_what_speaks_no_http_is_told() -> None:
    begin = {"begin": b"SSH-2.0-OpenSSH\r\n"}
    with serving(type("Other", (Endless,), begin)) as address:
        _takes(5, lambda: cache.download(f"{address}/schema.json"), SchemaUnavailable, "no HTTP")


def test_what_is_raised_comes_through_and_a_slow_answer_does_not() -> None:
    with pytest.raises(KeyError):
        within(Patience(5), lambda: {}["a"])
    assert within(Patience(5), lambda: 7) == 7
    with pytest.raises(TimeoutError):
        within(Patience(0.05), lambda: time.sleep(1))
