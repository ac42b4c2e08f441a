"""Databases and APIs as inputs of a check: their documents in shards, and how to have one again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from stacqc.comparison.asked import Asked
from stacqc.comparison.choice import Choice
from stacqc.comparison.record import Key, Record, written
from stacqc.comparison.trouble import NotReadable, SideTrouble, why_not
from stacqc.document import NO_TREE, Document
from stacqc.findings import Failure
from stacqc.report import Failures
from stacqc.schemes import lowered
from stacqc.sources.api.client import ApiOptions
from stacqc.sources.names import is_pgstac
from stacqc.sources.pgstac.side import PgstacOptions
from stacqc.sources.shard import Entry, Shard, batches


class Source(Protocol):
    """A server whose documents are checked."""

    name: str
    #: What could not be read so far, and the collections of which that were items.
    failures: Failures
    unread: set[str]

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections that the server holds."""

    def chosen(self) -> Iterator[Record]:
        """Yield the collections and items that were asked for."""

    def again(self, keys: Iterable[Key]) -> Iterator[Record]:
        """Yield the documents with these keys; a collection has an empty one before its id."""

    def key_of(self, address: str) -> Key | None:
        """Return the key of a document of this server, from the address that it was given."""

    def close(self) -> None:
        """Let go of the connection."""


@dataclass(frozen=True, slots=True)
class RemoteShard(Shard):
    """Documents that were brought from a server, and the server for bringing one again."""

    remote: Remote | None = field(default=None, compare=False)

    def __reduce__(self) -> tuple[Any, ...]:
        return Shard, (self.entries, self.tree)


class Remote:
    """One server as an input; it is opened when its documents are asked for."""

    def __init__(self, name: str, choice: Choice, limit: int, pgstac: PgstacOptions, api: ApiOptions) -> None:
        self._name = lowered(name)
        self._choice = choice
        self._limit = limit
        self._options = pgstac, api
        self._source: Source | None = None

    def shards(self) -> Iterator[Shard]:
        """Yield the documents; trouble ends them with what it was."""
        for batch in batches(self._entries(), NO_TREE):
            yield RemoteShard(batch.entries, NO_TREE, self)

    def _entries(self) -> Iterator[Entry]:
        try:
            self._source = self._opened()
            asked = Asked(self._choice)
            records = self._limited(self._source.chosen())
            yield from (_entry(asked.meet(record)) for record in records)
            yield from self._source.failures
            yield from self._absent(asked, self._source)
        except SideTrouble as trouble:
            yield from self._source.failures if self._source is not None else ()
            yield Failure(trouble.side, f"not read: {trouble.reason}", is_rest=True)

    def _absent(self, asked: Asked, source: Source) -> list[Failure]:
        """Return what was asked for by name and is not there."""
        if self._limit:
            return []
        if source.unread:
            asked.forget_ids()
        return asked.failures(source.collection_ids(), f"{source.name} does not have it")

    def _opened(self) -> Source:
        pgstac, api = self._options
        if is_pgstac(self._name):
            from stacqc.sources.pgstac.side import PgstacSide

            return PgstacSide(self._name, self._choice, frozenset({"item-assets"}), pgstac)
        from stacqc.sources.api.side import ApiSide

        return ApiSide(self._name, self._choice, api)

    def _limited(self, records: Iterator[Record]) -> Iterator[Record]:
        items = 0
        for record in records:
            items += bool(record.collection)
            if self._limit and items > self._limit:
                return
            yield record

    def documents(self, addresses: Iterable[str]) -> Iterator[tuple[str, Document]]:
        """Yield what stands at those of the addresses that are of this server."""
        if self._source is None:
            return
        keys = [key for a in addresses if (key := self._source.key_of(a)) is not None]
        try:
            entries = ((r.place.uri, _entry(r)) for r in self._source.again(keys))
            yield from ((uri, entry) for uri, entry in entries if isinstance(entry, Document))
        except SideTrouble:
            return

    def close(self) -> None:
        """Let go of the connection."""
        if self._source is not None:
            self._source.close()


def _entry(record: Record) -> Entry:
    try:
        return _document(record)
    except (RecursionError, NotReadable) as error:
        return Failure(record.place.uri, f"not read: {why_not(error)}")


def _document(record: Record) -> Document:
    return Document(record.place.uri, record.raw or written(record.data), NO_TREE)
