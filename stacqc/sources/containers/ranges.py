"""Parts of a file of many documents, cut so that each can be read and checked anywhere."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.paths import in_store
from stacqc.sources.containers.cutting import Parts, Position, cut
from stacqc.sources.containers.members import lines
from stacqc.sources.containers.pieces import Pieces
from stacqc.sources.containers.texts import Text, text_of
from stacqc.sources.containers.walk import Walk
from stacqc.sources.content import uncut
from stacqc.sources.files import reason_of
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
    place: Position
    key: str = ""
    raw: bytes | None = None

    def documents(self) -> Iterator[Document | Failure]:
        """Yield the documents; what cannot be read is yielded as a failure."""
        try:
            raw = self.content()
        except OSError as error:
            yield Failure(self.uri, f"not read: {reason_of(error)}")
            return
        yield from self._members(raw) if self.key else lines(self.uri, io.BytesIO(raw), self.first)

    def content(self) -> bytes:
        """Return the bytes."""
        if self.raw is not None:
            return self.raw
        return uncut(read_at(self.uri, self.place.offset, self.size), self.size, self.uri)

    def without_bytes(self) -> Range:
        """Return the part as it is to be read elsewhere: an object in a store can be read anywhere."""
        return replace(self, raw=None) if in_store(self.uri) else self

    def _members(self, raw: bytes) -> Iterator[Document | Failure]:
        import msgspec

        pieces = Pieces(self.uri, raw, self.key, 0, self.place, self.first)
        yield from pieces.documents()
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
        yield Range(uri, len(chunk), line, Position(offset), "", chunk if keep else None)
        offset += len(chunk)
        line += chunk.count(b"\n")


class RawMembers(Walk):
    """Goes through the members of a container without parsing them."""

    def sizes(self) -> tuple[int, ...]:
        """Return the bytes of a part, and those of one where members are larger."""
        return PART, 4 * PART, 16 * PART

    def read(self, text: Text) -> list[Any] | None:
        """Return the members in a text, not parsed; None where it is no JSON."""
        return text.listed()

    def ranges(self, keep: bool) -> Iterator[Range]:
        """Yield parts of the container; `keep` keeps the bytes."""
        for text, place, first, _ in self.steps():
            raw = text.raw[: text.size]
            yield Range(self.uri, text.size, first, place, self.key, raw if keep else None)

    def chosen(self, only: Collection[int]) -> Iterator[Document]:
        """Yield the members at some indexes."""
        for text, place, first, listed in self.steps():
            if any(first <= index < first + len(listed) for index in only):
                yield from cut(self.uri, text.raw, Parts(b"", listed, 0), self.key, place, first, only)
