"""Compare stacqc with other validators on the same items: `make bench` prints one table.

All have their schemas locally: the others from the folder given with --schemas (official schemas by host
and path; without it, those bundled with stacqc), which a proxy on loopback serves to those that fetch.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import Contender, Outcome, machine, race
from peers import node_validator, program
from scale import BARE, with_cache

ROOT = Path(__file__).resolve().parents[1]
STACQC = [sys.executable, "-m", "stacqc", "check", "--no-config", "--no-progress", "-q", "--jobs", "1"]
STRUCTURE = ["--only", "tag:verdict", "--only", "tag:structure"]
ISDEFORM = ["--ruleset", "isdeform"]
_FEW = 1_000
#: What the ratios are held against.
RUSTAC, FAST = "rustac validate, FeatureCollection", "stac-valid fast -r, tree"


class Data:
    """The same items as a tree of files, one FeatureCollection, and lines."""

    def __init__(self, folder: Path, items: int) -> None:
        self.items = items
        for sink, options in (("tree", []), ("fc", ["--sink", "fc"]), ("lines", ["--sink", "ndjson"])):
            target = folder / sink
            if not target.exists():
                make = [
                    sys.executable,
                    "-m",
                    "stacqc",
                    "sample",
                    str(target),
                    "--items",
                    str(items),
                    "--seed",
                    "7",
                ]
                subprocess.run([*make, *options], check=True, stdout=subprocess.DEVNULL)
        self.tree = str(folder / "tree" / "collection.json")
        self.features = str(folder / "fc" / "items.json")
        self.lines = str(folder / "lines" / "items.ndjson")
        self.files = sorted(str(p) for p in (folder / "tree").rglob("*_item.json"))
        self.documents = sum(1 for p in (folder / "tree").rglob("*.json"))


def ours(data: Data) -> Iterator[Contender]:
    """Yield stacqc in its ways."""
    yield Contender(
        "stacqc schemas only, FeatureCollection", [*STACQC, "--schemas-only", data.features], data.items
    )
    yield Contender(
        "stacqc schemas + structure, FeatureCollection", [*STACQC, *STRUCTURE, data.features], data.items
    )
    yield Contender("stacqc schemas + structure, tree", [*STACQC, *STRUCTURE, data.tree], data.documents)
    yield Contender("stacqc schemas + structure, ndjson", [*STACQC, *STRUCTURE, data.lines], data.items)
    yield Contender("stacqc recommended, FeatureCollection", [*STACQC, data.features], data.items)
    yield Contender("stacqc recommended, tree", [*STACQC, data.tree], data.documents)
    yield Contender(
        "stacqc isdeform, FeatureCollection", [*STACQC, *ISDEFORM, data.features], data.items, (0, 1)
    )
    yield Contender("stacqc isdeform, tree", [*STACQC, *ISDEFORM, data.tree], data.documents, (0, 1))


def trees(data: Data, few: Data, caches: Path) -> Iterator[Contender]:
    """Yield the check of a tree again with a cache, of a smaller one, and the least that any check must do."""
    cached = [*with_cache(caches), data.tree]
    yield Contender("stacqc isdeform, tree, cached", cached, data.documents, (0, 1))
    yield Contender("stacqc isdeform, small tree", [*STACQC, *ISDEFORM, few.tree], few.documents, (0, 1))
    bare = [sys.executable, "-c", BARE, str(Path(data.tree).parent)]
    yield Contender("walk, read and parse, tree", bare, data.documents)


def theirs(data: Data, few: Data, small: Data, schemas: Path) -> Iterator[Contender]:
    """Yield the peers; the slow ones get fewer items and runs."""
    stac_valid = program("stac-valid", "stac-valid")
    yield Contender(
        RUSTAC,
        [program("rustac", "rustac"), "validate", data.features],
        data.items,
    )
    yield Contender(FAST, [stac_valid, "fast", "-q", "-r", data.tree], data.documents, (0, 1), 1)
    yield Contender(
        "stac-valid fast, FeatureCollection", [stac_valid, "fast", "-q", data.features], data.items, (0, 1), 2
    )
    yield Contender("stac-valid batch, files", [stac_valid, "batch", *small.files], small.items, (0, 1), 1)
    yield Contender(
        "stac-valid validate -r, tree", [stac_valid, "validate", "-r", small.tree], small.documents, (0, 1), 1
    )
    check = program("stac-check", "stac-check")
    yield Contender(
        "stac-check --fast-linting, FeatureCollection",
        [check, "--fast-linting", few.features],
        few.items,
        (0, 1),
        1,
    )
    python = program("pystac", "python")
    script = str(Path(__file__).with_name("pystac_validate.py"))
    yield Contender("pystac validate_dict, files", [python, script, small.features], small.items, (0,), 1)
    yield from _stac_pydantic(data, small)
    local = [*node_validator(), "--schemaMap", f"https://={schemas.resolve()}/", "--"]
    yield Contender(
        "stac-node-validator, tree", [*local, str(Path(data.tree).parent)], data.documents, (0,), 2
    )
    yield Contender("stac-node-validator, one file", [*local, data.files[0]], 1)


def _stac_pydantic(data: Data, small: Data) -> Iterator[Contender]:
    python = program("stac-pydantic", "python")
    script = str(Path(__file__).with_name("stac_pydantic_validate.py"))
    yield Contender(
        "stac-pydantic models, FeatureCollection", [python, script, data.features], data.items, (0,), 2
    )
    command = [python, script, "--extensions", small.features]
    yield Contender("stac-pydantic models + extensions, FeatureCollection", command, small.items, (0,), 1)


def one_file(data: Data) -> Iterator[Contender]:
    """Yield the check of a single file, where starting up is all."""
    yield Contender("stacqc, one file", [*STACQC, data.files[0]], 1)
    yield Contender("stacqc isdeform, one file", [*STACQC, *ISDEFORM, data.files[0]], 1, (0, 1))
    yield Contender("rustac validate, one file", [program("rustac", "rustac"), "validate", data.files[0]], 1)
    yield Contender(
        "stac-valid validate, one file",
        [program("stac-valid", "stac-valid"), "validate", data.files[0]],
        1,
        (0, 1),
    )


def table(contenders: list[Contender], outcomes: dict[str, Outcome]) -> Iterator[str]:
    """Yield the lines of a Markdown table; ratios are items per CPU second against two peers.

    They are those of the median runs, then of the fastest runs, which a restless machine disturbs least.
    """
    yield "| validator, input | documents | CPU s (median, range) | wall s | documents/CPU s | x rustac | x stac-valid fast -r | peak MB |"
    yield "|---|---|---|---|---|---|---|---|"
    there = [c for c in contenders if not c.is_missing]
    median = {c.name: c.documents / outcomes[c.name].median for c in there}
    best = {c.name: c.documents / min(outcomes[c.name].cpu) for c in there}
    for c in contenders:
        if c.is_missing:
            yield f"| {c.name} | {c.documents:,} | missing: its program could not be installed | | | | | |"
            continue
        o = outcomes[c.name]
        ratios = [
            ", ".join(f"{speed[c.name] / speed[peer]:.2f}" for speed in (median, best))
            if peer in best and c.documents > 1
            else ""
            for peer in (RUSTAC, FAST)
        ]
        yield (
            f"| {c.name} | {c.documents:,} | {o.median:.3f} ({min(o.cpu):.3f}-{max(o.cpu):.3f}) | {min(o.wall):.3f} "
            f"| {median[c.name]:,.0f} | {ratios[0]} | {ratios[1]} | {o.peak:.0f} |"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--small", type=int, default=200, help="items for the slow peers")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--schemas", type=Path, help="folder of official schemas by host and path")
    parser.add_argument("--data", type=Path, help="keep the items here")
    parser.add_argument(
        "--rows", nargs="+", default=[""], help="texts in the names of the rows that are wanted"
    )
    parser.add_argument("--alone", action="store_true", help="stacqc without the peers")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = options.data or Path(scratch)
        data, few, small = (Data(folder / str(n), n) for n in (options.items, _FEW, options.small))
        schemas = options.schemas or bundled_by_address(Path(scratch) / "schemas")
        contenders = [*ours(data), *trees(data, few, Path(scratch) / "cache")]
        if not options.alone:
            contenders += [*theirs(data, few, small, schemas), *one_file(data)]
        contenders = [c for c in contenders if any(text in c.name for text in (*options.rows, RUSTAC))]
        outcomes = compete(contenders, options, schemas, Path(scratch))
    print(f"\n{machine()}, {options.items:,} items, {options.runs} runs in turn\n")
    print("\n".join(table(contenders, outcomes)))


def compete(
    contenders: list[Contender], options: argparse.Namespace, schemas: Path, scratch: Path
) -> dict[str, Outcome]:
    """Run the race, with the peers' schemas served on loopback."""
    from schema_server import SchemaServer

    server = SchemaServer(schemas)
    environment = {
        **os.environ,
        **server.environment(),
        "HOME": str(scratch),
        "XDG_CACHE_HOME": str(scratch / "cache"),
    }
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    try:
        race(contenders, 1, environment)  # fills the caches of files, schemas and compiled modules
        return race(contenders, options.runs, environment)
    finally:
        server.close()


def bundled_by_address(folder: Path) -> Path:
    """Lay the bundled schemas out by host and path, as the proxy wants them."""
    from stacqc.schema.store import bundled_schemas

    for address, file, _ in bundled_schemas():
        target = folder / address.partition("://")[2]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.read_bytes())
    return folder


if __name__ == "__main__":
    main()
