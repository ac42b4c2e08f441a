"""A compact index of documents in whatever order they come, and the documents in order of their keys."""

from __future__ import annotations

import json
import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any

from stacqc.comparison.code_points import to_bytes, to_text
from stacqc.comparison.record import Place, Record
from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.content import uncut
from stacqc.sources.storage import opened_here

_COLUMNS = "collection BLOB, id BLOB, parent BLOB, path BLOB, uri BLOB, token BLOB, prefix TEXT, line INT, at INT, start INT, size INT"
_INSERT = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_BATCH = 1000


@dataclass(slots=True)
class Slice:
    """Where the bytes of a document lie: in a file of its own (size -1), in a shared one, or kept aside."""

    start: int = 0
    size: int = -1
    raw: bytes | None = None


@dataclass(slots=True)
class Index:
    """Keys and places of documents; beyond some thousands it lies on disk, as do documents kept aside."""

    read: Callable[[str], bytes]
    _store: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(""))
    _aside: IO[bytes] | None = None
    _streams: dict[str, IO[bytes]] = field(default_factory=dict)
    _rows: list[tuple[Any, ...]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Make the table."""
        # The empty name is a private database that SQLite keeps in memory until it outgrows its cache.
        self._store.execute(f"CREATE TABLE entry ({_COLUMNS})")

    def add(self, record: Record, piece: Slice) -> None:
        """Take in the key and place of a record, and its bytes where `piece` holds them."""
        start, size, place = piece.start, piece.size, record.place
        if piece.raw is not None:
            start, size = self._keep_aside(piece.raw), -2 - len(piece.raw)
        texts = (record.collection, record.id, record.parent, record.path, place.uri, record.token)
        self._rows.append(
            (*map(to_bytes, texts), json.dumps(place.prefix), place.line, place.column, start, size)
        )
        if len(self._rows) >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._store.executemany(_INSERT, self._rows)
        self._rows.clear()

    def _keep_aside(self, raw: bytes) -> int:
        if self._aside is None:
            self._aside = tempfile.TemporaryFile()  # noqa: SIM115 (closed with the index)
        start = self._aside.seek(0, os.SEEK_END)
        self._aside.write(raw)
        return start

    def collections(self) -> list[str]:
        """Return the collections that the entries name."""
        self._flush()
        return [to_text(row[0]) for row in self._store.execute("SELECT DISTINCT collection FROM entry")]

    def rename(self, targets: dict[str, str]) -> None:
        """Put the entries of each collection under another one."""
        self._store.execute("CREATE TEMP TABLE target (old BLOB PRIMARY KEY, new BLOB)")
        pairs = [(to_bytes(old), to_bytes(new)) for old, new in targets.items() if old != new]
        self._store.executemany("INSERT INTO target VALUES (?, ?)", pairs)
        self._store.execute(
            "UPDATE entry SET collection = coalesce((SELECT new FROM target WHERE old = collection), collection)"
        )
        self._store.execute("DROP TABLE target")

    def records(self) -> Iterator[Record]:
        """Yield the documents in order of collection and id."""
        self._flush()
        for row in self._store.execute("SELECT * FROM entry ORDER BY collection, id, uri, line, at"):
            collection, id_, parent, path, uri, token = map(to_text, row[:6])
            prefix, line, column, start, size = row[6:]
            raw = self._bytes(uri, start, size)
            place = Place(uri, tuple(json.loads(prefix)), line, column)
            yield Record(collection, id_, place, raw, None, parent, path, token)

    def _bytes(self, uri: str, start: int, size: int) -> bytes:
        if size == -1:
            return self.read(uri)
        if size <= -2:
            assert self._aside is not None
            self._aside.seek(start)
            return self._aside.read(-2 - size)
        return self._from_file(uri, start, size)

    def _from_file(self, uri: str, start: int, size: int) -> bytes:
        try:
            if uri not in self._streams:
                self._streams[uri] = opened_here(uri)
            self._streams[uri].seek(start)
            return uncut(self._streams[uri].read(size), size, uri)
        except OSError as error:
            raise SideTrouble(uri, f"cannot be read any more ({error.strerror})") from None

    def close(self) -> None:
        """Close all files and throw the index away."""
        self._store.close()
        for stream in (*self._streams.values(), *((self._aside,) if self._aside else ())):
            stream.close()
