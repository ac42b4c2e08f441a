"""Documents that stand on one side alone, kept until it is known which of them have a partner elsewhere."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import groupby, zip_longest
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
            "CREATE TABLE alone (item INT, plain BLOB, id BLOB, side INT, collection BLOB, uri BLOB, line INT, at INT)"
        )
        self._any = False

    def add_file(self, record: Record, is_item: bool = True) -> None:
        """Keep a document that the database lacks."""
        self._add(_FILE, record, is_item)

    def add_database(self, record: Record, is_item: bool = True) -> None:
        """Keep a document that the files lack."""
        self._add(_DATABASE, record, is_item)

    def _add(self, side: int, record: Record, is_item: bool) -> None:
        self._any = True
        place = record.place
        row = (
            is_item,
            to_bytes(composed(record.id)),
            to_bytes(record.id),
            side,
            to_bytes(record.collection),
            to_bytes(place.uri),
            place.line,
            place.column,
        )
        self._store.execute("INSERT INTO alone VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def resolve(self) -> Iterator[tuple[Alone | None, Alone | None]]:
        """Yield file and database partner of what moved, or has an id that is composed otherwise, and what is alone."""
        if not self._any:
            return
        rows = self._store.execute("SELECT * FROM alone ORDER BY item, plain, id, side, collection, uri")
        for (is_item, _), same in groupby(rows, key=lambda row: row[:2]):
            group: tuple[list[Alone], list[Alone]] = [], []
            for _, _, id_, side, collection, uri, line, at in same:
                place = Place(to_text(uri), line=line, column=at).location
                group[side].append(Alone(to_text(collection), to_text(id_), place, bool(is_item)))
            yield from _matched(*group)

    def close(self) -> None:
        """Throw the kept documents away."""
        self._store.close()


def composed(id_: str) -> str:
    """Return an id in the normal form C of Unicode, in which letters with marks are one character."""
    if id_.isascii():
        return id_
    from unicodedata import normalize

    return normalize("NFC", id_)


def _matched(files: list[Alone], rows: list[Alone]) -> Iterator[tuple[Alone | None, Alone | None]]:
    """Pair what has the same id, then what has one that is composed otherwise."""
    by_id: dict[str, tuple[list[Alone], list[Alone]]] = {}
    for side, found in enumerate((files, rows)):
        for alone in found:
            by_id.setdefault(alone.id, ([], []))[side].append(alone)
    left: tuple[list[Alone], list[Alone]] = [], []
    for mine, theirs in by_id.values():
        both = min(len(mine), len(theirs))
        yield from zip(mine[:both], theirs[:both], strict=True)
        left[0].extend(mine[both:])
        left[1].extend(theirs[both:])
    yield from zip_longest(*left)
