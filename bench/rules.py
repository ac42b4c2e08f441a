"""What each rule costs: microseconds per item, on items as they come from the parser.

    python bench/rules.py items.json [ruleset] [--all]

Items are parsed in small batches, as in a run, so that rules find them in the cache of the processor; what
several rules share is paid by the first of them.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from pathlib import Path
from time import process_time

from stacqc.document import Document
from stacqc.rule import folds_of
from stacqc.rulesets.ruleset import choose
from stacqc.sources.inputs import Inputs

BATCH = 16
ITEMS = 4000
#: Items checked before the clock runs.
WARM = 800


def batches(path: Path) -> Iterator[list[Document]]:
    """Yield the first items of a file, freshly parsed."""
    batch: list[Document] = []
    count = 0
    for shard in Inputs([str(path)]).shards():
        for entry in shard.documents():
            if isinstance(entry, Document) and entry.kind == "Item":
                batch.append(entry)
                if len(batch) == BATCH:
                    yield batch
                    batch = []
                    count += BATCH
                    if count >= ITEMS + WARM:
                        return


def costs(path: Path, ruleset: str) -> tuple[dict[str, float], int]:
    """Return the seconds that each rule and fold took, and the number of items."""
    selected = choose(rulesets=(ruleset,)).selected
    checks = [
        (choice.rule.name, choice.rule.check)
        for choice in selected
        if choice.rule.check is not None and "Item" in choice.rule.info.kinds
    ]
    folds = [(_fold_name(fold, number), fold) for number, fold in enumerate(m() for m in folds_of(selected))]
    spent: dict[str, float] = {}
    items = 0
    for number, batch in enumerate(batches(path)):
        if number * BATCH == WARM:
            spent.clear()
            items = 0
        items += len(batch)
        for name, check in checks:
            start = process_time()
            for document in batch:
                for _ in check(document):
                    pass
            spent[name] = spent.get(name, 0.0) + process_time() - start
        for name, fold in folds:
            start = process_time()
            for document in batch:
                fold.add(document)
            spent[name] = spent.get(name, 0.0) + process_time() - start
    return spent, items


def _fold_name(fold: object, number: int) -> str:
    wording = getattr(fold, "wording", None)
    return f"fold {type(fold).__name__} {wording.rule if wording is not None else number}"


def main(path: str, ruleset: str = "isdeform", show: str = "") -> None:
    """Print the costs, the dearest first."""
    gc.disable()
    spent, items = costs(Path(path), ruleset)
    folds = sum(cost for name, cost in spent.items() if name.startswith("fold "))
    total = sum(spent.values())
    scale = 1e6 / items
    print(f"{items} items: rules {(total - folds) * scale:.1f}, folds {folds * scale:.1f} us per item")
    ordered = sorted(spent.items(), key=lambda pair: -pair[1])
    for name, cost in ordered if show == "--all" else ordered[:30]:
        print(f"{cost * scale:6.2f} {name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
