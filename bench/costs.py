"""Show where the time of a check goes: `python bench/costs.py` prints its parts, and the dearest rules.

A process checks a sample while a timer looks, each millisecond of its CPU time, at what it is doing; a look
counts for the innermost part that it finds itself in. Small inputs are checked some times, each in a process
of its own, so that looks are many.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib import import_module
from operator import attrgetter
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

from measure import machine
from scale import CHECK, sample

_TICK = 0.001
_IMPORTS = "start: Python and imports"
_OTHER = "all around"
#: What is being done inside a function, by the end of its module's name and its own name.
_DOORS = {
    ("commands/check", "_plan"): "start: rules and configuration",
    ("schema/combination", "Combiner.combine"): "start: making validators",
    ("sources/files", "read_file"): "reading files",
    ("engine/worker", "Worker.check_all"): "finding documents",
    ("text/lexical", "decode"): "parsing, with proof that nothing was lost",
    ("sources/containers/texts", "Text.read"): "parsing, with proof that nothing was lost",
    ("sources/containers/pieces", "Piece._sizes"): "parsing, with proof that nothing was lost",
    ("engine/worker", "Worker._check"): "the loop over documents",
    ("engine/judging", "ask_schemas"): "schemas",
    ("engine/recalled", "Recalled.ask"): "recalling what was judged before",
    ("aspects/outline", "outline_of"): "outlines: names and types",
    ("engine/judging", "ask"): "rules on one document",
    ("engine/alike", "Folding.add_alike"): "rules across documents: taking in",
    ("engine/runner", "finished"): "rules across documents: at the end",
    ("engine/keeper", "Keeper.keep"): "placing findings",
    ("commands/_output", "write_report"): "report",
}  # fmt: skip


def look_at_doors() -> None:
    """Raise ImportError or AttributeError where a function has another name by now: its time would go elsewhere."""
    for module, name in _DOORS:
        attrgetter(name)(import_module(f"stacqc.{module.replace('/', '.')}"))


class Looks:
    """Counts what a process was doing, by part and by rule, each time that the timer went off."""

    def __init__(self) -> None:
        self.parts: Counter[str] = Counter()
        self.rules: Counter[str] = Counter()

    def look(self, _: int, frame: FrameType | None) -> None:
        """Note what the process is doing; the signal's handler."""
        part = rule = ""
        while frame is not None:
            part, rule, frame = part or _part_of(frame), rule or _rule_of(frame), frame.f_back
        self.parts[part or _OTHER] += 1
        if rule:
            self.rules[rule] += 1


def _part_of(frame: FrameType) -> str:
    name = frame.f_code.co_filename
    if name.startswith("<frozen importlib"):
        return _IMPORTS
    return _DOORS.get((name.removesuffix(".py").rpartition("/stacqc/")[2], frame.f_code.co_qualname), "")


def _rule_of(frame: FrameType) -> str:
    """Return the rule whose code a function runs, the class of a fold for a rule across documents."""
    name = frame.f_code.co_qualname
    if name == "ask" and "due" in frame.f_locals:
        return str(frame.f_locals["due"].name)
    if name == "Folding.add" and "fold" in frame.f_locals:
        fold = frame.f_locals["fold"]
        return (
            f"{getattr(getattr(fold, 'wording', None), 'rule', '') or type(fold).__name__} (across documents)"
        )
    return ""


class Input(NamedTuple):
    """What is checked: its name, the arguments of the command, its documents, and how often."""

    name: str
    arguments: list[str]
    documents: int
    times: int = 3


def inputs(folder: Path, items: int) -> Iterator[Input]:
    """Yield a FeatureCollection, a tree and one file."""
    collection = sample(folder, items, "fc") / "items.json"
    tree = sample(folder, items, "dir")
    files = sorted(str(path) for path in tree.rglob("*_item.json"))
    yield Input("FeatureCollection", [str(collection)], items)
    yield Input("tree", [str(tree / "collection.json")], sum(1 for _ in tree.rglob("*.json")))
    yield Input("one file", [files[0]], 1, 40)


def watched(arguments: list[str], out: Path) -> None:
    """Run a check in this process, and write what it was doing and for how long."""
    looks = Looks()
    signal.signal(signal.SIGPROF, looks.look)
    signal.setitimer(signal.ITIMER_PROF, _TICK, _TICK)
    from stacqc.cli import main

    sys.argv = ["stacqc", *arguments]
    try:
        main()
    except SystemExit:
        signal.setitimer(signal.ITIMER_PROF, 0)
    out.write_text(json.dumps([looks.parts, looks.rules, sum(os.times()[:2])]))


def measure(what: Input) -> tuple[Counter[str], Counter[str], float]:
    """Return the CPU seconds of each part and of each rule, and of all, for one check."""
    parts: Counter[str] = Counter()
    rules: Counter[str] = Counter()
    seconds = 0.0
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "looks.json"
        for _ in range(what.times):
            command = [
                sys.executable,
                __file__,
                "--watch",
                str(out),
                "--",
                *CHECK[3:],
                "--jobs",
                "1",
                *what.arguments,
            ]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            mine, those, took = json.loads(out.read_text())
            parts.update(mine)
            rules.update(those)
            seconds += took / what.times
    looks = sum(parts.values())
    return _scaled(parts, seconds / looks), _scaled(rules, seconds / looks), seconds


def _scaled(counts: Counter[str], by: float) -> Any:
    return Counter({name: count * by for name, count in counts.items()})


def table(heading: str, found: Iterable[tuple[str, float]], documents: int, total: float) -> Iterator[str]:
    """Yield the lines of a Markdown table, in microseconds of a document."""
    unit, factor = ("ms", 1e3) if documents == 1 else ("µs/document", 1e6 / documents)
    yield f"\n| {heading} | {unit} | share |\n|---|---|---|"
    for name, seconds in found:
        yield f"| {name} | {seconds * factor:.1f} | {seconds / total:.0%} |"
    yield f"| **all** | **{total * factor:.1f}** | |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=10_000)
    parser.add_argument("--rules", type=int, default=12, help="how many rules to show")
    parser.add_argument("--data", type=Path, help="keep the items here")
    parser.add_argument("--watch", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("arguments", nargs="*", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.watch:
        watched(options.arguments, options.watch)
        return
    look_at_doors()
    print(machine())
    with tempfile.TemporaryDirectory() as scratch:
        for what in inputs(options.data or Path(scratch), options.items):
            parts, rules, seconds = measure(what)
            print("\n".join(table(what.name, parts.most_common(), what.documents, seconds)))
            if what.documents > 1:
                dear = rules.most_common(options.rules)
                print("\n".join(table(f"{what.name}: rules", dear, what.documents, seconds)))


if __name__ == "__main__":
    main()
