"""All properties of a catalog: a fold over its documents."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from stacqc.document import Document
from stacqc.properties.field import Field

SECTIONS = ("items", "assets", "collections", "summaries")
#: Names kept in one table, and tables: those that come first, whatever comes in.
MAX_NAMES = 2_000
MAX_TABLES = 500
#: Members of an item that every item has; others are listed with the properties.
_OWN = frozenset(
    [
        "type",
        "stac_version",
        "stac_extensions",
        "id",
        "geometry",
        "bbox",
        "properties",
        "links",
        "assets",
        "collection",
    ]
)
T = TypeVar("T")


class Head(NamedTuple):
    """What a table is of: a section, and where items are told apart their collection, empty for none."""

    section: str
    collection: str | None = None


class Table:
    """The properties of one kind of object."""

    def __init__(self) -> None:
        self.objects = 0
        self.fields: Bounded[Field] = Bounded(MAX_NAMES)

    def add(self, members: Mapping[str, Any], address: str) -> None:
        """Take in the members of one object."""
        fields = self.fields
        for name, value in members.items():
            field = fields[name] if name in fields else fields.get(name, Field)
            if field is not None:
                field.add(value, address)

    def merge(self, other: Table) -> None:
        """Take in another shard."""
        self.objects += other.objects
        self.fields.merge(other.fields, Field)


class Bounded(dict[Any, T]):
    """A mapping that keeps the smallest keys only, the same ones in whatever order they come."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit
        #: The largest key worth keeping, once some were left out.
        self.last: Any = None

    def __reduce__(self) -> tuple[Any, ...]:
        return Bounded, (self.limit,), {"last": self.last}, None, iter(self.items())

    def get(self, key: Any, make: Any = None) -> Any:
        """Return what is kept under a key, made when it is new; None where it is left out."""
        found = super().get(key)
        if found is None and (self.last is None or key <= self.last):
            found = self[key] = make()
            if len(self) > 2 * self.limit:
                self.cut()
                return super().get(key)
        return found

    def cut(self) -> None:
        """Leave out what is beyond the limit."""
        for key in sorted(self)[self.limit :]:
            del self[key]
            self.last = max(self)

    def merge(self, other: Bounded[Any], make: Any) -> None:
        """Merge what another mapping keeps into what is kept here."""
        if other.last is not None:
            self.last = other.last if self.last is None else min(self.last, other.last)
        for key, value in other.items():
            mine = self.get(key, make)
            if mine is not None:
                mine.merge(value)
        for key in [k for k in self if self.last is not None and k > self.last]:
            del self[key]


class Survey:
    """Counts the properties of items, and on demand of assets, collections and summaries."""

    def __init__(self, sections: Iterable[str] = ("items",), by_collection: bool = False) -> None:
        self.sections = frozenset(sections)
        self.by_collection = by_collection
        self.tables: Bounded[Table] = Bounded(MAX_TABLES)

    def add(self, document: Document) -> None:
        """Take in one document."""
        if document.kind == "Item":
            self._add_item(document)
        elif document.kind == "Collection":
            self._add_collection(document)

    def _add_item(self, document: Document) -> None:
        collection = None
        if self.by_collection:
            named = document.data.get("collection")
            collection = named if type(named) is str else ""
        table = self._table("items", collection)
        if table is not None:
            table.objects += 1
            table.add(document.properties, document.address)
            others = {f"$.{name}": value for name, value in document.data.items() if name not in _OWN}
            table.add(others, document.address)
        table = self._table("assets", collection)
        if table is not None:
            for asset in document.assets.values():
                table.objects += 1
                table.add(asset, document.address)

    def _add_collection(self, document: Document) -> None:
        table = self._table("collections")
        if table is not None:
            table.objects += 1
            table.add({n: v for n, v in document.data.items() if n != "type"}, document.address)
        table = self._table("summaries")
        summaries = document.data.get("summaries")
        if table is not None and type(summaries) is dict:
            table.objects += 1
            table.add(summaries, document.address)

    def _table(self, section: str, collection: str | None = None) -> Table | None:
        if section not in self.sections:
            return None
        found: Table | None = self.tables.get(Head(section, collection), Table)
        return found

    def merge(self, other: Survey) -> None:
        """Take in another shard."""
        self.tables.merge(other.tables, Table)

    def finish(self) -> Iterator[tuple[Head, Table]]:
        """Yield the tables in order, cut to their limits."""
        self.tables.cut()
        for head in sorted(self.tables, key=lambda h: (SECTIONS.index(h.section), h.collection or "")):
            self.tables[head].fields.cut()
            yield head, self.tables[head]
