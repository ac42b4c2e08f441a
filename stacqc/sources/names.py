"""Names of databases and servers on the command line, told from paths."""

from __future__ import annotations

import os
import re

DATABASE_URL = ("postgresql://", "postgres://")
_READ = "what stacqc reads are files, object storage (s3://...), STAC APIs (https://...) and pgstac (postgresql://...)"
#: A database that only the environment names: PG*, PGSERVICE, ~/.pgpass.
ENVIRONMENT = "pgstac:"
_scheme = re.compile(r"([a-z][a-z0-9+.-]*)://", re.IGNORECASE).match
_NO_STORES = {"http", "https", "postgresql", "postgres", "file", "local"}
_keyword = re.compile(r"(?:service|host|hostaddr|port|dbname|user|passfile|sslmode|password)\s*=").match


def is_pgstac(name: str) -> bool:
    """Return whether a name means a PostgreSQL database."""
    if name.startswith((*DATABASE_URL, ENVIRONMENT)):
        return True
    return _keyword(name) is not None and not os.path.exists(name)


def is_api(name: str) -> bool:
    """Return whether a name is the address of a server."""
    return name.startswith(("http://", "https://"))


def is_object(name: str) -> bool:
    """Return whether a name is the address of objects in a store, such as s3://bucket/key."""
    found = _scheme(name)
    return found is not None and found[1].lower() not in _NO_STORES


def refused(name: str) -> tuple[str, str] | None:
    """Return how to show an address that is not read, and why; it may hold what nobody is to see."""
    scheme, _, rest = name.partition("://")
    authority = rest.partition("/")[0]
    if "@" in authority and ":" in authority:
        return f"{scheme}://", "credentials do not belong into an address; give them in the environment"
    if "?" in rest:
        return name.partition("?")[0], "an address with a query is not read"
    if "::" in rest:
        return f"{scheme}://", "an address within an address is not read"
    if not is_object(name):
        return name, _READ
    return None if authority else (f"{scheme}://", "the address names no bucket")


def is_local(name: str) -> bool:
    """Return whether a name means files of this machine."""
    return not (name == "-" or is_remote(name) or is_object(name))


def is_remote(name: str) -> bool:
    """Return whether a name means a database or a server."""
    return is_pgstac(name) or is_api(name)
