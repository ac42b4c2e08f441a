"""Names of databases and servers on the command line, told from paths."""

from __future__ import annotations

import os
import re

from stacqc.schemes import MARK, of_database, of_store, of_web

_READ = "what stacqc reads are files, object storage (s3://...), STAC APIs (https://...) and pgstac (postgresql://...)"
#: A database that only the environment names: PG*, PGSERVICE, ~/.pgpass.
ENVIRONMENT = "pgstac:"
_keyword = re.compile(r"(?:service|host|hostaddr|port|dbname|user|passfile|sslmode|password)\s*=").match


def is_pgstac(name: str) -> bool:
    """Return whether a name means a PostgreSQL database."""
    if of_database(name) or name.startswith(ENVIRONMENT):
        return True
    return _keyword(name) is not None and not os.path.exists(name)


def is_api(name: str) -> bool:
    """Return whether a name is the address of a server."""
    return of_web(name)


def refused(name: str) -> tuple[str, str] | None:
    """Return how to show an address that is not read, and why; it may hold what nobody is to see."""
    scheme, _, rest = name.partition(MARK)
    authority = rest.partition("/")[0]
    if "@" in authority and ":" in authority:
        return f"{scheme}{MARK}", "credentials do not belong into an address; give them in the environment"
    if "?" in rest:
        return name.partition("?")[0], "an address with a query is not read"
    if "::" in rest:
        return f"{scheme}{MARK}", "an address within an address is not read"
    if not of_store(name):
        return name, _READ
    return None if authority else (f"{scheme}{MARK}", "the address names no bucket")


def is_local(name: str) -> bool:
    """Return whether a name means files of this machine."""
    return not (name == "-" or is_remote(name) or of_store(name))


def is_remote(name: str) -> bool:
    """Return whether a name means a database or a server."""
    return is_pgstac(name) or is_api(name)
