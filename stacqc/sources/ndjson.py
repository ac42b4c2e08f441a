"""Lines of JSON as one side of a comparison: read as they stand when ordered, through an index if not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import NamedTuple

from stacqc.diff.choice import Choice
from stacqc.diff.flattening import Mapping
from stacqc.diff.record import Place, Record
from stacqc.diff.trouble import SideTrouble
from stacqc.findings import Failure
from stacqc.sources.head import Head, HeadReader
from stacqc.sources.index import Index, Slice


class Line(NamedTuple):
    """A document on a line: its head, its bytes, and where they stand."""

    head: Head
    raw: bytes
    place: Place
    start: int


class LinesSide:
    """Files of NDJSON: items and collections, in one file or in several."""

    def __init__(self, files: list[str], mapping: Mapping, choice: Choice) -> None:
        self.name = ", ".join(files)
        self.failures: list[Failure] = []
        self.passed: Counter[str] = Counter()
        self._files = files
        self._mapping = mapping
        self._choice = choice
        self._heads = HeadReader()
        self._indexes: list[Index] = []
        self._collections: list[Record] = []
        self._survey()
        self.has_collections = bool(self._collections)

    def _survey(self) -> None:
        """Read all heads once: keep the collections, and find out whether the items stand in order."""
        self._named: set[str] = set()
        self.is_ordered = True
        last = ("", "")
        for line in self._lines(report=True):
            if line.head.kind == "Collection":
                self._collections.append(Record("", line.head.id, line.place, line.raw))
            elif line.head.kind == "Item":
                self._named.add(line.head.collection)
                key = self._target(line.head.collection), line.head.id
                self.is_ordered = self.is_ordered and last <= key
                last = key
        self._collections.sort(key=lambda record: record.id)

    def _target(self, collection: str) -> str:
        return self._mapping.target((collection,)) if collection else ""

    def _lines(self, report: bool = False) -> Iterator[Line]:
        for file in self._files:
            try:
                with open(file, "rb") as stream:
                    yield from self._lines_of(file, stream, report)
            except OSError as error:
                raise SideTrouble(
                    file, f"cannot be read ({(error.strerror or str(error)).lower()})"
                ) from None

    def _lines_of(self, file: str, stream: Iterator[bytes], report: bool) -> Iterator[Line]:
        start = 0
        for index, line in enumerate(stream):
            raw = line.rstrip(b"\r\n")
            if raw.strip():
                head = self._heads.read(raw)
                if head is not None:
                    yield Line(head, raw, Place(file, (index,), index + 1), start)
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
        return (r for r in self._collections if self._choice.wants_collection(r.id))

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""
        return self._stream() if self.is_ordered else self._indexed()

    def _stream(self) -> Iterator[Record]:
        for line, target in self._wanted():
            yield Record(target, line.head.id, line.place, line.raw)

    def _wanted(self) -> Iterator[tuple[Line, str]]:
        for line in self._lines():
            if line.head.kind == "Item":
                target = self._target(line.head.collection)
                if self._choice.wants(target, line.head.id):
                    yield line, target

    def _indexed(self) -> Iterator[Record]:
        index = Index(read=_nothing)
        self._indexes.append(index)
        for line, target in self._wanted():
            index.add(Record(target, line.head.id, line.place), Slice(line.start, len(line.raw)))
        return chain(index.records())

    def close(self) -> None:
        """Close what the index has open."""
        for index in self._indexes:
            index.close()


def _nothing(uri: str) -> bytes:
    raise SideTrouble(uri, "is no file of its own")
