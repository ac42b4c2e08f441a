"""Checking what may have killed a process: in a process of its own, in ever smaller parts."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor

from stacqc.document import NO_TREE, Tree
from stacqc.engine.partial import Partial
from stacqc.engine.plan import Documents, Plan
from stacqc.engine.worker import Worker
from stacqc.findings import Failure
from stacqc.scale.pools import Processes
from stacqc.sources.shard import Entry, Shard

#: Processes that may die before the rest of a shard is given up.
_DEATHS = 40


class Alone:
    """Checks shards one after the other, and finds the document that no process survives."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._pool: Processes | None = None
        self._deaths = 0

    def checked(self, shard: Documents) -> Partial:
        """Return the outcome of a shard; what kills the process is reported as not checked."""
        try:
            return self._started().start(shard).result()
        except BrokenExecutor:
            self.close()
            self._deaths += 1
        entries = shard.entries if isinstance(shard, Shard) else tuple(shard.documents())
        if len(entries) > 1 and self._deaths < _DEATHS:
            return self._halves(entries, getattr(shard, "tree", NO_TREE))
        partial = Worker(self._plan).partial
        partial.report.failures += map(_given_up, entries)
        return partial

    def _halves(self, entries: tuple[Entry, ...], tree: Tree) -> Partial:
        middle = len(entries) // 2
        first = self.checked(Shard(entries[:middle], tree))
        first.merge(self.checked(Shard(entries[middle:], tree)), self._plan.limit)
        return first

    def _started(self) -> Processes:
        if self._pool is None:
            self._pool = Processes(1, self._plan)
        return self._pool

    def close(self) -> None:
        """End the process."""
        if self._pool is not None:
            self._pool.close()
            self._pool = None


def _given_up(entry: Entry) -> Failure:
    if isinstance(entry, Failure):
        return entry
    address = entry if isinstance(entry, str) else entry.address
    return Failure(address, "not checked: the process that checked it died")
