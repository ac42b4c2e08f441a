"""Writes a sample as a folder, a tar archive, lines of JSON or feature collections, with its manifest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from shutil import rmtree
from tarfile import TarFile, TarInfo
from typing import BinaryIO, Protocol

import orjson

from .defect import kinds
from .manifest import NAME, VERSION, digest_text, file_number, row_number
from .options import Options
from .properties import Json
from .rows import COLLECTIONS, ITEMS
from .rows import FOLDER as ROWS
from .sampler import File, Run, Sampler


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


class RowWriter:
    """The rows of items and of runs, in two files with one row a line."""

    def __init__(self, folder: Path) -> None:
        (folder / ROWS).mkdir(parents=True)
        self.stack = ExitStack()
        self.items, self.collections = (
            self.stack.enter_context((folder / name).open("wb")) for name in (ITEMS, COLLECTIONS)
        )

    def add(self, run: Run) -> None:
        """Write the rows of one run."""
        self.items.writelines(row + b"\n" for row in run.rows)
        self.collections.write(run.collection_row + b"\n")


@dataclass
class _Tally:
    items: int = 0
    collections: int = 0
    digest: int = 0
    rows: int = 0
    row_digest: int = 0
    defects: dict[str, int] = field(default_factory=dict)

    def put(self, file: File, out: Sink) -> None:
        """Write and count one document."""
        out.add(file)
        self.items += file.is_item
        self.collections += not file.is_item
        self.digest += file_number(file.path, file.content)

    def add_rows(self, run: Run) -> None:
        """Count the rows of one run."""
        self.rows += len(run.rows)
        self.row_digest += sum(map(row_number, (*run.rows, run.collection_row)))


def write(options: Options, folder: Path, sink: str = "dir", jobs: int = 1) -> Json:
    """Write a sample into an empty or new folder and return the first line of its manifest.

    What is stopped half-way leaves the folder empty.
    """
    options = _for_sink(options, sink)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise FileExistsError(f"{folder} is not empty")
    try:
        return _write(options, folder, sink, jobs)
    except BaseException:
        _empty(folder)
        raise


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            rmtree(entry, ignore_errors=True)
        else:
            entry.unlink(missing_ok=True)


def _write(options: Options, folder: Path, sink: str, jobs: int) -> Json:
    tally, lines = _Tally(), folder / (NAME + ".part")
    sampler = Sampler(options)
    with ExitStack() as stack:
        out = SINKS[sink](folder)
        stack.callback(out.close)
        manifest = stack.enter_context(lines.open("wb"))
        rows = RowWriter(folder) if options.database else None
        if rows:
            stack.callback(rows.stack.close)
        tally.put(sampler.root(), out)
        for run in _runs(sampler, jobs):
            _put(run, out, rows, manifest, tally)
    return _finish(options, tally, folder, lines)


def _put(run: Run, out: Sink, rows: RowWriter | None, manifest: BinaryIO, tally: _Tally) -> None:
    for file in run.files:
        tally.put(file, out)
    if rows:
        rows.add(run)
        tally.add_rows(run)
    for line in run.defects:
        tally.defects[line["defect"]] = tally.defects.get(line["defect"], 0) + 1
        manifest.write(orjson.dumps(line) + b"\n")


def _for_sink(options: Options, sink: str) -> Options:
    """Choose the form of JSON that fits a sink."""
    lexical = [name for name in options.defects if kinds()[name].lexical]
    if sink == "fc" and lexical:
        raise ValueError(f"{lexical[0]} would break the whole feature collection: choose another sink")
    return replace(options, compact=sink in ("ndjson", "fc"))


def _runs(sampler: Sampler, jobs: int) -> Iterator[Run]:
    """Yield each run, in order."""
    numbers = range(len(sampler.shapes))
    if jobs <= 1 or len(numbers) == 1:
        return map(sampler.run, numbers)
    from .workers import runs_made_by_workers

    return runs_made_by_workers(sampler.options, numbers, jobs)


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
    if options.database:
        counts["rows"], head["row_digest"] = tally.rows, digest_text(tally.row_digest)
    with (folder / NAME).open("wb") as out, lines.open("rb") as rest:
        out.write(orjson.dumps(head) + b"\n")
        while block := rest.read(1 << 20):
            out.write(block)
    lines.unlink()
    return head
