"""What earlier runs found equal, kept in a file: the next run looks only at what changed since."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, NamedTuple

from stacqc.comparison.code_points import to_bytes, to_text
from stacqc.comparison.record import Record
from stacqc.comparison.settings import Settings
from stacqc.comparison.trouble import SideTrouble
from stacqc.digest import digest_of_text
from stacqc.findings import Failure
from stacqc.report import Failures
from stacqc.version import __version__

#: Marks a file of SQLite as ours; raised when the tables change.
_APPLICATION, _LAYOUT = 0x57AC0D1F, 1
_TABLES = """
CREATE TABLE told (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE pair (collection BLOB, id BLOB, path BLOB, file TEXT, row TEXT, PRIMARY KEY (collection, id)) WITHOUT ROWID;
CREATE INDEX pair_path ON pair (path);
"""
_BATCH = 5000
#: Pairs of a collection that are held at once.
_HELD = 50_000


class EqualPairs(NamedTuple):
    """The pairs of one collection: tokens of rows by id, ids by path and token of files."""

    rows: dict[str, str]
    files: dict[tuple[str, str], str]


class State:
    """Pairs that were equal, with a token of their file and one of their row.

    A pair is equal still when both tokens are what they were. Everything is forgotten when the
    settings, the sides or this version of stacqc are others than those of the last run. From the first
    error of the file on nothing is known and nothing remembered, so that all that follows is compared.
    """

    def __init__(self, file: Path, settings: Settings, sides: tuple[str, str]) -> None:
        self.skipped = 0
        #: What is wrong with the file.
        self.failures = Failures()
        self._name = str(file)
        self._held: dict[str, EqualPairs | None] = {}
        self._pending: list[tuple[Any, ...]] = []
        self._store = _opened(file)
        told = repr((__version__, sorted(map(str, asdict(settings).items())), sides))
        self._begin({"settings": digest_of_text(told, 16)})

    def _begin(self, told: dict[str, str]) -> None:
        """Forget what was found under other circumstances."""
        known = dict(self._asked("SELECT name, value FROM told"))
        if any(known.get(name) != value for name, value in told.items()):
            self._asked("DELETE FROM pair")
            self._write("INSERT OR REPLACE INTO told VALUES (?, ?)", told.items())

    @contextmanager
    def _minding(self) -> Iterator[None]:
        """Do without the file where it is spoilt, or has no room on its disk."""
        try:
            yield
        except (sqlite3.Error, ValueError, TypeError, AttributeError) as error:
            why = error if isinstance(error, sqlite3.Error) else "it holds what no run has written"
            told = f"the state file cannot be used ({why}), so that all that follows was compared"
            self.failures.append(Failure(self._name, f"{told}: remove it, or make room for it"))

    def _asked(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        """Return the rows that answer a query, none once the file cannot be used."""
        if not self.failures:
            with self._minding():
                return self._store.execute(query, values).fetchall()
        return []

    def _write(self, query: str, rows: Iterable[tuple[Any, ...]]) -> None:
        if not self.failures:
            with self._minding():
                self._store.executemany(query, rows)

    def database_is(self, identity: str) -> None:
        """Say which database the tokens of rows belong to; those of another one are forgotten."""
        self._begin({"database": identity})

    def row_token(self, collection: str, id: str) -> str:
        """Return the token that a row had when it was equal, empty where it was not."""
        known = self._known(collection)
        if known is not None:
            return known.rows.get(id, "")
        query = "SELECT row FROM pair WHERE collection = ? AND id = ?"
        found = self._asked(query, (to_bytes(collection), to_bytes(id)))
        return found[0][0] if found else ""

    def id_of_file(self, path: str, collection: str, token: str) -> str:
        """Return the id of the item in a file that has not changed, empty where that is not known."""
        known = self._known(collection)
        if known is not None:
            return known.files.get((path, token), "")
        query = "SELECT id FROM pair WHERE path = ? AND collection = ? AND file = ?"
        found = self._asked(query, (to_bytes(path), to_bytes(collection), token))
        with self._minding():
            return to_text(found[0][0]) if found else ""
        return ""

    def _known(self, collection: str) -> EqualPairs | None:
        """All that is known of a collection, None where that is too much to be held."""
        if collection not in self._held:
            # Both sides stand at the same collection or at neighbours.
            self._held = dict([*self._held.items()][-1:])
            query = "SELECT id, path, file, row FROM pair WHERE collection = ? LIMIT ?"
            rows = self._asked(query, (to_bytes(collection), _HELD + 1))
            self._held[collection] = EqualPairs({}, {})
            with self._minding():
                self._held[collection] = _known_of(rows) if len(rows) <= _HELD else None
        return self._held[collection]

    def is_equal(self, file: Record, row: Record) -> bool:
        """Return whether a pair was equal and neither side has changed since; counts those."""
        equal = file.load is not None and row.load is not None
        self.skipped += equal
        return equal

    def remember(self, file: Record, row: Record) -> None:
        """Keep a pair that was found equal."""
        if file.token and row.token:
            texts = (file.collection, file.id, file.place.uri)
            self._pending.append((*map(to_bytes, texts), file.token, row.token))
            if len(self._pending) >= _BATCH:
                self._flush()

    def _flush(self) -> None:
        self._write("INSERT OR REPLACE INTO pair VALUES (?, ?, ?, ?, ?)", self._pending)
        self._pending.clear()

    def close(self) -> None:
        """Write what was found, also by a run that did not come to its end."""
        self._flush()
        with self._minding():
            self._store.commit()
        self._store.close()


def _opened(file: Path) -> sqlite3.Connection:
    """Open a state file or make one; raises SideTrouble where the file is something else."""
    try:
        store = sqlite3.connect(file)
        mark = store.execute("PRAGMA application_id").fetchone()[0]
        empty = store.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
        if mark == 0 and empty:
            store.executescript(
                f"PRAGMA application_id = {_APPLICATION}; PRAGMA user_version = {_LAYOUT};" + _TABLES
            )
            return store
        layout = store.execute("PRAGMA user_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise SideTrouble(str(file), f"is no state file, or cannot be used ({error})") from None
    if mark != _APPLICATION or layout != _LAYOUT:
        store.close()
        raise SideTrouble(str(file), "is no state file of this version of stacqc; it is left as it is")
    return store


def _known_of(rows: Iterable[tuple[bytes, bytes, str, str]]) -> EqualPairs:
    known = EqualPairs({}, {})
    for id_, path, file, row in rows:
        name = to_text(id_)
        known.rows[name] = row
        known.files[to_text(path), file] = name
    return known
