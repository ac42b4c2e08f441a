"""Schemas are fetched only when asked, once, and what is pinned may not change unnoticed."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from stacqc.schema import cache

from ..documents import ITEM
from .conftest import Stacqc


class Server(ThreadingHTTPServer):
    """Serves one schema and counts how often it was asked."""

    content = b"{}"
    asked = 0


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.asked += 1
        self.send_response(200 if self.path == "/x/v1.0.0/schema.json" else 404)
        self.send_header("Content-Length", str(len(self.server.content)))
        self.end_headers()
        self.wfile.write(self.server.content)

    def log_message(self, *_: Any) -> None:
        """Keep the output of the tests clean."""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    made = Server(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=made.serve_forever)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()


def document(address: str) -> str:
    return json.dumps({**ITEM, "stac_extensions": [address]})


def schema(address: str, field: str) -> bytes:
    return json.dumps({"$id": address, "properties": {"properties": {"required": [field]}}}).encode()


def test_a_schema_is_fetched_when_asked_pinned_and_kept(
    stacqc: Stacqc, tmp_path: Path, server: Server
) -> None:
    address = f"http://127.0.0.1:{server.server_port}/x/v1.0.0/schema.json"
    server.content = schema(address, "x:field")
    (tmp_path / "x.json").write_text(document(address))
    assert "schema-unavailable" in stacqc("check", "x.json").out
    assert server.asked == 0
    fetched = stacqc("check", "x.json", "--fetch-schemas")
    assert "x:field" in fetched.out
    assert address in json.loads((tmp_path / "stacqc-schemas.lock").read_text())
    assert server.asked == 1
    assert stacqc("check", "x.json").out == fetched.out
    assert stacqc("check", "x.json", "--fetch-schemas").out == fetched.out
    assert server.asked == 1
    assert address in stacqc("schemas", "list").out
    assert "x:field" in stacqc("schemas", "show", address).out


def test_a_pinned_schema_that_changed_is_refused(
    stacqc: Stacqc, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"http://127.0.0.1:{server.server_port}/x/v1.0.0/schema.json"
    server.content = schema(address, "x:field")
    (tmp_path / "x.json").write_text(document(address))
    stacqc("check", "x.json", "--fetch-schemas")
    server.content = schema(address, "x:other")
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / "another"))
    outcome = stacqc("check", "x.json", "--fetch-schemas")
    assert "changed since it was pinned" in outcome.out


@pytest.mark.parametrize("path", ["y/v1.0.0/schema.json", "x/v1.0.0/schema.json"])
def test_what_cannot_be_fetched_is_said_to_be_unavailable(
    stacqc: Stacqc, tmp_path: Path, server: Server, path: str
) -> None:
    server.content = b"<html>no schema</html>"
    (tmp_path / "x.json").write_text(document(f"http://127.0.0.1:{server.server_port}/{path}"))
    outcome = stacqc("check", "x.json", "--fetch-schemas")
    assert "schema-unavailable" in outcome.out
    assert outcome.code == 0


def test_a_server_that_never_answers_is_not_waited_for(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://127.0.0.1:{silent.getsockname()[1]}/x/v1.0.0/schema.json"
        (tmp_path / "x.json").write_text(document(address))
        assert "could not be fetched" in stacqc("check", "x.json", "--fetch-schemas").out


def test_files_are_not_fetched(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(document("file:///etc/passwd"))
    assert "only http and https" in stacqc("check", "x.json", "--fetch-schemas").out
