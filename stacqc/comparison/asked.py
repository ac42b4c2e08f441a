"""What was asked for by name and met nowhere: a slip of the pen must not pass for equal, or for sound."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.comparison.choice import Choice
from stacqc.comparison.excerpts import shown
from stacqc.comparison.merge import MergedPair
from stacqc.comparison.record import Record
from stacqc.findings import Failure
from stacqc.report import Tally


class Asked:
    """The collections and ids of a choice that have not been met yet."""

    def __init__(self, choice: Choice) -> None:
        self._collections = set(choice.collections)
        # Where a box or an interval is asked for as well, a side need not bring an item that it has.
        self._ids = set() if choice.by_content else set(choice.ids)
        self._named = len(self._ids)

    def meet(self, record: Record) -> Record:
        """Take note of an item."""
        self._collections.discard(record.collection)
        self._ids.discard(record.id)
        return record

    def met(self, pairs: Iterator[MergedPair]) -> Iterator[MergedPair]:
        """Return the items, watched where some were asked for by name."""
        return self._watched(pairs) if self._collections or self._ids else pairs

    def _watched(self, pairs: Iterator[MergedPair]) -> Iterator[MergedPair]:
        for pair in pairs:
            for record in filter(None, pair):
                self.meet(record)
            yield pair

    def forget_ids(self) -> None:
        """Say nothing of ids that were not met, since not everything could be read."""
        self._ids.clear()
        self._named = 0

    def failures(self, held: set[str], reason: str = "neither side has it") -> list[Failure]:
        """Return what nobody has, `held` being the collections that are there; of ids, where none is met.

        Of ids it cannot be said once `forget_ids` was called.
        """
        absent = [f"collection {shown(name)}" for name in sorted(self._collections - held)]
        if len(self._ids) == self._named:
            absent += [f"item {shown(name)}" for name in sorted(self._ids)]
        return [Failure(name, reason) for name in absent]

    def tally(self) -> list[Tally]:
        """Return how many ids neither side has, where it has others of those that were asked for."""
        if not 0 < len(self._ids) < self._named:
            return []
        return [Tally("absent-ids", len(self._ids), "ids that were asked for and that neither side has")]
