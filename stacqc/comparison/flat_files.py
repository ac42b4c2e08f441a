"""The files that a flat database loads, written of a tree: a line for each collection and each item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from stacqc.comparison.flattening import flattened
from stacqc.comparison.record import Json, Record, Side, written
from stacqc.comparison.settings import Settings
from stacqc.comparison.trouble import NotReadable
from stacqc.disk.folders import written_at_once
from stacqc.findings import Failure
from stacqc.report import Failures


def write(tree: str, folder: Path, settings: Settings) -> tuple[tuple[int, int], Failures]:
    """Write both files into a folder and return how many lines they have, and what could not be read."""
    from stacqc.sources.sides.opening import Opening, open_alone

    side = open_alone(tree, Opening(settings))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        counts = (
            _collections(side, folder / "collections.ndjson"),
            _items(side, folder / "items.ndjson", settings),
        )
        return counts, side.failures
    finally:
        side.close()


def _collections(side: Side, file: Path) -> int:
    made = _made_of(side.collections(), lambda record: {**record.data, "id": record.id}, side.failures)
    return _write_lines(made, file)


def _items(side: Side, file: Path, settings: Settings) -> int:
    made = _made_of(side.items(), lambda record: flattened(record, settings.self_href), side.failures)
    return _write_lines(made, file)


def _made_of(records: Iterable[Record], make: Callable[[Record], Json], failures: Failures) -> Iterator[Json]:
    for record in records:
        try:
            yield make(record)
        except NotReadable as error:
            failures.append(Failure(record.place.address, str(error)))


def _write_lines(documents: Iterable[Json], file: Path) -> int:
    """Write a line for each document and return how many there are."""
    count = 0
    with written_at_once(file) as out:
        for document in documents:
            out.write(_line(document))
            count += 1
    return count


def _line(document: Json) -> bytes:
    """Return the line of a document; backslashes as code points, for the loader halves doubled ones."""
    return written(document).replace(b"\\\\", b"\\u005c") + b"\n"
