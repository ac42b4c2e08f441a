"""Measure large runs: processes, the cache, memory and a Dask cluster: `python bench/scale.py` prints a table.

Everything is stacqc against itself on the same items, so ratios are what to look at. `--million` adds
a file of a million items (6 GB), `--dask` a cluster of two workers on this machine (extra `dask`).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from copies import copy_of
from measure import Contender, Outcome, machine, race

STACQC = [sys.executable, "-m", "stacqc"]
CHECK = [*STACQC, "check", "--no-config", "--no-progress", "-q", "--ruleset", "isdeform"]
_COPIES = 10
#: What any checker of a tree must do: find, read and parse its files.
BARE = """
import os, sys, orjson
pending = [sys.argv[1]]
while pending:
    with os.scandir(pending.pop()) as entries:
        for entry in entries:
            if entry.is_dir():
                pending.append(entry.path)
            elif entry.name.endswith(".json"):
                with open(entry.path, "rb") as stream:
                    orjson.loads(stream.read())
"""


def sample(folder: Path, items: int, sink: str) -> Path:
    """Make a sound catalog, once."""
    target = folder / str(items) / sink
    if not target.exists():
        command = [*STACQC, "sample", str(target), "--items", str(items), "--seed", "7", "--sink", sink]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return target


def million(folder: Path, lines: Path) -> Path:
    """Write the items ten times, each time of other runs."""
    target = folder / "million.ndjson"
    if not target.exists():
        with target.open("wb") as out:
            for copy in range(_COPIES):
                out.writelines(copy_of(lines, copy))
    return target


def of_lines(folder: Path, sizes: list[int]) -> Iterator[Contender]:
    """Yield the runs on lines in one process and in two."""
    for items in sizes:
        lines = str(sample(folder, items, "ndjson") / "items.ndjson")
        for jobs in ("1", "2"):
            yield Contender(f"lines, {items:,}, {jobs} jobs", [*CHECK, "--jobs", jobs, lines], items)


def contenders(folder: Path, sizes: list[int], caches: Path) -> Iterator[Contender]:
    """Yield the runs in one process and in two, and those with a cache."""
    for items in sizes:
        lines = str(sample(folder, items, "ndjson") / "items.ndjson")
        tree = sample(folder, items, "dir")
        top, documents = str(tree / "collection.json"), sum(1 for _ in tree.rglob("*.json"))
        for jobs in ("1", "2"):
            yield Contender(f"lines, {items:,}, {jobs} jobs", [*CHECK, "--jobs", jobs, lines], items)
            yield Contender(f"tree, {items:,}, {jobs} jobs", [*CHECK, "--jobs", jobs, top], documents)
        cached = with_cache(caches / f"{items}")
        for name, path, n in (
            ("tree", top, documents),
            ("folder", str(tree), documents),
            ("lines", lines, items),
        ):
            subprocess.run([*cached, path], check=False, stdout=subprocess.DEVNULL)
            yield Contender(f"{name}, {items:,}, cached", [*cached, path], n)
        yield Contender(
            f"walk, read and parse, {items:,}", [sys.executable, "-c", BARE, str(tree)], documents
        )


def with_cache(folder: Path) -> list[str]:
    """Return the command that checks with a cache, which lies in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "stacqc.toml"
    config.write_text('ruleset = ["isdeform"]\ncache = true\n')
    return [*STACQC, "check", "--no-progress", "-q", "--jobs", "1", "--config", str(config)]


@contextmanager
def dask() -> Iterator[str]:
    """Give the address of a cluster of two workers on this machine."""
    from distributed import LocalCluster

    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address


def table(runs: list[Contender], outcomes: dict[str, Outcome]) -> Iterator[str]:
    """Yield the lines of a Markdown table."""
    yield "| input | documents | wall s (least) | CPU s (median) | CPU us/document | peak MB of one process |"
    yield "|---|---|---|---|---|---|"
    for c in runs:
        o = outcomes[c.name]
        yield (
            f"| {c.name} | {c.documents:,} | {min(o.wall):.2f} | {o.median:.2f} "
            f"| {o.median / c.documents * 1e6:.0f} | {o.peak:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--data", type=Path, help="keep the items here")
    parser.add_argument("--lines", action="store_true", help="only lines, without trees and caches")
    parser.add_argument("--million", action="store_true", help="also a million items in one file")
    parser.add_argument("--dask", action="store_true", help="also a Dask cluster on this machine")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data or Path(scratch)
        caches = Path(scratch) / "caches"
        made = of_lines(folder, options.sizes) if options.lines else contenders(folder, options.sizes, caches)
        runs = list(made)
        lines = sample(folder, options.sizes[-1], "ndjson") / "items.ndjson"
        # All take turns, those on the cluster too: a disturbance meets them all alike.
        with dask() if options.dask else nullcontext() as address:
            if address is not None:
                name = f"lines, {options.sizes[-1]:,}, Dask with 2 workers"
                runs.append(Contender(name, [*CHECK, "--dask", address, str(lines)], options.sizes[-1]))
            outcomes = race(runs, options.runs, os.environ)
        if options.million:
            file = million(folder, lines)
            run = Contender(
                "lines, a million, 2 jobs",
                [*CHECK, "--jobs", "2", str(file)],
                _COPIES * options.sizes[-1],
                (0, 1),
            )
            runs.append(run)
            outcomes |= race([run], 1, os.environ)
    print(f"\n{machine()}, load {os.getloadavg()[0]:.1f}, {options.runs} runs in turn\n")
    print("\n".join(table(runs, outcomes)))


if __name__ == "__main__":
    main()
