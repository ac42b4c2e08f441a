"""Schemas come from the user's places first, and a missing one is said to be missing."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path

import pytest

from stacqc.schema.cache import SchemaCache
from stacqc.schema.store import SchemaStore, SchemaUnavailable

MINE = "https://example.com/mine/v1.0.0/schema.json"


@pytest.fixture(autouse=True)
def own_cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("STACQC_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def test_a_folder_answers_by_id(tmp_path: Path) -> None:
    (tmp_path / "any-name.json").write_text(json.dumps({"$id": f"{MINE}#", "title": "mine"}))
    assert SchemaStore([tmp_path]).get(MINE) == {"$id": f"{MINE}#", "title": "mine"}


def test_a_folder_answers_by_path(tmp_path: Path) -> None:
    file = tmp_path / "example.com" / "mine" / "v1.0.0" / "schema.json"
    file.parent.mkdir(parents=True)
    file.write_text('{"title": "mine"}')
    assert SchemaStore([tmp_path]).get(MINE) == {"title": "mine"}


def test_a_mapping_answers_for_one_address_or_a_prefix(tmp_path: Path) -> None:
    (tmp_path / "schema.json").write_text('{"title": "mine"}')
    assert SchemaStore(mapping={MINE: str(tmp_path / "schema.json")}).get(MINE) == {"title": "mine"}
    prefix = {"https://example.com/mine/v1.0.0/": f"{tmp_path}/"}
    assert SchemaStore(mapping=prefix).get(MINE) == {"title": "mine"}


@pytest.mark.parametrize("content", ["", "{", "[]", "5"])
def test_a_mapped_file_that_holds_no_schema_says_so(tmp_path: Path, content: str) -> None:
    file = tmp_path / "schema.json"
    file.write_text(content)
    with pytest.raises(SchemaUnavailable, match=r"schema\.json"):
        SchemaStore(mapping={MINE: str(file)}).get(MINE)


def test_nothing_is_fetched_unless_asked() -> None:
    with pytest.raises(SchemaUnavailable, match="not asked for"):
        SchemaStore().get(MINE)


def test_an_added_schema_is_found_by_every_later_store() -> None:
    SchemaCache().add(MINE, b'{"title": "mine"}')
    assert SchemaStore().get(MINE) == {"title": "mine"}


def test_a_pinned_schema_that_changed_is_refused(tmp_path: Path) -> None:
    lock = tmp_path / "stacqc-schemas.lock"
    lock.write_text(json.dumps({MINE: sha256(b"{}").hexdigest()}))
    with pytest.raises(SchemaUnavailable, match="changed since it was pinned"):
        SchemaCache(lock=lock).add(MINE, b'{"title": "other"}')


def test_a_damaged_cache_file_is_not_used(own_cache: Path) -> None:
    SchemaCache().add(MINE, b'{"title": "mine"}')
    (file,) = [f for f in (own_cache / "schemas").iterdir() if f.name != "index.json"]
    file.write_text('{"title": "evil"}')
    with pytest.raises(SchemaUnavailable):
        SchemaStore().get(MINE)
