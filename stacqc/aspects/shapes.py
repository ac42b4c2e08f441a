"""The shape of the properties of an item: their names and types. A catalog has few shapes and many items.

What follows from names and types alone is worked out once per shape and kept in its `facts`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from stacqc.document import Document

Taker = Callable[[Mapping[str, Any]], Sequence[Any]]

#: Shapes kept; a hostile catalog has no end of them.
_MAX_SHAPES = 4096


class Shape:
    """Names and types of the properties of an item, compared by identity, and what is known of them."""

    __slots__ = ("facts", "names", "types")

    def __init__(self, names: tuple[str, ...], types: tuple[type, ...]) -> None:
        self.names = names
        self.types = types
        self.facts: dict[Any, Any] = {}


_shapes: dict[tuple[tuple[str, ...], tuple[type, ...]], Shape] = {}


def shape_of(document: Document) -> Shape:
    """Return the shape of the properties of an item; worked out once per document."""
    found: Shape | None = document.memo.get("shape")
    if found is None:
        found = document.memo["shape"] = shape_of_object(document.properties)
    return found


def shape_of_object(members: dict[str, Any]) -> Shape:
    """Return the shape of an object: the same one for all objects with these names and types."""
    return shape_with(tuple(members), tuple(map(type, members.values())))


def shape_with(names: tuple[str, ...], types: tuple[type, ...]) -> Shape:
    """Return the shape with these names and types."""
    found = _shapes.get((names, types))
    if found is None:
        if len(_shapes) >= _MAX_SHAPES:
            _shapes.clear()
        found = _shapes[names, types] = Shape(names, types)
    return found


def taker(names: Sequence[str]) -> Taker:
    """Return what takes the members with these names, which are all there, of an object."""
    if len(names) > 1:
        return itemgetter(*names)
    if not names:
        return lambda holder: ()
    (name,) = names
    return lambda holder: (holder[name],)
