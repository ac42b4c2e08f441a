"""Tokens of rows: which of them have changed since an earlier run is asked before any row is brought."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from stacqc.comparison.record import Record, Row
from stacqc.comparison.state import State
from stacqc.comparison.trouble import SideTrouble
from stacqc.digest import digest_of_text
from stacqc.sources.pgstac.copying import Columns, conditions
from stacqc.sources.pgstac.resuming import rows_of
from stacqc.sources.pgstac.survey import TABLES

if TYPE_CHECKING:
    from stacqc.sources.pgstac.side import PgstacSide

_CHUNK = 1000
#: The transaction that wrote a row: any change of it shows, as long as it is the same server and table.
#: A server that was restored counts its transactions anew: it is on another timeline, or was started again.
_BY_TRANSACTION = Columns("id, xmin", "id, xmin::text", ("text", "text"))
_BY_CONTENT = Columns("id, md5(items.*::text)", "id, md5", ("text", "text"))
_CLUSTER = (
    "SELECT system_identifier, timeline_id, pg_postmaster_start_time()::text, "
    "(SELECT oid FROM pg_database WHERE datname = current_database()), 'pgstac.items'::regclass::oid "
    "FROM pg_control_system(), pg_control_checkpoint()"
)
#: What rows are read from besides tables: views and tables of other servers know of no transactions.
_OTHERS = TABLES + "SELECT FROM tables JOIN pg_class USING (oid) WHERE relkind NOT IN ('r', 'p')"


class RowTokens:
    """Streams the items of a database, unchanged ones as keys and tokens alone."""

    def __init__(self, side: PgstacSide, state: State) -> None:
        self._side = side
        self._state = state
        identity = self._identity()
        self._columns = _BY_TRANSACTION if identity else _BY_CONTENT
        state.database_is(f"{side.name} {identity} {self._columns}")
        self._bases = self._read_bases()

    def _identity(self) -> list[tuple[object, ...]]:
        """What tells this server and table from others; nothing where transactions say nothing of rows."""
        try:
            return [] if self._side.asked(_OTHERS) else self._side.asked(_CLUSTER)
        except SideTrouble:
            # This role may not ask which server it is, and transactions of another one say nothing.
            return []

    def _read_bases(self) -> dict[str, str]:
        """A digest per collection of what its rows are completed with: when that changes, they do."""
        query = "SELECT id, base_item::text FROM pgstac.collections"
        if self._side.has_base_items:
            query += " UNION ALL (SELECT collection, concat(id, base_item) FROM pgstac.base_items ORDER BY collection, id)"
        texts: defaultdict[str, str] = defaultdict(str)
        for collection, base in self._side.asked(query):
            texts[collection] += base or ""
        return {c: digest_of_text(text, 6) for c, text in texts.items()}

    def items_of(self, collection: str, ids: frozenset[str]) -> Iterator[Record]:
        """Yield the items of a collection in order of id, each with its token."""
        tokens = iter(self._tokens_of(collection, ids))
        while chunk := list(islice(tokens, _CHUNK)):
            row_token = self._state.row_token
            changed = {id_ for id_, token in chunk if row_token(collection, id_) != token}
            brought: dict[str, list[Record]] = {}
            if changed:
                for record in self._side.items_of(collection, changed):
                    brought.setdefault(record.id, []).append(record)
            for id_, token in chunk:
                # What was to be brought and was not is told already.
                its = brought.get(id_, []) if id_ in changed else [self._still(collection, id_)]
                if its:
                    record = its.pop(0)
                    record.token = token
                    yield record

    def _tokens_of(self, collection: str, ids: frozenset[str]) -> list[tuple[str, str]]:
        base = self._bases.get(collection, "")
        rows = rows_of(self._side, self._columns, collection, conditions(ids))
        return [(id_, f"{token}:{base}") for id_, token in self._side.named(collection, rows)]

    def _still(self, collection: str, id_: str) -> Record:
        """A row that is as it was, to be brought only when its file has changed."""
        record = Record(collection, id_, self._side.place)
        record.load, record.complete = self._one, self._side.completion.document
        return record

    def _one(self, record: Record) -> Row:
        found = list(self._side.items_of(record.collection, [record.id]))
        return found[0].row if found else ()
