"""Addresses: which are asked for, what of them is shown, which are public, and how they are gathered."""

from __future__ import annotations

import json
import pickle
import random
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.hrefs.address import holds_secret, host_of, shown, web_address
from stacqc.hrefs.answer import Outcome, Reply
from stacqc.hrefs.collecting import Hrefs
from stacqc.hrefs.content import differing_type
from stacqc.hrefs.public import is_public
from stacqc.scale.plain import Maker, to_plain


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("https://example.com/a.tif#part", "https://example.com/a.tif"),
        ("HTTP://example.com/a", "HTTP://example.com/a"),
        ("//example.com/a", "https://example.com/a"),
        ("https:/example.com/a", "https:/example.com/a"),
        ("HTTPS:example.com/a", "HTTPS:example.com/a"),
        ("https://münchen.example/ü?a=%7e%C3%bC#b", "https://münchen.example/ü?a=%7e%C3%bC"),
        ("http://[fe80::1%25eth0]:80/", "http://[fe80::1%25eth0]:80/"),
        ("https://example.com/{z}/{x}", ""),
        ("///data/a.tif", ""),
        ("gs://bucket/a", ""),
        ("azure:a", ""),
        ("/vsicurl/https://example.com/a", ""),
        ("/vsis3/bucket/a", ""),
        ("ftp://example.com/a", ""),
        ("mailto:me@example.com", ""),
        ("urn:ogc:def", ""),
        ("https+x://example.com/a", ""),
        ("s3://bucket/a", ""),
        ("./https://a", ""),
        ("httpx://a", ""),
        ("", ""),
    ],
)
def test_what_is_an_address_on_the_web(href: str, address: str) -> None:
    assert web_address(href) == address


@pytest.mark.parametrize(
    "url",
    [
        "https://me:hunter2@example.com/a.tif",
        "https://hunter2@example.com",
        "https://hunter2\\@example.com/a",
        "https://example.com/a?X-Amz-Credential=hunter2&X-Amz-Signature=hunter2",
        "https://example.com/a?b=c&x-goog-signature=hunter2",
        "https://example.blob.core.windows.net/a?sv=2020&sig=hunter2",
        "https://example.com/a?token=hunter2",
        "https://example.com/a?a=b&api_key=hunter2",
        "https://example.com/a?AWSAccessKeyId=hunter2&Expires=1",
        "https://[bad/a?access-token=hunter2",
        "https:/me:hunter2@example.com/a.tif",
        "https:me:hunter2@example.com/a.tif",
        "https:///me:hunter2@example.com/a.tif",
    ],
)
def test_secrets_are_seen_and_not_shown(url: str) -> None:
    assert holds_secret(url)
    assert "hunter2" not in shown(url)


@pytest.mark.parametrize(
    "url", ["https://example.com/a?page=2&design=b", "https://example.com/@me/a", "https://a.b/?q=a@b"]
)
def test_what_is_no_secret_is_shown(url: str) -> None:
    assert not holds_secret(url)
    assert shown(url) == url


def test_control_characters_are_shown() -> None:
    assert shown("https://a.b/c\td\x1b?e\n") == r"https://a.b/c\td\u001b?e\n"


def test_hosts() -> None:
    assert host_of("https://Me@Example.com:8443/a") == "example.com:8443"
    assert host_of("http://[::1]:80/") == "[::1]:80"
    assert host_of("http://[bad/") == host_of("http://a:b/") == ""


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.0.0.1", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("240.0.0.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("fec0::1", False),
        ("feff::1%eth0", False),
        ("192.0.0.8", False),
        ("192.0.0.100", False),
        ("198.19.255.255", False),
        ("::127.0.0.1", False),
        ("64:ff9b:1::808:808", False),
        ("::ffff:127.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:7f00:1::1", False),
        ("2002:808:808::1", True),
        ("::ffff:8.8.8.8", True),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize(
    ("said", "served", "differs"),
    [
        ("image/tiff; application=geotiff", "image/tiff", False),
        ("image/vnd.stac.geotiff", "image/tiff", False),
        ("application/geo+json", "application/json; charset=utf-8", False),
        ("application/xml", "text/xml", False),
        ("application/x-zip-compressed", "application/zip", False),
        ("image/jp2", "binary/octet-stream", False),
        ("text/csv", "text/plain", False),
        ("image/tiff", "", False),
        ("", "text/html", False),
        ("image/tiff", "text/html; charset=utf-8", True),
        ("image/png", "IMAGE/JPEG", True),
        ("application/json", "text/html", True),
    ],
)
def test_types_that_differ(said: str, served: str, differs: bool) -> None:
    assert bool(differing_type(said, served)) is differs


