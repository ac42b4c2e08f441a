"""A STAC API as one side of a comparison and as a source of documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from urllib.parse import unquote

from stacqc.comparison.choice import Choice
from stacqc.comparison.record import Key, Place, Record
from stacqc.comparison.trouble import SideTrouble, Unanswered
from stacqc.findings import Failure
from stacqc.sources.api.client import ApiOptions, StacApi
from stacqc.sources.head import HeadReader
from stacqc.sources.sides.base import SideBase
from stacqc.sources.sides.index import Index, Slice

#: Collections in a row for which a server may give no answer before nothing more is asked of it.
_PATIENCE = 3


class ApiSide(SideBase):
    """The collections and items of an API, put in order here: servers sort as they like."""

    has_collections = True

    def __init__(self, name: str, choice: Choice, options: ApiOptions) -> None:
        super().__init__()
        self._unanswered = 0
        self._choice = choice
        self._heads = HeadReader()
        self._api = StacApi(name, options)
        self.name = self._api.name
        self._collections = sorted(self._read_collections(), key=lambda record: record.id)

    def _read_collections(self) -> Iterator[Record]:
        for raw in self._api.collections():
            head = self._heads.read(raw)
            if head is not None:
                yield Record("", head.id, Place(self._api.address(head.id), (), 0), raw)

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections."""
        return {record.id for record in self._collections}

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id."""
        return (r for r in self._collections if self._choice.wants_collection(r.id))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""
        for id_ in sorted(self.collection_ids()):
            if self._choice.wants_collection(id_):
                yield from self._items_of(id_)

    def _items_of(self, collection: str) -> Iterator[Record]:
        index = Index(read=lambda uri: b"")
        try:
            # Everything is asked for, whatever the box: one that moved out of it would seem to be missing.
            for raw in self._read(collection, Choice(), "its items are not compared"):
                head = self._heads.read(raw)
                if head is None:
                    self.failures.append(
                        Failure(self._api.address(collection), "not compared: an item has no id")
                    )
                elif self._choice.wants(collection, head.id):
                    place = Place(self._api.address(collection, head.id), (), 0)
                    index.add(Record(collection, head.id, place), Slice(raw=raw))
            if collection not in self.unread:
                yield from index.records()
        finally:
            index.close()

    def _read(self, collection: str, choice: Choice, told: str) -> Iterator[bytes]:
        """Yield the items of a collection; trouble with it is told, and ends all only where the server seems gone."""
        try:
            yield from self._api.items(collection, choice)
        except SideTrouble as trouble:
            self._unanswered = self._unanswered + 1 if isinstance(trouble, Unanswered) else 0
            if self._unanswered == _PATIENCE:
                raise
            self.unread.add(collection)
            reason = f"{told}: {trouble.reason}"
            self.failures.append(Failure(self._api.address(collection), reason, is_rest=True))
        else:
            self._unanswered = 0

    def chosen(self) -> Iterator[Record]:
        """Yield the collections and items that were asked for; place and time are left to the server."""
        yield from self.collections()
        for collection in sorted(self.collection_ids()):
            if not self._choice.wants_collection(collection):
                continue
            for raw in self._read(collection, self._choice, "its items are not all read"):
                head = self._heads.read(raw)
                id_ = head.id if head is not None else ""
                if self._choice.wants(collection, id_):
                    yield Record(collection, id_, Place(self._api.address(collection, id_), (), 0), raw)

    def again(self, keys: Iterable[Key]) -> Iterator[Record]:
        """Yield the documents with these keys."""
        for collection, id_ in keys:
            address = self._api.address(collection, id_) if collection else self._api.address(id_)
            yield Record(
                collection,
                id_,
                Place(address, (), 0),
                self._api.one(collection or id_, id_ if collection else ""),
            )

    def key_of(self, address: str) -> Key | None:
        """Return the key that an address of this server holds."""
        prefix = f"{self.name}/collections/"
        if not address.startswith(prefix):
            return None
        collection, items, id_ = address.removeprefix(prefix).partition("/items/")
        return (unquote(collection), unquote(id_)) if items else ("", unquote(collection))

    def close(self) -> None:
        """Close all connections."""
        self._api.close()
