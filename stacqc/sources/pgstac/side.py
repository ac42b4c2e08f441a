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
from stacqc.comparison.trouble import NotReadable, Refused, SideTrouble
from stacqc.findings import Failure
from stacqc.report import Failures
from stacqc.sources.pgstac.causes import is_of_values, of_asking
from stacqc.sources.pgstac.connecting import MOMENT, connected, settings
from stacqc.sources.pgstac.copying import conditions
from stacqc.sources.pgstac.early import Early
from stacqc.sources.pgstac.resuming import rows_of
from stacqc.sources.pgstac.silence import Watch
from stacqc.sources.pgstac.survey import files_of_items, has_base_items, held_ids, suitable_rows

if TYPE_CHECKING:
    from psycopg import sql

    from stacqc.comparison.state import State
    from stacqc.sources.pgstac.row_tokens import RowTokens

#: Characters that stay as they are in the address of a row.
_PLAIN = " !$&'()*+,;=:@~|^"
#: Seconds beyond the limit of a query in which the server is to say that it broke it off.
_GRACE = 10.0
_CHANGED = (
    "tables of items were emptied or made anew while they were read, and rows may be missing: try again"
)
_ROWLESS = "not read: pgstac.collections has no row of it, though there are items of it: load the collection"


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
        self._tokens: RowTokens | None = None
        self._early: Early | None = None
        self.connection, self.name = connected(name)
        self._watch = Watch(self.connection.fileno, options.timeout + _GRACE)
        try:
            with self.trouble():
                # All that is asked from here on lies in the transaction that this begins.
                self.connection.execute(settings(options.timeout))
            self.has_base_items = has_base_items(self)
            self.completion = suitable_rows(self, on)
            self.passed = self.completion.passed
            self._ids, self._rowless = held_ids(self)
            self._files = files_of_items(self)
        except BaseException:
            self._watch.close()
            self.connection.close()
            raise

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
            kind = Refused if is_of_values(error) else SideTrouble
            raise kind(self.name, reason) from None

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """Let the snapshot live on when what is asked within fails."""
        import psycopg

        with self.trouble(), self.connection.transaction():
            try:
                yield
            except psycopg.Error as error:
                if error.sqlstate is None:
                    # Whatever it would be told next, its answer might be waited for in vain.
                    self.connection.close()
                raise

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections, also of those of which there are items alone."""
        return self._ids | self._rowless

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id, by code points."""
        from stacqc.sources.pgstac.rows import object_of

        for id_ in sorted(filter(self._choice.wants_collection, self._rowless)):
            self.failures.append(Failure(self.address("", id_), _ROWLESS))
        query = (
            'SELECT id, content::text FROM pgstac.collections WHERE id IS NOT NULL ORDER BY id COLLATE "C"'
        )
        for id_, content in self.asked(query):
            if self._choice.wants_collection(id_):
                try:
                    yield Record("", id_, self.place, data=object_of(content))
                except NotReadable as error:
                    self.failures.append(Failure(self.address("", id_), f"not read: {error}"))

    def _wanted(self) -> list[str]:
        wanted = self.collection_ids() - self.unread
        return sorted(filter(self._choice.wants_collection, wanted))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id, by code points."""
        if self._tokens is not None:
            for collection in self._wanted():
                yield from self._tokens.items_of(collection, self._choice.ids)
        else:
            self._early = Early(self._break_off)
            yield from self._early.records(self.items_of(c, self._choice.ids) for c in self._wanted())
        self._tell_of_change()

    def _tell_of_change(self) -> None:
        """Tell of tables that were emptied or made anew: what a snapshot should show of them is then gone."""
        if self._files - files_of_items(self):
            self.failures.append(Failure(self.name, _CHANGED, is_rest=True))

    def settle(self) -> None:
        """Let go of the streams that were begun, so that other questions can be asked."""
        if self._early is not None:
            self._early.close()

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
        rows = rows_of(self, self.completion.columns, collection, conditions(ids, choice))
        for id_, *row in self.named(collection, rows):
            yield Record(collection, id_, self.place).with_row(tuple(row), complete)

    def named(self, collection: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows that begin with an id, and tell of those that have none, as rows of views may."""
        for row in rows:
            if row[0] is None:
                self.failures.append(Failure(self.address(collection, ""), "not read: a row has no id"))
            else:
                yield row

    def leave_out(self, collection: str, reason: str) -> None:
        """Say that not all items of a collection are read."""
        if self._choice.wants_collection(collection):
            self.unread.add(collection)
            told = f"its items are not all read: {reason}"
            self.failures.append(Failure(self.address("", collection), told, is_rest=True))

    def copied(self, query: sql.Composed, *types: str) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a COPY whose columns are of these types; when it fails, the snapshot lives on."""
        with self._apart(), self.connection.cursor() as cursor, cursor.copy(query) as copy:
            copy.set_types(types)
            yield from self._watch.rows(copy.rows())

    def chosen(self) -> Iterator[Record]:
        """Yield the collections and items that were asked for; place and time are left to the database."""
        yield from self.collections()
        for collection in self._wanted():
            yield from self.items_of(collection, self._choice.ids, self._choice)
        self._tell_of_change()

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
        with self._apart():
            return self.connection.execute(query).fetchall()

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
        self.settle()
        self.connection.close()
