"""Lines of JSON as one side of a comparison: read as they stand when ordered, through an index if not."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

from stacqc.comparison.choice import Choice
from stacqc.comparison.flattening import Mapping
from stacqc.comparison.record import Json, Place, Record, parse_whole
from stacqc.comparison.trouble import NotReadable, SideTrouble
from stacqc.findings import Failure
from stacqc.sources.content import to_its_end
from stacqc.sources.files import reason_of
from stacqc.sources.head import Head, HeadReader, head_of
from stacqc.sources.sides.base import SideBase
from stacqc.sources.sides.index import Index, Slice
from stacqc.sources.sides.stored import Stored
from stacqc.sources.storage import opened_here

#: Items that must stand in order before the rest is taken to.
_LOOKED_AT = 2000


class Line(NamedTuple):
    """A document on a line: its head, its bytes, where they stand, and its value where that was read."""

    head: Head
    raw: bytes
    place: Place
    start: int
    data: Json | None = None


class LinesSide(SideBase):
    """Files of NDJSON: items and collections, in one file or in several."""

    def __init__(self, files: list[str], mapping: Mapping, choice: Choice) -> None:
        super().__init__()
        self.name = ", ".join(files)
        self._files = files
        self._mapping = mapping
        self._choice = choice
        self._heads = HeadReader()
        self._indexes: list[Index] = []
        self._found = Stored()
        self._collections: list[Record] = []
        self._named: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._whole = False
        self._last = ("", "")
        self.is_ordered = True
        self._survey(files)
        self.has_collections = bool(self._collections)

    def _survey(self, files: list[str]) -> None:
        """Keep the collections, and see whether the items stand in order.

        Of a dump in two files that of the items is only looked into: should it turn out not to be in
        order, `sort` is called and all begins anew.
        """
        is_dump = len(files) == 2
        self._look_at(self._lines(files[:1] if is_dump else files, report=True))
        self._collections = self._found.in_order()
        if is_dump:
            self._look_at(islice(self._lines(files[1:]), None if not self._collections else _LOOKED_AT))

    def _look_at(self, lines: Iterator[Line]) -> None:
        last = ("", "")
        for line in lines:
            if line.head.kind == "Collection":
                record = Record("", line.head.id, line.place, line.raw)
                self._found.add(
                    record, self._mapping.held_as(record.id, self._target(record.id)) or record.id
                )
            elif line.head.kind == "Item":
                self._named.add(line.head.collection)
                key = self._target(line.head.collection), line.head.id
                self.is_ordered = self.is_ordered and last <= key
                last = key

    def sort(self) -> bool:
        """Put the items in order from now on."""
        self.is_ordered = False
        return True

    def _target(self, collection: str) -> str:
        # Neighbours most often lie in the same collection.
        if collection != self._last[0]:
            self._last = collection, self._mapping.target((collection,))
        return self._last[1]

    def _lines(self, files: list[str], report: bool = False) -> Iterator[Line]:
        for file in files:
            try:
                known = self._sizes.get(file, 0)
                with opened_here(file, forwards=True) as stream, to_its_end(stream, file, known) as size:
                    self._sizes[file] = size
                    yield from self._lines_of(file, stream, report)
            except OSError as error:
                raise SideTrouble(file, f"cannot be read ({reason_of(error)})") from None

    def _lines_of(self, file: str, stream: Iterator[bytes], report: bool) -> Iterator[Line]:
        start = 0
        for index, line in enumerate(stream):
            raw = line[:-1] if line.endswith(b"\n") else line
            if raw and not raw.isspace():
                data = _whole(raw) if self._whole else None
                head = head_of(data) if data is not None else self._heads.read(raw)
                if head is not None:
                    yield Line(head, raw, Place(file, (index,), index + 1), start, data)
                elif report:
                    self.failures.append(
                        Failure(f"{file}:{index + 1}", "not compared: this line is no STAC object")
                    )
            start += len(line)

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections, or those that items name where there are none."""
        return {record.id for record in self._collections} or self._named - {""}

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id."""
        return (r.unread() for r in self._collections if self._choice.wants_collection(r.id))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""
        return self._stream() if self.is_ordered else self._indexed()

    def _stream(self) -> Iterator[Record]:
        for line, target in self._wanted():
            record = Record(target, line.head.id, line.place, line.raw, line.data)
            yield record
            # Where the last document had to be read, so will the next: its head alone is not worth a pass.
            self._whole = record.was_asked
        self._whole = False

    def _wanted(self) -> Iterator[tuple[Line, str]]:
        is_dump = len(self._files) == 2
        for line in self._lines(self._files[1:] if is_dump else self._files, report=is_dump):
            if line.head.kind == "Item":
                target = self._target(line.head.collection)
                if self._choice.wants(target, line.head.id):
                    yield line, target

    def _indexed(self) -> Iterator[Record]:
        index = Index(read=_nothing)
        self._indexes.append(index)
        for line, target in self._wanted():
            index.add(Record(target, line.head.id, line.place), Slice(line.start, len(line.raw)))
        return index.records()

    def close(self) -> None:
        """Close what the index has open."""
        for index in self._indexes:
            index.close()


def _whole(raw: bytes) -> Json | None:
    """Return the value of a line, None where it cannot be read as it is: whoever asks for it is told why."""
    try:
        return parse_whole(raw)
    except NotReadable:
        return None


def _nothing(uri: str) -> bytes:
    raise SideTrouble(uri, "is no file of its own")
