"""Checksums and the algorithm that they begin with."""

from __future__ import annotations

import pytest

from stacqc import check

from .test_once import ITEM


def messages(checksum: object) -> list[str]:
    item = {**ITEM, "assets": {"a": {"href": "a.tif", "file:checksum": checksum}}}
    return [finding.message for finding in check(item, only="checksum-no-multihash").findings]


@pytest.mark.parametrize(
    "checksum",
    [
        "1114" + "ab" * 20,
        "1220" + "AB" * 32,
        "90e40210" + "00" * 16,  # BLAKE2b-128: as long as a bare SHA-1
        "9ce4021c" + "00" * 28,  # BLAKE2b-224: as long as a bare SHA-256
        "",
        "no digits",
        12,
        None,
    ],
)
def test_a_multihash_and_what_only_the_schema_judges_is_kept(checksum: object) -> None:
    assert messages(checksum) == []


@pytest.mark.parametrize(
    ("checksum", "words"),
    [
        ("ab" * 16, "as long as a digest of MD5"),
        ("AB" * 20, "as long as a digest of SHA-1"),
        ("00" * 64, "as long as a digest of SHA-512"),
        ("1220" + "ab" * 31, "announces 32 bytes, and 31 follow"),
        ("ff" * 30, "ends before its length"),
        ("11", "ends before its length"),
    ],
)
def test_other_digits_are_told(checksum: str, words: str) -> None:
    (message,) = messages(checksum)
    assert words in message
