"""Addresses are asked for through the proxy of the environment, and none that may lie behind the wall."""

from __future__ import annotations

import base64
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacqc.hrefs import public
from stacqc.hrefs.answer import Outcome, Untold
from stacqc.report import Report
from tests.unit.fake_files import FakeFiles, served
from tests.unit.fake_proxy import FakeProxy, proxying

from .conftest import Stacqc
from .test_hrefs import checked, files, item, told

__all__ = ["files"]

NAME = "data.example.com"
#: What names mean here; others are not known.
NAMES = {
    NAME: ["93.184.216.34"],
    "other.example.com": ["93.184.216.34"],
    "inside.example.com": ["10.1.2.3"],
    "both.example.com": ["93.184.216.34", "10.1.2.3"],
}


@pytest.fixture
def proxy(files: FakeFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeProxy]:
    """Return a proxy that the environment names, and that leads everywhere to the server of files."""

    async def looked_up(host: str, port: int) -> list[str]:
        if host == "127.0.0.1":
            return [host]
        if host not in NAMES:
            raise Untold(Outcome.UNREACHABLE, "its name is not known", of_host=True)
        return NAMES[host]

    monkeypatch.setattr(public, "_looked_up", looked_up)
    with proxying(FakeProxy(files.host)) as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.address)
        monkeypatch.setenv("HTTPS_PROXY", proxy.address)
        yield proxy


def asked(files: FakeFiles, *urls: str, **settings: Any) -> Report:
    assets = {f"a{number}": url for number, url in enumerate(urls)}
    return checked(files, item(**assets), **{"allow_hosts": (), **settings})


def reasons(report: Report) -> list[tuple[str, str]]:
    return [(finding.rule, finding.message + (finding.help or "")) for finding in report]


def test_http_goes_through_the_proxy(files: FakeFiles, proxy: FakeProxy) -> None:
    report = asked(files, f"http://{NAME}/ok.tif", f"http://{NAME}:8080/gone.tif")
    assert told(report) == [("asset-not-found", "/assets/a1/href")]
    assert ("HEAD", f"http://{NAME}/ok.tif") in proxy.requests
    assert ("GET", f"http://{NAME}:8080/gone.tif") in proxy.requests
    assert proxy.credentials == [""] * len(proxy.requests)


@pytest.fixture
def trusted_files(tmp_path: Path, files: FakeFiles, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Return host and port of a server that speaks TLS under the name of the others."""
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
    with served(files, certified(authority, NAME)) as secure:
        yield secure.host


def certified(authority: Any, name: str, **times: Any) -> ssl.SSLContext:
    """Return what lets a server show that it has a name."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name, **times).configure_cert(context)
    return context


def test_https_is_tunnelled_and_its_certificate_looked_at(
    files: FakeFiles, proxy: FakeProxy, trusted_files: str
) -> None:
    proxy.target = trusted_files
    report = asked(
        files, f"https://{NAME}/ok.tif", f"https://{NAME}/gone.tif", "https://other.example.com/ok.tif"
    )
    assert sorted(told(report)) == [
        ("asset-not-found", "/assets/a1/href"),
        ("href-unreachable", "/assets/a2/href"),
    ]
    assert "its certificate is one of another host" in " ".join(text for _, text in reasons(report))
    assert ("CONNECT", f"{NAME}:443") in proxy.requests
    assert ("HEAD", "/ok.tif") in files.requests


def test_credentials_of_the_proxy_are_sent_to_it_alone_and_never_shown(
    files: FakeFiles, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch, stacqc: Stacqc
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy.address.replace("//", "//me:hu%40sh@"))
    assert told(asked(files, f"http://{NAME}/ok.tif")) == []
    assert proxy.credentials == [f"Basic {base64.b64encode(b'me:hu@sh').decode()}"]
    assert not any("Proxy-Authorization" in fields for fields in files.headers)
    proxy.refusal = 407
    report = asked(files, f"http://{NAME}/ok.tif")
    assert "the proxy wants credentials" in reasons(report)[0][1]
    assert "hu" + "@sh" not in repr(report)


@pytest.mark.parametrize(
    "no_proxy", ["*", "127.0.0.1", ".0.0.1,x", "127.0.0.0/8", "127.0.0.1:{port}", "a, 127.0.0.1 "]
)
def test_no_proxy_is_honoured(
    files: FakeFiles, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch, no_proxy: str
) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy.format(port=files.host.rpartition(":")[2]))
    assert told(asked(files, f"{files.address}/ok.tif", allow_hosts=files.host)) == []
    assert (proxy.requests, files.methods("/ok.tif")) == ([], ["HEAD"])


