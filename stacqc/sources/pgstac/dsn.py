"""Addresses of databases, read and shown without ever giving away what they hide."""

from __future__ import annotations

import os
from typing import Any

from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.names import ENVIRONMENT

#: Words in the messages of libpq that say what is wrong, and what is said to the user.
_CAUSES = (
    ("refused", "connection refused: no server listens there"),
    ("authentication failed", "the server refused the password or the user"),
    ("no password supplied", "the server wants a password: give PGPASSWORD, ~/.pgpass or PGSERVICE"),
    ("timeout", "no answer in time"),
    ("translate host name", "the host name is unknown"),
    ("does not exist", "there is no such database or role"),
    ("no such file", "no server listens there"),
    ("starting up", "the server is starting up"),
    ("too many", "the server has no connection left"),
    ("service", "there is no such service in the service file"),
    ("ssl", "the encrypted connection could not be made"),
)


def parsed(name: str) -> dict[str, Any]:
    """Return the connection parameters that a name holds; raises SideTrouble without repeating any of it."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    given = name.removeprefix(ENVIRONMENT)
    try:
        found = conninfo_to_dict(given)
    except (ProgrammingError, UnicodeError, ValueError):
        raise _unreadable() from None
    # A password with an unquoted @ or / ends up, in part, as the host, the port or the database.
    shown = [str(found.get(part, "")) for part in ("host", "port", "dbname", "user")]
    ports = str(found.get("port", "0")).split(",")
    if any("@" in part for part in shown) or not all(port.isdigit() for port in ports):
        raise _unreadable()
    return dict(found)


def _unreadable() -> SideTrouble:
    reason = (
        "the database address cannot be read (it is not shown, for it may hold a password); percent-encode "
        "special characters, or leave the password to PGPASSWORD, ~/.pgpass or PGSERVICE"
    )
    return SideTrouble("postgresql", reason)


def shown_address(parameters: dict[str, Any]) -> str:
    """Return host, port and database of connection parameters, and nothing else."""
    host = str(parameters.get("host") or os.environ.get("PGHOST") or "localhost")
    port = str(parameters.get("port") or os.environ.get("PGPORT") or "5432")
    database = str(parameters.get("dbname") or os.environ.get("PGDATABASE") or "")
    place = f"[{host}]" if host.startswith("/") else host
    return f"postgresql://{place}:{port}/{database}"


def cause(message: str) -> str:
    """Return why a connection failed, in words of our own: what libpq says may hold parts of a password."""
    lowered = message.lower()
    return next((said for words, said in _CAUSES if words in lowered), "the connection failed")
