"""Each address is of one kind, and a path is of none."""

from __future__ import annotations

import pytest

from stacqc.paths import in_store
from stacqc.schemes import is_address, lowered, of_server, of_store, of_web
from stacqc.sources.names import is_local


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("https://example.org/stac", {"address", "web", "server"}),
        ("http://example.org", {"address", "web", "server"}),
        ("postgresql://reader@db/eo", {"address", "server"}),
        ("postgres://db", {"address", "server"}),
        ("HTTPS://Example.org/STAC", {"address", "web", "server"}),
        ("PostgreSQL://reader@db/eo", {"address", "server"}),
        ("s3://bucket/a.json", {"address", "store"}),
        ("S3://bucket", {"address", "store"}),
        ("memory://root", {"address", "store"}),
        ("abfs+x.y-z://c/a", {"address", "store"}),
        ("FILE:///etc/passwd", {"address"}),
        ("local://a", {"address"}),
        ("a/b.json", set()),
        ("/a/s3://b", set()),
        ("a:b", set()),
        ("1s3://b", set()),
        ("", set()),
    ],
)
def test_kinds_of_addresses(text: str, kinds: set[str]) -> None:
    told = {"address": is_address, "web": of_web, "server": of_server, "store": of_store}
    assert {name for name, holds in told.items() if holds(text)} == kinds
    assert not of_store(text) or in_store(text)
    assert is_local(text) is not bool(kinds & {"server", "store"})


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("HTTPS://Example.org/STAC", "https://Example.org/STAC"),
        ("S3://Bucket/A", "s3://Bucket/A"),
        ("a/B://c", "a/B://c"),
        ("A.json", "A.json"),
    ],
)
def test_a_scheme_means_the_same_in_capitals(text: str, plain: str) -> None:
    assert lowered(text) == plain
