"""Catalogs and collections of a tree, read for what they are and what they list, and for nothing else."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, NamedTuple

from stacqc.aspects.links import path_down
from stacqc.document import Document, Tree
from stacqc.findings import Failure
from stacqc.sources.tree.catalog import listed, read

_KINDS = ("Catalog", "Collection")


class Listing(NamedTuple):
    """A catalog or collection: its place, bytes, kind and id, and the paths of its children and items."""

    uri: str
    raw: bytes
    kind: str
    id: str
    children: list[str]
    items: list[str]


class ListingReader:
    """Reads listings; what the fast way does not understand is parsed as a whole."""

    def __init__(self) -> None:
        import msgspec

        link = msgspec.defstruct("Link", [("rel", str), ("href", str)])
        fields = [("type", str), ("id", str), ("links", list[link])]  # type: ignore[valid-type]
        self._decode: Any = msgspec.json.Decoder(msgspec.defstruct("Listing", fields)).decode
        self._error = msgspec.DecodeError

    def read(self, path: str, tree: Tree) -> Listing | Failure | None:
        """Return the listing in a file of a tree; None where it does not exist."""
        raw = read(path, tree)
        if not isinstance(raw, bytes):
            return raw
        nothing = Failure(path, "not compared: it is no catalog or collection that can be read")
        return self.of(path, raw, tree) or nothing

    def of(self, path: str, raw: bytes, tree: Tree) -> Listing | None:
        """Return the listing in the bytes of a file; None where it is something else."""
        try:
            found = self._decode(raw)
        except (self._error, UnicodeDecodeError, RecursionError):
            return _of_document(Document(path, raw, tree))
        if found.type not in _KINDS:
            return _of_document(Document(path, raw, tree))
        folder, top = path.rpartition(os.sep)[0] or os.path.dirname(path), tree.folder
        down = ((link.rel, path_down(link.rel, link.href, folder, top)) for link in found.links)
        return _made(path, raw, found.type, found.id, down)


def _of_document(document: Document) -> Listing | None:
    if document.kind not in _KINDS:
        return None
    return _made(document.uri, document.raw, document.kind, document.id, listed(document))


def _made(path: str, raw: bytes, kind: str, id_: str, down: Iterable[tuple[str, str]]) -> Listing:
    made = Listing(path, raw, kind, id_, [], [])
    for rel, target in down:
        if target:
            (made.items if rel == "item" else made.children).append(target)
    return made
