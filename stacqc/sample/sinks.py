"""Where the documents of a sample go: a folder, a tar archive, lines of JSON or feature collections."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import BinaryIO, Protocol

from stacqc.sample.sampler import File


class Sink(Protocol):
    """Takes documents in order."""

    def add(self, file: File) -> None:
        """Write one document."""

    def close(self) -> None:
        """Finish what was begun."""


class FolderSink:
    """One file for each document, in folders as the links say."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.known: set[str] = set()

    def add(self, file: File) -> None:
        """Write one document."""
        parent = file.path.rpartition("/")[0]
        if parent not in self.known:
            (self.folder / parent).mkdir(parents=True, exist_ok=True)
            self.known = {parent}
        with open(f"{self.folder}/{file.path}", "wb") as out:
            out.write(file.content)

    def close(self) -> None:
        """Finish."""


class TarSink:
    """One archive with the folder in it."""

    def __init__(self, folder: Path) -> None:
        self.tar = TarFile(folder / "tree.tar", "w")

    def add(self, file: File) -> None:
        """Write one document."""
        member = TarInfo(file.path)
        member.size = len(file.content)
        self.tar.addfile(member, BytesIO(file.content))
        self.tar.members.clear()  # type: ignore[attr-defined]  # the archive would remember every member

    def close(self) -> None:
        """Finish the archive."""
        self.tar.close()


class _Split:
    """Two files, one for items and one for collections."""

    def __init__(self, items: Path, collections: Path) -> None:
        self.stack = ExitStack()
        self.outs: list[BinaryIO] = [self.stack.enter_context(p.open("wb")) for p in (collections, items)]
        self.counts = [0, 0]

    def add(self, file: File) -> None:
        """Write one document."""
        out = self.outs[file.is_item]
        out.write(self.before(self.counts[file.is_item]) + file.content)
        self.counts[file.is_item] += 1

    def before(self, count: int) -> bytes:
        """Return what stands before a document that has `count` others before it."""
        return b"\n" if count else b""

    def close(self) -> None:
        """Finish both files."""
        self.stack.close()


class LinesSink(_Split):
    """Two files with one document a line."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "items.ndjson", folder / "collections.ndjson")

    def close(self) -> None:
        """End the last lines."""
        for out in self.outs:
            out.write(b"\n")
        super().close()


class FeaturesSink(_Split):
    """A feature collection, and the collections in the shape an API gives them."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "items.json", folder / "collections.json")
        self.outs[0].write(b'{"collections":[\n')
        self.outs[1].write(b'{"type":"FeatureCollection","features":[\n')

    def before(self, count: int) -> bytes:
        """Return what stands before a document."""
        return b",\n" if count else b""

    def close(self) -> None:
        """Close the lists."""
        self.outs[0].write(b'\n],"links":[]}\n')
        self.outs[1].write(b"\n]}\n")
        super().close()


SINKS: dict[str, Callable[[Path], Sink]] = {
    "dir": FolderSink,
    "tar": TarSink,
    "ndjson": LinesSink,
    "fc": FeaturesSink,
}
