"""What the first items show of a catalog: which checks see the same values in the same items."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stacqc.document import Document
from stacqc.engine.judging import Due
from stacqc.engine.reading import Key, Reading
from stacqc.engine.reads import Read

#: Groups of checks that are recalled together; to read what one needs takes longer than some checks.
_MAX_GROUPS = 2


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
        key = self._reading(document)
        new = len(self._numbers)
        self.seen.append(self._numbers.setdefault(object() if key is None else key, new))


class Together:
    """Checks and folds that are recalled together: what they read is new where it is for one of them."""

    def __init__(self) -> None:
        self.watched: list[Watched] = []
        self.seen: list[int] = []

    def seen_with(self, other: Watched) -> list[int]:
        """Return the numbers of the items if another one took part."""
        numbers: dict[tuple[int, int], int] = {}
        pairs = zip(self.seen or [0] * len(other.seen), other.seen, strict=True)
        return [numbers.setdefault(pair, len(numbers)) for pair in pairs]

    def add(self, other: Watched) -> None:
        """Let another one take part."""
        self.seen = self.seen_with(other)
        self.watched.append(other)

    @property
    def dues(self) -> list[Due]:
        """The checks among them."""
        return [watched.due for watched in self.watched if watched.due is not None]

    @property
    def reads(self) -> Iterable[Read]:
        """All that they read."""
        return [read for watched in self.watched for read in watched.reads]


def put_together(watched: Iterable[Watched]) -> tuple[Sequence[Together], Sequence[Watched]]:
    """Put those together that see new values in the same items; return also those that fit nowhere.

    What hangs on the product and what hangs on the dates are few values each, and many combinations.
    Those that nearly always see new values are not worth it.
    """
    groups: list[Together] = []
    left_out: list[Watched] = []
    for one in sorted(filter(_recurs, watched), key=lambda one: _late(one.seen)):
        group = next((group for group in groups if _fits(group, one)), None)
        if group is None and len(groups) < _MAX_GROUPS:
            group = Together()
            groups.append(group)
        if group is None:
            left_out.append(one)
        else:
            group.add(one)
    return groups, left_out


def _late(seen: Sequence[int]) -> tuple[int, int]:
    """Return how many values are new among the later items, and how many there are."""
    earlier = seen[: len(seen) // 2]
    return len(set(seen).difference(earlier)), len(set(seen))


def _recurs(one: Watched) -> bool:
    """Whether at least a third of the later items have values that were seen before."""
    new, _ = _late(one.seen)
    return 3 * new <= len(one.seen)


def _fits(group: Together, one: Watched) -> bool:
    """Whether all together see hardly more values than one of them does by itself, now and later on."""
    alone = zip(*(_late(each.seen) for each in (*group.watched, one)), strict=True)
    joint = _late(group.seen_with(one))
    return all(4 * values <= 5 * max(own) + 4 for values, own in zip(joint, alone, strict=True))
