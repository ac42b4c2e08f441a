"""The names of members that may be fields of extensions, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.findings import Path


def names_in(document: Document) -> Iterator[tuple[Path, str]]:
    """Yield the place and name of every member that may be a field of an extension."""
    return _names(document.data, document.kind)


def _names(data: dict[str, Any], kind: str) -> Iterator[tuple[Path, str]]:
    holders: list[tuple[Path, Any]] = [((), data)] if kind != "Item" else []
    holders += [((part,), data.get(part)) for part in ("properties", "summaries")]
    for part in ("assets", "item_assets"):
        assets = data.get(part)
        holders += [((part, k), a) for k, a in assets.items()] if type(assets) is dict else []
    for path, holder in holders:
        if type(holder) is dict:
            yield from (((*path, name), name) for name in holder)
            bands = holder.get("bands")
            for index, band in enumerate(bands if type(bands) is list else ()):
                if type(band) is dict:
                    yield from (((*path, "bands", index, name), name) for name in band)


def names_of(outline: Outline) -> set[str]:
    """Return the names that the shape of a document shows."""
    found = set(outline.names)
    for names, _, _, bands in outline.assets:
        found.update(names, *bands)
    return {name for name in found if type(name) is str}


def fields_in(document: Document) -> frozenset[str]:
    """Return the names in a document that have a prefix."""
    if document.kind == "Item":
        return outline_of(document).recall(fields_of_outline)
    return fields_of_data(document.data, document.kind)


def fields_of_data(data: dict[str, Any], kind: str) -> frozenset[str]:
    """Return the names with a prefix in the data of a document."""
    return frozenset(name for _, name in _names(data, kind) if ":" in name)


def fields_of_outline(outline: Outline) -> frozenset[str]:
    """Return the names with a prefix that the shape of a document shows."""
    return frozenset(name for name in names_of(outline) if ":" in name)
