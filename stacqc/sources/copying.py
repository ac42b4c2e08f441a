"""The statements that copy rows out of pgstac: values are literals, never parts of a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from stacqc.comparison.choice import Choice

if TYPE_CHECKING:
    from psycopg import sql


def copy_query(columns: str, collection: str, only: Iterable[sql.Composable] = ()) -> sql.Composed:
    """Return the statement that copies out the columns of one collection in order of id."""
    from psycopg import sql

    where = [sql.SQL("collection = {}").format(sql.Literal(collection)), *only]
    text = 'COPY (SELECT {} FROM pgstac.items WHERE {} ORDER BY id COLLATE "C") TO STDOUT (FORMAT BINARY)'
    return sql.SQL(text).format(sql.SQL(columns), sql.SQL(" AND ").join(where))


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
