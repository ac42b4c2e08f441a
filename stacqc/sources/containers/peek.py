"""What a file holds, told from its name or a look into it, without parsing its documents."""

from __future__ import annotations

import re
from functools import cache
from json import JSONDecoder
from typing import Any

import orjson

from stacqc.document import Document, Tree
from stacqc.kinds import is_foreign, kind_of
from stacqc.sources.containers.members import MEMBERS_KEY, is_lines, is_parquet, looks_like_lines
from stacqc.sources.files import MAX_DOCUMENT
from stacqc.sources.storage import is_file, read_at, size_of

#: Bytes in which the first or last members must lie to be found.
LOOKED_INTO = 1 << 20
_first_member = re.compile(r'"(?:features|collections)"\s*:\s*\[\s*').search
#: Bytes of a text that is parsed in any case: to look into it first would gain nothing.
_SMALL = 65536
#: Bytes from which on a container is not read as a whole, and those in which its kind is looked for.
_LARGE, _HEAD = MAX_DOCUMENT // 8, 65536


def kind_or_document(uri: str, raw: bytes, tree: Tree) -> str | Document:
    """Return the kind of a container of many documents, or the one document that a text is."""
    if kind := _container_kind(raw):
        return kind
    document = Document(uri, raw, tree)
    return document.kind if document.kind in MEMBERS_KEY else document


def holds_no_stac(found: str | Document, raw: bytes) -> bool:
    """Return whether a text is of another kind than it seems, such as plain GeoJSON, told of many by the first."""
    if isinstance(found, Document):
        return bool(found.kind) and is_foreign(found.data)
    first = first_member(raw[:LOOKED_INTO])
    return first is not None and is_foreign(first)


def first_member(raw: bytes) -> Any:
    """Return the first member of a container, told from how it begins; None where that is not seen."""
    text = raw.decode(errors="replace")
    start = _first_member(text)
    try:
        return JSONDecoder().raw_decode(text, start.end())[0] if start else None
    except (ValueError, RecursionError):
        return None


def _container_kind(raw: bytes) -> str:
    """Return the kind of a large container of sound JSON, without parsing its members; else nothing."""
    if len(raw) < _SMALL or not (b'"features"' in raw or b'"collections"' in raw):
        return ""
    if _is_seen_at_once(raw):
        return "ItemCollection"
    decode, error = _decoder()
    try:
        if not raw.isascii():
            # The decoder passes over texts without looking at their bytes.
            str(raw, "utf-8")
        named = decode(raw)
        data = {name: _outline(named[name]) for name in _TOLD_BY & named.keys()}
    except (error, ValueError, RecursionError):
        return ""
    kind = kind_of(data)
    return kind if kind in MEMBERS_KEY else ""


def _is_seen_at_once(raw: bytes) -> bool:
    """Whether a text begins and ends as a FeatureCollection does; what is between shows when it is read."""
    from stacqc.sources.containers.walk import around

    said = around(raw, MEMBERS_KEY["ItemCollection"])
    return said is not None and all(kind_of(part) == "ItemCollection" for part in said)


#: What tells a container.
_TOLD_BY = {"type", "stac_version", "collections"}


@cache
def _decoder() -> tuple[Any, type[Exception]]:
    import msgspec

    return msgspec.json.Decoder(dict[str, msgspec.Raw]).decode, msgspec.DecodeError


def _outline(part: Any) -> Any:
    """Return a value, a list without its members."""
    text = memoryview(part)
    return [] if bytes(text[:1]) == b"[" else orjson.loads(text)


def stream_kind(path: str) -> str | None:
    """Return what a file is read as that is not read as a whole: "lines", "rows" or the kind of a container."""
    return None if not is_file(path) else _kind_by_name(path) or kind_by_start(path, _LARGE)


def container_kind(path: str) -> str:
    """Return what a file of many documents is read as: "lines", "rows" or the kind of the container."""
    return _kind_by_name(path) or (kind_by_start(path) if is_file(path) else None) or "ItemCollection"


def _kind_by_name(path: str) -> str | None:
    return "lines" if is_lines(path) else "rows" if is_parquet(path) else None


def kind_by_start(path: str, size: int = 0) -> str | None:
    """Return the kind of a container of more than so many bytes, told from its first ones."""
    if size_of(path) <= size:
        return None
    head = read_at(path, 0, _HEAD)
    if looks_like_lines(head):
        return "lines"
    if b'"FeatureCollection"' in head or b'"features"' in head:
        return "ItemCollection"
    return "Collections" if b'"collections"' in head else None
