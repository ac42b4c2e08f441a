"""What a file holds, told from its name or a look into it, without parsing its documents."""

from __future__ import annotations

import os
import stat
from functools import cache
from typing import Any

import orjson

from stacqc.document import Document, Tree, kind_of
from stacqc.sources.files import MAX_DOCUMENT
from stacqc.sources.members import MEMBERS_KEY, is_lines, is_parquet, looks_like_lines

#: Bytes of a text that is parsed in any case: to look into it first would gain nothing.
_SMALL = 65536


def kind_or_document(uri: str, raw: bytes, tree: Tree) -> str | Document:
    """Return the kind of a container of many documents, or the one document that a text is."""
    if kind := _container_kind(raw):
        return kind
    document = Document(uri, raw, tree)
    return document.kind if document.kind in MEMBERS_KEY else document


def _container_kind(raw: bytes) -> str:
    """Return the kind of a large container of sound JSON, without parsing its members; else nothing."""
    if len(raw) < _SMALL or not (b'"features"' in raw or b'"collections"' in raw):
        return ""
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


def is_regular(path: str) -> bool:
    """Return whether a path leads to a file, neither to a folder nor to a device."""
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def large_kind(path: str, size: int = MAX_DOCUMENT // 8) -> str | None:
    """Return the kind of a container of more bytes than are read at once, told from its first ones."""
    if not is_regular(path) or os.path.getsize(path) <= size:
        return None
    with open(path, "rb") as stream:
        head = stream.read(65536)
    if looks_like_lines(head):
        return "lines"
    if b'"FeatureCollection"' in head or b'"features"' in head:
        return "ItemCollection"
    return "Collections" if b'"collections"' in head else None


def container_kind(path: str) -> str:
    """Return what a file of many documents is read as: "lines", "rows" or the kind of the container."""
    if is_lines(path) or is_parquet(path):
        return "lines" if is_lines(path) else "rows"
    return large_kind(path, 0) or "ItemCollection"
