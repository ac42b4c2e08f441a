"""What the tests against a real pgstac share."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.command import stacqc
from tests.pgstac.server import Server

Json = dict[str, Any]


def diff(*args: object) -> Json:
    """Return the report as JSON, with the exit code and the text on standard error."""
    result = stacqc("diff", *args, "--no-config", "-f", "json")
    found: Json = json.loads(result.stdout)
    return {**found, "exit": result.exit_code, "output": result.output}


def classes(report: Json) -> dict[str, int]:
    """Return how many differences each class has."""
    return {name.removeprefix("diff/"): rule["findings"] for name, rule in report["summary"]["rules"].items()}


def passed(report: Json) -> dict[str, int]:
    """Return how often each equivalence was used."""
    return {name: t["count"] for name, t in report["summary"].get("passed_over", {}).items()}


def execute(server: Server, database: str, *statements: str) -> None:
    """Run statements as the owner of the server."""
    import psycopg

    with psycopg.connect(server.address(database), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def own_server(flat: Path) -> Iterator[Server]:
    """A server that may be stopped, whose database `d` holds the documents of a folder."""
    own = Server()
    own.start()
    try:
        execute(own, "postgres", "CREATE DATABASE d")
        own.pypgstac("d", "migrate")
        for name in ("collections", "items"):
            own.pypgstac("d", "load", name, str(flat / f"{name}.ndjson"))
        yield own
    finally:
        own.remove()


def slow(seconds: float) -> str:
    """Makes the database take its time with every row that it completes."""
    return (
        "CREATE OR REPLACE FUNCTION pgstac.content_hydrate(_item pgstac.items, fields jsonb DEFAULT '{}'::jsonb) "
        f"RETURNS jsonb LANGUAGE sql AS $$ SELECT _item.content FROM pg_sleep({seconds}) $$"
    )


def query(server: Server, database: str, statement: str) -> list[tuple[Any, ...]]:
    """Return the rows of a query."""
    import psycopg

    with psycopg.connect(server.address(database), options="-c search_path=pgstac,public") as connection:
        return connection.execute(statement).fetchall()


def dumped(server: Server, database: str, folder: Path) -> Path:
    """Write what the database serves as NDJSON."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, statement in (
        ("items", "SELECT pgstac.content_hydrate(items)::text FROM pgstac.items"),
        ("collections", "SELECT content::text FROM pgstac.collections"),
    ):
        rows = query(server, database, statement)
        (folder / f"{name}.ndjson").write_text("".join(row[0] + "\n" for row in rows))
    return folder
