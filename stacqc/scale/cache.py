"""What the last run found in shards that have not changed, in a file beside the catalog."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple
from zlib import compress, decompress
from zlib import error as ZlibError  # noqa: N812

import orjson

from stacqc.digest import blake2b
from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents
from stacqc.report import Report
from stacqc.scale.plain import Maker, Unplain, to_plain
from stacqc.scale.signature import Glance, fingerprint, glance

FOLDER = ".stacqc_cache"
#: Raised when records are written in another way.
_VERSION = 1
_KEPT_SECONDS = 30 * 86400
_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS record"
    " (key BLOB PRIMARY KEY, glance BLOB, asked BLOB, outcome BLOB, sum BLOB, used INTEGER) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS by_glance ON record (glance)",
)


class CacheUnusable(Exception):
    """A cache whose file is broken or cannot be written."""


class Look(NamedTuple):
    """What a shard was when it was looked at, and whether its outcome is known."""

    key: bytes | None
    glance: Glance | None
    is_known: bool


class Cache:
    """Records of shards by what is in them, and of whole runs by their shards."""

    def __init__(self, folder: Path, run: str, modules: frozenset[str]) -> None:
        self._base = f"{_VERSION}\0{run}\0".encode()
        self._maker = Maker(modules)
        self._used: set[bytes] = set()
        self._database = _opened(folder)

    def look(self, shard: Documents) -> Look:
        """Find out what is known of a shard."""
        seen = glance(shard, self._base)
        if seen is not None and (key := self._valid("glance", seen.digest)) is not None:
            return Look(key, seen, True)
        key = fingerprint(shard, self._base)
        if key is None or self._valid("key", key) is None:
            return Look(key, seen, False)
        if seen is not None and seen.is_safe(time.time_ns()):
            self._change("UPDATE record SET glance = ? WHERE key = ?", seen.digest, key)
        return Look(key, seen, True)

    def _valid(self, column: str, value: bytes) -> bytes | None:
        """Return the key of a record whose questions still have the same answers."""
        query = f"SELECT key, asked FROM record WHERE {column} = ?"  # noqa: S608 (two names)
        found = self._change(query, value).fetchone()
        if found is None:
            return None
        key, asked = found
        if any(os.path.exists(path) is not answer for path, answer in _loaded(asked).items()):
            return None
        if type(key) is not bytes:
            raise CacheUnusable("a record is damaged")
        self._used.add(key)
        return key

    def partial(self, key: bytes) -> Partial:
        """Return what is known under a key."""
        found = self._read(key)
        if not isinstance(found, Partial):
            raise CacheUnusable("a record is not the outcome of a shard")
        return found

    def _read(self, key: bytes) -> Any:
        row = self._change("SELECT asked, outcome, sum FROM record WHERE key = ?", key).fetchone()
        if row is None or row[2] != _sum(key, *row[:2]):
            raise CacheUnusable("a record is damaged")
        try:
            return self._maker.made(orjson.loads(decompress(row[1])))
        except (Unplain, ValueError, ZlibError) as error:
            raise CacheUnusable(f"a record cannot be read: {error}") from None

    def keep(self, shard: Documents, look: Look, partial: Partial) -> bool:
        """Keep the outcome of a shard; what could not be checked, or changed meanwhile, is tried anew."""
        seen = glance(shard, self._base)
        if partial.report.failures or look.key is None or seen != look.glance:
            return False
        safe = seen.digest if seen is not None and seen.is_safe(time.time_ns()) else None
        return self._write(look.key, safe, partial.asked, partial)

    def _write(self, key: bytes, seen: bytes | None, asked: dict[str, bool], outcome: Any) -> bool:
        try:
            texts = orjson.dumps(asked), compress(orjson.dumps(to_plain(outcome)), 1)
        except (Unplain, TypeError):
            return False
        self._used.add(key)
        self._change(
            "INSERT OR REPLACE INTO record VALUES (?, ?, ?, ?, ?, ?)",
            key, seen, *texts, _sum(key, *texts), int(time.time()),
        )  # fmt: skip
        return True

    def report(self, keys: Iterable[bytes]) -> Report | None:
        """Return the report of a run over the same shards in the same order."""
        key = self._valid("key", self._run_key(keys))
        found = None if key is None else self._read(key)
        return found if isinstance(found, Report) else None

    def keep_report(self, keys: Iterable[bytes], report: Report, asked: dict[str, bool]) -> None:
        """Keep the report of a whole run."""
        self._write(self._run_key(keys), None, asked, report)

    def _run_key(self, keys: Iterable[bytes]) -> bytes:
        return blake2b(b"run" + self._base + b"".join(keys), digest_size=32).digest()

    def _change(self, statement: str, *values: Any) -> sqlite3.Cursor:
        try:
            return self._database.execute(statement, values)
        except sqlite3.Error as error:
            raise CacheUnusable(str(error)) from None

    def close(self) -> None:
        """Write what was kept, and forget what no run has used for a month."""
        now = int(time.time())
        try:
            with self._database:
                self._database.executemany(
                    "UPDATE record SET used = ? WHERE key = ?", [(now, key) for key in self._used]
                )
                self._database.execute("DELETE FROM record WHERE used < ?", (now - _KEPT_SECONDS,))
            self._database.close()
        except sqlite3.Error as error:
            raise CacheUnusable(str(error)) from None


def _sum(key: bytes, asked: Any, outcome: Any) -> bytes:
    made = blake2b(key, digest_size=16)
    for part in (asked, outcome):
        made.update(part if type(part) is bytes else b"")
    return made.digest()


def _loaded(asked: Any) -> dict[str, bool]:
    try:
        found = orjson.loads(asked)
    except (ValueError, TypeError):
        found = None
    if type(found) is not dict:
        raise CacheUnusable("a record is damaged")
    return found


def _opened(folder: Path) -> sqlite3.Connection:
    file = folder / "shards.sqlite"
    try:
        _prepared(folder)
        database = sqlite3.connect(file, timeout=5)
        for statement in ("PRAGMA synchronous = OFF", *_SCHEMA):
            database.execute(statement)
    except (sqlite3.Error, OSError) as error:
        raise CacheUnusable(str(error)) from None
    return database


def _prepared(folder: Path) -> None:
    """Make the folder, which tells git to pass over it."""
    folder.mkdir(parents=True, exist_ok=True)
    ignore = folder / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


def remove(folder: Path) -> None:
    """Remove the records, so that the next run begins anew."""
    for suffix in ("", "-journal"):
        try:
            os.unlink(folder / f"shards.sqlite{suffix}")
        except OSError:
            continue
