"""The connection to a database, and what holds in it whatever server, role and environment have set."""

from __future__ import annotations

import os
from contextlib import suppress
from logging import NullHandler, getLogger
from typing import TYPE_CHECKING, Any

from stacqc.comparison.trouble import SideTrouble
from stacqc.sources.pgstac.causes import of_connecting
from stacqc.sources.pgstac.dsn import address_of, parsed, shown_address

if TYPE_CHECKING:
    from psycopg import Connection, sql

_INSTALL = "pgstac databases need psycopg and hydraters: pip install 'stacqc[pgstac]'"
#: Seconds in which a server is to answer, unless the user says otherwise.
_ANSWER = "10"
#: Seconds in which a server is to be told that a query is not wanted any more.
MOMENT = 1.0
#: Seconds from one look at whether the user stops the run to the next.
_LOOK = 0.1
#: What the text depends on that a server returns, and how long it works on it.
_SETTINGS = {
    "search_path": "pgstac,public",
    "row_security": "off",
    "lock_timeout": "5s",
    "jit": "off",
    "timezone": "UTC",
    "datestyle": "ISO, YMD",
    "intervalstyle": "iso_8601",
    "extra_float_digits": "3",
    "bytea_output": "hex",
    "standard_conforming_strings": "on",
    "quote_all_identifiers": "off",
    "transform_null_equals": "off",
}
#: What psycopg logs of connections that end is told in a report; without a handler it would go to standard error.
_silent = NullHandler()


def connected(name: str) -> tuple[Connection[Any], str]:
    """Return a read-only connection to a database, and its address without secrets; raises SideTrouble.

    Poolers take hardly any parameters of a connection: what is to hold is set by `settings`.
    """
    try:
        import psycopg
    except ImportError:
        raise SideTrouble("postgresql", _INSTALL) from None
    getLogger("psycopg").addHandler(_silent)
    parameters = parsed(name)
    wanted = {
        "connect_timeout": os.environ.get("PGCONNECT_TIMEOUT", _ANSWER),
        "application_name": "stacqc",
        **parameters,
        "client_encoding": "UTF8",
    }
    try:
        connection = _hasty().connect(**wanted, prepare_threshold=None)
    except psycopg.Error as error:
        raise SideTrouble(shown_address(parameters), of_connecting(str(error))) from None
    connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
    connection.read_only = True
    info = connection.info
    return connection, address_of(info.host, info.port, info.dbname)


def _hasty() -> type[Connection[Any]]:
    """Return a kind of connection that ends when the user stops the run; psycopg would wait for the server's answer."""
    import psycopg

    class Hasty(psycopg.Connection[Any]):
        def wait(self, gen: Any, *given: Any, **named: Any) -> Any:
            named = named if given else {"interval": _LOOK, **named}
            try:
                return psycopg.waiting.wait(gen, self.pgconn.socket, *given, **named)
            except KeyboardInterrupt:
                with suppress(psycopg.Error):
                    self.cancel_safe(timeout=MOMENT)
                self.pgconn.finish()
                raise

    return Hasty


def settings(seconds: float) -> sql.Composed:
    """Return the query that sets what is to hold in a transaction, of which one query may take some seconds."""
    from psycopg import sql

    limit = f"{int(seconds * 1000)}ms"
    limits = {"statement_timeout": limit, "idle_in_transaction_session_timeout": limit}
    calls = (
        sql.SQL("set_config({}, {}, true)").format(sql.Literal(name), sql.Literal(value))
        for name, value in {**_SETTINGS, **limits}.items()
    )
    return sql.SQL("SELECT {}").format(sql.SQL(", ").join(calls))
