"""How a run is done: here, or in several processes where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from stacqc.engine.plan import Input, Plan
from stacqc.engine.runner import run
from stacqc.report import Report
from stacqc.scale.available import available
from stacqc.sources.containers.container import Container

if TYPE_CHECKING:
    from stacqc.scale.pools import Processes

#: Documents below which starting processes takes longer than they save.
FEW = 4_000
#: Containers that are looked at before any of them is checked.
_MANY = 100


def run_in_processes(
    shards: Iterable[Input], plan: Plan, progress: Callable[[int], None] | None = None, jobs: int = 0
) -> Report:
    """Check all shards in so many processes; 0 takes what the machine has, where that pays."""
    only_items, shards = _all_are(_holds_only_items(), iter(shards))
    plan = replace(plan, in_part=True) if only_items else plan
    if jobs == 0 and (jobs := available()) > 1:
        few, shards = _all_are(_stays_small(), shards)
        jobs = 1 if few else jobs
    pool = _processes(jobs, plan)
    if pool is None:
        return run(shards, plan, progress)
    from stacqc.scale.running import run_in

    return run_in(pool, shards, plan, progress)


def run_with_cache(
    shards: Iterable[Input],
    plan: Plan,
    folder: Path,
    progress: Callable[[int], None] | None = None,
    jobs: int = 0,
) -> Report:
    """Check what has changed since the last run; raises CacheUnusable."""
    from stacqc.scale.cached import open_cache, run_cached
    from stacqc.scale.pools import Here, Late

    cache = open_cache(folder, plan)
    try:
        if jobs == 1 or plan.recipe is None:
            return run_cached(Here(plan), cache, shards, plan, progress)
        return run_cached(Late(jobs or available(), plan), cache, shards, plan, progress)
    finally:
        cache.close()


def _processes(jobs: int, plan: Plan) -> Processes | None:
    """Return processes, None where there is to be one, or can be no more."""
    if jobs == 1 or plan.recipe is None:
        return None
    from stacqc.scale.pools import Processes

    try:
        return Processes(jobs, plan)
    except (OSError, ImportError, NotImplementedError):
        # Some containers allow no semaphores, without which processes cannot be told what to do.
        return None


def _all_are(wanted: Callable[[Input], bool], shards: Iterator[Input]) -> tuple[bool, Iterator[Input]]:
    """Return whether all the input is as wanted, looked at up to what is not, and the input as it was."""
    seen: list[Input] = []
    for shard in shards:
        seen.append(shard)
        if not wanted(shard):
            return False, chain(seen, shards)
    return True, iter(seen)


def _holds_only_items() -> Callable[[Input], bool]:
    """Return the test whether each of a few containers holds but items."""
    number = count(1)
    return lambda shard: next(number) <= _MANY and isinstance(shard, Container) and shard.has_only_items


def _stays_small() -> Callable[[Input], bool]:
    """Return the test whether there are few documents up to a shard."""
    documents = 0

    def test(shard: Input) -> bool:
        nonlocal documents
        documents += shard.size()
        return documents < FEW

    return test
