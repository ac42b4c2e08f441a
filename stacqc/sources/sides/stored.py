"""The collections of the files that a database holds too, each under the id that it has there."""

from __future__ import annotations

from stacqc.comparison.record import Record


class Stored:
    """Takes in collections in any order; one that is mapped gives way to one that bears the id itself."""

    def __init__(self) -> None:
        self._own: list[Record] = []
        self._mapped: list[Record] = []

    def add(self, record: Record, held_as: str) -> None:
        """Take in a collection of the files that the database holds as `held_as`."""
        if held_as == record.id:
            self._own.append(record)
        else:
            self._mapped.append(Record("", held_as, record.place, record.raw))

    def in_order(self) -> list[Record]:
        """Return the collections in order of the ids that the database has for them."""
        own = {record.id for record in self._own}
        found = [*self._own, *(record for record in self._mapped if record.id not in own)]
        return sorted(found, key=lambda record: record.id)
