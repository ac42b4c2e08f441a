"""Files without a root document, FeatureCollections and standard input as one side of a comparison."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.aspects.links import local_links
from stacqc.comparison.choice import Choice
from stacqc.comparison.flattening import Mapping, parent_of
from stacqc.comparison.record import Place, Record, text_of
from stacqc.comparison.trouble import SideTrouble
from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.sources.containers.container import Container
from stacqc.sources.files import Unreadable, read_file
from stacqc.sources.inputs import Inputs
from stacqc.sources.shard import Shard
from stacqc.sources.sides.base import SideBase
from stacqc.sources.sides.index import Index, Slice
from stacqc.sources.sides.stored import Stored


class LooseSide(SideBase):
    """Documents in any order, each found by itself; collections are nested by their parent links."""

    def __init__(self, paths: list[str], mapping: Mapping, choice: Choice, on: frozenset[str]) -> None:
        super().__init__()
        self.name = ", ".join(paths)
        self._choice = choice
        self._index = Index(read=_read)
        self._containers: dict[str, tuple[Record, str]] = {}
        self._paths_by_id: dict[str, str] = {}
        self._any = False
        for shard in Inputs(paths, follow=False).shards():
            self._take(shard)
        if len(self.failures) == 1 and not (self._any or self._containers):
            # All that was named cannot be read: what the other side holds is then missing nowhere.
            self.close()
            raise SideTrouble(self.failures[0].uri, self.failures[0].message)
        self._place(mapping, on)

    def _take(self, shard: Shard | Container) -> None:
        for entry in shard.documents():
            aside = isinstance(shard, Container) or (isinstance(entry, Document) and bool(entry.prefix))
            if isinstance(entry, Failure):
                self.failures.append(entry)
            elif entry.kind == "Item" and entry.id:
                self._take_item(entry, aside)
            elif entry.kind in ("Collection", "Catalog") and entry.id:
                self._take_container(entry)
            elif not entry.readable or entry.kind in ("Item", "Collection"):
                self.failures.append(Failure(entry.address, "not compared: it has no id that can be read"))

    def _take_item(self, item: Document, aside: bool) -> None:
        self._any = True
        own = text_of(item.data, "collection")
        place = Place(item.uri, item.prefix, item.line, item.column)
        path = "" if aside else _inside(item.uri, item.tree.folder)
        record = Record(own, item.id, place, parent="" if aside else parent_of(item.data, own), path=path)
        self._index.add(record, Slice(raw=item.raw) if aside else Slice())

    def _take_container(self, document: Document) -> None:
        place = Place(document.uri, document.prefix, document.line, document.column)
        record = Record("", document.id, place, document.raw, path=document.kind)
        parent = next((link.path for link in local_links(document) if link.rel == "parent"), "")
        self._containers[document.address] = record, parent
        self._paths_by_id.setdefault(document.id, document.address)

    def _place(self, mapping: Mapping, on: frozenset[str]) -> None:
        """Decide under which collection of the database each item is looked for."""
        named = self._index.collections()
        targets = {own: mapping.target(self._chain(own)) for own in named}
        self._index.rename(targets)
        found = Stored()
        for record, _ in self._containers.values():
            held_as = ""
            if record.path == "Collection":
                held_as = mapping.held_as(record.id, mapping.target(self._chain(record.id)))
            if held_as or "nested-collections" not in on:
                found.add(record, held_as or record.id)
            else:
                self.passed["nested-collections"] += 1
        self._stored = found.in_order()
        self._ids = {r.id for r in self._stored} or {t for t in targets.values() if t}
        self.has_collections = bool(self._stored)

    def _chain(self, collection: str) -> tuple[str, ...]:
        """The ids from the outermost collection down to the one given."""
        found = [collection] if collection else []
        path, seen = self._paths_by_id.get(collection, ""), set[str]()
        while path in self._containers and path not in seen:
            seen.add(path)
            record, parent = self._containers[path]
            if record.path == "Collection" and record.id not in found:
                found.append(record.id)
            path = parent
        return tuple(reversed(found))

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections, or those that items name where there are none."""
        return set(self._ids)

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id."""
        return (r.unread() for r in self._stored if self._choice.wants_collection(r.id))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""
        return (r for r in self._index.records() if self._choice.wants(r.collection, r.id))

    def close(self) -> None:
        """Throw the index away."""
        self._index.close()


def _inside(path: str, folder: str) -> str:
    return path.removeprefix(folder.rstrip("/") + "/") if folder not in ("", ".") else path


def _read(uri: str) -> bytes:
    try:
        return read_file(uri)
    except Unreadable as trouble:
        raise SideTrouble(uri, f"cannot be read any more: {trouble.reason}") from None
