"""Measure `stacqc diff` and print one table: python bench/diff.py [--items 100000] [--only ndjson] [--million].

Wall time, processor time and memory are those of the whole command, of the fastest of `--runs` runs.
Without PostgreSQL with PostGIS the database is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
STACQC = [sys.executable, "-m", "stacqc"]
#: How often each command is run.
runs = 1


def main() -> None:
    """Make the data, load it, and measure each way of comparing it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--only", choices=("ndjson", "pgstac"))
    parser.add_argument(
        "--million", action="store_true", help="also ten times the items (13 GB for a million)"
    )
    parser.add_argument("--folder", type=Path, help="keep the data here and use it again")
    parser.add_argument("--runs", type=int, default=1, help="show the fastest of so many")
    args = parser.parse_args()
    global runs
    runs = args.runs
    with tempfile.TemporaryDirectory(prefix="stacqc-bench-") as made:
        folder = args.folder or Path(made)
        make(folder, args.items)
        print(
            "| what | items/s | items/CPU s | wall s | CPU s | memory MB | load |", "|---" * 7 + "|", sep="\n"
        )
        if args.only != "pgstac":
            ndjson(folder, args.items)
        if args.million:
            tenfold(folder, args.items)
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
    for name in ("sorted", "spelled", "shuffled"):
        (folder / name).mkdir()
        for file in ("items.ndjson", "collections.ndjson"):
            rewrite(folder / "flat" / file, folder / name / file, name)


def rewrite(source: Path, target: Path, how: str) -> None:
    """Write lines with sorted members, or all as jsonb spells it, or the second half of the lines first."""
    import orjson

    with source.open("rb") as lines:
        half = sum(1 for _ in lines) // 2 if how == "shuffled" else 0
    write = spelled if how == "spelled" else lambda value: orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    with target.open("wb") as out:
        for start, stop in ((half, None), (0, half)):
            with source.open("rb") as lines:
                out.writelines(write(orjson.loads(line)) + b"\n" for line in islice(lines, start, stop))


def spelled(value: Any) -> bytes:
    """Return a document as PostgreSQL writes jsonb: short members first, spaces, whole coordinates as integers."""
    for name in {"geometry", "bbox"} & value.keys():
        value[name] = whole(value[name])
    return json.dumps(by_length(value), ensure_ascii=False).encode()


def by_length(value: Any) -> Any:
    """Return a value with the members of its objects in the order of jsonb."""
    if isinstance(value, dict):
        return {k: by_length(value[k]) for k in sorted(value, key=lambda k: (len(k.encode()), k))}
    return [by_length(v) for v in value] if isinstance(value, list) else value


def whole(value: Any) -> Any:
    """Return nested numbers with 30 for 30.0."""
    if isinstance(value, dict):
        return {k: whole(v) for k, v in value.items()}
    if isinstance(value, list):
        return [whole(v) for v in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def tenfold(folder: Path, items: int) -> None:
    """Measure ten times the items, each time under collections and ids of their own."""
    for name in ("flat", "sorted"):
        (folder / f"{name}10").mkdir(exist_ok=True)
        for file in ("items.ndjson", "collections.ndjson"):
            with (folder / f"{name}10" / file).open("wb") as out:
                for digit in b"0123456789":
                    with (folder / name / file).open("rb") as lines:
                        out.writelines(renamed(line, digit) for line in lines)
    flat, other = folder / "flat10", folder / "sorted10"
    measured(f"NDJSON, {items * 10:,} items, the same bytes", items * 10, flat, flat)
    measured(f"NDJSON, {items * 10:,} items, members in another order", items * 10, flat, other)
    shutil.rmtree(flat)
    shutil.rmtree(other)


def renamed(line: bytes, digit: int) -> bytes:
    """Return a line whose ids begin with a digit."""
    for member in (b'"id":"', b'"collection":"'):
        line = line.replace(member, b"%s%c" % (member, digit))
    return line


def run(*words: object) -> None:
    """Run a command that must succeed."""
    subprocess.run([*STACQC, *map(str, words)], check=True, stdout=subprocess.DEVNULL)


def measured(what: str, items: int, *words: object, fresh: Path | None = None) -> None:
    """Run a comparison that must find nothing, and print a line of the table.

    Before each run the file `fresh` is removed.
    """
    taken = []
    for _ in range(runs):
        if fresh is not None:
            fresh.unlink(missing_ok=True)
        code, *found = once(words)
        assert code == 0, f"{what}: exit code {code}"
        taken.append(found)
    wall, processor, memory = min(taken)
    load = os.getloadavg()[0]
    print(
        f"| {what} | {items / wall:,.0f} | {items / processor:,.0f} | {wall:.1f} | {processor:.1f} "
        f"| {memory:.0f} | {load:.1f} |",
        flush=True,
    )


def once(words: Iterable[object]) -> tuple[int, float, float, float]:
    """Return the exit code of a comparison, its wall and processor time in seconds, and its memory in MB."""
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
    return code, wall, processor, memory


def ndjson(folder: Path, items: int) -> None:
    """Measure what needs no server."""
    measured("NDJSON, the same bytes", items, folder / "flat", folder / "flat")
    measured("NDJSON, members in another order", items, folder / "flat", folder / "sorted")
    measured("NDJSON, spelled as by jsonb", items, folder / "flat", folder / "spelled")
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
            measured(
                "tree with pgstac, first run with a state file",
                items,
                folder / "tree",
                address,
                "--state",
                state,
                fresh=state,
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
