"""Checking one shard anywhere, and putting the outcomes of all together in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents, Input, Plan
from stacqc.engine.probing import remembered
from stacqc.engine.recipe import plan_of_order
from stacqc.engine.runner import without_cycle_collector
from stacqc.engine.worker import Worker
from stacqc.sources.again import Reader

#: Partials of about one size that are merged into the first of them.
_FAN = 8


def check_shard(shard: Documents, order: bytes) -> Partial:
    """Check a shard by the plan that was ordered: what a worker process is asked to do."""
    return checked(shard, plan_of_order(order))


def checked(shard: Documents, plan: Plan) -> Partial:
    """Check a shard, and leave the folds open."""
    worker = Worker(plan)
    with without_cycle_collector(), remembered(worker.partial.asked):
        worker.check_all(shard.documents())
    return worker.outcome()


def parts_of(shards: Iterable[Input], reader: Reader) -> Iterator[Documents]:
    """Yield the input in parts that can be checked anywhere; the reader learns what they came from."""
    for shard in shards:
        reader.remember(shard)
        yield from shard.parts()


class Merger:
    """Merges partials in order, as a tree: only such as hold about the same number of shards."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._levels: list[list[Partial]] = []

    def take(self, partial: Partial) -> None:
        """Take in the outcome of the next shard."""
        for level in self._levels:
            level.append(partial)
            if len(level) < _FAN:
                return
            partial = self._merged(level)
            level.clear()
        self._levels.append([partial])

    def _merged(self, partials: list[Partial]) -> Partial:
        first, *others = partials
        for other in others:
            first.merge(other, self._limit)
        return first

    def into(self, whole: Partial) -> None:
        """Merge all that was taken in into one partial, in order."""
        for level in reversed(self._levels):
            for partial in level:
                whole.merge(partial, self._limit)
