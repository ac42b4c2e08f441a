"""Servers with which no secure connection can be made: what is wrong is said, and what to do."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.fake_files import FakeFiles, served

from .test_href_proxy import certified
from .test_hrefs import checked, files, item, told

__all__ = ["files"]

HOST = "127.0.0.1"
DAY = timedelta(days=1)


@pytest.fixture
def authority(tmp_path: Path, files: FakeFiles, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return an authority that is trusted."""
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    return authority


def told_of(files: FakeFiles, context: ssl.SSLContext | None) -> str:
    """Return what is said of a server that speaks TLS so, or speaks none."""
    with served(files, context) as server:
        (finding,) = checked(files, item(a=f"https://{server.host}/ok.tif"), allow_hosts=server.host)
    assert finding.rule == "href-unreachable"
    assert finding.help
    return finding.help


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (-30, -1, "its certificate has expired; tell those who run the server"),
        (5, 30, "its certificate is not valid yet; is the clock"),
    ],
)
def test_the_time_of_a_certificate(
    files: FakeFiles, authority: Any, begins: int, ends: int, said: str
) -> None:
    now = datetime.now(UTC)
    times = {"not_before": now + begins * DAY, "not_after": now + ends * DAY}
    assert told_of(files, certified(authority, HOST, **times)).startswith(said)


@pytest.mark.parametrize("name", ["other.example.com", "127.0.0.2"])
def test_the_host_of_a_certificate(files: FakeFiles, authority: Any, name: str) -> None:
    said = "its certificate is one of another host; correct the address"
    assert told_of(files, certified(authority, name)).startswith(said)


def test_a_certificate_of_an_authority_that_is_not_trusted(files: FakeFiles, authority: Any) -> None:
    said = told_of(files, certified(type(authority)(), HOST))
    assert said.startswith("no authority that is trusted here vouches for its certificate")
    assert "SSL_CERT_FILE" in said


def test_a_certificate_that_is_signed_by_itself(files: FakeFiles, authority: Any, tmp_path: Path) -> None:
    stranger = type(authority)()
    stranger.cert_pem.write_to_path(tmp_path / "own.pem")
    stranger.private_key_pem.write_to_path(tmp_path / "own.key")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "own.pem", tmp_path / "own.key")
    said = told_of(files, context)
    assert said.startswith("its certificate is signed by itself")
    assert "SSL_CERT_FILE" in said


def test_a_server_that_speaks_no_tls(files: FakeFiles, authority: Any) -> None:
    assert told_of(files, None) == "it speaks no TLS there; is it http:// and not https://?"


@pytest.mark.parametrize(
    ("alert", "said"),
    [
        # protocol_version, and no_application_protocol as of a server of HTTP/2 alone.
        (70, "it speaks no version of TLS that is safe; tell those who run the server"),
        (120, "it agrees on no secure connection (TLS)"),
    ],
)
def test_a_server_that_refuses_what_is_spoken(
    files: FakeFiles, authority: Any, alert: int, said: str
) -> None:
    def refuse() -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                with connection:
                    connection.recv(65_536)
                    connection.sendall(bytes((21, 3, 3, 0, 2, 2, alert)))

    with socket.create_server((HOST, 0)) as server:
        threading.Thread(target=refuse, daemon=True).start()
        host = f"{HOST}:{server.getsockname()[1]}"
        (finding,) = checked(files, item(a=f"https://{host}/"), allow_hosts=host)
        server.shutdown(socket.SHUT_RDWR)
    assert finding.help == said


def test_a_server_that_prefers_http_2_is_spoken_to(files: FakeFiles, authority: Any) -> None:
    context = certified(authority, HOST)
    context.set_alpn_protocols(["h2", "http/1.1"])
    with served(files, context) as server:
        report = checked(files, item(a=f"https://{server.host}/gone.tif"), allow_hosts=server.host)
    assert told(report) == [("asset-not-found", "/assets/a/href")]


def test_a_server_that_resets_connections_is_told_as_one_that_closes_them(files: FakeFiles) -> None:
    files.answers["/a.tif"] = (0, {"how": "reset"})
    (finding,) = checked(files, item(a=f"{files.address}/a.tif"))
    assert finding.help == "it closes the connection before it has answered"
