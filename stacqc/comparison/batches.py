"""Batches of pairs: how they travel to another process, are compared there, and what comes back."""

from __future__ import annotations

import marshal
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from stacqc.comparison.compare import Comparer
from stacqc.comparison.difference import Difference
from stacqc.comparison.record import Completion, Place, Record, Row
from stacqc.comparison.settings import Settings
from stacqc.comparison.trouble import NotReadable, why_not

#: What differs between two documents, or why they could not be compared.
Outcome = list[Difference] | str
#: A pair: the document of the files and that of the database.
Pair = tuple[Record, Record]
#: Those of the files and of the database.
Completions = tuple[Completion | None, Completion | None]
#: The number of bytes of a document, or of each column of a row, -1 for one without a value.
Lengths = int | tuple[int, ...]

_NOWHERE = Place("")


#: What of a pair is sent beside its bytes: collection, id, parent, path, and the lengths of file and row.
Sent = tuple[str, str, str, str, Lengths, Lengths]


class Slot(NamedTuple):
    """Where in a file a batch lies: what is sent of its pairs, then their bytes one after the other."""

    start: int
    head: int
    content: int


class Outcomes(NamedTuple):
    """What became of the pairs of a batch that are not the same, and the equivalences that were used.

    `passed` are those that the completions of the files and of the database made use of.
    """

    found: dict[int, Outcome]
    used: Counter[str]
    passed: tuple[Counter[str], ...]


def compare_pair(comparer: Comparer, file: Record, row: Record) -> Outcome:
    """Return how two documents differ."""
    try:
        return comparer.differences(file, row)
    except (RecursionError, NotReadable) as error:
        return why_not(error)


def weight(record: Record) -> int:
    """Return how many bytes a document brings along; 0 where it is neither bytes nor a row, or was parsed already."""
    if record.was_asked:
        return 0
    return len(record.raw) or sum(map(len, filter(None, record.row)))


def packed(pairs: Sequence[Pair]) -> tuple[bytes, bytes]:
    """Return what is sent of pairs, and their bytes."""
    pieces: list[bytes] = []
    made: list[Sent] = [
        (file.collection, file.id, file.parent, file.path, _put(file, pieces), _put(row, pieces))
        for file, row in pairs
    ]
    return marshal.dumps(made), b"".join(pieces)


def _put(record: Record, pieces: list[bytes]) -> Lengths:
    if raw := record.raw:
        pieces.append(raw)
        return len(raw)
    pieces += [part for part in record.row if part is not None]
    return tuple(-1 if part is None else len(part) for part in record.row)


class BatchComparer:
    """Compares batches whose bytes lie in a file."""

    def __init__(self, content: Path, settings: Settings, completions: Completions) -> None:
        self._content = content.open("rb", buffering=0)
        self._comparer = Comparer(settings)
        self._completions = completions

    def outcomes(self, slot: Slot) -> Outcomes:
        """Compare the pairs of a batch."""
        self._content.seek(slot.start)
        made: list[Sent] = marshal.loads(self._content.read(slot.head))  # noqa: S302 (written by our parent)
        pieces = Pieces(self._content.read(slot.content))
        found: dict[int, Outcome] = {}
        for number, pair in enumerate(made):
            outcome = compare_pair(self._comparer, *self._unpacked(pair, pieces))
            if outcome:
                found[number] = outcome
        passed = tuple(_taken(c.passed) if c is not None else Counter() for c in self._completions)
        return Outcomes(found, _taken(self._comparer.equivalences.used), passed)

    def _unpacked(self, pair: Sent, pieces: Pieces) -> Pair:
        collection, id_, parent, path, file, row = pair
        mine, theirs = self._completions
        return (
            pieces.into(Record(collection, id_, _NOWHERE, parent=parent, path=path), file, mine),
            pieces.into(Record(collection, id_, _NOWHERE), row, theirs),
        )


class Pieces:
    """The bytes of a batch, given out one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._at = 0

    def into(self, record: Record, lengths: Lengths, completion: Completion | None) -> Record:
        """Give a record what belongs to it."""
        if isinstance(lengths, int):
            return record.with_raw(self._next(lengths))
        assert completion is not None
        row: Row = tuple(self._next(length) if length >= 0 else None for length in lengths)
        return record.with_row(row, completion.document)

    def _next(self, length: int) -> bytes:
        start, self._at = self._at, self._at + length
        return self._content[start : self._at]


def _taken(counted: Counter[str]) -> Counter[str]:
    taken = counted.copy()
    counted.clear()
    return taken
