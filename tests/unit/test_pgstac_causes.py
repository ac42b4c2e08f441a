"""Why a database cannot be reached is said in words that fit."""

from __future__ import annotations

import pytest

from stacqc.sources.pgstac.causes import of_connecting
from stacqc.sources.pgstac.dsn import shown_address


@pytest.mark.parametrize(
    ("message", "said"),
    [
        ("connection to server at \"127.0.0.1\", port 1 failed: Connection refused\n\tIs the server running", "no server listens"),
        ("failed to resolve host 'nowhere.invalid': [Errno -2] Name or service not known", "the host name is unknown"),
        ('definition of service "x" not found', "there is no such service"),
        ("bad value for connect_timeout: 'x'", "connect_timeout has a value"),
        ('invalid sslmode value: "maybe"', "sslmode has a value"),
        ('invalid integer value "x" for connection option "keepalives"', "keepalives has a value"),
        ('invalid port number: "99999"', "the port is no number"),
        ("received invalid response to SSL negotiation: H", "no PostgreSQL server"),
        ("expected authentication request from server, but received H", "no PostgreSQL server"),
        ("server does not support SSL, but SSL was required", "offers no encryption"),
        ('root certificate file "/x" does not exist', "sslrootcert, sslcert or sslkey"),
        ("SSL error: certificate verify failed", "is not trusted"),
        ("authentication method requirement \"scram-sha-256\" failed", "as require_auth wants"),
        ("session is read-only", "target_session_attrs"),
        ("server is not in hot standby mode", "target_session_attrs"),
        ("GSSAPI encryption required but was impossible", "gssencmode"),
        ('FATAL:  role "x" does not exist', "there is no such role"),
        ('FATAL:  database "x" does not exist', "there is no such database"),
        ("FATAL:  password authentication failed for user", "refused the password"),
        ("FATAL:  no pg_hba.conf entry for host, SSL off", "pg_hba.conf"),
        ("FATAL:  sorry, too many clients already", "no connection left"),
        ("FATAL:  the database system is starting up", "takes no connections now"),
        ("FATAL:  unsupported startup parameter in options: jit", "the pooler there"),
        ("connection timeout expired", "no answer in time"),
        ("FATAL: etwas ganz anderes", "why is not shown"),
    ],
)  # fmt: skip
def test_what_a_failed_connection_means(message: str, said: str) -> None:
    assert said in of_connecting(message)


@pytest.mark.parametrize(
    ("parameters", "shown"),
    [
        ({"service": "eo"}, "postgresql://?service=eo"),
        ({"service": "eo", "host": "h"}, "postgresql://h:5432/"),
        ({"hostaddr": "::1", "dbname": "d"}, "postgresql://[::1]:5432/d"),
        ({"host": "/run/pg", "port": "1"}, "postgresql://[/run/pg]:1/"),
        ({"host": "a,b", "port": "1,2", "password": "x"}, "postgresql://a,b:1,2/"),
    ],
)
def test_an_address_is_shown_by_what_was_given(
    parameters: dict[str, str], shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("PGHOST", "PGPORT", "PGDATABASE", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    assert shown_address(parameters) == shown
