"""What documents have as hashes of 8 bytes, each with the place of its document, in 9 bytes together."""

from __future__ import annotations

import json
import sys
import zlib
from array import array
from collections import Counter
from collections.abc import Collection, Iterator
from itertools import chain
from typing import Any

from stacqc.document import Document
from stacqc.findings import Path, pointer

#: Members without hashes that may lie between two others of one part.
_GAP = 64
#: Files whose addresses are packed together.
_PACK = 512
#: In how many steps doubled hashes are looked for, and about how many hashes are compared at once.
_STEPS, _AT_ONCE = 4, 100_000
_FULL = 255


def hash_of(text: str) -> int:
    """Return the hash of a text: the same in every process.

    It is quick rather than hard to forge: documents with equal hashes are compared by what they hold.
    """
    data = text.encode("utf-8", "surrogatepass")
    return zlib.adler32(data) << 32 | zlib.crc32(data)


class _Part:
    """The hashes of some documents in their order; `counts` says how many each has, 255 that it goes on."""

    __slots__ = ("counts", "hashes")

    def __init__(self, counts: bytes = b"", hashes: bytes = b"") -> None:
        self.counts = bytearray(counts)
        self.hashes = array("Q")
        self.hashes.frombytes(hashes)
        if sys.byteorder == "big":
            self.hashes.byteswap()

    def note(self, hashes: Collection[int]) -> None:
        self.hashes.extend(hashes)
        rest = len(hashes)
        while rest >= _FULL:
            self.counts.append(_FULL)
            rest -= _FULL
        self.counts.append(rest)

    def addresses(self) -> Iterator[str]:
        """Yield the address of each document."""
        raise NotImplementedError

    def having(self, wanted: set[int]) -> Iterator[tuple[str, list[int]]]:
        """Yield the documents that have some of the hashes, and which ones."""
        if wanted.isdisjoint(self.hashes):
            return
        at = end = 0
        addresses = self.addresses()
        for count in self.counts:
            end += count
            if count < _FULL:
                address = next(addresses)
                found = [one for one in self.hashes[at:end] if one in wanted]
                if found:
                    yield address, found
                at = end

    def state(self) -> tuple[Any, ...]:
        """Return all of it as plain data."""
        hashes = self.hashes[:]
        if sys.byteorder == "big":
            hashes.byteswap()
        return bytes(self.counts), hashes.tobytes()


class _Rows(_Part):
    """Members of one file that follow each other, from the one at `first` on."""

    __slots__ = ("first", "head", "next", "uri")

    def __init__(self, uri: str, head: Path, first: int, *state: bytes) -> None:
        super().__init__(*state)
        # Parts of one file come from many shards, and share its name.
        self.uri = sys.intern(uri)
        self.head = head
        self.first = first
        self.next = first + len(self.counts) - self.counts.count(_FULL)

    def takes(self, uri: str, prefix: Path, row: int, hashes: Collection[int]) -> bool:
        """Note what a member has, if it is the next one but for some that have nothing."""
        gap = row - self.next
        if not 0 <= gap <= _GAP or self.uri != uri or self.head != prefix[:-1]:
            return False
        if gap:
            self.counts.extend(bytes(gap))
        self.note(hashes)
        self.next = row + 1
        return True

    def addresses(self) -> Iterator[str]:
        row = self.first
        while True:
            yield f"{self.uri}#{pointer((*self.head, row))}"
            row += 1

    def state(self) -> tuple[Any, ...]:
        return self.uri, self.head, self.first, *super().state()


class _Files(_Part):
    """Documents that are files of their own; their addresses are packed once they are many."""

    __slots__ = ("names", "packed")

    def __init__(self, packed: bytes = b"", *state: bytes) -> None:
        super().__init__(*state)
        self.names: list[str] = []
        self.packed = packed

    def add(self, address: str, hashes: Collection[int]) -> None:
        self.names.append(address)
        self.note(hashes)

    def pack(self) -> None:
        if self.names:
            self.packed = zlib.compress(json.dumps(self.names).encode(), 1)
            self.names = []

    def addresses(self) -> Iterator[str]:
        self.pack()
        yield from json.loads(zlib.decompress(self.packed))

    def state(self) -> tuple[Any, ...]:
        self.pack()
        return self.packed, *super().state()


class Hashes:
    """Hashes of what documents have, in the order they were met; says which were met twice, and where.

    The place of a hash is its place among the others: nothing is kept of the members of a file but
    where they begin.
    """

    def __init__(self) -> None:
        self._rows: list[_Rows] = []
        self._files: list[_Files] = []

    def add(self, document: Document, hashes: Collection[int]) -> None:
        """Note what a document has."""
        uri, prefix, rows = document.uri, document.prefix, self._rows
        row = prefix[-1] if prefix else ""
        if type(row) is not int:
            self._add_file(document.address, hashes)
        elif not rows or not rows[-1].takes(uri, prefix, row, hashes):
            rows.append(_Rows(uri, prefix[:-1], row))
            rows[-1].takes(uri, prefix, row, hashes)

    def _add_file(self, address: str, hashes: Collection[int]) -> None:
        files = self._files
        if not files or len(files[-1].names) >= _PACK or files[-1].packed:
            if files:
                files[-1].pack()
            files.append(_Files())
        files[-1].add(address, hashes)

    def merge(self, other: Hashes) -> None:
        """Take in the state of another shard."""
        for part in other._files:
            part.pack()
        self._rows += other._rows
        self._files += other._files

    def having(self, wanted: set[int]) -> Iterator[tuple[str, list[int]]]:
        """Yield the addresses of documents that have some of the hashes, and which ones."""
        if wanted:
            for part in (*self._rows, *self._files):
                yield from part.having(wanted)

    def doubled(self) -> set[int]:
        """Return the hashes that were met more than once."""
        found: set[int] = set()
        parts = [part.hashes for part in (*self._rows, *self._files)]
        total = sum(map(len, parts))
        if total <= _STEPS * _AT_ONCE and len(set(chain.from_iterable(parts))) == total:
            return found
        heaps = 1 + total // (_STEPS * _AT_ONCE)
        for step in range(_STEPS):
            for heap in _heaps(parts, step, heaps):
                if len(set(heap)) < len(heap):
                    found.update(one for one, count in Counter(heap).items() if count > 1)
        return found

    def __getstate__(self) -> dict[str, Any]:
        return {kind: [part.state() for part in getattr(self, kind)] for kind in ("_rows", "_files")}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._rows = [_Rows(*part) for part in state["_rows"]]
        self._files = [_Files(*part) for part in state["_files"]]


def _heaps(parts: list[array[int]], step: int, heaps: int) -> list[array[int]]:
    """Return a part of all hashes, in heaps: equal ones are in the same."""
    made = [array("Q") for _ in range(heaps)]
    for part in parts:
        for one in part:
            if one % _STEPS == step:
                made[one // _STEPS % heaps].append(one)
    return made
