"""Rules on ids across documents: unique, and the collection field says where an item belongs."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from stacqc.aspects.links import is_alone, links_of, local_links, relative_from
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.folds.hashes import Hashes, hash_of
from stacqc.rule import FoldProblem, fold_rule
from stacqc.told_by import Advice, ToldBy

_ITEM_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/item-spec/item-spec.md"


class Ids:
    """The ids seen, as hashes; documents whose hashes are equal are seen again, and only then compared."""

    def __init__(self) -> None:
        self.seen = Hashes()
        self.hashes: dict[str, int] = {}
        self.places: dict[tuple[int, str, str], set[str]] = {}

    def add(self, document: Document) -> None:
        """Take in the id of an item (unique in its collection) or collection (unique in the tree)."""
        own = document.id
        scope = _scope(document) if own else None
        if scope is not None:
            self.seen.add(document, (hash_of(f"{document.kind}\0{scope}\0{own}"),))

    def merge(self, other: Ids) -> None:
        """Take in the state of another shard."""
        self.seen.merge(other.seen)

    def unsure(self) -> Iterable[str]:
        """Return the addresses of the documents whose hash is that of another one too."""
        self.hashes = {address: found[0] for address, found in self.seen.having(self.seen.doubled())}
        return self.hashes

    def see_again(self, document: Document) -> None:
        """Note where an id is."""
        known = self.hashes.get(document.address)
        if known is not None:
            self.places.setdefault((known, document.kind, document.id), set()).add(document.address)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield every place of a doubled id but the first."""
        for addresses in self.places.values():
            first, *others = sorted(addresses)
            for address in others:
                message = f"This id is used by {first} too"
                help_ = "give every item of a collection, and every collection, an id of its own"
                yield FoldProblem(
                    address, Problem(("id",), message, help_, related=(first,), rule="id-duplicate")
                )


def _scope(document: Document) -> str | None:
    """What an id must be unique in: for an item its collection, or else the document above it or the
    file it is a member of; None where nothing says so.
    """
    if document.kind == "Collection":
        return ""
    if document.kind != "Item":
        return None
    collection = document.data.get("collection")
    if type(collection) is str:
        return collection
    above = next((link.path for link in local_links(document) if link.rel == "parent"), None)
    return above or (document.uri if document.prefix else None)


class _Said(NamedTuple):
    """What an item says: its collection, and where its links contradict each other, both of them."""

    uri: str
    collection: str
    place: int
    parent: str


class CollectionFields:
    """The ids of collections by file, and the items whose collection has not been read yet."""

    def __init__(self) -> None:
        self.collections: dict[str, str] = {}
        self.waiting: dict[str, list[_Said]] = {}
        #: The items that name another collection than the one at a path, and the collections that an item names.
        self.wrong: set[tuple[str, _Said]] = set()
        self.named: set[str] = set()

    def add(self, document: Document) -> None:
        """Take in the id of a collection, or compare the field of an item with it."""
        if is_alone(document):
            return
        if document.kind == "Collection":
            self.collections[document.uri] = document.id
            for said in self.waiting.pop(document.uri, ()):
                self._compare(document.uri, said)
        elif document.kind == "Item" and type(said := document.data.get("collection")) is str:
            self._add_item(document, said)

    def _add_item(self, document: Document, said: str) -> None:
        by_rel = {link.rel: link for link in links_of(document).others}
        own, above = by_rel.get("collection"), by_rel.get("parent")
        link = own or above
        if link is None:
            return
        # A link to the collection that contradicts the parent link may be the one that is wrong.
        other = above.path if own and above and above.path != own.path else ""
        what = _Said(document.uri, said, link.place if other else -1, other)
        if link.path in self.collections:
            self._compare(link.path, what)
        else:
            self.waiting.setdefault(link.path, []).append(what)

    def _compare(self, path: str, said: _Said) -> None:
        meant = self.collections[path]
        if said.collection == meant:
            self.named.add(path)
        elif meant:
            self.wrong.add((path, said))

    def merge(self, other: CollectionFields) -> None:
        """Take in the state of another shard."""
        self.collections.update(other.collections)
        self.wrong |= other.wrong
        self.named |= other.named
        for path, items in other.waiting.items():
            self.waiting.setdefault(path, []).extend(items)
        for path in [p for p in self.waiting if p in self.collections]:
            for said in self.waiting.pop(path):
                self._compare(path, said)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield the items that name another collection than the one they are in; or that, where all name one other."""
        lying: dict[str, list[_Said]] = {}
        for at, said in sorted(self.wrong):
            lying.setdefault(at, []).append(said)
        for at, items in lying.items():
            others = {said.collection for said in items}
            if (
                len(items) > 1
                and len(others) == 1
                and at not in self.named
                and not any(s.parent for s in items)
            ):
                yield _named_otherwise(at, self.collections[at], items)
            else:
                yield from self._of_items(items, self.collections[at])

    def _of_items(self, items: list[_Said], meant: str) -> Iterator[FoldProblem]:
        for said in items:
            path: Path = ("collection",)
            message = f'The item says it is in collection "{said.collection}", but it lies in "{meant}"'
            help_ = f'write "{meant}"'
            if said.parent and self.collections.get(said.parent) == said.collection:
                path = ("links", said.place, "href")
                message = f'The collection link leads to "{meant}", the item lies in "{said.collection}"'
                help_ = f"write {relative_from(os.path.dirname(said.uri), said.parent)}"
            yield FoldProblem(said.uri, Problem(path, message, help_, rule="collection-field-wrong"))


def _named_otherwise(path: str, own: str, items: list[_Said]) -> FoldProblem:
    meant, first = items[0].collection, items[0].uri
    message = f'All {len(items)} items say that they are in collection "{meant}", the id is "{own}"'
    help_ = f'write "{meant}", or correct the items'
    return FoldProblem(
        path, Problem(("id",), message, help_, related=(first,), rule="collection-field-wrong")
    )


def _item(id_: str, collection: str = "c") -> dict[str, object]:
    links = [{"rel": "collection", "href": "./collection.json"}]
    return {"type": "Feature", "id": id_, "collection": collection, "links": links}


_COLLECTION = {"type": "Collection", "id": "c", "links": []}

fold_rule(
    "id-duplicate",
    Ids,
    tags=("structure",),
    summary="Ids are unique: those of items in their collection, those of collections in the catalog.",
    why="A database keeps one of two items with the same id and silently drops or overwrites the other.",
    fix="Give each its own id, or remove the copy.",
    docs=f"{_ITEM_SPEC}#id",
    examples={
        "valid": [{"collection.json": _COLLECTION, "a.json": _item("a"), "b.json": _item("b")}],
        "invalid": [{"collection.json": _COLLECTION, "a.json": _item("a"), "b.json": _item("a")}],
    },
)
fold_rule(
    "collection-field-wrong",
    CollectionFields,
    tags=("structure",),
    summary="The collection field of an item is the id of the collection it lies in.",
    why="A database puts the item where this field says, not where the file lies.",
    # An id that is wrong itself is that of no item.
    told_by=ToldBy(("id-grammar", "id-equals-path"), advice=Advice.NONE),
    fix="Write the id of the collection that the item's collection or parent link leads to.",
    docs=f"{_ITEM_SPEC}#collection",
    kinds=("Item", "Collection"),
    examples={
        "valid": [{"collection.json": _COLLECTION, "a.json": _item("a")}],
        "invalid": [{"collection.json": _COLLECTION, "a.json": _item("a", "other")}],
    },
)
