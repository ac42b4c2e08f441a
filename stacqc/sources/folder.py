"""A folder that the user named: its JSON files, and the lines and rows in it that hold something else."""

from __future__ import annotations

import os
from collections.abc import Iterator

from stacqc.document import Tree
from stacqc.findings import Failure
from stacqc.paths import meant, normalised
from stacqc.sources.catalog import ROOT_NAMES, is_new
from stacqc.sources.container import Container
from stacqc.sources.ends import Ends, ends_of_lines, ends_of_rows
from stacqc.sources.files import JSON, Unreadable, inside_after_links, read_file, walk
from stacqc.sources.head import Head, HeadReader
from stacqc.sources.members import LINES, ROWS, is_lines
from stacqc.sources.shard import Entry, Shard, batches
from stacqc.sources.storage import is_file, opened


class Folder:
    """Brings what lies in a folder and holds STAC.

    What lies there both as files of its own and as lines or rows is brought once, as files: a file of
    lines or rows whose first and last document are there already is a copy, and is passed over.
    """

    def __init__(self, folder: str, seen: set[int], notes: list[str]) -> None:
        self._folder = folder
        self._seen = seen
        self._notes = notes
        self._streams: list[str] = []
        #: Whether there is anything, brought by now or before.
        self._any = False

    def shards(self) -> Iterator[Shard | Container]:
        """Yield the JSON files by name, then files of lines and rows."""
        tree = Tree(normalised(self._folder), _top(self._folder), whole=True, strict=False)
        yield from batches(self._files(), tree)
        yield from self._containers()
        if not self._any:
            yield Shard(
                (Failure(self._folder, "there is no JSON file and no other STAC in this folder"),), tree
            )

    def _files(self) -> Iterator[Entry]:
        for found in walk(self._folder, (*JSON, *LINES, *ROWS)):
            if isinstance(found, Unreadable):
                self._any = True
                yield Failure(found.path, f"not read: {found.reason}")
                continue
            path = normalised(found)
            if not path.endswith(JSON):
                self._streams.append(path)
                continue
            self._any = True
            if is_new(path, self._seen):
                yield path

    def _containers(self) -> Iterator[Container | Shard]:
        found: dict[str, Ends] = {}
        unknown = 0
        for path in self._streams:
            try:
                if (ends := _ends(path, self._folder)) is not None:
                    found[path] = ends
            except ImportError:
                unknown += 1
            except (Unreadable, OSError) as trouble:
                self._any = True
                yield Shard((Failure(path, f"not read: {_reason(trouble)}"),), Tree())
        yield from self._wanted(found)
        if unknown:
            files = "1 parquet file was" if unknown == 1 else f"{unknown:,} parquet files were"
            self._notes.append(
                f"{files} not looked into, for pyarrow is missing: pip install 'stacqc[geoparquet]'"
            )

    def _wanted(self, found: dict[str, Ends]) -> Iterator[Container]:
        there = ids_in(self._folder, {head for ends in found.values() for head in ends}) if found else set()
        for path, ends in found.items():
            self._any = True
            if there.issuperset(ends):
                what = f"its first and last document are in {self._folder} a second time"
                self._notes.append(f"{path} was passed over: {what}; name it to have it checked")
            elif is_new(path, self._seen):
                there |= set(ends)
                yield Container(path, "lines" if is_lines(path) else "rows")


def ids_in(folder: str, wanted: set[Head]) -> set[Head]:
    """Return those of the wanted documents that lie in a folder as files of their own.

    Looked into are catalogs and collections, and files whose names are a part of an id.
    """
    there: set[Head] = set()
    reader = HeadReader()
    for path in walk(folder):
        if isinstance(path, str) and _may_hold(path, wanted) and (head := _head(path, reader)) in wanted:
            there.add(head)
            if len(there) == len(wanted):
                break
    return there


def _may_hold(path: str, wanted: set[Head]) -> bool:
    name = os.path.basename(path)
    stem = name.rpartition(".")[0]
    return name in ROOT_NAMES or any(h.id.endswith(stem) or h.id.startswith(stem) for h in wanted)


def _head(path: str, reader: HeadReader) -> Head | None:
    try:
        return reader.read(read_file(path))
    except Unreadable:
        return None


def _top(folder: str) -> str:
    """The root document of a folder, where its usual names tell."""
    for name in ROOT_NAMES:
        path = meant(name, normalised(folder))
        if is_file(path):
            return path
    return ""


def _ends(path: str, root: str) -> Ends | None:
    if not inside_after_links(path, root):
        raise Unreadable(path, "it is a symbolic link out of the folder")
    with opened(path) as stream:
        return ends_of_lines(stream) if is_lines(path) else ends_of_rows(stream)


def _reason(trouble: Unreadable | OSError) -> str:
    return trouble.reason if isinstance(trouble, Unreadable) else (trouble.strerror or str(trouble)).lower()
