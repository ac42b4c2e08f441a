"""The links of some relations, those of items by the places that they have in all items of an outline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document

Relations = tuple[str, ...]
#: A link and its index.
Placed = tuple[int, dict[str, Any]]


def linked(document: Document, *rels: str) -> Sequence[Placed]:
    """Return the links of some relations, each with its index."""
    links = document.data.get("links")
    if document.kind != "Item" or links.__class__ is not list:
        return _found(document, rels)
    outline = outline_of(document)
    if len(outline.links) != len(links):  # some are no objects
        return _found(document, rels)
    known = outline.recall(_places)
    places = known.get(rels)
    if places is None:
        places = known[rels] = [place for place, (rel, *_) in enumerate(outline.links) if rel in rels]
    return [(place, links[place]) for place in places]


def _places(outline: Outline) -> dict[Relations, list[int]]:
    """Return where the links of relations stand that were asked for."""
    return {}


def _found(document: Document, rels: Relations) -> Sequence[Placed]:
    """Return the links of some relations, found once per document."""
    known: dict[Relations, list[Placed]] = document.memo.setdefault("linked", {})
    if rels not in known:
        known[rels] = [(index, link) for index, link in document.links if link.get("rel") in rels]
    return known[rels]