@pytest.mark.parametrize(
    "no_proxy", ["", "ample.com", "10.0.0.0/8", "example.com:81", "x.data.example.com", "1/2/3"]
)
def test_other_entries_of_no_proxy_are_not(
    files: FakeFiles, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch, no_proxy: str
) -> None:
    monkeypatch.setenv("NO_PROXY", no_proxy)
    assert told(asked(files, f"http://{NAME}/ok.tif")) == []
    assert proxy.requests == [("HEAD", f"http://{NAME}/ok.tif")]


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "127.0.0.1", "[::1]", "2130706433", "0x7f.1", "169.254.169.254", "inside.example.com",
             "both.example.com"],
)  # fmt: skip
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_what_is_not_public_is_not_left_to_a_proxy(
    files: FakeFiles, proxy: FakeProxy, host: str, scheme: str
) -> None:
    report = asked(files, f"{scheme}://{host}/ok.tif")
    assert told(report) == [("href-unchecked", "/assets/a0/href")]
    assert "it is no public address" in reasons(report)[0][1]
    assert proxy.requests == []


def test_redirects_lead_not_behind_the_wall_either(files: FakeFiles, proxy: FakeProxy) -> None:
    files.answers["/a.tif"] = (302, {"Location": "http://10.1.2.3/secret", "Content-Length": "0"})
    assert told(asked(files, f"http://{NAME}/a.tif")) == [("href-unchecked", "/assets/a0/href")]
    assert [path for _, path in proxy.requests] == [f"http://{NAME}/a.tif"]


def test_names_that_are_not_known_here_are_left_to_a_proxy_that_is_trusted(
    files: FakeFiles, proxy: FakeProxy, stacqc: Stacqc, tmp_path: Path
) -> None:
    url = "http://unknown.example.com/gone.tif"
    report = asked(files, url, url.replace("gone", "ok"))
    assert {rule for rule, _ in reasons(report)} == {"href-unchecked"}
    assert "its name is not known here; with --trust-proxy" in reasons(report)[0][1]
    assert proxy.requests == []
    assert told(asked(files, url, allow_hosts="unknown.example.com")) == [
        ("asset-not-found", "/assets/a0/href")
    ]
    config = tmp_path / "trusting.toml"
    config.write_text("[hrefs]\ntrust-proxy = true\n")
    assert told(asked(files, url, config=config)) == [("asset-not-found", "/assets/a0/href")]
    report = asked(files, "http://10.1.2.3/", "http://0x7f.1/", config=config)
    assert {rule for rule, _ in reasons(report)} == {"href-unchecked"}


def test_trust_of_a_configuration_that_was_only_found_does_not_count(
    files: FakeFiles, proxy: FakeProxy, stacqc: Stacqc, tmp_path: Path
) -> None:
    import json

    (tmp_path / "a.json").write_text(json.dumps(item(data="http://unknown.example.com/gone.tif")))
    (tmp_path / "stacqc.toml").write_text("check-hrefs = true\n[hrefs]\ntrust-proxy = true\n")
    options = ("check", "a.json", "--only", "tag:network", "-f", "concise")
    found = stacqc(*options)
    assert "trust-proxy" in found.err
    assert "href-unchecked" in found.out
    assert "asset-not-found" in stacqc(*options, "--trust-proxy").out
    assert "asset-not-found" in stacqc(*options, "--config", "stacqc.toml").out


@pytest.mark.parametrize(
    ("status", "rule", "said"),
    [
        (403, "href-unchecked", "the proxy refuses to connect to it"),
        (
            407,
            "href-unchecked",
            "the proxy wants credentials (407); write user and password into its address",
        ),
        (502, "href-unreachable", "the proxy cannot reach it (502)"),
    ],
)
def test_refusals_of_a_proxy(files: FakeFiles, proxy: FakeProxy, status: int, rule: str, said: str) -> None:
    proxy.refusal = status
    ((found, text),) = reasons(asked(files, f"https://{NAME}/ok.tif"))
    assert (found, said in text, "hush" in text) == (rule, True, False)


def test_a_proxy_wants_credentials_for_http_in_the_same_words(files: FakeFiles, proxy: FakeProxy) -> None:
    proxy.refusal = 407
    for scheme in ("http", "https"):
        ((_, text),) = reasons(asked(files, f"{scheme}://{NAME}/ok.tif", f"{scheme}://{NAME}/gone.tif"))
        assert "2 addresses" in text
        assert "write user and password into its address" in text


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_speaks_no_tls_is_not_taken_for_the_host(
    files: FakeFiles, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    monkeypatch.setenv(f"{scheme.upper()}_PROXY", proxy.address.replace("http:", "https:"))
    ((rule, text),) = reasons(asked(files, f"{scheme}://{NAME}/a.tif", f"{scheme}://{NAME}/b.tif"))
    assert rule == "href-unreachable"
    assert "no secure connection to the proxy can be made: it speaks no TLS there; is it http://" in text


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:{free}", "no connection to the proxy can be made"),
        ("127.0.0.1:{free}", "no connection to the proxy can be made"),
        ("socks5://127.0.0.1:1", "the proxy of the environment is no HTTP proxy"),
        ("gopher://hush@x", "the proxy of the environment has no valid address"),
    ],
)
def test_a_proxy_that_is_none(
    files: FakeFiles, proxy: FakeProxy, monkeypatch: pytest.MonkeyPatch, address: str, said: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        monkeypatch.setenv("HTTP_PROXY", address.format(free=free.getsockname()[1]))
        ((found, text),) = reasons(asked(files, f"http://{NAME}/ok.tif"))
    assert (found, said in text) == ("href-unreachable", True)
    assert "hush" not in text
