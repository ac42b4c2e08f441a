"""Names of databases and servers on the command line, told from paths."""

from __future__ import annotations

import os
import re

DATABASE_URL = ("postgresql://", "postgres://")
#: A database that only the environment names: PG*, PGSERVICE, ~/.pgpass.
ENVIRONMENT = "pgstac:"
_keyword = re.compile(r"(?:service|host|hostaddr|port|dbname|user|passfile|sslmode|password)\s*=").match


def is_pgstac(name: str) -> bool:
    """Return whether a name means a PostgreSQL database."""
    if name.startswith((*DATABASE_URL, ENVIRONMENT)):
        return True
    return _keyword(name) is not None and not os.path.exists(name)


def is_api(name: str) -> bool:
    """Return whether a name is the address of a server."""
    return name.startswith(("http://", "https://"))


def is_remote(name: str) -> bool:
    """Return whether a name means a database or a server."""
    return is_pgstac(name) or is_api(name)
