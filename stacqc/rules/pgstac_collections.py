"""Rules on the collection of an item: it is named, and there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import FoldProblem, fold_rule, rule
from stacqc.words import did_you_mean, show

_ITEM_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/item-spec/item-spec.md#collection"


@rule(
    "pgstac-collection-missing",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_ITEM_SPEC,
    fix="Write the id of the collection, or load what `stacqc flatten` writes.",
    examples={
        "valid": [{"id": "a", "collection": "run-1"}],
        "invalid": [{"id": "a"}, {"id": "a", "collection": None}],
    },
)
def collection_missing(document: Document) -> Iterable[Problem]:
    """Every item names its collection.

    pgstac holds items by collection. STAC lets an item do without one; the loader ends at it.
    """
    if type(document.data.get("collection")) is str:
        return ()
    help_ = "write the id of its collection, or load what stacqc flatten writes"
    return (Problem(("collection",), "pgstac refuses this item: it names no collection", help_),)


class CollectionsOfItems:
    """The ids of collections, and for each collection that items name the first of these and their number."""

    def __init__(self) -> None:
        self.collections: set[str] = set()
        self.named: dict[str, tuple[str, int]] = {}

    def add(self, document: Document) -> None:
        """Take in a collection, or the collection of an item."""
        if document.kind == "Collection":
            self.collections.add(document.id)
        elif document.kind == "Item" and type(own := document.data.get("collection")) is str:
            self._meet(own, document.address, 1)

    def _meet(self, own: str, address: str, count: int) -> None:
        first, before = self.named.get(own, (address, 0))
        self.named[own] = min(first, address), before + count

    def merge(self, other: CollectionsOfItems) -> None:
        """Take in the state of another shard."""
        self.collections |= other.collections
        for own, (address, count) in other.named.items():
            self._meet(own, address, count)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield the collections that items name and that are not there, unless none is there at all."""
        for own, (address, count) in self.named.items() if self.collections else ():
            if own not in self.collections:
                many = "an item names" if count == 1 else f"{count:,} items name"
                message = f"There is no collection {show(own)}, which {many}"
                help_ = did_you_mean(own, self.collections) or "load the collection first, or correct the id"
                yield FoldProblem(
                    address, Problem(("collection",), message, help_, rule="pgstac-collection-unknown")
                )


def _files(collection: str) -> dict[str, Any]:
    return {
        "collections.json": {"type": "Collection", "id": "run-1"},
        "a.json": {"type": "Feature", "id": "a", "collection": collection},
    }


fold_rule(
    "pgstac-collection-unknown",
    CollectionsOfItems,
    severity="warning",
    kinds=("Item", "Collection"),
    rulesets=("pgstac",),
    tags=("pgstac",),
    summary="The collection of every item is there.",
    why="The loader ends at an item whose collection is not in the database. Collections that are in it already and "
    "not in the files cannot be known here, so this is a warning; where no collections are checked it says nothing.",
    fix="Load the collection before its items, or correct the id.",
    docs=_ITEM_SPEC,
    examples={
        "valid": [_files("run-1"), {"type": "Feature", "id": "a", "collection": "run-1"}],
        "invalid": [_files("run-2")],
    },
)
