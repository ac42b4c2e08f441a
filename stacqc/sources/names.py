"""Names of databases and servers on the command line, told from paths."""

from __future__ import annotations

import os
import re

from stacqc.safe import without_secrets
from stacqc.schemes import MARK, of_database, of_store, of_web

_READ = "what stacqc reads are files, object storage (s3://...), STAC APIs (https://...) and pgstac (postgresql://...)"
#: What is said of a name that is no path, and looks like an address without being one.
ADDRESSES = (
    "where an address is meant, write https://HOST/PATH for a STAC API, or postgresql://HOST:PORT/DATABASE"
)
#: A database that only the environment names: PG*, PGSERVICE, ~/.pgpass.
ENVIRONMENT = "pgstac:"
#: How the address of a database begins, however it is misspelt.
_database = re.compile(
    r"[\s'\"]*(?:psql\s[\s'\"]*)?(?:jdbc:)?(?:postgres(?:ql)?|pgstac|pg)(?:\+\w+)?\s*(?::|//)", re.IGNORECASE
).match
#: A keyword of libpq with its value, be it the first one or not.
_keyword = re.compile(
    r"(?:^|\s)(?:(?:fallback_)?application_name|channel_binding|client_encoding|connect_timeout|database|dbname|gss\w+"
    r"|host|hostaddr|keepalives\w*|krbsrvname|load_balance_hosts|m(?:in|ax)_protocol_version|oauth_\w+|options"
    r"|passfile|password|port|replication|require\w+|scram_\w+|service|ssl\w+|target_session_attrs"
    r"|tcp_user_timeout|user)\s*=",
    re.IGNORECASE,
).search


def is_pgstac(name: str) -> bool:
    """Return whether a name means a PostgreSQL database, be it misspelt."""
    if of_database(name):
        return True
    return (_database(name) or _keyword(name)) is not None and not os.path.lexists(name)


def shown(name: str) -> str:
    """Return a name as it may be shown: what leads nowhere here may be a misspelt address with a password."""
    return name if of_store(name) or os.path.lexists(name) else without_secrets(name)


def is_api(name: str) -> bool:
    """Return whether a name is the address of a server."""
    return of_web(name)


def refused(name: str) -> tuple[str, str] | None:
    """Return how to show an address that is not read, and why; it may hold what nobody is to see."""
    scheme, _, rest = name.partition(MARK)
    authority = rest.partition("/")[0]
    if "@" in rest and ":" in authority:  # a password may hold a slash
        return f"{scheme}{MARK}", "credentials do not belong into an address; give them in the environment"
    if "?" in rest:
        return name.partition("?")[0], "an address with a query is not read"
    if "::" in rest:
        return f"{scheme}{MARK}", "an address within an address is not read"
    if not of_store(name):
        return shown(name), _READ
    return None if authority else (f"{scheme}{MARK}", "the address names no bucket")


def is_local(name: str) -> bool:
    """Return whether a name means files of this machine."""
    return not (name == "-" or is_remote(name) or of_store(name))


def is_remote(name: str) -> bool:
    """Return whether a name means a database or a server."""
    return is_pgstac(name) or is_api(name)
