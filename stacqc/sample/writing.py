"""Writes a sample as a folder, a tar archive, lines of JSON or feature collections, with its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from tarfile import TarFile, TarInfo
from typing import BinaryIO, Protocol

import orjson

from .defect import kinds
from .manifest import NAME, VERSION, digest_text, file_number
from .options import Options
from .properties import Json
from .sampler import File, Sampler


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


@dataclass
class _Tally:
    items: int = 0
    collections: int = 0
    digest: int = 0
    defects: dict[str, int] = field(default_factory=dict)

    def add_file(self, file: File) -> None:
        self.items += file.is_item
        self.collections += not file.is_item
        self.digest += file_number(file.path, file.content)

    def add_defect(self, line: Json) -> None:
        self.defects[line["defect"]] = self.defects.get(line["defect"], 0) + 1


def write(options: Options, folder: Path, sink: str = "dir", jobs: int = 1) -> Json:
    """Write a sample into an empty or new folder and return the first line of its manifest."""
    options = _for_sink(options, sink)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    tally, lines = _Tally(), folder / (NAME + ".part")
    out = SINKS[sink](folder)
    try:
        with lines.open("wb") as manifest:
            for files, defects in _made(options, jobs):
                _put(files, out, tally)
                for line in defects:
                    tally.add_defect(line)
                    manifest.write(orjson.dumps(line) + b"\n")
    finally:
        out.close()
    return _finish(options, tally, folder, lines)


def _put(files: list[File], out: Sink, tally: _Tally) -> None:
    for file in files:
        out.add(file)
        tally.add_file(file)


def _for_sink(options: Options, sink: str) -> Options:
    """Choose the form of JSON that fits a sink."""
    lexical = [name for name in options.defects if kinds()[name].lexical]
    if sink == "fc" and lexical:
        raise ValueError(f"{lexical[0]} would break the whole feature collection: choose another sink")
    return replace(options, compact=sink in ("ndjson", "fc"))


def _made(options: Options, jobs: int) -> Iterator[tuple[list[File], list[Json]]]:
    """Yield the root, then each run, in order."""
    sampler = Sampler(options)
    yield [sampler.root()], []
    numbers = range(len(sampler.shapes))
    if jobs <= 1 or len(numbers) == 1:
        yield from ((made.files, made.defects) for made in map(sampler.run, numbers))
        return
    from .workers import runs_made_by_workers

    yield from runs_made_by_workers(options, numbers, jobs)


def _finish(options: Options, tally: _Tally, folder: Path, lines: Path) -> Json:
    """Put the first line before the others."""
    counts = {"items": tally.items, "collections": tally.collections, "defects": sum(tally.defects.values())}
    head: Json = {
        "version": VERSION,
        "seed": options.seed,
        "layout": options.layout,
        "faithful": options.faithful,
        "counts": counts,
        "defects": dict(sorted(tally.defects.items())),
        "digest": digest_text(tally.digest),
    }
    with (folder / NAME).open("wb") as out, lines.open("rb") as rest:
        out.write(orjson.dumps(head) + b"\n")
        while block := rest.read(1 << 20):
            out.write(block)
    lines.unlink()
    return head
