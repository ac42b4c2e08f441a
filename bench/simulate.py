"""Measure what rules across documents remember, and extrapolate: `python bench/simulate.py` prints tables.

Shards are made of a sound catalog, copied with other runs, and only shown to the folds: nothing is judged.
Each shard's outcome is pickled, as if it came from another process, and merged. Sizes are those of all
objects that a fold holds. What lies beyond the largest size is a straight line through the last two.
"""

from __future__ import annotations

import argparse
import gc
import pickle
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from types import FunctionType, MethodType, ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from copies import copy_of
from scale import sample

from stacqc.document import Document
from stacqc.engine.planning import plan_of
from stacqc.rule import Fold, SecondLook, Selected, folds_of
from stacqc.settings.config import Config

_SHARD = 600
_BASE = 20_000
_FAR = (100_000_000, 1_000_000_000)
_SHARED = (type, FunctionType, MethodType, ModuleType)


@dataclass
class Column:
    """What was measured of one fold."""

    rules: str
    fold: Any
    sizes: list[int] = field(default_factory=list)
    sent: int = 0
    #: Seconds of CPU.
    adding: float = 0
    sending: float = 0
    merging: float = 0
    finishing: float = 0
    #: Documents that had to be seen again, and findings.
    again: int = 0
    found: int = 0

    def slope(self, marks: list[int]) -> float:
        """Return by how many bytes an item makes it grow in the end; what is bounded goes up and down."""
        return max(0.0, (self.sizes[-1] - self.sizes[-2]) / (marks[-1] - marks[-2]))


def size_of(fold: Any) -> int:
    """Return the bytes of all that a fold holds, but for what it shares with all folds of its rule."""
    seen = {id(getattr(fold, name, None)) for name in ("wording", "argument", "_read")}
    pending, size = [fold], 0
    while pending:
        one = pending.pop()
        if id(one) not in seen and not isinstance(one, _SHARED):
            seen.add(id(one))
            size += sys.getsizeof(one)
            pending += gc.get_referents(one)
    return size


def columns(rules: list[Selected]) -> Iterator[tuple[Callable[[], Fold], Column]]:
    """Yield the maker of each fold with a column for it."""
    for make in folds_of(rules):
        names = [choice.rule.name for choice in rules if choice.rule.fold is make]
        yield make, Column(", ".join(names), make())


def documents(folder: Path, items: int) -> Iterator[Document]:
    """Yield items and their collections, as lines of files."""
    made = sample(folder, _BASE, "ndjson")
    for copy in range(-(-items // _BASE)):
        for name in ("items.ndjson", "collections.ndjson"):
            for row, line in enumerate(copy_of(made / name, copy)):
                yield Document(f"/data/{copy:06}/{name}", line, prefix=(row,), line=row + 1)


def simulate(rules: list[Selected], folder: Path, marks: list[int]) -> list[Column]:
    """Let the folds of some rules grow."""
    made = list(columns(rules))
    source, items, due = documents(folder, marks[-1]), 0, list(marks)
    while shard := list(islice(source, _SHARD)):
        for make, column in made:
            add_shard(column, make(), shard)
        items += sum(document.kind == "Item" for document in shard)
        if due and items >= due[0]:
            print(f"  {due.pop(0):,} items", file=sys.stderr)
            for _, column in made:
                column.sizes.append(size_of(column.fold))
    for _, column in made:
        finish(column)
    return [column for _, column in made]


def add_shard(column: Column, fold: Any, shard: Iterable[Document]) -> None:
    """Show a shard to a fold, send it, and merge it."""
    begun = time.process_time()
    for document in shard:
        fold.add(document)
    added = time.process_time()
    sent = pickle.dumps(fold)
    column.sent += len(sent)
    received = pickle.loads(sent)
    taken = time.process_time()
    column.fold.merge(received)
    column.adding += added - begun
    column.sending += taken - added
    column.merging += time.process_time() - taken


def finish(column: Column) -> None:
    """Let a fold speak."""
    begun = time.process_time()
    if isinstance(column.fold, SecondLook):
        column.again = len(list(column.fold.unsure()))
    column.found = len(list(column.fold.finish()))
    column.finishing = time.process_time() - begun


def table(made: list[Column], marks: list[int]) -> Iterator[str]:
    """Yield the lines of a Markdown table, the greediest fold first."""
    heads = ["rules", *(f"{mark:,} items" for mark in marks), "B/item", "sent B/item",
             "add, send, merge us/item", "finish us/item", *(f"{n:,}" for n in _FAR)]  # fmt: skip
    yield f"| {' | '.join(heads)} |"
    yield "|---" * len(heads) + "|"
    for column in (whole(made), *sorted(made, key=lambda c: -c.sizes[-1])):
        yield f"| {' | '.join(cells(column, marks))} |"


def whole(made: list[Column]) -> Column:
    """Return all columns as one."""
    total = Column("**all**", None, [sum(sizes) for sizes in zip(*(c.sizes for c in made), strict=True)])
    for name in ("sent", "adding", "sending", "merging", "finishing", "again", "found"):
        setattr(total, name, sum(getattr(column, name) for column in made))
    return total


def cells(column: Column, marks: list[int]) -> Iterator[str]:
    """Yield the cells of a row."""
    last, slope = marks[-1], column.slope(marks)
    yield column.rules
    yield from map(_bytes, column.sizes)
    yield f"{slope:.1f}"
    yield f"{column.sent / last:.0f}"
    yield ", ".join(f"{t / last * 1e6:.1f}" for t in (column.adding, column.sending, column.merging))
    yield f"{column.finishing / last * 1e6:.1f}"
    yield from (_bytes(column.sizes[-1] + slope * (n - last)) for n in _FAR)


def _bytes(size: float) -> str:
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.3g} {unit}"
        size /= 1000
    return f"{size:,.3g} TB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--rulesets", nargs="+", default=["isdeform", "recommended"])
    parser.add_argument("--data", type=Path, help="keep the items here")
    options = parser.parse_args()
    gc.disable()
    with tempfile.TemporaryDirectory() as scratch:
        for ruleset in options.rulesets:
            rules = list(plan_of(Config(ruleset=(ruleset,))).plan.rules)
            made = simulate(rules, options.data or Path(scratch), options.sizes)
            print(f"\n{ruleset}\n")
            print("\n".join(table(made, options.sizes)))


if __name__ == "__main__":
    main()
