"""What a database holds, and how its rows are to be read: asked once, when it is opened."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.pgstac.causes import NO_RIGHTS

if TYPE_CHECKING:
    from stacqc.sources.pgstac.rows import RawRows, ServerRows
    from stacqc.sources.pgstac.side import PgstacSide

_COLUMNS = "SELECT column_name FROM information_schema.columns WHERE table_schema = 'pgstac' AND table_name = 'items'"
_FUNCTIONS = (
    "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace "
    "WHERE nspname = 'pgstac' AND proname IN ('content_hydrate', 'get_version')"
)
_TABLE = (
    "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace "
    "WHERE nspname = 'pgstac' AND relname = '{}'"
)
#: Asked of the catalog, not by pg_partition_tree, which would lock all tables.
TABLES = (
    "WITH RECURSIVE tables AS (SELECT 'pgstac.items'::regclass::oid AS oid UNION ALL "
    "SELECT inhrelid FROM pg_inherits JOIN tables ON inhparent = tables.oid) "
)
_FILES = TABLES + "SELECT oid, pg_relation_filenode(oid) FROM tables"  # noqa: S608 (constants of this module)
_HIDING = (
    "SELECT relname, current_user FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'pgstac' "
    "AND relname IN ('items', 'collections', 'base_items') AND row_security_active(c.oid) ORDER BY relname"
)


def suitable_rows(side: PgstacSide, on: frozenset[str]) -> RawRows | ServerRows:
    """Ask what kind of pgstac this is, and choose how its rows are read; raises SideTrouble."""
    columns, functions = set(side.asked(_COLUMNS)), set(side.asked(_FUNCTIONS))
    if not columns and side.asked(_TABLE.format("items")):
        raise SideTrouble(side.name, NO_RIGHTS)
    if not columns or ("get_version",) not in functions:
        raise SideTrouble(side.name, "this database holds no pgstac that this role may read")
    _refuse_hidden_rows(side)
    from stacqc.sources.pgstac.rows import RawRows, ServerRows, read_bases

    if ("content",) in columns and not side.options.server_hydrate and _has_hydraters():
        bases = read_bases(side)
        for collection, reason in bases.unreadable.items():
            side.leave_out(collection, reason)
        return RawRows(bases, on)
    if ("content_hydrate",) in functions:
        return ServerRows()
    version = side.asked("SELECT pgstac.get_version()")[0][0]
    raise SideTrouble(side.name, f"pgstac {version} keeps its items in a way that stacqc does not know")


def _refuse_hidden_rows(side: PgstacSide) -> None:
    """Rows that a policy hides would seem to be missing, and what is wrong with them would pass for sound."""
    for table, role in side.asked(_HIDING):
        reason = f"row-level security may hide rows of pgstac.{table} from the role {role}"
        raise SideTrouble(side.name, f"{reason}: ask as the owner of the table, or as a role with BYPASSRLS")


def _has_hydraters() -> bool:
    from importlib.util import find_spec

    return find_spec("hydraters") is not None


def has_base_items(side: PgstacSide) -> bool:
    """Return whether rows carry the tag of the base item that they were stored under."""
    return bool(side.asked(_TABLE.format("base_items")))


def files_of_items(side: PgstacSide) -> set[tuple[int, int]]:
    """Return the tables of the items and the files that they are in: as they are now, not as in the snapshot."""
    return {(table, file) for table, file in side.asked(_FILES) if file}


def held_ids(side: PgstacSide) -> tuple[set[str], set[str]]:
    """Return the ids of the collections, and of those of which there are items alone."""
    from psycopg import sql

    ids = {row[0] for row in side.named("", side.asked("SELECT id FROM pgstac.collections"))}
    # Each partition holds one collection: the server need not look into those of the ids that it is given.
    query = "SELECT DISTINCT collection FROM pgstac.items WHERE collection IS NULL OR collection <> ALL({})"
    others = side.asked(sql.SQL(query).format(sql.Literal(sorted(ids))))
    return ids, {row[0] for row in side.named("", others)}
