"""The statements that copy rows out of pgstac: values are literals, never parts of a text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from stacqc.comparison.choice import Choice

if TYPE_CHECKING:
    from psycopg import sql


class Past(NamedTuple):
    """How far a collection was read: the last id, and how many rows from its first one on are not wanted again."""

    id: str
    rows: int


class Columns(NamedTuple):
    """What is read of each row and put in order, what is made of that afterwards, row by row, and of which types that is."""

    read: str
    sent: str
    types: tuple[str, ...]


def copy_query(
    columns: Columns, collection: str, only: Iterable[sql.Composable] = (), past: Past | None = None
) -> sql.Composed:
    """Return the statement that copies out the columns of one collection in order of id."""
    from psycopg import sql

    # Rows are sorted as they lie on disk: the first ones are sent before the last ones are written out.
    ordered = _ordered(columns.read, collection, only, past)
    text = "COPY (SELECT {} FROM ({}) ordered) TO STDOUT (FORMAT BINARY)"
    return sql.SQL(text).format(sql.SQL(columns.sent), ordered)


def id_query(collection: str, only: Iterable[sql.Composable], past: Past) -> sql.Composed:
    """Return the question for the id of the row that follows."""
    from psycopg import sql

    return _ordered("id", collection, only, past) + sql.SQL(" LIMIT 1")


def _ordered(
    columns: str, collection: str, only: Iterable[sql.Composable], past: Past | None
) -> sql.Composed:
    from psycopg import sql

    where = [sql.SQL("collection = {}").format(sql.Literal(collection)), *only]
    if past is not None:
        where.append(sql.SQL('(id COLLATE "C" >= {} OR id IS NULL)').format(sql.Literal(past.id)))
    text = 'SELECT {} FROM pgstac.items WHERE {} ORDER BY id COLLATE "C" OFFSET {}'
    rows = sql.Literal(past.rows if past is not None else 0)
    return sql.SQL(text).format(sql.SQL(columns), sql.SQL(" AND ").join(where), rows)


def conditions(ids: Iterable[str], choice: Choice | None = None) -> list[sql.Composable]:
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
