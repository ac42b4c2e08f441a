"""What the user named on the command line, as shards of documents."""

from __future__ import annotations

import glob
import io
import mmap
import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, Any

from stacqc.catalog import ROOT_NAMES, is_new, load, tree_of, walk_tree
from stacqc.document import NO_TREE, Document, Tree
from stacqc.findings import Failure
from stacqc.links import is_inside
from stacqc.sources.files import MAX_DOCUMENT, Unreadable, read_file, walk
from stacqc.sources.members import (
    MEMBERS_KEY,
    Only,
    envelope,
    is_lines,
    is_parquet,
    lines,
    looks_like_lines,
    members,
    split,
)

if TYPE_CHECKING:
    from stacqc.sources.geoparquet import RowGroup
    from stacqc.sources.ranges import Range

#: Documents in a shard: enough that handing it over costs nothing.
SHARD_SIZE = 500
#: Bytes of a document, more or less.
_USUAL = 4096
STDIN = "-"


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the input that can be checked anywhere: documents read already, and paths to read."""

    entries: tuple[Document | Failure | str, ...]
    tree: Tree

    def documents(self) -> Iterator[Document | Failure]:
        """Yield the documents; what cannot be read is yielded as a failure."""
        for entry in self.entries:
            if not isinstance(entry, str):
                yield entry
            elif isinstance(document := load(entry, self.tree), Document) and document.kind in MEMBERS_KEY:
                yield from members(document.uri, document.raw, MEMBERS_KEY[document.kind])
            elif document is not None:
                yield document

    def size(self) -> int:
        """Return about how many documents there are."""
        return len(self.entries)

    def parts(self) -> Iterator[Shard]:
        """Yield itself: it is small enough to be checked at once."""
        yield self


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
            yield Failure(self.uri, f"not read: {(error.strerror or str(error)).lower()}")

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

    def size(self) -> int:
        """Return about how many documents there are."""
        try:
            size = len(self.raw) if self.raw is not None else os.path.getsize(self.uri)
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
            failure = Failure(self.uri, f"not read: {(error.strerror or str(error)).lower()}")
            yield Shard((failure,), NO_TREE)

    def _ranges(self, raw: Any) -> Iterator[Shard | Range | RowGroup | Container]:
        from stacqc.sources.ranges import ranges_of_lines, ranges_of_members

        keep = self.raw is not None
        if self.kind == "lines":
            yield from ranges_of_lines(self.uri, raw, keep)
            return
        key = MEMBERS_KEY[self.kind]
        parts = split(raw, key)
        if parts is None:
            yield self
            return
        yield Shard((envelope(self.uri, parts, key),), NO_TREE)
        yield from ranges_of_members(self.uri, raw, parts, key, keep)

    @contextmanager
    def _opened(self) -> Iterator[Any]:
        """Give the content as a stream of lines, or as bytes that need not be in memory."""
        if self.raw is not None:
            yield io.BytesIO(self.raw) if self.kind == "lines" else self.raw
            return
        with open(self.uri, "rb") as stream:
            if self.kind == "lines":
                yield stream
                return
            with mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
                yield mapped


Entry = Document | Failure | str


def _row_groups(uri: str) -> Iterator[Shard | RowGroup]:
    from stacqc.sources.geoparquet import row_groups

    for part in row_groups(uri):
        yield Shard((part,), NO_TREE) if isinstance(part, Failure) else part


class Inputs:
    """Turns paths, patterns and `-` into shards; every file is brought once, however often it is named."""

    def __init__(
        self, paths: Iterable[str], follow: bool = True, stdin: Any = None, strict: bool = True
    ) -> None:
        self.paths = list(paths)
        self.follow = follow
        #: Whether a file named by itself must be STAC.
        self.strict = strict
        self.stdin = stdin
        self._seen: set[int] = set()

    def shards(self) -> Iterator[Shard | Container]:
        """Yield all of the input in the order of the paths given."""
        singles: list[Entry] = []
        for path in self.paths:
            for found in self._expand(path):
                yield from self._shards_of(found, singles)
        yield from _batches(iter(singles), Tree())

    def _expand(self, path: str) -> list[str]:
        if path == STDIN or os.path.lexists(path) or not glob.has_magic(path):
            return [path]
        return sorted(glob.glob(path, recursive=True)) or [path]

    def _shards_of(self, path: str, singles: list[Entry]) -> Iterator[Shard | Container]:
        if path == STDIN:
            yield from self._standard_input()
        elif os.path.isdir(path):
            yield from self._folder(path)
        elif _is_regular(path) and is_lines(path):
            yield Container(path, "lines")
        elif _is_regular(path) and is_parquet(path):
            yield Container(path, "rows")
        elif (kind := _large_kind(path)) is not None:
            yield Container(path, kind)
        else:
            yield from self._file(path, singles)

    def _standard_input(self) -> Iterator[Container]:
        raw = (self.stdin or sys.stdin.buffer).read()
        uri = "<stdin>"
        if looks_like_lines(raw):
            yield Container(uri, "lines", raw)
            return
        kind = Document(uri, raw).kind
        if kind in MEMBERS_KEY:
            yield Container(uri, kind, raw)
        else:
            from stacqc.sources.objects import Single

            yield Single(uri, "object", raw)

    def _folder(self, folder: str) -> Iterator[Shard]:
        tree = Tree(os.path.normpath(folder), _top(folder), whole=True, strict=False)
        entries = (e for f in walk(folder) if (e := self._folder_entry(f)) is not None)
        some = False
        for batch in _batches(entries, tree):
            some = True
            yield batch
        if not some:
            yield Shard((Failure(folder, "there is no JSON file in this folder"),), tree)

    def _folder_entry(self, found: str | Unreadable) -> Entry | None:
        if isinstance(found, Unreadable):
            return Failure(found.path, f"not read: {found.reason}")
        path = os.path.normpath(found)
        return path if is_new(path, self._seen) else None

    def _file(self, path: str, singles: list[Entry]) -> Iterator[Shard | Container]:
        try:
            raw = read_file(path)
        except Unreadable as trouble:
            singles.append(Failure(path, f"not read: {trouble.reason}{_did_you_mean(trouble)}"))
            return
        document = Document(os.path.normpath(path), raw, _tree_of_single(path)._replace(strict=self.strict))
        if document.kind in MEMBERS_KEY:
            if is_new(document.uri, self._seen):
                yield Container(document.uri, document.kind, raw)
        elif self.follow and document.kind in ("Catalog", "Collection"):
            tree = tree_of(document)
            yield from _batches(walk_tree(document.within(tree), self._seen), tree)
        elif is_new(document.uri, self._seen):
            singles.append(document)


def _tree_of_single(path: str) -> Tree:
    """The place of a file checked by itself: its links are looked up, but nobody vouches for the rest."""
    path = os.path.normpath(path)
    return Tree(os.curdir if is_inside(path, os.curdir) else os.path.dirname(path))


def _top(folder: str) -> str:
    """The root document of a folder, where its usual names tell."""
    for name in ROOT_NAMES:
        path = os.path.normpath(os.path.join(folder, name))
        if os.path.isfile(path):
            return path
    return ""


def _batches(entries: Iterator[Entry], tree: Tree) -> Iterator[Shard]:
    while batch := tuple(islice(entries, SHARD_SIZE)):
        yield Shard(batch, tree)


def _is_regular(path: str) -> bool:
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def _large_kind(path: str, size: int = MAX_DOCUMENT // 8) -> str | None:
    """The kind of a container of more bytes than are read at once, told from its first ones."""
    if not _is_regular(path) or os.path.getsize(path) <= size:
        return None
    with open(path, "rb") as stream:
        head = stream.read(65536)
    if looks_like_lines(head):
        return "lines"
    if b'"FeatureCollection"' in head or b'"features"' in head:
        return "ItemCollection"
    return "Collections" if b'"collections"' in head else None


def container_kind(path: str) -> str:
    """Return what a file of many documents is read as: "lines", "rows" or the kind of the container."""
    if is_lines(path) or is_parquet(path):
        return "lines" if is_lines(path) else "rows"
    return _large_kind(path, 0) or "ItemCollection"


def _did_you_mean(trouble: Unreadable) -> str:
    if not trouble.missing:
        return ""
    folder, name = os.path.split(trouble.path)
    try:
        near = get_close_matches(name, os.listdir(folder or os.curdir), 1)
    except OSError:
        return ""
    return f"; did you mean {os.path.join(folder, near[0])}?" if near else ""
