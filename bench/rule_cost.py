"""What the rules of a ruleset cost per item: `python bench/rule_cost.py [RULESET]`.

Every item of a sample is parsed afresh and its rules run at once, as in a check; of each item the best of
many rounds counts, so that other work on the machine hardly shows. Parsing is timed beside it.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import orjson

from stacqc.document import Document, Tree
from stacqc.rule import folds_of
from stacqc.ruleset import choose
from stacqc.runner import Plan, Worker
from stacqc.sample import Options, write

ROUNDS = 25


def best(items: list[Callable[[], Document]], work: Callable[[Document], object]) -> float:
    """Return the microseconds of one item, the mean over the items of the best of all rounds."""
    times = [1.0] * len(items)
    for _ in range(ROUNDS):
        for place, make in enumerate(items):
            document = make()
            start = perf_counter()
            work(document)
            times[place] = min(times[place], perf_counter() - start)
    return sum(times) / len(times) * 1e6


def makers(folder: Path) -> list[Callable[[], Document]]:
    """Return what makes each item of a tree afresh."""
    tree = Tree(str(folder), str(folder / "collection.json"), whole=True)
    files = sorted(folder.rglob("*_item.json"))[:100]
    return [partial(Document, str(file), file.read_bytes(), tree) for file in files]


def rows(ruleset: str, items: list[Callable[[], Document]]) -> Iterable[tuple[str, float]]:
    """Yield what is timed and its microseconds."""
    rules = choose((ruleset,)).selected
    yield "parse", best(items, lambda document: orjson.loads(document.raw))
    of_documents = [choice for choice in rules if choice.rule.check is not None and choice.rule.fold is None]
    idle = best(items, Worker(Plan()).check)
    yield f"document rules of {ruleset}", best(items, Worker(Plan(of_documents)).check) - idle
    for make in folds_of(rules):
        fold = make()
        name = getattr(getattr(fold, "wording", None), "rule", "") or type(fold).__name__
        yield f"fold {name}", best(items, fold.add)


def main() -> None:
    """Print the table."""
    ruleset = sys.argv[1] if len(sys.argv) > 1 else "recommended"
    with TemporaryDirectory() as folder:
        write(Options(200, 1), Path(folder, "tree"))
        gc.disable()
        for name, cost in rows(ruleset, makers(Path(folder, "tree"))):
            print(f"{cost:7.1f} µs  {name}")


if __name__ == "__main__":
    main()
