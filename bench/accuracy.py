"""Plants every kind of defect into a sample and counts what the ISDeform rules find of it.

    python bench/accuracy.py [--runs 50] [--pairs 24] [--seed 7]

Prints for each rule how many findings were planted, how many were found, its precision and its recall.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

from stacqc.engine.plan import Plan
from stacqc.engine.planning import store_of
from stacqc.engine.runner import run
from stacqc.report import Report
from stacqc.rulesets.ruleset import choose
from stacqc.sample import Options, kinds, read_manifest, write
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options as SchemaOptions
from stacqc.settings.config import Config
from stacqc.sources.inputs import Inputs

Json = dict[str, Any]


class Hit(NamedTuple):
    """A finding: what says so, and where."""

    rule: str
    file: str
    pointer: str


@dataclass
class Score:
    """What became of one rule."""

    planted: int = 0
    recalled: int = 0
    found: int = 0
    right: int = 0
    missed: list[Json] = field(default_factory=list)
    wrong: list[Hit] = field(default_factory=list)

    @property
    def precision(self) -> float:
        """The share of the findings that a defect explains."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of the planted defects that were found."""
        return self.recalled / self.planted if self.planted else 1.0


def check(folder: Path, ruleset: str = "isdeform", *, schemas: bool = True) -> Report:
    """Check a tree as `stacqc check --ruleset isdeform` does."""
    schema_check = SchemaCheck(store_of(Config(), False), SchemaOptions()) if schemas else None
    root = folder / "collection.json"
    start = root if readable(root) else folder
    return run(Inputs([str(start)]).shards(), Plan(choose((ruleset,)).selected, schema_check))


def readable(root: Path) -> bool:
    """Whether the root collection is there."""
    return root.is_file()


def hits_of(report: Report, folder: Path) -> list[Hit]:
    """Return the findings with files as the manifest names them."""
    prefix = f"{folder}/"
    return [Hit(f.rule, f.location.uri.removeprefix(prefix), f.location.pointer) for f in report.findings]


def score(hits: Iterable[Hit], defects: Iterable[Json]) -> dict[str, Score]:
    """Hold findings against a manifest.

    A defect is found when its rule speaks at its place, or at another place that the manifest names for
    the same rule: of two files that share an id nobody knows which is the copy.
    """
    found = set(hits)
    lines = list(defects)
    scores: dict[str, Score] = {}
    for line in lines:
        one = scores.setdefault(line["rule"], Score())
        one.planted += 1
        if any(_is_met(place, found) for place in _places(line)):
            one.recalled += 1
        else:
            one.missed.append(line)
    explained = _Explained(lines)
    for hit in sorted(found):
        one = scores.setdefault(hit.rule, Score())
        one.found += 1
        if explained.by_any(hit):
            one.right += 1
        else:
            one.wrong.append(hit)
    return scores


def _places(line: Json) -> Iterator[Json]:
    yield line
    yield from (entry for entry in line["expected"] if entry["rule"] == line["rule"])


def _is_met(place: Json, found: set[Hit]) -> bool:
    if "pointer" in place and "*" not in place["file"]:
        return Hit(place["rule"], place["file"], place["pointer"]) in found
    return any(hit.rule == place["rule"] and fnmatchcase(hit.file, place["file"]) for hit in found)


class _Explained:
    """Which findings the defects of a manifest explain."""

    def __init__(self, lines: Iterable[Json]) -> None:
        self.exact: set[Hit] = set()
        self.anywhere: set[tuple[str, str]] = set()
        self.patterns: set[tuple[str, str]] = set()
        for line in lines:
            for place in (line, *line["expected"]):
                self._take(place)

    def _take(self, place: Json) -> None:
        if "*" in place["file"]:
            self.patterns.add((place["rule"], place["file"].rpartition("/")[0]))
        elif "pointer" in place:
            self.exact.add(Hit(place["rule"], place["file"], place["pointer"]))
        else:
            self.anywhere.add((place["rule"], place["file"]))

    def by_any(self, hit: Hit) -> bool:
        """Whether a defect explains a finding."""
        folder = hit.file.rpartition("/")[0]
        return (
            hit in self.exact or (hit.rule, hit.file) in self.anywhere or (hit.rule, folder) in self.patterns
        )


def items_of(runs: int, pairs: int) -> int:
    """Return how many items make so many runs of about so many pairs, every other run with time series."""
    return 2 * runs * (4 * pairs + 6) + 2 * (runs // 2)


def planted(
    folder: Path, runs: int, pairs: int, seed: int, each: int, layout: str = "live", only: str = ""
) -> Mapping[str, Score]:
    """Make a sample with so many defects of each kind and return what was found of them."""
    items = items_of(runs, pairs)
    wanted = {
        name: each
        for name, kind in kinds().items()
        if layout in kind.layouts and kind.on != "row" and only in ("", name)
    }
    write(Options(items, seed, runs=runs, layout=layout, defects=wanted), folder)
    _, defects = read_manifest(folder)
    return score(hits_of(check(folder), folder), defects)


def table(scores: Mapping[str, Score]) -> str:
    """Return the scores as a table."""
    lines = [f"{'rule':28} {'planted':>8} {'found':>8} {'precision':>10} {'recall':>8}"]
    lines += [
        f"{name:28} {one.planted:8} {one.found:8} {one.precision:10.2f} {one.recall:8.2f}"
        for name, one in sorted(scores.items())
    ]
    return "\n".join(lines)


def trouble(scores: Mapping[str, Score]) -> list[str]:
    """Return what was missed and what was found without a reason."""
    missed = [f"missed {line['defect']}: {line['rule']} at {line['file']}#{line['pointer']}"
              for one in scores.values() for line in one.missed]  # fmt: skip
    wrong = [
        f"no defect explains {hit.rule} at {hit.file}#{hit.pointer}"
        for one in scores.values()
        for hit in one.wrong
    ]
    return missed + wrong


def main() -> None:
    """Print the table; exit with 1 when a rule misses something or speaks without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--pairs", type=int, default=24, help="about how many pairs a run has")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--each", type=int, default=5, help="how many defects of each kind")
    parser.add_argument("--layout", choices=("live", "legacy"), default="live")
    parser.add_argument("--only", default="", help="plant one kind of defect alone")
    given = parser.parse_args()
    with TemporaryDirectory() as name:
        began = time.perf_counter()
        scores = planted(
            Path(name, "tree"), given.runs, given.pairs, given.seed, given.each, given.layout, given.only
        )
        print(table(scores))
        print(f"{items_of(given.runs, given.pairs)} items in {time.perf_counter() - began:.1f} s")
        found = trouble(scores)
        print("\n".join(found[:200]))
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
