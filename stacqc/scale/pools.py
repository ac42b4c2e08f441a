"""Where shards are checked: here, in processes of this machine, or wherever an executor takes them."""

from __future__ import annotations

from concurrent.futures import Executor, Future
from typing import Protocol

from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents, Plan
from stacqc.engine.recipe import order_of
from stacqc.scale.processes import executor_of, quiet_start
from stacqc.scale.shards import check_shard, checked
from stacqc.sources.containers.ranges import Range

#: Shards handed out for each worker ahead of the one whose outcome is wanted.
AHEAD = 4
#: Shards that are checked here before processes are started for the others.
_FEW = 4


class Pool(Protocol):
    """Takes shards to check."""

    workers: int
    #: How many shards may be out at a time.
    window: int

    def start(self, shard: Documents) -> Future[Partial]:
        """Begin to check a shard."""

    def renew(self) -> bool:
        """Replace what broke; return whether there is anything to go on with."""

    def close(self) -> None:
        """Let go of what is still out."""


class Here:
    """Checks every shard at once in this process."""

    workers = window = 1

    def __init__(self, plan: Plan) -> None:
        self._plan = plan

    def start(self, shard: Documents) -> Future[Partial]:
        """Check a shard."""
        future: Future[Partial] = Future()
        future.set_result(checked(shard, self._plan))
        return future

    def renew(self) -> bool:
        """There is nothing that could break."""
        return True

    def close(self) -> None:
        """There is nothing to let go of."""


class Given:
    """Hands shards to an executor of somebody else's, such as that of a cluster."""

    def __init__(self, executor: Executor, plan: Plan, workers: int) -> None:
        self.workers = workers
        self.window = AHEAD * workers
        self._executor = executor
        self._order = order_of(plan)

    def start(self, shard: Documents) -> Future[Partial]:
        """Hand a shard out."""
        # Each worker reads its own part of an object.
        shard = shard.without_bytes() if isinstance(shard, Range) else shard
        return self._executor.submit(check_shard, shard, self._order)

    def renew(self) -> bool:
        """An executor of somebody else's is not ours to replace."""
        return False

    def close(self) -> None:
        """Leave the executor to its owner."""


class Processes:
    """Checks shards in processes of this machine."""

    def __init__(self, jobs: int, plan: Plan) -> None:
        self.workers = jobs
        self.window = AHEAD * jobs
        self._order = order_of(plan)
        self._executor = executor_of(jobs)

    def start(self, shard: Documents) -> Future[Partial]:
        """Hand a shard out."""
        with quiet_start():
            return self._executor.submit(check_shard, shard, self._order)

    def renew(self) -> bool:
        """Start new processes after one of them died, which ends them all."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = executor_of(self.workers)
        return True

    def close(self) -> None:
        """End the processes; those at work finish the shard they have."""
        self._executor.shutdown(wait=True, cancel_futures=True)


class Late:
    """Checks the first shards here, and starts processes only when more come: mostly few have changed."""

    def __init__(self, jobs: int, plan: Plan) -> None:
        self.workers = jobs
        self.window = AHEAD * jobs
        self._plan = plan
        self._here = Here(plan)
        self._few = _FEW
        self._processes: Processes | None = None

    def start(self, shard: Documents) -> Future[Partial]:
        """Check a shard, or hand it out."""
        if self._few:
            self._few -= 1
            return self._here.start(shard)
        if self._processes is None:
            self._processes = Processes(self.workers, self._plan)
        return self._processes.start(shard)

    def renew(self) -> bool:
        """Start new processes."""
        return self._processes is None or self._processes.renew()

    def close(self) -> None:
        """End the processes."""
        if self._processes is not None:
            self._processes.close()
