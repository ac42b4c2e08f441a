"""What lies in a folder a second time: lines, rows and FeatureCollections made of its files."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator

from stacqc.paths import in_store
from stacqc.sources.containers.ends import (
    Ends,
    ends_of_lines,
    ends_of_members,
    ends_of_rows,
    first_of_members,
)
from stacqc.sources.containers.members import MEMBERS_KEY, is_lines, is_parquet
from stacqc.sources.containers.peek import kind_by_start
from stacqc.sources.files import Unreadable, inside_after_links, read_file, walk
from stacqc.sources.head import Head, HeadReader
from stacqc.sources.storage import is_file, opened
from stacqc.sources.tree.catalog import ROOT_NAMES


class Looks:
    """Tells by looking into few of the JSON files of a folder which of them hold many documents.

    The first ones are looked into, and as many of those whose names have no digit, as names of items
    have: a look at each would take as long as a good part of the check. None is in a store.
    """

    MOST = 1000

    def __init__(self) -> None:
        self._any = self._plain = self.MOST

    def find(self, path: str) -> bool:
        """Return whether a file was found to hold many documents."""
        if not self._looks_into(path) or os.path.islink(path) or not is_file(path):
            return False
        try:
            return kind_by_start(path) in MEMBERS_KEY
        except OSError:
            return False

    def _looks_into(self, path: str) -> bool:
        name = os.path.basename(path)
        if name in ROOT_NAMES or in_store(path):
            return False
        if self._any:
            self._any -= 1
            return True
        if self._plain and not any(map(str.isdigit, name)):
            self._plain -= 1
            return True
        return False


class Copies:
    """Tells which files of many documents are copies of what lies in a folder.

    A copy is a file whose first and last document are there already, of the same id and collection.
    """

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._ends: dict[str, Ends | None] = {}

    def take(self, path: str) -> bool:
        """Take a file in question, and return whether it holds STAC; raises ImportError, Unreadable, OSError."""
        if not inside_after_links(path, self._folder):
            raise Unreadable(path, "it is a symbolic link out of the folder")
        if (ends := _ends(path)) is not None:
            self._ends[path] = ends
        return ends is not None

    def told(self) -> Iterator[tuple[str, bool]]:
        """Yield each file that holds STAC, and whether it is a copy of files, or of those before it."""
        there = ids_in(self._folder, set(self._heads()))
        self._look_closer(there)
        there |= ids_in(self._folder, set(self._heads()) - there)
        for path, ends in self._ends.items():
            yield path, ends is not None and there.issuperset(ends)
            there.update(ends or ())

    def _heads(self) -> Iterator[Head]:
        return (head for ends in self._ends.values() for head in set(ends or ()))

    def _look_closer(self, there: set[Head]) -> None:
        """Find the last members of FeatureCollections where the first is not the only one of its id."""
        named = Counter(self._heads())
        for path, ends in self._ends.items():
            if ends and not _has_cheap_ends(path) and (ends.first in there or named[ends.first] > 1):
                self._ends[path] = ends_of_members(path)


def _has_cheap_ends(path: str) -> bool:
    return is_lines(path) or is_parquet(path)


def _ends(path: str) -> Ends | None:
    """The ends of a file of many documents; of a FeatureCollection its first member for both at first."""
    if not _has_cheap_ends(path):
        first = first_of_members(path)
        return Ends(first, first) if first is not None else None
    with opened(path) as stream:
        return ends_of_lines(stream) if is_lines(path) else ends_of_rows(stream)


def ids_in(folder: str, wanted: set[Head]) -> set[Head]:
    """Return those of the wanted documents that lie in a folder as files of their own.

    Looked into are catalogs and collections, and files whose names are a part of an id.
    """
    there: set[Head] = set()
    if not wanted:
        return there
    stems, reader = set(_stems(wanted)), HeadReader()
    for path in walk(folder):
        if isinstance(path, str) and _may_hold(path, stems) and (head := _head(path, reader)) in wanted:
            there.add(head)
            if len(there) == len(wanted):
                break
    return there


def _stems(wanted: Iterable[Head]) -> Iterator[str]:
    """What a file's name may be: the beginning or the end of an id."""
    for head in wanted:
        for size in range(1, len(head.id) + 1):
            yield head.id[:size]
            yield head.id[-size:]


def _may_hold(path: str, stems: set[str]) -> bool:
    name = os.path.basename(path)
    return name in ROOT_NAMES or name.rpartition(".")[0] in stems


def _head(path: str, reader: HeadReader) -> Head | None:
    try:
        return reader.read(read_file(path))
    except Unreadable:
        return None
