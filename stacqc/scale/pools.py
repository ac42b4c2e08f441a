"""Where shards are checked: here, in processes of this machine, or wherever an executor takes them."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from contextlib import contextmanager
from types import ModuleType
from typing import Protocol

from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents, Plan
from stacqc.engine.recipe import order_of
from stacqc.scale.shards import check_shard, checked
from stacqc.sources.ranges import Range

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
        self._executor = _executor(jobs)

    def start(self, shard: Documents) -> Future[Partial]:
        """Hand a shard out."""
        with _quiet_start():
            return self._executor.submit(check_shard, shard, self._order)

    def renew(self) -> bool:
        """Start new processes after one of them died, which ends them all."""
        self._executor.shutdown(wait=False, cancel_futures=True)
        self._executor = _executor(self.workers)
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


def _executor(jobs: int) -> ProcessPoolExecutor:
    from multiprocessing import get_context

    if sys.platform != "win32":
        from multiprocessing.resource_tracker import ensure_running

        # Started with the first process it would undo that the keyboard is held back.
        ensure_running()
    return ProcessPoolExecutor(jobs, get_context("spawn"), _begin)


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Let processes start without the script of the user, and with the keyboard held back from them."""
    main = sys.modules["__main__"]
    sys.modules["__main__"] = ModuleType("__main__")
    try:
        with _held_back():
            yield
    finally:
        sys.modules["__main__"] = main


@contextmanager
def _held_back() -> Iterator[None]:
    """Let what is pressed meanwhile wait; processes that start now never hear of it."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _begin() -> None:
    """Prepare a worker process: the keyboard is the parent's, and without a parent there is no work."""
    import gc
    import threading

    # Documents hold no cycles; to look for some in every outcome costs more than to make it.
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process

    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
