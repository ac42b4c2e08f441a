"""A folder that the user named: its JSON files, and the files of many documents that hold something else."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.document import Document, Tree
from stacqc.findings import Failure
from stacqc.paths import normalised
from stacqc.sources.containers.container import Container
from stacqc.sources.containers.members import LINES, ROWS
from stacqc.sources.containers.peek import stream_kind
from stacqc.sources.files import JSON, Unreadable, is_json, reason_of, walk
from stacqc.sources.shard import Entry, Shard, batches
from stacqc.sources.tree.catalog import is_new, load, root_in, tree_of
from stacqc.sources.tree.copies import Copies, Looks


class Folder:
    """Brings what lies in a folder and holds STAC.

    What lies there both as files of its own and in a file of many documents is brought once, as files:
    the copy is passed over.
    """

    def __init__(self, folder: str, seen: set[int], notes: list[str]) -> None:
        self._folder = folder
        self._seen = seen
        self._notes = notes
        self._tree = Tree(normalised(folder), _top(folder), whole=True, strict=False)
        self._looks = Looks()
        #: Files of many documents.
        self._streams: list[str] = []
        #: Whether there is anything, brought by now or before.
        self._any = False

    def shards(self) -> Iterator[Shard | Container]:
        """Yield the JSON files by name, then files of lines and rows."""
        yield from batches(self._files(), self._tree)
        yield from self._containers()
        if not self._any:
            nothing = Failure(self._folder, "there is no JSON file and no other STAC in this folder")
            yield Shard((nothing,), self._tree)

    def _files(self) -> Iterator[Entry]:
        for found in walk(self._folder, (*JSON, *LINES, *ROWS)):
            if isinstance(found, Unreadable):
                self._any = True
                yield Failure(found.path, f"not read: {found.reason}")
                continue
            path = normalised(found)
            self._any = self._any or is_json(path)
            if not is_json(path) or self._looks.find(path):
                self._streams.append(path)
            elif is_new(path, self._seen):
                yield path

    def _containers(self) -> Iterator[Container | Shard]:
        copies = Copies(self._folder)
        others: list[Entry] = []
        unknown = 0
        for path in self._streams:
            try:
                if not copies.take(path) and is_json(path):
                    others.append(path)
            except ImportError:
                unknown += 1
            except (Unreadable, OSError) as trouble:
                self._any = True
                others.append(Failure(path, f"not read: {_reason(trouble)}"))
        yield from batches(self._new(others), self._tree)
        yield from self._wanted(copies)
        if unknown:
            files = "1 parquet file was" if unknown == 1 else f"{unknown:,} parquet files were"
            self._notes.append(
                f"{files} not looked into, for pyarrow is missing: pip install 'stacqc[geoparquet]'"
            )

    def _wanted(self, copies: Copies) -> Iterator[Container | Shard]:
        for path, is_copy in copies.told():
            self._any = True
            if is_copy:
                what = f"its first and last document are in {self._folder} a second time"
                self._notes.append(f"{path} was passed over: {what}; name it to have it checked")
            elif (kind := stream_kind(path)) is None:
                yield from batches(self._new([path]), self._tree)
            elif is_new(path, self._seen):
                yield Container(path, kind)

    def _new(self, entries: list[Entry]) -> Iterator[Entry]:
        return (e for e in entries if not isinstance(e, str) or is_new(e, self._seen))


def _top(folder: str) -> str:
    """The root that the documents of a folder belong to, where one of the usual names tells: it may lie above."""
    path = root_in(folder)
    found = load(path, Tree(normalised(folder))) if path else None
    return tree_of(found).root if isinstance(found, Document) else path


def _reason(trouble: Unreadable | OSError) -> str:
    return trouble.reason if isinstance(trouble, Unreadable) else reason_of(trouble)
