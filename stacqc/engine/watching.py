"""What the first items show of a catalog: which checks see the same values in the same items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stacqc.document import Document
from stacqc.engine.judging import Due
from stacqc.engine.reading import Key, Reading
from stacqc.reads import Read

#: Groups of checks that are recalled together; to read what one needs takes longer than some checks.
_MAX_COHORTS = 2


class Novelty(NamedTuple):
    """How many values are new among the later items, and how many there are in all."""

    late: int
    all: int


class Watched:
    """What a check or a fold reads, and in which items it saw values that it had not seen before."""

    def __init__(self, reads: frozenset[Read], due: Due | None = None) -> None:
        self.due = due
        self.reads = reads
        self._reading = Reading(reads)
        self._numbers: dict[Key, int] = {}
        #: For each item the number of its values: equal numbers are equal values.
        self.seen: list[int] = []

    def watch(self, document: Document) -> None:
        """Take in one item; what cannot be compared is like nothing else."""
        key = self._reading.key(document)
        new = len(self._numbers)
        self.seen.append(self._numbers.setdefault(object() if key is None else key, new))


class Cohort:
    """Checks and folds that are recalled together: what they read is new where it is for one of them."""

    def __init__(self, first: Watched, novelty: Novelty) -> None:
        self.watched = [first]
        self._seen = first.seen
        #: The most values that one of them sees by itself.
        self._alone = novelty

    def takes(self, other: Watched, novelty: Novelty) -> bool:
        """Let another one take part, unless all together see many more values than one does by itself."""
        numbers: dict[tuple[int, int], int] = {}
        pairs = zip(self._seen, other.seen, strict=True)
        seen = [numbers.setdefault(pair, len(numbers)) for pair in pairs]
        alone = Novelty(*map(max, self._alone, novelty))
        if any(4 * joint > 5 * own + 4 for joint, own in zip(_novelty(seen), alone, strict=True)):
            return False
        self.watched.append(other)
        self._seen, self._alone = seen, alone
        return True

    @property
    def dues(self) -> list[Due]:
        """The checks among them."""
        return [watched.due for watched in self.watched if watched.due is not None]

    @property
    def reads(self) -> list[Read]:
        """All that they read."""
        return [read for watched in self.watched for read in watched.reads]


def put_together(watched: Iterable[Watched]) -> tuple[Sequence[Cohort], Sequence[Watched]]:
    """Put those together that see new values in the same items; return also those that fit nowhere.

    What hangs on the product and what hangs on the dates are few values each, and many combinations.
    Those that nearly always see new values are not worth it.
    """
    cohorts: list[Cohort] = []
    left_out: list[Watched] = []
    for novelty, one in sorted(((_novelty(one.seen), one) for one in watched), key=lambda pair: pair[0]):
        if 3 * novelty.late > len(one.seen) or any(cohort.takes(one, novelty) for cohort in cohorts):
            continue
        if len(cohorts) < _MAX_COHORTS:
            cohorts.append(Cohort(one, novelty))
        else:
            left_out.append(one)
    return cohorts, left_out


def _novelty(seen: Sequence[int]) -> Novelty:
    """Return how many values some items have, and how many of these are new in the later half."""
    all_ = set(seen)
    return Novelty(len(all_.difference(seen[: len(seen) // 2])), len(all_))
