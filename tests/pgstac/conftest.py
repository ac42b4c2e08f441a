"""A real pgstac for the tests of this folder: one server a session, one database a test."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.request
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.pgstac.help import execute
from tests.pgstac.server import TEMPLATE, NoServer, Server, free_port


def unavailable(reason: str) -> None:
    """Skip with the reason, except on CI, which may not skip."""
    if os.environ.get("CI", "").lower() in ("1", "true"):
        pytest.fail(f"CI must run these tests: {reason}")
    pytest.skip(reason)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    for module in ("psycopg", "pypgstac", "hydraters"):
        try:
            __import__(module)
        except ImportError:
            unavailable(f"{module} is not installed: sh scripts/database.sh installs it")
    try:
        made = Server()
    except NoServer as reason:
        unavailable(str(reason))
        raise
    try:
        made.start()
    except NoServer as reason:
        unavailable(str(reason))
    execute(made, "postgres", f"CREATE DATABASE {TEMPLATE}")
    made.pypgstac(TEMPLATE, "migrate")
    yield made
    made.remove()


@pytest.fixture
def database(server: Server) -> Iterator[str]:
    """The name of an empty pgstac database that only this test uses."""
    name = f"t_{uuid.uuid4().hex[:10]}"
    execute(server, "postgres", f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
    yield name
    execute(server, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A sound sample catalog."""
    from stacqc.sample import Options, write

    folder = tmp_path_factory.mktemp("sample") / "tree"
    write(Options(items=200, runs=3), folder)
    return folder


@pytest.fixture(scope="session")
def flat(tree: Path) -> Path:
    """The sample catalog as the lines that pypgstac loads."""
    from stacqc.comparison.flat_files import write
    from stacqc.comparison.settings import Settings

    folder = tree.parent / "flat"
    write(str(tree), folder, Settings(flatten="top", self_href="https://example.org/static/GDMSARIn"))
    return folder


@pytest.fixture(scope="session")
def template(server: Server, flat: Path) -> str:
    """The name of a database with the sample catalog loaded by `pypgstac load`; to be cloned, not changed."""
    execute(server, "postgres", f"CREATE DATABASE loaded TEMPLATE {TEMPLATE}")
    server.pypgstac("loaded", "load", "collections", str(flat / "collections.ndjson"), "--method", "upsert")
    server.pypgstac("loaded", "load", "items", str(flat / "items.ndjson"), "--method", "upsert")
    return "loaded"


@pytest.fixture
def loaded(server: Server, template: str) -> Iterator[str]:
    """The name of a database with the sample catalog, that only this test uses."""
    name = f"t_{uuid.uuid4().hex[:10]}"
    execute(server, "postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
    yield name
    execute(server, "postgres", f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def api(server: Server) -> Iterator[Callable[..., str]]:
    """Starts stac-fastapi-pgstac over a database and returns its address."""
    with serving(server) as start:
        yield start


@contextmanager
def serving(server: Server) -> Iterator[Callable[..., str]]:
    """Give what starts stac-fastapi-pgstac over a database, and stop what was started."""
    running: list[subprocess.Popen[bytes]] = []

    def start(database: str, **settings: str) -> str:
        port = free_port()
        # Its default lets a pool of ten connections wait for a test that has one database.
        env = {
            **os.environ,
            **server.environment(database),
            "DB_MIN_CONN_SIZE": "1",
            "DB_MAX_CONN_SIZE": "4",
            **settings,
        }
        words = [
            "uvicorn",
            "stac_fastapi.pgstac.app:create_app",
            "--factory",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
        ]
        running.append(subprocess.Popen([sys.executable, "-m", *words, "--log-level", "error"], env=env))
        address = f"http://127.0.0.1:{port}"
        wait_for(address, running[-1])
        return address

    try:
        yield start
    finally:
        for process in running:
            process.terminate()
            process.wait(10)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(300):
        try:
            with urllib.request.urlopen(f"{address}/_mgmt/ping", timeout=1):
                return
        except OSError:
            assert process.poll() is None, "the API did not start"
            time.sleep(0.1)
    raise AssertionError("the API does not answer")
