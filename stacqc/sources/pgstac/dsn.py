"""Addresses of databases, read and shown without ever giving away what they hide."""

from __future__ import annotations

import os
from typing import Any

from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.names import ENVIRONMENT


def parsed(name: str) -> dict[str, Any]:
    """Return the connection parameters that a name holds; raises SideTrouble without repeating any of it."""
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    given = name[len(ENVIRONMENT) :] if name.lower().startswith(ENVIRONMENT) else name
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
        "the address of a database cannot be read (it is not shown, for it may hold a password); write it as "
        "postgresql://USER@HOST:PORT/DATABASE with special characters percent-encoded, or as host=… dbname=… with "
        "keywords of libpq in small letters, and leave the password to PGPASSWORD, ~/.pgpass or PGSERVICE"
    )
    return SideTrouble("postgresql", reason)


def shown_address(parameters: dict[str, Any]) -> str:
    """Return host, port and database of connection parameters, and nothing else."""
    service = parameters.get("service") or os.environ.get("PGSERVICE")
    named = parameters.get("host") or parameters.get("hostaddr") or os.environ.get("PGHOST")
    if service and not named:
        return f"postgresql://?service={service}"
    port = str(parameters.get("port") or os.environ.get("PGPORT") or "5432")
    database = str(parameters.get("dbname") or os.environ.get("PGDATABASE") or "")
    return address_of(str(named or "localhost"), port, database)


def address_of(host: str, port: str | int, database: str) -> str:
    """Return the address of a database without a user."""
    place = f"[{host}]" if host.startswith("/") or (":" in host and "," not in host) else host
    return f"postgresql://{place}:{port}/{database}"
