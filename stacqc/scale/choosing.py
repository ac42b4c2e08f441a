"""How a run is done: here, or in several processes where that pays."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

from stacqc.engine.plan import Input, Plan
from stacqc.engine.runner import run
from stacqc.findings import Report
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
    only_items, shards = _has_only_items(iter(shards))
    plan = replace(plan, only_items=True) if only_items else plan
    if jobs == 0 and (jobs := available()) > 1:
        few, shards = _looked_into(shards)
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


def _has_only_items(shards: Iterator[Input]) -> tuple[bool, Iterator[Input]]:
    """Return whether there are but items in a few containers, and the input as it was."""
    seen: list[Input] = []
    for shard in shards:
        seen.append(shard)
        if len(seen) > _MANY or not (isinstance(shard, Container) and shard.has_only_items):
            return False, chain(seen, shards)
    return bool(seen), iter(seen)


def _looked_into(shards: Iterator[Input]) -> tuple[bool, Iterator[Input]]:
    """Return whether the input is small, and the input as it was."""
    seen: list[Input] = []
    documents = 0
    for shard in shards:
        seen.append(shard)
        documents += shard.size()
        if documents >= FEW:
            return False, chain(seen, shards)
    return True, iter(seen)
