"""Rows that the server cannot send, passed over one by one, so that those behind them are read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from stacqc.comparison.trouble import Refused
from stacqc.findings import Failure
from stacqc.sources.pgstac.copying import Columns, Past, copy_query, id_query

if TYPE_CHECKING:
    from psycopg import sql

    from stacqc.sources.pgstac.side import PgstacSide

#: Rows of a collection that are passed over at most.
_MOST = 20


def rows_of(
    side: PgstacSide, columns: Columns, collection: str, only: Sequence[sql.Composable]
) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a collection in order of id, and tell of those that the server refuses to send.

    The answer ends at the first of these, and what came before stands in order: it is asked again from there.
    """
    past: Past | None = None
    reason = ""
    for _ in range(_MOST):
        try:
            for row in side.copied(copy_query(columns, collection, only, past), *columns.types):
                past = Past(row[0], past.rows + 1 if past is not None and past.id == row[0] else 1)
                yield row
        except Refused as refused:
            past, reason = past or Past("", 0), refused.reason
            name = _name_of_next(side, id_query(collection, only, past))
            side.failures.append(Failure(side.address(collection, name), f"not read: {reason}"))
            past = Past(past.id, past.rows + 1)
        else:
            return
    side.leave_out(collection, reason)


def _name_of_next(side: PgstacSide, query: sql.Composed) -> str:
    """Return the id of the row that was not sent, empty where it cannot be sent either."""
    try:
        return next((id_ or "" for (id_,) in side.asked(query)), "")
    except Refused:
        return ""
