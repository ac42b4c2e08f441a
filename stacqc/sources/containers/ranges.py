"""Parts of a file of many documents, cut so that each can be read and checked anywhere."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.paths import in_store
from stacqc.sources.containers.cutting import Parts, Place, cut, spans_of
from stacqc.sources.containers.members import lines
from stacqc.sources.containers.pieces import Pieces, text_of
from stacqc.sources.storage import read_at

#: Bytes of a part: some 600 items, enough that handing it over costs nothing.
PART = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Range:
    """`size` bytes of a file from `place` on; `raw` holds them where it cannot be read again, or lies far away.

    `first` is the index of the first document, `key` the name of the list it is in, empty for lines.
    """

    uri: str
    size: int
    first: int
    place: Place
    key: str = ""
    raw: bytes | None = None

    def documents(self) -> Iterator[Document | Failure]:
        """Yield the documents; what cannot be read is yielded as a failure."""
        try:
            raw = self.content()
        except OSError as error:
            yield Failure(self.uri, f"not read: {(error.strerror or str(error)).lower()}")
            return
        yield from self._members(raw) if self.key else lines(self.uri, io.BytesIO(raw), self.first)

    def content(self) -> bytes:
        """Return the bytes."""
        if self.raw is not None:
            return self.raw
        return read_at(self.uri, self.place.offset, self.size)

    def without_bytes(self) -> Range:
        """Return the part as it is to be read elsewhere: an object in a store can be read anywhere."""
        return replace(self, raw=None) if in_store(self.uri) else self

    def _members(self, raw: bytes) -> Iterator[Document | Failure]:
        import msgspec

        pieces = Pieces(self.uri, raw, self.key, 0, self.place, self.first)
        for piece in pieces:
            yield from piece.documents()
        rest = text_of(raw[pieces.at :])
        try:
            parts = rest.parts()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            yield Failure(self.uri, "not checked: the file changed while it was read")
            return
        yield from cut(self.uri, rest.raw, parts, self.key, pieces.place, pieces.first)


def ranges_of_lines(uri: str, stream: Any, keep: bool) -> Iterator[Range]:
    """Cut a binary stream between lines; `keep` keeps the bytes."""
    offset = line = 0
    while chunk := stream.read(PART):
        if not chunk.endswith(b"\n"):
            chunk += stream.readline()
        yield Range(uri, len(chunk), line, Place(offset), "", chunk if keep else None)
        offset += len(chunk)
        line += chunk.count(b"\n")


def ranges_of_members(uri: str, raw: Any, parts: Parts, key: str, keep: bool) -> Iterator[Range]:
    """Cut a container between members; `raw` is bytes or a memory map, `keep` keeps the bytes."""
    begin, place, first = 0, Place(), 0
    for index, (start, end) in enumerate(spans_of(raw, parts.members, parts.start)):
        if index == first:
            begin = start
        if end - begin >= PART or index == len(parts.members) - 1:
            place = place.behind(raw[place.offset : begin])
            yield Range(uri, end - begin, first, place, key, raw[begin:end] if keep else None)
            first = index + 1
