"""A pgstac database as one side of a comparison: its rows, read in one read-only snapshot."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, unquote

from stacqc.comparison.choice import Choice
from stacqc.comparison.record import Key, Place, Record
from stacqc.comparison.trouble import NotReadable, SideTrouble
from stacqc.findings import Failure
from stacqc.report import Failures
from stacqc.sources.pgstac.causes import NO_RIGHTS, of_asking
from stacqc.sources.pgstac.connecting import MOMENT, connected, settings
from stacqc.sources.pgstac.copying import conditions, copy_query
from stacqc.sources.pgstac.early import Early
from stacqc.sources.pgstac.silence import Watch

if TYPE_CHECKING:
    from psycopg import sql

    from stacqc.comparison.state import State
    from stacqc.sources.pgstac.row_tokens import RowTokens
    from stacqc.sources.pgstac.rows import RawRows, ServerRows

#: Characters that stay as they are in the address of a row.
_PLAIN = " !$&'()*+,;=:@~|^"
#: Seconds beyond the limit of a query in which the server is to say that it broke it off.
_GRACE = 10.0


@dataclass(frozen=True, slots=True)
class PgstacOptions:
    """How a database is read: seconds that one query may take, and who completes the rows."""

    timeout: float = 600.0
    server_hydrate: bool = False


class PgstacSide:
    """The collections and items of a pgstac database; nothing is written, `search()` is not called."""

    has_collections = True

    def __init__(self, name: str, choice: Choice, on: frozenset[str], options: PgstacOptions) -> None:
        self.failures = Failures()
        self.unread: set[str] = set()
        self.options = options
        self._choice = choice
        self._on = on
        self._tokens: RowTokens | None = None
        self._early: Early | None = None
        self.connection, self.name = connected(name)
        self._watch = Watch(self.connection.fileno, options.timeout + _GRACE)
        try:
            self._rows(settings(options.timeout))
            self.completion = self._suitable_rows()
            self.passed = self.completion.passed
            self._ids = self._collection_ids()
        except BaseException:
            self._watch.close()
            self.connection.close()
            raise

    def _suitable_rows(self) -> RawRows | ServerRows:
        """Ask what kind of pgstac this is, and choose how its rows are read."""
        columns = set(self._rows("SELECT column_name FROM information_schema.columns "
                                 "WHERE table_schema = 'pgstac' AND table_name = 'items'"))  # fmt: skip
        functions = set(self._rows("SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
                                   "WHERE nspname = 'pgstac' AND proname IN ('content_hydrate', 'get_version')"))  # fmt: skip
        if not columns and self._rows("SELECT 1 FROM pg_namespace WHERE nspname = 'pgstac'"):
            raise SideTrouble(self.name, NO_RIGHTS)
        if not columns or ("get_version",) not in functions:
            raise SideTrouble(self.name, "this database holds no pgstac that this role may read")
        from stacqc.sources.pgstac.rows import RawRows, ServerRows, read_bases

        if ("content",) in columns and not self.options.server_hydrate and _has_hydraters():
            return RawRows(read_bases(self), self._on)
        if ("content_hydrate",) in functions:
            return ServerRows()
        version = self._rows("SELECT pgstac.get_version()")[0][0]
        raise SideTrouble(self.name, f"pgstac {version} keeps its items in a way that stacqc does not know")

    def _collection_ids(self) -> set[str]:
        return {row[0] for row in self._rows("SELECT id FROM pgstac.collections")}

    def _rows(self, query: Any) -> list[tuple[Any, ...]]:
        with self.trouble():
            return self.connection.execute(query).fetchall()

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Turn errors of the database into words for the user."""
        import psycopg

        try:
            with self._watch.waiting():
                yield
        except psycopg.Error as error:
            limit = f"the server did not answer within {self.options.timeout:g} s; allow more with --timeout"
            reason = limit if self._watch.is_over else of_asking(error, self.options.timeout)
            raise SideTrouble(self.name, reason) from None

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections."""
        return set(self._ids)

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id, by code points."""
        from stacqc.sources.pgstac.rows import object_of

        query = 'SELECT id, content::text FROM pgstac.collections ORDER BY id COLLATE "C"'
        for id_, content in self._rows(query):
            if self._choice.wants_collection(id_):
                try:
                    yield Record("", id_, self.place, data=object_of(content))
                except NotReadable as error:
                    self.failures.append(Failure(self.address("", id_), f"not read: {error}"))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id, by code points."""
        wanted = [c for c in sorted(self._ids) if self._choice.wants_collection(c)]
        if self._tokens is not None:
            for collection in wanted:
                yield from self._tokens.items_of(collection, self._choice.ids)
            return
        self._early = Early(self._break_off)
        yield from self._early.records(self.items_of(c, self._choice.ids) for c in wanted)

    def _break_off(self) -> None:
        import psycopg

        # Without a connection there is nothing to be broken off.
        with suppress(psycopg.Error):
            self.connection.cancel_safe(timeout=MOMENT)

    def use_state(self, state: State) -> None:
        """Ask for the tokens of rows first, and then only for rows that have changed since an earlier run."""
        from stacqc.sources.pgstac.row_tokens import RowTokens

        self._tokens = RowTokens(self, state)

    def items_of(
        self, collection: str, ids: Iterable[str] = (), choice: Choice | None = None
    ) -> Iterator[Record]:
        """Yield the items of one collection in order of id: all, those with the given ids, or those chosen."""
        complete = self.completion.document
        for id_, *row in self._copied(collection, conditions(ids, choice)):
            yield Record(collection, id_, self.place).with_row(tuple(row), complete)

    def _copied(self, collection: str, only: Iterable[sql.Composable]) -> Iterator[tuple[Any, ...]]:
        query = copy_query(self.completion.columns, collection, only)
        with self.trouble(), self.connection.cursor() as cursor, cursor.copy(query) as copy:
            # The bytes of text and of JSON are what the parser wants.
            copy.set_types(["text"] + ["bytea"] * (self.completion.width - 1))
            yield from self._watch.rows(copy.rows())

    def chosen(self) -> Iterator[Record]:
        """Yield the collections and items that were asked for; place and time are left to the database."""
        yield from self.collections()
        for collection in sorted(self._ids):
            if self._choice.wants_collection(collection):
                yield from self.items_of(collection, self._choice.ids, self._choice)

    def again(self, keys: Iterable[Key]) -> Iterator[Record]:
        """Yield the documents with these keys."""
        ordered = sorted(set(keys))
        wanted = {id_ for collection, id_ in ordered if not collection}
        yield from (record for record in self.collections() if record.id in wanted)
        for collection, group in groupby((k for k in ordered if k[0]), key=itemgetter(0)):
            yield from self.items_of(collection, [id_ for _, id_ in group])

    def key_of(self, address: str) -> Key | None:
        """Return the key that an address of this database holds."""
        if not address.startswith(self.name + "#"):
            return None
        collection, slash, id_ = address[len(self.name) + 1 :].partition("/")
        return (unquote(collection), unquote(id_)) if slash else ("", unquote(collection))

    def asked(self, query: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query of which nothing else depends: when it fails, the snapshot lives on."""
        with self.trouble(), self.connection.transaction():
            return self.connection.execute(query).fetchall()

    @property
    def has_base_items(self) -> bool:
        """Whether rows carry the tag of the base item that they were stored under."""
        return bool(self._rows("SELECT to_regclass('pgstac.base_items') IS NOT NULL")[0][0])

    def address(self, collection: str, id_: str) -> str:
        """Return the address of a row, or of a collection where the first part is empty."""
        parts = [quote(part, safe=_PLAIN) for part in (collection, id_) if part]
        return f"{self.name}#{'/'.join(parts)}"

    def place(self, collection: str, id_: str) -> Place:
        """Return the place of a row, which has no lines."""
        return Place(self.address(collection, id_), (), 0)

    def sort(self) -> bool:
        """Nothing is gained: the items come in order already."""
        return False

    def close(self) -> None:
        """End the snapshot and the connection."""
        self._watch.close()
        if self._early is not None:
            self._early.close()
        self.connection.close()


def _has_hydraters() -> bool:
    from importlib.util import find_spec

    return find_spec("hydraters") is not None
