"""Why a database could not be reached or asked, in words of our own: what libpq says may hold parts of a password."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from psycopg import Error

#: What the messages of libpq, psycopg and poolers hold when a connection fails, and what is said to the user.
#: The first that fits is said; a group stands for a keyword, never for a value.
_OF_CONNECTING = tuple(
    (re.compile(pattern, re.IGNORECASE | re.DOTALL), said)
    for pattern, said in (
        (
            r'invalid port number|invalid integer value ".*" for connection option "port"',
            "the port is no number from 1 to 65535",
        ),
        (
            r"(?:invalid|bad value for) (\w+)(?: value)?:|for connection option \"(\w+)\"|(gssencmode|sslmode) value ",
            "{} has a value that does not work here: take it out, or look it up in the documentation of libpq",
        ),
        (
            r"definition of service|service file",
            "there is no such service: PGSERVICEFILE, ~/.pg_service.conf and pg_service.conf are looked at",
        ),
        (
            r"failed to resolve|translate host name|name or service not known",
            "the host name is unknown: is it misspelt?",
        ),
        (
            r"connection refused|no such file or directory\s+is the server running",
            "no server listens there: are host and port right?",
        ),
        (
            r"no route to host|network is unreachable|host is unreachable",
            "the host cannot be reached from here",
        ),
        (r"no password supplied", "the server wants a password: give PGPASSWORD, ~/.pgpass or PGSERVICE"),
        (
            r"no pg_hba.conf entry",
            "pg_hba.conf of the server lets this user into this database not from here",
        ),
        (
            r"authentication method requirement|auth method",
            "the server does not authenticate as require_auth wants",
        ),
        (
            r"channel binding required",
            "the server does not offer the channel binding that channel_binding wants",
        ),
        (r"authentication failed", "the server refused the password or the user"),
        (
            r"invalid response to|expected authentication request|unexpected response|lost synchronization"
            r"|unsupported frontend|no authentication",
            "what answers there is no PostgreSQL server: are host and port right?",
        ),
        (
            r"does not support ssl|ssl was required",
            "the server offers no encryption, and sslmode wants it",
        ),
        (r"gssapi", "the encryption that gssencmode wants could not be had"),
        (
            r"certificate verify failed|does not match host name",
            "the certificate of the server is not trusted: does sslrootcert name its authority, and is the host right?",
        ),
        (
            r"certificate|private key",
            "a file that sslrootcert, sslcert or sslkey names cannot be used, or is not there",
        ),
        (
            r"session is (?:not )?read-only|(?:not )?in hot standby mode",
            "the server is not of the kind that target_session_attrs wants",
        ),
        (r"database .*does not exist|no such database", "there is no such database"),
        (r"role .*does not exist|no such user", "there is no such role"),
        (
            r"permission denied for database|not permitted to log in",
            "this role may not connect to this database: GRANT CONNECT ON the database, or ALTER ROLE with LOGIN",
        ),
        (
            r"starting up|shutting down|recovery mode|not yet accepting|not accepting",
            "the server takes no connections now: it starts, stops or recovers",
        ),
        (
            r"too many|connection slots|no more connections",
            "the server has no connection left: try again later",
        ),
        (
            r"unsupported startup parameter",
            "the pooler there does not take the parameters of the connection: take options out of the address and "
            "PGOPTIONS, or name the server behind it",
        ),
        (r"timeout", "no answer in time: connect_timeout in the address gives more"),
        (r"ssl", "the encrypted connection could not be made: sslmode says whether there is to be one"),
        (
            r"server closed the connection|connection reset",
            "the connection was closed at once: is it a PostgreSQL server, and may it be reached from here?",
        ),
    )
)
_UNKNOWN = "the connection failed; why is not shown, for it may hold a password: psql with the same address says more"
NO_RIGHTS = "this role may not read pgstac: GRANT pgstac_read TO it"
#: Classes of states that come of values: of data, of limits, raised by functions, and of what is stored.
_OF_VALUES = frozenset({"22", "54", "P0", "XX"})
#: What states of SQL mean that break off what is read.
_OF_ASKING = {
    "42501": NO_RIGHTS,
    "40001": "the replica broke the query off to take over changes of its primary: try again, read the primary, or set "
    "hot_standby_feedback or max_standby_streaming_delay",
    "55P03": "a table was locked for more than 5 s: something changes the database; try again when that is done",
    "57P01": "the connection was lost: the server was stopped, or somebody ended the session",
    "57P02": "the connection was lost: the server crashed",
    "57P03": "the server takes no connections now: it starts, stops or recovers",
    "57P04": "the connection was lost: the database was dropped",
    "25P03": "the connection was lost: stacqc asked nothing for longer than --timeout",
    "25P04": "the connection was lost: the server ends transactions after its transaction_timeout",
}


def is_of_values(error: Error) -> bool:
    """Return whether a server could not put the values of some row into what it was asked for."""
    return (error.sqlstate or "")[:2] in _OF_VALUES


def of_connecting(message: str) -> str:
    """Return why a connection failed."""
    for pattern, said in _OF_CONNECTING:
        if found := pattern.search(message):
            return said.format(next(filter(None, found.groups()), ""))
    return _UNKNOWN


def of_asking(error: Error, seconds: float) -> str:
    """Return why a query failed that may take some seconds."""
    state, said = error.sqlstate, error.diag.message_primary
    if state == "57014" and "user" not in (said or ""):
        return f"a query took longer than {seconds:g} s; allow more with --timeout"
    if state in _OF_ASKING:
        return _OF_ASKING[state]
    if state and state.startswith("08"):  # poolers give no other
        return f"the connection was broken off ({said})"
    if state and state.startswith("42"):
        return f"this pgstac lacks what all have ({said}): where a migration was broken off, run pypgstac migrate"
    if state:
        return f"the database refused a query ({said})"
    return (
        "the connection was lost"
        if _is_lost(error)
        else "what the server sends cannot be read: does something on the way change it?"
    )


def _is_lost(error: Error) -> bool:
    from psycopg import OperationalError

    return isinstance(error, OperationalError)
