"""Servers that send what no server should: nothing of it hangs, fills the memory or loses what others say."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest

from stacqc.hrefs import public
from stacqc.report import Report
from tests.unit.fake_files import OK, FakeFiles

from .conftest import Stacqc
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


def answer(status: str, *fields: str | bytes) -> bytes:
    """Return the bytes of an answer without a body."""
    lines = [field.encode() if isinstance(field, str) else field for field in fields]
    return b"\r\n".join((f"HTTP/1.1 {status}".encode(), *lines, b"Content-Length: 0", b"", b""))


def paths(answers: dict[str, bytes]) -> Answering:
    """Answer by path, to whatever method; others are there."""

    def answering(head: bytes) -> Iterator[bytes]:
        asked_for = head.split(b" ")[1].decode("latin-1").removeprefix("/")
        yield answers.get(asked_for, answer("200 OK"))

    return answering


@pytest.mark.parametrize(
    ("location", "said"),
    [
        ("http://xn--a/", "it redirects to xn--a: "),
        ("http://127.0.0.1:0/", "it redirects to what is no valid address of a web server"),
        ("http://127.0.0.1:99999/", "it redirects to what is no valid address of a web server"),
        ("http://127.0.0.1:-1/", "it redirects to what is no valid address of a web server"),
        ("file:///etc/passwd", "it redirects to what is no valid address of a web server"),
        ("data:text/plain,hush", "it redirects to what is no valid address of a web server"),
        ("javascript:hush()", "it redirects to what is no valid address of a web server"),
        ("", "it redirects without saying where (302 Found)"),
    ],
)
def test_odd_redirects_have_words_and_take_nothing_from_others(
    files: FakeFiles, location: str, said: str
) -> None:
    with raw(paths({"odd": answer("302 Found", f"Location: {location}"), "no": answer("404 No")})) as host:
        odd, gone = asked(host, "odd", "no")
    assert (odd.rule, odd.help[: len(said)] if odd.help else "") == ("href-unreachable", said)
    assert (gone.rule, gone.location.pointer) == ("asset-not-found", "/assets/a001/href")
    assert "hush" not in repr(odd)


def test_a_redirect_in_letters_of_all_languages_is_followed(files: FakeFiles) -> None:
    answers = {"a": answer("302 Found", "Location: /straße"), "stra%C3%9Fe": answer("404 No")}
    with raw(paths(answers)) as host:
        assert told(asked(host, "a")) == [("asset-not-found", "/assets/a000/href")]


@pytest.mark.parametrize("port", ["0", "-1", "65536", "99999"])
def test_ports_that_do_not_exist_are_not_connected_to(
    files: FakeFiles, port: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = checked(files, item(data=f"http://127.0.0.1:{port}/"), allow_hosts="127.0.0.1")
    assert (told(report), report.findings[0].help) == (
        [("href-unreachable", "/assets/data/href")], "it is no valid address")  # fmt: skip
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{port}")
    report = checked(files, item(data="http://127.0.0.1/"), allow_hosts="127.0.0.1")
    assert "the proxy of the environment has no valid address" in report.findings[0].message


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"HTTP/1.1 200 OK\r\nX-A: " + b"x" * 200_000, "the head of its answer is too long"),
        (b"HTTP/1.1 200 OK\r\n" + b"X-A: b\r\n" * 30_000, "the head of its answer is too long"),
        (b"HTTP/1.1 200 OK\r\nX-A: ", "it closes the connection before it has answered"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "what it sends is no HTTP"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "what it sends is no HTTP"),
        (b"\x00\x00\x12\x04\x00\x00\x00\x00\x00", "what it sends is no HTTP"),
    ],
)
def test_what_is_no_answer_has_words(files: FakeFiles, sent: bytes, said: str) -> None:
    def answering(head: bytes) -> Iterator[bytes]:
        yield from (sent, b"")

    with raw(answering) as host:
        (finding,) = asked(host)
    assert (finding.rule, finding.help) == ("href-unreachable", said)


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Let look-ups of names hang or fail, as their names say, and note which there were."""
    names: list[str] = []
    over = threading.Event()
    real = socket.getaddrinfo

    def getaddrinfo(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else str(host)
        names.append(name)
        if name.startswith("hanging"):
            over.wait(60)
        if name.endswith(".example"):
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(host, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    yield names
    over.set()


def test_names_that_are_not_known_are_looked_up_once(files: FakeFiles, looked_up: list[str]) -> None:
    (finding,) = asked("unknown.example", *map(str, range(40)))
    assert "40 addresses at unknown.example: its name is not known" in finding.message
    assert looked_up == ["unknown.example"]


def test_look_ups_that_hang_hold_nobody_up(
    files: FakeFiles, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "LOOK_UP", 0.3)
    urls = [f"http://hanging{n}.example/{m}" for n in range(20) for m in range(8)]
    assets = {f"a{n:03}": url for n, url in enumerate([*urls, f"{files.address}/gone.tif"])}
    begin = time.monotonic()
    report = checked(files, item(**assets))
    assert time.monotonic() - begin < 30
    assert sorted(told(report))[0] == ("asset-not-found", "/assets/a160/href")
    hung = [finding.message for finding in report if finding.rule == "href-unreachable"]
    assert len(hung) == sum(name.startswith("hanging") for name in looked_up) == 20
    assert all("8 addresses" in message and "cannot be looked up within 0.3 s" in message for message in hung)


def test_look_ups_that_fail_when_nobody_waits_any_more_are_no_crash(
    files: FakeFiles,
    looked_up: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(public, "LOOK_UP", 0.4)
    files.answers |= {f"/{n}.tif": (0, {"how": "silence"}) for n in range(5)}
    assets = {f"a{n}": f"{files.address}/{n}.tif" for n in range(5)}
    config = quickly(tmp_path, timeout=0.2, **{"per-host": 1})
    report = checked(files, item(**assets, b="http://hanging.example/"), config=config)
    gc.collect()
    assert {finding.rule for finding in report} == {"href-unreachable"}
    assert [record.getMessage() for record in caplog.records] == []


def test_the_name_of_a_proxy_that_hangs_holds_nobody_up(
    files: FakeFiles, looked_up: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public, "LOOK_UP", 0.3)
    monkeypatch.setenv("HTTP_PROXY", "http://hanging.example:3128")
    begin = time.monotonic()
    (finding,) = asked("127.0.0.1", allow_hosts="127.0.0.1")
    assert time.monotonic() - begin < 30
    assert "no connection to the proxy can be made" in finding.message


@pytest.mark.parametrize("content", [None, "junk"])
def test_certificates_that_cannot_be_read_keep_http_from_nothing(
    files: FakeFiles, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str | None
) -> None:
    if content:
        (tmp_path / "ca.pem").write_text(content)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    assets = {"a": f"{files.address}/gone.tif", "b": f"https://{files.host}/ok.tif"}
    gone, unchecked = checked(files, item(**assets))
    assert (gone.rule, unchecked.rule) == ("asset-not-found", "href-unchecked")
    assert "SSL_CERT_FILE" in unchecked.message


def test_a_body_after_head_makes_no_difference(files: FakeFiles) -> None:
    def answering(head: bytes) -> Iterator[bytes]:
        yield b"HTTP/1.1 200 OK\r\nContent-Length: 40\r\n\r\n" + b"z" * 40

    with raw(answering) as host:
        assert told(asked(host, *map(str, range(120)))) == []


def test_what_is_told_of_a_host_that_is_given_up_is_the_same_each_time(files: FakeFiles) -> None:
    with raw(lambda head: iter((b"",))) as host:
        report = asked(host, *map(str, range(60)))
        (finding,) = report
        assert "60 addresses" in finding.message
        assert "given up, since it closes the connection" in finding.message
        redirects = {str(n): answer("302 Found", f"Location: http://{host}/{n}") for n in range(60)}
        with raw(paths(redirects)) as other:
            redirected = asked(other, *redirects, allow_hosts=(host, other))
    reason = "it closes the connection before it has answered"
    assert [finding.help for finding in redirected] == [f"it redirects to 127.0.0.1: {reason}"] * 60


@pytest.mark.parametrize("limit", [39, 38, 20])
def test_that_some_addresses_were_not_asked_for_is_always_said(
    files: FakeFiles, tmp_path: Path, limit: int
) -> None:
    files.answers |= {f"/{n}.tif": OK for n in range(40)}
    assets = {f"a{n}": f"{files.address}/{n}.tif" for n in range(40)}
    (finding,) = checked(files, item(**assets), config=quickly(tmp_path, timeout=20, max=limit))
    asked_for, total = map(int, re.findall(r"\d+", finding.message)[:2])
    assert (asked_for, total > limit) == (limit, True)


@pytest.mark.parametrize("host", ["http://x/", "x/", "", "a b", "me@x", "::1", "x:", "x:port"])
def test_what_is_no_host_cannot_be_allowed(stacqc: Stacqc, tmp_path: Path, host: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(item()))
    outcome = stacqc("check", "a.json", "--check-hrefs", "--allow-host", host)
    assert (outcome.code, "HOST:PORT" in outcome.err) == (2, True)


@pytest.mark.parametrize("host", ["x", "x.example:80", "[::1]", "[::1]:80", "127.0.0.1:8080", "my_host-1"])
def test_hosts_can_be_allowed(stacqc: Stacqc, tmp_path: Path, host: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(item()))
    assert stacqc("check", "a.json", "--check-hrefs", "--allow-host", host, "--only", "tag:network").code == 0


def test_an_interruption_is_heeded_where_a_loop_runs_already(files: FakeFiles) -> None:
    over = threading.Event()

    def silent(_: bytes) -> Iterator[bytes]:
        over.wait(60)
        yield b""

    async def cell(host: str) -> None:
        threading.Timer(1, lambda: os.kill(os.getpid(), signal.SIGINT)).start()
        with pytest.raises(KeyboardInterrupt):
            asked(host)

    begin = time.monotonic()
    with raw(silent) as host, closing(asyncio.new_event_loop()) as loop:
        # As notebooks do; asyncio.run would take the signal for itself.
        loop.run_until_complete(cell(host))
    over.set()
    assert time.monotonic() - begin < 10
