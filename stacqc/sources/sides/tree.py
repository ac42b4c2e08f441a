"""A tree of files as one side of a comparison: its links say what lies under which collection."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import NamedTuple

from stacqc.aspects.links import forget
from stacqc.comparison.choice import Choice
from stacqc.comparison.flattening import Mapping
from stacqc.comparison.record import Place, Record, text_of
from stacqc.comparison.state import State
from stacqc.comparison.trouble import SideTrouble
from stacqc.document import Document, Tree
from stacqc.findings import Failure
from stacqc.paths import in_store, normalised
from stacqc.sources.files import Unreadable, read_file, walk
from stacqc.sources.head import HeadReader
from stacqc.sources.sides.base import SideBase
from stacqc.sources.sides.index import Index, Slice
from stacqc.sources.sides.item_list import ItemList, Listed
from stacqc.sources.sides.listing import Listing, ListingReader
from stacqc.sources.sides.stored import Stored
from stacqc.sources.tree.catalog import ROOT_NAMES, at_hand, is_new, load_unlisted, tree_of

#: Bytes of one collection that are held at once; a larger one is read twice instead.
_HELD = 24 * 1024 * 1024
#: Catalogs after which remembered links are forgotten.
_FORGET = 1000


class Node(NamedTuple):
    """A catalog or collection, the ids of the collections around and at it, and the first below the root."""

    listing: Listing
    chain: tuple[str, ...]
    below_root: int


class TreeSide(SideBase):
    """A static catalog; items are read collection by collection, in order of the target collections."""

    def __init__(self, root: str, mapping: Mapping, choice: Choice, on: frozenset[str]) -> None:
        super().__init__()
        self.name = root
        self.has_collections = True
        self._mapping = mapping
        self._choice = choice
        self._on = on
        self._heads = HeadReader()
        self._listings = ListingReader()
        self._stored: list[Record] = []
        self._found = Stored()
        self._index: Index | None = None
        self._state: State | None = None
        self._seen: set[int] = set()
        self._items = ItemList()
        start = Document(root, read_file(root))
        self._tree = tree_of(start)
        self._survey(self._listings.of(start.uri, start.raw, self._tree))

    def _survey(self, root: Listing | None) -> None:
        """Read the catalogs and collections, and list the items that lie under each."""
        for number, node in enumerate(self._nodes(root) if root is not None else ()):
            if number % _FORGET == 0:
                forget()
            target = self._mapping.target(node.chain, node.below_root)
            self._take(node, target)
            if node.chain:
                self._items.add_container(node.chain[-1], target)
            lister = node.chain[-1] if node.chain else ""
            self._items.add_items([p for p in node.listing.items if is_new(p, self._seen)], target, lister)
        if os.path.basename(self.name) in ROOT_NAMES:
            self._unlisted()
        self._stored = self._found.in_order()

    def _nodes(self, root: Listing) -> Iterator[Node]:
        below = int(root.kind == "Collection" and self._tree.root == root.uri)
        pending = [Node(root, (root.id,) if root.kind == "Collection" else (), below)]
        is_new(root.uri, self._seen)
        while pending:
            node = pending.pop()
            yield node
            children = [p for p in node.listing.children if is_new(p, self._seen)]
            paths = at_hand(reversed(children), self._tree, lambda path: path)
            pending += [child for p in paths if (child := self._child(p, node)) is not None]

    def _child(self, path: str, above: Node) -> Node | None:
        listing = self._listings.read(path, self._tree)
        if isinstance(listing, Failure):
            self.failures.append(listing)
            return None
        if listing is None:
            return None
        chain = (*above.chain, listing.id) if listing.kind == "Collection" else above.chain
        return Node(listing, chain, above.below_root)

    def _take(self, node: Node, target: str) -> None:
        found = node.listing
        held_as = ""
        if found.kind == "Collection" and not self._is_mere_root(node):
            held_as = self._mapping.held_as(found.id, target)
        if held_as or "nested-collections" not in self._on:
            self._found.add(Record("", found.id, Place(found.uri), found.raw), held_as or found.id)
        else:
            self.passed["nested-collections"] += 1

    def _is_mere_root(self, node: Node) -> bool:
        """Whether a root only holds the collections that the database holds, and is not one of them."""
        lists_collections = bool(node.listing.children) and not node.listing.items
        is_root = len(node.chain) <= node.below_root and lists_collections
        return is_root and node.listing.id not in self._mapping.held

    def _unlisted(self) -> None:
        """Take in the items that no link leads to, under the collection that they name themselves."""
        folder = normalised(self._tree.folder)
        for found in walk(folder):
            if isinstance(found, Unreadable):
                self.failures.append(Failure(found.path, f"not compared: {found.reason}"))
                continue
            # What is found in a folder by another name than "." needs no more to be normalised.
            path = normalised(found) if folder == os.curdir else found
            if is_new(path, self._seen):
                self._take_unlisted(path, load_unlisted(path, Tree(self._tree.folder)))

    def _take_unlisted(self, path: str, document: Document | Failure | str | None) -> None:
        if isinstance(document, str):
            return  # a file of many documents is no part of a tree
        if isinstance(document, Failure):
            self.failures.append(document)
        elif document is not None and document.kind == "Item":
            own = text_of(document.data, "collection")
            self._items.add_items([path], self._target_of(own), own)
        elif document is not None and not document.readable:
            self.failures.append(Failure(path, "not compared: it is no JSON that can be read"))

    def _target_of(self, collection: str) -> str:
        target = self._items.target_of(collection)
        return self._mapping.target((collection,) if collection else ()) if target is None else target

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections that items are looked for under."""
        return {record.id for record in self._stored}

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id."""
        return (r.unread() for r in self._stored if self._choice.wants_collection(r.id))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""
        for collection, files in self._items.by_target():
            if self._choice.wants_collection(collection):
                yield from self._bucket(collection, files)

    def _bucket(self, collection: str, files: Iterator[Listed]) -> Iterator[Record]:
        """Yield the items of one collection in order of id."""
        held: list[Record] = []
        size = 0
        for record in self._read(collection, files):
            held.append(record)
            size += 0 if record.load is not None else len(record.raw)
            if size > _HELD:
                yield from self._large(held, self._read(collection, files))
                return
        held.sort(key=lambda record: (record.id, record.place.uri), reverse=True)
        # What has been compared is let go of: parsed documents are large.
        while held:
            yield held.pop()

    def _large(self, held: list[Record], rest: Iterator[Record]) -> Iterator[Record]:
        self._index = Index(read=self._again)
        for record in held:
            self._index.add(record, Slice())
        held.clear()
        for record in rest:
            self._index.add(record, Slice())
        yield from self._index.records()
        self._index.close()

    def _again(self, uri: str) -> bytes:
        try:
            return read_file(uri, self._tree.folder)
        except Unreadable as trouble:
            raise SideTrouble(uri, f"cannot be read any more: {trouble.reason}") from None

    def _read(self, collection: str, files: Iterator[Listed]) -> Iterator[Record]:
        folder = self._tree.folder
        start = 0 if folder == "." else len(folder.rstrip("/")) + 1
        for path, lister in at_hand(files, self._tree, lambda file: file[0]):
            record = self._unchanged(collection, path, lister) or self._read_one(collection, path, lister)
            if record is not None and self._choice.wants(collection, record.id):
                record.path = path[start:]
                yield record

    def _unchanged(self, collection: str, path: str, lister: str) -> Record | None:
        """The item of a file that is as it was when an earlier run found it equal, still to be read."""
        if self._state is None:
            return None
        token = token_of(path)
        id_ = self._state.id_of_file(path, collection, token)
        if not id_:
            return None
        record = Record(collection, id_, Place(path), parent=lister, token=token)
        # A function of this record alone would be a circle, and nobody collects those in a long run.
        record.load = self._load
        return record

    def _load(self, record: Record) -> bytes:
        raw = self._again(record.place.uri)
        head = self._heads.read(raw)
        record.parent = (head.collection if head is not None else "") or record.parent
        return raw

    def _read_one(self, collection: str, path: str, lister: str) -> Record | None:
        token = token_of(path) if self._state is not None else ""
        try:
            raw = read_file(path, self._tree.folder)
        except Unreadable as trouble:
            if not trouble.missing:
                self.failures.append(Failure(path, f"not compared: {trouble.reason}"))
            return None
        head = self._heads.read(raw)
        if head is None or head.kind != "Item":
            self.failures.append(Failure(path, "not compared: it is no item that can be read"))
            return None
        return Record(collection, head.id, Place(path), raw, parent=head.collection or lister, token=token)

    def use_state(self, state: State) -> None:
        """Take the ids of files that have not changed from an earlier run."""
        # Of objects in a store nothing is known without asking for each of them.
        self._state = None if in_store(self._tree.folder) else state

    def close(self) -> None:
        """Throw the list of items away."""
        self._items.close()


def token_of(path: str) -> str:
    """Return a text that changes when a file is written; empty where it cannot be looked at."""
    try:
        status = os.stat(path, follow_symlinks=False)
    except OSError:
        return ""
    return f"{status.st_mtime_ns}:{status.st_ctime_ns}:{status.st_size}:{status.st_ino}"
