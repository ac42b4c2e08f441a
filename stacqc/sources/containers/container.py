"""Files of many documents: FeatureCollections, lines, rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stacqc.document import NO_TREE, Document
from stacqc.findings import Failure
from stacqc.paths import in_store
from stacqc.sources.containers.cutting import Only
from stacqc.sources.containers.members import MEMBERS_KEY, lines, members, rest
from stacqc.sources.content import in_memory, to_its_end
from stacqc.sources.files import reason_of
from stacqc.sources.shard import Shard, batches
from stacqc.sources.storage import content_of, opened, size_of

if TYPE_CHECKING:
    from stacqc.sources.containers.geoparquet import RowGroup
    from stacqc.sources.containers.ranges import Range

#: Bytes of a document, more or less.
_USUAL = 4096


@dataclass(frozen=True, slots=True)
class Container:
    """A file of many documents, read as a stream."""

    uri: str
    kind: str
    raw: bytes | None = None

    def documents(self, only: Only = None) -> Iterator[Document | Failure]:
        """Yield the members, or only those at some indexes; what cannot be read is yielded as a failure."""
        try:
            yield from self._documents(only)
        except OSError as error:
            yield Failure(self.uri, f"not read: {reason_of(error)}")

    def _documents(self, only: Only) -> Iterator[Document | Failure]:
        if self.kind == "rows":
            for part in self.parts():
                yield from part.documents()
            return
        with self._opened() as raw:
            if self.kind == "lines":
                yield from lines(self.uri, raw, only=only)
            else:
                yield from members(self.uri, raw, MEMBERS_KEY[self.kind], only)

    @property
    def has_only_items(self) -> bool:
        """Whether all members are items: any other would be none of GeoJSON (RFC 7946 section 3.3)."""
        return self.kind in ("ItemCollection", "rows")

    def size(self) -> int:
        """Return about how many documents there are."""
        try:
            size = len(self.raw) if self.raw is not None else size_of(self.uri)
        except OSError:
            return 0
        return size // _USUAL

    def parts(self) -> Iterator[Shard | Range | RowGroup | Container]:
        """Yield parts that can be checked anywhere, in order, and together hold the same documents."""
        if self.kind == "rows":
            yield from _row_groups(self.uri)
            return
        if self.kind != "lines" and self.kind not in MEMBERS_KEY:
            yield self
            return
        try:
            with self._opened() as raw:
                yield from self._ranges(raw)
        except OSError as error:
            failure = Failure(self.uri, f"not read: {reason_of(error)}")
            yield Shard((failure,), NO_TREE)

    def _ranges(self, raw: Any) -> Iterator[Shard | Range | RowGroup | Container]:
        from stacqc.sources.containers.ranges import RawMembers, ranges_of_lines
        from stacqc.sources.containers.walk import start_of

        keep = self.raw is not None or in_store(self.uri)
        if self.kind == "lines":
            yield from ranges_of_lines(self.uri, raw, keep)
            return
        raw_members = RawMembers(self.uri, raw, (key := MEMBERS_KEY[self.kind]), start_of(raw, key))
        yield from raw_members.ranges(keep)
        text = raw_members.outline()
        if text is not None:
            yield Shard((Document(self.uri, text),), NO_TREE)
        else:
            yield from batches(rest(self.uri, in_memory(raw), key, raw_members.met()), NO_TREE)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """Give the content as a stream of lines, or as bytes that need not be in memory."""
        if self.raw is not None:
            yield io.BytesIO(self.raw) if self.kind == "lines" else self.raw
            return
        if self.kind == "lines":
            with opened(self.uri) as stream, to_its_end(stream, self.uri):
                yield stream
            return
        with content_of(self.uri) as content:
            yield content


def _row_groups(uri: str) -> Iterator[Shard | RowGroup]:
    from stacqc.sources.containers.geoparquet import row_groups

    for part in row_groups(uri):
        yield Shard((part,), NO_TREE) if isinstance(part, Failure) else part
