"""Writes a sample to a sink, with its manifest and the rows of a database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO

import orjson

from stacqc.sample.defect import kinds
from stacqc.sample.manifest import NAME, VERSION, digest_text, file_number, row_number
from stacqc.sample.options import Options
from stacqc.sample.properties import Json
from stacqc.sample.rows import COLLECTIONS, ITEMS
from stacqc.sample.rows import FOLDER as ROWS
from stacqc.sample.sampler import File, Run, Sampler
from stacqc.sample.sinks import SINKS, Sink


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
    from stacqc.sample.workers import runs_made_by_workers

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
