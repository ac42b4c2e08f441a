"""The first and the last document of a file of many: they tell whether it holds STAC, and which."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, BinaryIO, NamedTuple

from stacqc.comparison.record import parse
from stacqc.sources.head import Head, head_of

#: Bytes in which the first or last lines must lie to be found.
_LOOKED_INTO = 1 << 20
#: Lines that are looked at; a broken one says nothing of the others.
_TRIED = 10
#: Columns of items in rows: all of the first, one of the others.
_COLUMNS, _OF_STAC = {"id", "geometry"}, {"assets", "stac_version"}


class Ends(NamedTuple):
    """The heads of the first and the last document."""

    first: Head
    last: Head


def ends_of_lines(stream: BinaryIO) -> Ends | None:
    """Return the ends of a stream of lines, None where it holds no STAC."""
    first = _first_stac(stream.read(_LOOKED_INTO).splitlines()[:_TRIED])
    if first is None:
        return None
    stream.seek(max(0, stream.seek(0, os.SEEK_END) - _LOOKED_INTO))
    last = _first_stac(reversed(stream.read(_LOOKED_INTO).splitlines()[-_TRIED:]))
    return Ends(first, last or first)


def _first_stac(lines: Iterable[bytes]) -> Head | None:
    for line in lines:
        data = parse(line) if line.strip() else None
        if data is not None and "stac_version" in data and (head := head_of(data)) is not None:
            return head
    return None


def ends_of_rows(stream: BinaryIO) -> Ends | None:
    """Return the ends of a stac-geoparquet, None for another file; raises ImportError without pyarrow."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(stream) as file:
            groups, names = file.num_row_groups, set(file.schema_arrow.names)
            if not (groups and names >= _COLUMNS and names & _OF_STAC):
                return None
            keys = [name for name in ("id", "collection") if name in names]
            first, last = (file.read_row_group(n, columns=keys) for n in (0, groups - 1))
            return Ends(_head_of_row(first, 0), _head_of_row(last, last.num_rows - 1))
    except (OSError, pyarrow.ArrowException, IndexError):
        return None


def _head_of_row(table: Any, row: int) -> Head:
    columns = table.slice(row, 1).to_pylist()[0]
    return Head("Item", str(columns["id"]), str(columns.get("collection") or ""))
