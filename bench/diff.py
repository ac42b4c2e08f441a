"""Measure `stacqc diff` and print one table: python bench/diff.py [--items 100000] [--only ndjson].

Wall time, processor time and memory are those of the whole command. Without PostgreSQL with PostGIS
the database is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
STACQC = [sys.executable, "-m", "stacqc"]


def main() -> None:
    """Make the data, load it, and measure each way of comparing it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--only", choices=("ndjson", "pgstac"))
    parser.add_argument("--folder", type=Path, help="keep the data here and use it again")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="stacqc-bench-") as made:
        folder = args.folder or Path(made)
        make(folder, args.items)
        print("| what | items/s | wall s | processor s | memory MB |", "|---|---|---|---|---|", sep="\n")
        if args.only != "pgstac":
            ndjson(folder, args.items)
        if args.only != "ndjson":
            pgstac(folder, args.items)


def make(folder: Path, items: int) -> None:
    """Make a tree, its flat form, and the same with members and lines in another order."""
    if (folder / "shuffled").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    words = ["sample", folder / "tree", "--items", items, "--jobs", os.cpu_count() or 1]
    run(*words)
    run("flatten", folder / "tree", "-o", folder / "flat", "--self-href", "https://example.org/files")
    for name, shuffled in (("sorted", False), ("shuffled", True)):
        (folder / name).mkdir()
        for file in ("items.ndjson", "collections.ndjson"):
            rewrite(folder / "flat" / file, folder / name / file, shuffled)


def rewrite(source: Path, target: Path, shuffled: bool) -> None:
    """Write lines with sorted members; the second half of the lines first where wanted."""
    import orjson

    lines = source.read_bytes().splitlines()
    if shuffled:
        lines = lines[len(lines) // 2 :] + lines[: len(lines) // 2]
    with target.open("wb") as out:
        out.writelines(
            orjson.dumps(orjson.loads(line), option=orjson.OPT_SORT_KEYS) + b"\n" for line in lines
        )


def run(*words: object) -> None:
    """Run a command that must succeed."""
    subprocess.run([*STACQC, *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def measured(what: str, items: int, *words: object) -> None:
    """Run a comparison that must find nothing, and print a line of the table."""
    read, write = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.close(read)
        command = [*STACQC, "diff", *map(str, words), "--no-config", "--no-progress", "-q"]
        code = subprocess.run(command, check=False, stdout=subprocess.DEVNULL).returncode
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(write, json.dumps([code, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]).encode())
        os._exit(0)
    os.close(write)
    os.waitpid(child, 0)
    wall = time.perf_counter() - began
    code, processor, memory = json.loads(os.read(read, 1000))
    os.close(read)
    assert code == 0, f"{what}: exit code {code}"
    print(f"| {what} | {items / wall:,.0f} | {wall:.1f} | {processor:.1f} | {memory:.0f} |", flush=True)


def ndjson(folder: Path, items: int) -> None:
    """Measure what needs no server."""
    measured("NDJSON, the same bytes", items, folder / "flat", folder / "flat")
    measured("NDJSON, members in another order", items, folder / "flat", folder / "sorted")
    measured("NDJSON, lines in another order", items, folder / "flat", folder / "shuffled")
    measured("tree with NDJSON", items, folder / "tree", folder / "flat")


def pgstac(folder: Path, items: int) -> None:
    """Measure against a server that lives as long as the measurement."""
    from tests.pgstac.server import NoServer

    try:
        with loaded(folder) as address:
            measured("NDJSON with pgstac", items, folder / "flat", address)
            measured("tree with pgstac", items, folder / "tree", address)
            measured(
                "tree with pgstac, rows completed by the server",
                items,
                folder / "tree",
                address,
                "--server-hydrate",
            )
            state = folder / "state"
            state.unlink(missing_ok=True)
            measured(
                "tree with pgstac, first run with a state file",
                items,
                folder / "tree",
                address,
                "--state",
                state,
            )
            measured(
                "tree with pgstac, second run with it", items, folder / "tree", address, "--state", state
            )
    except NoServer as reason:
        print(f"no database: {reason}")


@contextmanager
def loaded(folder: Path) -> Iterator[str]:
    """A server with the flat data, loaded by `pypgstac load`."""
    import psycopg

    from tests.pgstac.server import Server

    server = Server()
    server.start()
    try:
        with psycopg.connect(server.address("postgres"), autocommit=True) as connection:
            connection.execute("CREATE DATABASE bench")
        server.pypgstac("bench", "migrate")
        for kind in ("collections", "items"):
            server.pypgstac("bench", "load", kind, str(folder / "flat" / f"{kind}.ndjson"))
        with psycopg.connect(server.address("bench"), autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")
        yield server.address("bench")
    finally:
        server.remove()


if __name__ == "__main__":
    main()
