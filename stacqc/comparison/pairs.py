"""Pairs of documents compared one after the other, and in more than one process where they are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stacqc.comparison.batches import Completions, Outcome, Pair, compare_pair, size_of, travels
from stacqc.comparison.compare import Comparer
from stacqc.comparison.record import Record

if TYPE_CHECKING:
    from stacqc.comparison.elsewhere import Elsewhere, Work

#: Pairs that are compared here before processes are started for the others.
FEW = 2000
#: Pairs of a batch, and its bytes.
_MANY, _LARGE = 64, 1 << 20
#: Batches for each process whose outcome is awaited: what is found is told in the order of the pairs.
_WINDOW = 4

Told = Callable[[Record, Record, Outcome], None]


@dataclass(slots=True)
class Out:
    """A batch that is compared elsewhere, or was compared here."""

    pairs: list[Pair]
    outcomes: Work | list[Outcome]


class Pairs:
    """Compares pairs, and tells what differs in the order in which the pairs came."""

    def __init__(self, comparer: Comparer, completions: Completions, tell: Told, jobs: int) -> None:
        self._comparer = comparer
        self._completions = completions
        self._tell = tell
        self._workers = jobs - 1
        self._elsewhere: Elsewhere | None = None
        self._batch: list[Pair] = []
        self._size = 0
        self._out: deque[Out] = deque()
        self._few = FEW

    def add(self, file: Record, row: Record) -> None:
        """Compare a pair, now or later."""
        if self._comparer.are_same_bytes(file, row):
            self._tell(file, row, [])
        elif self._few or not self._workers or not (travels(file) and travels(row)):
            self._few -= self._few > 0
            self._tell(file, row, compare_pair(self._comparer, file, row))
        else:
            self._put(file, row)

    def _put(self, file: Record, row: Record) -> None:
        size = size_of(file) + size_of(row)
        if self._size + size > _LARGE:
            self._hand_out()
        self._batch.append((file, row))
        self._size += size
        if len(self._batch) >= _MANY:
            self._hand_out()

    def _hand_out(self) -> None:
        """Give a batch to another process, or compare it here while those have enough to do."""
        batch, size = self._batch, self._size
        self._batch, self._size = [], 0
        work = self._started(batch) if size <= _LARGE else None
        self._out.append(Out(batch, work or self._compared(batch)))
        while len(self._out) > _WINDOW * self._workers:
            self._take(self._out.popleft())

    def _compared(self, pairs: list[Pair]) -> list[Outcome]:
        return [compare_pair(self._comparer, *pair) for pair in pairs]

    def _started(self, batch: list[Pair]) -> Work | None:
        if self._elsewhere is None and self._workers:
            self._start()
        return self._elsewhere.start(batch) if self._elsewhere is not None else None

    def _start(self) -> None:
        from stacqc.comparison.elsewhere import Elsewhere

        settings, window = self._comparer.settings, _WINDOW * self._workers + 1
        try:
            self._elsewhere = Elsewhere(self._workers, settings, self._completions, window)
        except (OSError, ImportError, NotImplementedError):
            # There is no room for a file, or no leave to start processes.
            self._workers = 0

    def _take(self, out: Out) -> None:
        outcomes = out.outcomes if isinstance(out.outcomes, list) else self._brought(out.pairs, out.outcomes)
        for (file, row), outcome in zip(out.pairs, outcomes, strict=True):
            self._tell(file, row, outcome)

    def _brought(self, pairs: list[Pair], work: Work) -> list[Outcome]:
        """Return what another process found; where it failed or died, the pairs are compared here."""
        outcomes = work.wait()
        if outcomes is None:
            return self._compared(pairs)
        self._comparer.equivalences.used.update(outcomes.used)
        for completion, passed in zip(self._completions, outcomes.passed, strict=True):
            if completion is not None:
                completion.passed.update(passed)
        return [outcomes.found.get(number, []) for number in range(len(pairs))]

    def finish(self) -> None:
        """Compare and tell what is left."""
        if self._batch:
            self._hand_out()
        while self._out:
            self._take(self._out.popleft())

    def close(self) -> None:
        """End the processes; what is not told by now is not wanted."""
        if self._elsewhere is not None:
            self._elsewhere.close()
            self._elsewhere = None
