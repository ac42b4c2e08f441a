"""Runs in several processes: shards go out, their outcomes come back and are put together in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Executor, Future
from dataclasses import dataclass

from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents, Input, Plan
from stacqc.engine.runner import finished, without_cycle_collector
from stacqc.engine.worker import Worker
from stacqc.report import Report
from stacqc.scale.alone import Alone
from stacqc.scale.pools import Given, Pool
from stacqc.scale.shards import Merger, checked, parts_of
from stacqc.sources.again import Reader

Progress = Callable[[int], None] | None


@dataclass(slots=True)
class Out:
    """A shard that is out."""

    shard: Documents
    future: Future[Partial]
    #: Whether it may be what killed the process that checked it.
    is_suspect: bool = False


def run_on(
    executor: Executor, shards: Iterable[Input], plan: Plan, progress: Progress = None, workers: int = 2
) -> Report:
    """Check all shards on an executor of any kind, which is left open.

    Raises ValueError for a plan that was not made from settings.
    """
    return run_in(Given(executor, plan, workers), shards, plan, progress)


def run_in(pool: Pool, shards: Iterable[Input], plan: Plan, progress: Progress = None) -> Report:
    """Check all shards in a pool and close it."""
    whole, reader, merger = Worker(plan), Reader(), Merger(plan.limit)
    going = Running(pool, plan)
    with without_cycle_collector():
        try:
            take_all(going.partials(parts_of(shards, reader)), merger, progress)
        finally:
            going.close()
        merger.into(whole.partial)
        return finished(whole, reader)


def take_all(partials: Iterable[Partial], merger: Merger, progress: Progress) -> None:
    """Put all outcomes together as they come in, and tell how many documents they are of."""
    done = 0
    for partial in partials:
        done += sum(partial.report.checked.values())
        merger.take(partial)
        if progress is not None:
            progress(done)


class Running:
    """Keeps a bounded number of shards out, and mends what goes wrong with them."""

    def __init__(self, pool: Pool, plan: Plan) -> None:
        self._pool = pool
        self._plan = plan
        self.waiting: deque[Out] = deque()
        self._alone = Alone(plan)

    def partials(self, shards: Iterable[Documents]) -> Iterator[Partial]:
        """Yield the outcomes of all shards in their order."""
        for shard in shards:
            self.start(shard)
            if len(self.waiting) >= self._pool.window:
                yield self.outcome(self.waiting.popleft())
        while self.waiting:
            yield self.outcome(self.waiting.popleft())

    def close(self) -> None:
        """End the processes."""
        self._pool.close()
        self._alone.close()

    def start(self, shard: Documents) -> None:
        """Hand a shard out."""
        self.waiting.append(Out(shard, self._future(shard)))

    def _future(self, shard: Documents) -> Future[Partial]:
        try:
            return self._pool.start(shard)
        except Exception as error:
            failed: Future[Partial] = Future()
            failed.set_exception(error)
            return failed

    def outcome(self, out: Out) -> Partial:
        """Return the outcome of a shard, whatever became of it."""
        if out.is_suspect:
            return self._alone.checked(out.shard)
        try:
            return out.future.result()
        except BrokenExecutor:
            self._after_death()
            return self._alone.checked(out.shard)
        except Exception as error:
            if type(error).__name__ == "KilledWorker":
                return self._alone.checked(out.shard)
            return checked(out.shard, self._plan)

    def _after_death(self) -> None:
        """Go on after a process died and took the others along.

        The shards that were being checked are suspects; those that still waited go out again.
        """
        lost = [out for out in self.waiting if out.future.exception() is not None]
        if self._pool.renew():
            for out in lost[: self._pool.workers]:
                out.is_suspect = True
            for out in lost[self._pool.workers :]:
                out.future = self._future(out.shard)
