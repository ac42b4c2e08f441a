"""The statements that copy rows out of pgstac: values are literals, never parts of a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from stacqc.comparison.choice import Choice

if TYPE_CHECKING:
    from psycopg import sql


class Columns(NamedTuple):
    """What is read of each row and put in order, and what is made of that afterwards, row by row."""

    read: str
    sent: str


def copy_query(columns: Columns, collection: str, only: Iterable[sql.Composable] = ()) -> sql.Composed:
    """Return the statement that copies out the columns of one collection in order of id."""
    from psycopg import sql

    where = [sql.SQL("collection = {}").format(sql.Literal(collection)), *only]
    # Rows are sorted as they lie on disk: the first ones are sent before the last ones are written out.
    ordered = sql.SQL('SELECT {} FROM pgstac.items WHERE {} ORDER BY id COLLATE "C"').format(
        sql.SQL(columns.read), sql.SQL(" AND ").join(where)
    )
    text = "COPY (SELECT {} FROM ({}) ordered) TO STDOUT (FORMAT BINARY)"
    return sql.SQL(text).format(sql.SQL(columns.sent), ordered)


def conditions(ids: Iterable[str], choice: Choice | None) -> list[sql.Composable]:
    """Return what rows must satisfy: their ids, and the place and time of a choice."""
    from psycopg import sql

    made: list[sql.Composable] = []
    if ids:
        made.append(sql.SQL("id = ANY({})").format(sql.Literal(sorted(ids))))
    if choice is not None and choice.box is not None:
        numbers = sql.SQL(", ").join(map(sql.Literal, choice.box))
        made.append(sql.SQL("ST_Intersects(geometry, ST_MakeEnvelope({}, 4326))").format(numbers))
    if choice is not None and choice.interval is not None:
        start, end = choice.interval
        if start:
            made.append(sql.SQL("end_datetime >= {}::timestamptz").format(sql.Literal(start)))
        if end:
            made.append(sql.SQL("datetime <= {}::timestamptz").format(sql.Literal(end)))
    return made
