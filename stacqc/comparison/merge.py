"""Two ordered streams merged by key in constant memory; order is checked, never trusted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from stacqc.comparison.record import Key, Record

MergedPair = tuple[Record | None, Record | None]


class OutOfOrder(Exception):
    """A stream that is not ordered by collection and id in code points."""

    def __init__(self, side: str, last: Key, key: Key) -> None:
        super().__init__(side, last, key)
        self.side = side
        self.last = last
        self.key = key

    def __str__(self) -> str:
        return f"not ordered by collection and id: {'/'.join(self.key)} comes after {'/'.join(self.last)}"


Doubled = Callable[[Record, Record], None]


def merge(files: Iterator[Record], database: Iterator[Record], doubled: tuple[Doubled, Doubled],
          names: tuple[str, str]) -> Iterator[MergedPair]:  # fmt: skip
    """Yield pairs with the same key, and what stands alone with None for its partner.

    A record with the same key as the one before it on its side is handed to that side's `doubled`
    with that one before, and takes no part in the pairing.
    """
    left = ordered(files, doubled[0], names[0])
    right = ordered(database, doubled[1], names[1])
    a, b = next(left, None), next(right, None)
    while a is not None or b is not None:
        if b is None or (a is not None and a.key < b.key):
            yield a, None
            a = next(left, None)
        elif a is None or b.key < a.key:
            yield None, b
            b = next(right, None)
        else:
            yield a, b
            a, b = next(left, None), next(right, None)


def ordered(stream: Iterator[Record], doubled: Doubled, name: str) -> Iterator[Record]:
    """Yield the records of a stream with distinct keys; raises OutOfOrder."""
    last: Record | None = None
    for record in stream:
        if last is not None:
            if record.key == last.key:
                doubled(last, record)
                continue
            if record.key < last.key:
                raise OutOfOrder(name, last.key, record.key)
        last = record
        yield record
