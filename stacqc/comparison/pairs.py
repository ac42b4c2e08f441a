"""Pairs of documents compared one after the other, and in more than one process where they are many."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stacqc.comparison.batches import Completions, Outcome, Pair, compare_pair, weight
from stacqc.comparison.compare import Comparer
from stacqc.comparison.record import Record

if TYPE_CHECKING:
    from stacqc.comparison.elsewhere import Elsewhere, Work

#: Pairs that are compared here before processes are started for the others.
FEW = 2000
#: Pairs of a batch, and its bytes.
_MANY, _LARGE = 64, 1 << 20
#: What may wait until something before it is told.
_MOST = 500

Told = Callable[[Record, Record, Outcome], None]


@dataclass(slots=True)
class Out:
    """Pairs that are compared elsewhere, or of which it is known already how they differ."""

    pairs: list[Pair]
    outcomes: Work | list[Outcome]

    @property
    def is_away(self) -> bool:
        """Whether they are at work elsewhere."""
        return not isinstance(self.outcomes, list) and self.outcomes.is_away


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
        #: Pairs to be compared here before others are sent.
        self._here = FEW

    def add(self, file: Record, row: Record) -> None:
        """Compare a pair, now or later."""
        if self._comparer.are_same_bytes(file, row):
            self._tell(file, row, [])
        elif self._here:
            self._here -= 1
            self._compare(file, row)
        elif size := self._size_to_send(file, row):
            self._put(file, row, size)
        else:
            self._compare(file, row)

    def _size_to_send(self, file: Record, row: Record) -> int:
        """Return the bytes of a pair that is to be compared elsewhere, 0 for one that is not."""
        if not self._workers:
            return 0
        mine, theirs = weight(file), weight(row)
        if not mine or not theirs or mine + theirs > _LARGE:
            return 0
        if not self._batch and not self._is_awaited():
            # The processes have enough to do; what comes next is compared here.
            self._here = _MANY
            return 0
        return mine + theirs

    def _is_awaited(self) -> bool:
        """Whether a process could begin with another batch."""
        self._tell_all()
        if self._elsewhere is None:
            self._start()
        return self._elsewhere is not None and not self._elsewhere.is_busy

    def _start(self) -> None:
        from stacqc.comparison.elsewhere import Elsewhere

        try:
            self._elsewhere = Elsewhere(self._workers, self._comparer.settings, self._completions)
        except (OSError, ImportError, NotImplementedError):
            # There is no room for a file, or no leave to start processes.
            self._workers = 0

    def _compare(self, file: Record, row: Record) -> None:
        outcome = compare_pair(self._comparer, file, row)
        if outcome == [] or not (self._out or self._batch):
            self._tell(file, row, outcome)
            return
        if self._batch:
            self._hand_out()
        self._out.append(Out([(file, row)], [outcome]))

    def _put(self, file: Record, row: Record, size: int) -> None:
        self._batch.append((file, row))
        self._size += size
        if len(self._batch) >= _MANY or self._size >= _LARGE:
            self._hand_out()

    def _hand_out(self) -> None:
        batch, self._batch, self._size = self._batch, [], 0
        work = self._elsewhere.start(batch) if self._elsewhere is not None else None
        self._out.append(Out(batch, work or self._compared(batch)))

    def _compared(self, pairs: list[Pair]) -> list[Outcome]:
        return [compare_pair(self._comparer, *pair) for pair in pairs]

    def _tell_all(self, at_most: int = _MOST) -> None:
        """Tell what can be told, and wait while more than so much is left."""
        while self._out and (len(self._out) > at_most or not self._out[0].is_away):
            self._take(self._out.popleft())

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
        self._tell_all(0)

    def close(self) -> None:
        """End the processes; what is not told by now is not wanted."""
        if self._elsewhere is not None:
            self._elsewhere.close()
            self._elsewhere = None