@pytest.mark.parametrize(
    ("status", "fields", "size"),
    [
        (200, {"content-length": "12"}, 12),
        (206, {"content-range": "bytes 0-0/12", "content-length": "1"}, 12),
        (206, {"content-range": "bytes 0-0/*", "content-length": "1"}, None),
        (416, {"content-range": "bytes */0"}, 0),
        (200, {"content-length": "12", "content-encoding": "gzip"}, None),
        (200, {"content-length": "-5"}, None),
        (200, {"content-length": "9" * 50}, None),
        (200, {"content-length": "²"}, None),
    ],
)
def test_sizes_that_servers_tell(status: int, fields: dict[str, str], size: int | None) -> None:
    answer = Reply(status, fields).answer()
    assert (answer.outcome, answer.size) == (Outcome.THERE, size)


def test_of_a_media_type_no_more_is_kept_than_one_may_be_long() -> None:
    assert len(Reply(200, {"content-type": "image/" + "x" * 90_000}).answer().media_type) == 256


def document(number: int, *hrefs: str) -> Document:
    assets = {str(n): {"href": href} for n, href in enumerate(hrefs)}
    data: dict[str, Any] = {"type": "Feature", "id": "a", "assets": assets}
    return Document(f"{number:05}.json", json.dumps(data).encode())


def gathered(documents: list[Document], limit: int, shards: int) -> Hrefs:
    parts = [Hrefs(limit) for _ in range(shards)]
    for number, one in enumerate(documents):
        parts[number % shards].add(one)
    whole = Hrefs(limit)
    for part in parts:
        # As outcomes travel between processes, and as they are kept on disk.
        sent = pickle.loads(pickle.dumps(part))
        whole.merge(Maker(frozenset()).made(json.loads(json.dumps(to_plain(sent)))))
    whole.finish()
    return whole


def seen(hrefs: Hrefs) -> list[tuple[Any, ...]]:
    return [(url, found.count, sorted(found.places)[:10]) for url, found in sorted(hrefs.found.items())]


@pytest.mark.parametrize("limit", [7, 100, 5000])
def test_what_is_gathered_depends_on_no_order(limit: int) -> None:
    documents = [document(n, f"https://a/{n}", f"https://a/{n % 50}", "https://a/one") for n in range(1000)]
    first = gathered(documents, limit, 1)
    random.Random(1).shuffle(documents)
    second = gathered(documents, limit, 9)
    assert seen(first) == seen(second)
    assert len(first.found) == min(limit, 1001)
    assert first.total() == second.total()


def test_the_number_of_addresses_is_estimated() -> None:
    hrefs = gathered([document(n, f"https://a/{n}") for n in range(20_000)], 500, 4)
    assert 17_000 < hrefs.total() < 23_000


def test_memory_is_bounded() -> None:
    hrefs = Hrefs(10)
    for n in range(2000):
        hrefs.add(document(n, f"https://a/{n}", "https://a/" + "x" * 9000))
        assert len(hrefs.found) <= 21
    assert max(map(len, hrefs.found)) < 9000


def test_odd_documents_lead_nowhere() -> None:
    hrefs = Hrefs(10)
    for data in (5, [], {"type": "Feature", "assets": {"a": {"href": 5, "alternate": 5}, "b": 5}, "links": [5, {}]},
                 {"type": "Feature", "assets": {"a": {"alternate": {"b": 5}}}, "links": [{"rel": 5, "href": []}]}):  # fmt: skip
        hrefs.add(Document("a.json", json.dumps(data).encode()))
    assert hrefs.found == {}
