"""Shards: parts of the input that can be checked anywhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from stacqc.document import Document, Tree
from stacqc.findings import Failure
from stacqc.sources.containers.members import MEMBERS_KEY, members
from stacqc.sources.containers.peek import holds_no_stac, kind_or_document
from stacqc.sources.tree.catalog import at_hand, read

#: Documents in a shard: enough that handing it over costs nothing.
SHARD_SIZE = 500
#: A document read already, one that could not be read, or the path of one to be read.
Entry = Document | Failure | str


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of the input that can be checked anywhere: documents read already, and paths to read."""

    entries: tuple[Entry, ...]
    tree: Tree

    def documents(self) -> Iterator[Document | Failure]:
        """Yield the documents; what cannot be read is yielded as a failure."""
        for entry in at_hand(self.entries, self.tree, lambda entry: entry):
            if isinstance(entry, str):
                yield from _in_file(entry, self.tree)
            else:
                yield entry

    def size(self) -> int:
        """Return about how many documents there are."""
        return len(self.entries)

    def parts(self) -> Iterator[Shard]:
        """Yield itself: it is small enough to be checked at once."""
        yield self


def _in_file(path: str, tree: Tree) -> Iterator[Document | Failure]:
    raw = read(path, tree)
    if isinstance(raw, Failure):
        yield raw
    elif raw is not None:
        found = kind_or_document(path, raw, tree)
        if not tree.strict and holds_no_stac(found, raw):
            return
        yield from (found,) if isinstance(found, Document) else members(path, raw, MEMBERS_KEY[found])


def batches(entries: Iterator[Entry], tree: Tree) -> Iterator[Shard]:
    """Cut entries into shards."""
    while batch := tuple(islice(entries, SHARD_SIZE)):
        yield Shard(batch, tree)
