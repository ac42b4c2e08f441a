"""Documents that stand on one side alone, kept until it is known which of them merely moved."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import NamedTuple

from stacqc.comparison.code_points import to_bytes, to_text
from stacqc.comparison.record import Place, Record
from stacqc.findings import Location

_FILE, _DATABASE = 0, 1


class Alone(NamedTuple):
    """A document on one side: its key and its place; a collection has an empty collection, as some items have."""

    collection: str
    id: str
    location: Location
    is_item: bool = True


class Unpaired:
    """The documents of either side without a partner, on disk where they are many."""

    def __init__(self) -> None:
        # The empty name is a private database that SQLite keeps in memory until it outgrows its cache.
        self._store = sqlite3.connect("")
        self._store.execute(
            "CREATE TABLE alone (side INT, id BLOB, collection BLOB, uri BLOB, line INT, at INT)"
        )
        self._any = False

    def add_file(self, record: Record) -> None:
        """Keep a document that the database lacks."""
        self._add(_FILE, record)

    def add_database(self, record: Record) -> None:
        """Keep a document that the files lack."""
        self._add(_DATABASE, record)

    def _add(self, side: int, record: Record) -> None:
        self._any = True
        place: Place = record.place
        row = (
            side,
            to_bytes(record.id),
            to_bytes(record.collection),
            to_bytes(place.uri),
            place.line,
            place.column,
        )
        self._store.execute("INSERT INTO alone VALUES (?, ?, ?, ?, ?, ?)", row)

    def resolve(self) -> Iterator[tuple[Alone | None, Alone | None]]:
        """Yield file and database partner of what moved, and what remains alone on either side."""
        if not self._any:
            return
        rows = self._store.execute("SELECT id, side, collection, uri, line, at FROM alone ORDER BY 1, 2, 3")
        group: tuple[list[Alone], list[Alone]] = [], []
        last = None
        for id_, side, collection, uri, line, at in rows:
            if id_ != last:
                yield from _matched(*group)
                group, last = ([], []), id_
            group[side].append(
                Alone(to_text(collection), to_text(id_), Location(to_text(uri), line, at if line else 0))
            )
        yield from _matched(*group)

    def close(self) -> None:
        """Throw the kept documents away."""
        self._store.close()


def _matched(files: list[Alone], rows: list[Alone]) -> Iterator[tuple[Alone | None, Alone | None]]:
    moved = min(len(files), len(rows))
    yield from zip(files[:moved], rows[:moved], strict=True)
    yield from ((alone, None) for alone in files[moved:])
    yield from ((None, alone) for alone in rows[moved:])
