"""The links of one relation, by the places that they have in all items of an outline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document


def linked(document: Document, rel: str) -> Sequence[tuple[int, dict[str, Any]]]:
    """Return the links of one relation, each with its index."""
    links = document.data.get("links")
    if document.kind != "Item" or links.__class__ is not list:
        return document.linked(rel)
    outline = outline_of(document)
    if len(outline.links) != len(links):  # some are no objects
        return document.linked(rel)
    places = outline.recall(_places).get(rel)
    return [(place, links[place]) for place in places] if places else ()


def _places(outline: Outline) -> dict[str, list[int]]:
    """Return where the links of each relation stand."""
    found: dict[str, list[int]] = {}
    for place, (rel, *_) in enumerate(outline.links):
        if type(rel) is str:
            found.setdefault(rel, []).append(place)
    return found
