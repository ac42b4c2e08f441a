"""A run: documents and rules in, one report out."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from stacqc.engine.doubtful_fixes import without_doubtful_fixes
from stacqc.engine.partial import failed
from stacqc.engine.plan import Documents, Plan
from stacqc.engine.worker import Worker
from stacqc.findings import Failure
from stacqc.report import Report
from stacqc.rule import Fold, FoldProblem, OfCollections, SecondLook
from stacqc.sources.again import Reader

#: Problems that folds find before they are kept: each document is read again once for so many.
_TOGETHER = 100_000


def run(shards: Iterable[Documents], plan: Plan, progress: Callable[[int], None] | None = None) -> Report:
    """Check all shards and return one report, its findings in order of place."""
    worker = Worker(plan)
    reader = Reader()
    with without_cycle_collector():
        for shard in shards:
            worker.check_all(shard.documents())
            if progress is not None:
                progress(sum(worker.partial.report.checked.values()))
            reader.remember(shard)
        return finished(worker, reader)


def finished(worker: Worker, reader: Reader) -> Report:
    """Let the folds speak and return the report of all that a worker has checked or taken in."""
    finish(worker, reader)
    report = worker.partial.report
    report.facts = worker.keeper.facts
    report.known = worker.keeper.known
    report.rules = {choice.rule.name: choice.rule.info for choice in worker.plan.rules}
    return sorted_report(report)


def finish(worker: Worker, reader: Reader) -> None:
    """Let the folds speak, and keep what they say; a fold that fails is reported and the others go on."""
    folds = worker.outcome().folds
    if any(failure.is_rest for failure in worker.partial.report.failures):
        # What holds collections against all of their items would hold them against some.
        folds = [fold for fold in folds if not isinstance(fold, OfCollections)]
    _look_again(worker, reader)
    _ask(worker, reader)
    # What others find may be known: only when that is kept, the baseline tells what it has in vain.
    known = worker.keeper.known
    _let_speak([fold for fold in folds if fold is not known], worker, reader)
    _let_speak([fold for fold in folds if fold is known], worker, reader)


def _let_speak(folds: Iterable[Fold], worker: Worker, reader: Reader) -> None:
    found: list[FoldProblem] = []
    for fold in folds:
        try:
            found += list(fold.finish())
        except Exception as error:
            worker.partial.report.failures.append(Failure("", failed(fold, error)))
        if len(found) >= _TOGETHER:
            worker.keep_folded(found, reader)
            found = []
    worker.keep_folded(found, reader)


def _look_again(worker: Worker, reader: Reader) -> None:
    """Show folds the documents that they must see a second time; all that they ask for are read once."""
    folds = [fold for fold in worker.partial.folds if isinstance(fold, SecondLook)]
    failures = worker.partial.report.failures
    wanted: set[str] = set()
    for fold in folds:
        try:
            wanted.update(fold.unsure())
        except Exception as error:
            failures.append(Failure("", failed(fold, error)))
    for address, document in reader.documents(sorted(wanted)):
        if document is None:
            failures.append(Failure(address, "cannot be read again to compare it with others"))
            continue
        for fold in folds:
            try:
                fold.see_again(document)
            except Exception as error:
                failures.append(Failure(address, failed(fold, error)))


def _ask(worker: Worker, reader: Reader) -> None:
    """Ask servers for what the documents lead to, before the baseline says which of its entries still hold."""
    check = worker.plan.hrefs
    if check is None or worker.hrefs is None:
        return
    try:
        worker.keep_folded(list(check.problems(worker.hrefs)), reader)
    except Exception as error:
        worker.partial.report.failures.append(Failure("", failed(worker.hrefs, error)))


def sorted_report(report: Report) -> Report:
    """Order a report by place, then rule, so that every run and every sharding says the same."""
    report.findings = without_doubtful_fixes(sorted(report.findings, key=lambda f: f.order))
    report.failures.sort()
    return report


@contextmanager
def without_cycle_collector() -> Iterator[None]:
    """Switch the cycle collector off: documents hold no cycles, and scanning them costs half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
