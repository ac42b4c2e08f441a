"""A large container is judged as if it had been parsed as a whole to learn what it is."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stacqc.sources.containers import peek

from ..documents import ITEM
from .conftest import Stacqc

_MANY = 500


def _collection(**more: Any) -> bytes:
    items = [{**ITEM, "id": f"i{n}"} for n in range(_MANY)]
    return json.dumps({"type": "FeatureCollection", "features": items, **more}, ensure_ascii=False).encode()


def _collections(**more: Any) -> bytes:
    members = [
        {
            "type": "Collection",
            "stac_version": "1.1.0",
            "id": f"c{n}",
            "description": "d" * 300,
            "license": "other",
            "extent": {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [[None, None]]}},
            "links": [],
        }
        for n in range(_MANY)
    ]
    return json.dumps({"collections": members, "links": [], **more}).encode()


_TEXTS = {
    "sound": _collection(),
    "umlaut": _collection(title="Höhe"),
    "collections": _collections(),
    "collections-with-version": _collections(stac_version="1.1.0"),
    "collections-with-type": _collections(type="Catalog"),
    "type-is-a-number": _collection(type=5),
    "another-type": _collection(type="Feature"),
    "escaped-type": _collection().replace(b'"FeatureCollection"', b'"Feature\\u0043ollection"'),
    "features-no-list": _collection(features={"a": "b" * 70000}),
    "cut-off": _collection()[:-20],
    "trailing": _collection() + b"}",
    "byte-order-mark": b"\xef\xbb\xbf" + _collection(),
    "utf-16": _collection().decode().encode("utf-16"),
    "not-utf-8": _collection(title="Höhe").replace("ö".encode(), b"\xf6"),
    "not-utf-8-in-member": _collection().replace(b'"i77"', b'"i\xff"'),
    "surrogate": _collection().replace(b'"i77"', b'"i\\ud800"'),
    "doubled-in-member": _collection().replace(b'"id": "i77"', b'"id": "x", "id": "i77"'),
    "doubled-type": _collection()[:-1] + b', "type": "FeatureCollection"}',
    "doubled-other-type": _collection()[:-1] + b', "type": "Catalog"}',
    "not-a-number": _collection().replace(b'"i77"', b"NaN"),
    "too-large-a-number": _collection().replace(b'"i77"', b"1e999"),
    "too-large-a-type": _collection().replace(b'"FeatureCollection"', b"1e999"),
    "deep": _collection(deep=json.loads("[" * 900 + "]" * 900)),
    "deeper": _collection()[:-1] + b', "deep": ' + b"[" * 2000 + b"]" * 2000 + b"}",
    "a-list": b"[" + _collection() + b"]",
}


@pytest.mark.parametrize("name", _TEXTS)
@pytest.mark.parametrize("way", ["file", "folder", "stdin"])
def test_a_look_into_a_container_changes_nothing(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, way: str
) -> None:
    raw = _TEXTS[name]
    assert len(raw) >= peek._SMALL
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "items.json").write_bytes(raw)
    path = {"file": "data/items.json", "folder": "data", "stdin": "-"}[way]
    found = [stacqc("check", path, "-f", "json", stdin=raw) for _ in range(2)]
    assert found[0] == found[1]
    monkeypatch.setattr(peek, "_SMALL", 1 << 40)
    assert found[0] == stacqc("check", path, "-f", "json", stdin=raw)


def test_a_sound_container_is_not_parsed_to_learn_what_it_is(
    stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "items.json").write_bytes(_TEXTS["sound"])

    def never(*_: object) -> None:
        raise AssertionError("parsed")

    monkeypatch.setattr(peek, "Document", never)
    assert json.loads(stacqc("check", "items.json", "-f", "json").out)["summary"]
