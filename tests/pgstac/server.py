"""A PostgreSQL server of its own for a test session, with PostGIS and a migrated pgstac."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 128MB
max_wal_size = 1GB
timezone = 'UTC'
"""
TEMPLATE = "pgstac_template"


class NoServer(Exception):
    """Why no server can be had on this machine."""


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL that has PostGIS."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    for initdb in sorted(found, key=lambda p: -int(p.parts[-3])):
        version = initdb.parts[-3]
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").is_file():
            return initdb.parent
    raise NoServer("no PostgreSQL with PostGIS on this machine: sh scripts/database.sh installs it")


def free_port() -> int:
    """Return a port of the loopback device that nobody uses."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return int(s.getsockname()[1])


@dataclass
class Server:
    """One running server, reachable on 127.0.0.1 without a password: throw-away data only."""

    bin: Path = field(default_factory=binaries)
    # A socket path may have 107 bytes, so the folder is not below pytest's.
    folder: Path = field(default_factory=lambda: Path(tempfile.mkdtemp(prefix="stacqc-pg-", dir="/tmp")))
    port: int = field(default_factory=free_port)

    @property
    def user(self) -> str | None:
        """The system user that runs the server: it refuses to be root."""
        return "postgres" if os.geteuid() == 0 else None

    def start(self) -> None:
        """Make a data folder and start the server in it."""
        if self.user:
            shutil.chown(self.folder, self.user)
        data = str(self.folder / "data")
        self._run(
            "initdb",
            "-D",
            data,
            "-U",
            "postgres",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
        )
        with open(f"{data}/postgresql.conf", "a") as conf:
            conf.write(SETTINGS + f"unix_socket_directories = '{self.folder}'\n")
        self.resume()

    def resume(self) -> None:
        """Start the server in the data folder that it has."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1"
        data, log = str(self.folder / "data"), str(self.folder / "log")
        self._run("pg_ctl", "-D", data, "-w", "-t", "30", "-l", log, "-o", options, "start")

    def _run(self, program: str, *args: str) -> None:
        env = {"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
        done = subprocess.run([self.bin / program, *args], user=self.user, env=env, cwd="/", check=False,
                              stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
                              stderr=subprocess.STDOUT, text=True)  # fmt: skip
        if done.returncode:
            raise NoServer(f"{program} failed: {done.stdout}")

    def stop(self, how: str = "fast") -> None:
        """Stop the server; `immediate` is a crash."""
        self._run("pg_ctl", "-D", str(self.folder / "data"), "-w", "-m", how, "stop")

    def remove(self) -> None:
        """Stop the server, where it still runs, and remove its data."""
        if (self.folder / "data/postmaster.pid").exists():
            self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def environment(self, database: str) -> dict[str, str]:
        """Return the variables that lead libpq and asyncpg to a database."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": "postgres",
            "PGPASSWORD": "unused",
            "PGDATABASE": database,
        }

    def address(self, database: str, user: str = "postgres") -> str:
        """Return the address of a database."""
        return f"postgresql://{user}@127.0.0.1:{self.port}/{database}"

    def pypgstac(self, database: str, *args: str) -> None:
        """Run pypgstac on a database."""
        env = {**os.environ, **self.environment(database)}
        program = Path(sys.executable).parent / "pypgstac"
        done = subprocess.run([program, *args], env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"pypgstac {args[0]} failed: {done.stderr[-2000:]}")
