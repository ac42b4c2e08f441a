"""The links of one relation, those of items by the places that they have in all items of an outline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document

#: A link and its index.
Placed = tuple[int, dict[str, Any]]


def linked(document: Document, rel: str) -> Sequence[Placed]:
    """Return the links of one relation, each with its index."""
    links = document.data.get("links")
    if document.kind != "Item" or links.__class__ is not list:
        return _by_relation(document).get(rel, ())
    outline = outline_of(document)
    if len(outline.links) != len(links):  # some are no objects
        return _by_relation(document).get(rel, ())
    places = outline.recall(_places).get(rel)
    return [(place, links[place]) for place in places] if places else ()


def _by_relation(document: Document) -> dict[str, list[Placed]]:
    """Return the links of each relation, found once per document."""
    known: dict[str, list[Placed]] | None = document.memo.get("linked")
    if known is None:
        known = document.memo["linked"] = {}
        for link in document.links:
            rel = link[1].get("rel")
            if type(rel) is str:
                known.setdefault(rel, []).append(link)
    return known


def _places(outline: Outline) -> dict[str, list[int]]:
    """Return where the links of each relation stand."""
    found: dict[str, list[int]] = {}
    for place, (rel, *_) in enumerate(outline.links):
        if type(rel) is str:
            found.setdefault(rel, []).append(place)
    return found
