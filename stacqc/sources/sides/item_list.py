"""The items of a tree by the collection of the database that they are looked for under, on disk where they are many."""

from __future__ import annotations

import marshal
import sqlite3
from collections.abc import Iterator
from itertools import groupby

from stacqc.comparison.code_points import to_bytes, to_text

_BATCH = 2000
#: The path of an item, and the id of the collection that lists it.
Listed = tuple[str, str]


class ItemList:
    """Paths of items, and the collections of a tree with those of the database that take their items."""

    def __init__(self) -> None:
        # The empty name is a private database that SQLite keeps in memory until it outgrows its cache.
        self._store = sqlite3.connect("")
        self._store.execute("CREATE TABLE listed (target BLOB, paths BLOB, lister BLOB)")
        self._store.execute("CREATE TABLE container (id BLOB PRIMARY KEY, target BLOB) WITHOUT ROWID")
        self._items: list[tuple[bytes, bytes, bytes]] = []
        self._held = 0
        self._containers: list[tuple[bytes, bytes]] = []

    def add_container(self, id: str, target: str) -> None:
        """Take in a collection; of two with one id the first counts."""
        self._containers.append((to_bytes(id), to_bytes(target)))
        if len(self._containers) >= _BATCH:
            self._flush()

    def add_items(self, paths: list[str], target: str, lister: str) -> None:
        """Take in the items that a collection lists."""
        where, by = to_bytes(target), to_bytes(lister)
        # A row for many of them: a row for each would take three times as long.
        for start in range(0, len(paths), _BATCH):
            self._items.append((where, marshal.dumps(paths[start : start + _BATCH]), by))
        self._held += len(paths)
        if self._held >= _BATCH:
            self._flush()

    def _flush(self) -> None:
        self._store.executemany("INSERT INTO listed VALUES (?, ?, ?)", self._items)
        self._store.executemany("INSERT OR IGNORE INTO container VALUES (?, ?)", self._containers)
        self._items.clear()
        self._containers.clear()
        self._held = 0

    def target_of(self, collection: str) -> str | None:
        """Return the collection of the database that takes the items of one of the tree, None where that is not there."""
        self._flush()
        query = "SELECT target FROM container WHERE id = ?"
        found = self._store.execute(query, (to_bytes(collection),)).fetchone()
        return to_text(found[0]) if found else None

    def by_target(self) -> Iterator[tuple[str, Iterator[Listed]]]:
        """Yield each collection of the database in order, with the items that are looked for under it."""
        self._flush()
        rows = self._store.execute("SELECT target, paths, lister FROM listed ORDER BY target")
        for target, group in groupby(rows, key=lambda row: row[0]):
            yield to_text(target), _unpacked(group)

    def close(self) -> None:
        """Throw the list away."""
        self._store.close()


def _unpacked(rows: Iterator[tuple[bytes, bytes, bytes]]) -> Iterator[Listed]:
    for _, paths, lister in rows:
        by = to_text(lister)
        for path in marshal.loads(paths):  # noqa: S302 (written by this process)
            yield path, by
