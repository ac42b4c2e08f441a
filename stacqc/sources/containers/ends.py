"""The first and the last document of a file of many: they tell whether it holds STAC, and which."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any, BinaryIO, NamedTuple

from stacqc.comparison.flattening import PARENT
from stacqc.comparison.record import parse, text_of
from stacqc.kinds import kind_of
from stacqc.sources.containers.members import MEMBERS_KEY
from stacqc.sources.containers.peek import LOOKED_INTO, container_kind, first_member
from stacqc.sources.containers.ranges import RawMembers
from stacqc.sources.containers.walk import start_of
from stacqc.sources.head import Head, head_of
from stacqc.sources.storage import content_of, read_at

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
    first = _first_stac(stream.read(LOOKED_INTO).splitlines()[:_TRIED])
    if first is None:
        return None
    stream.seek(max(0, stream.seek(0, os.SEEK_END) - LOOKED_INTO))
    last = _first_stac(reversed(stream.read(LOOKED_INTO).splitlines()[-_TRIED:]))
    return Ends(first, last or first)


def _first_stac(lines: Iterable[bytes]) -> Head | None:
    for line in lines:
        if line.strip() and (head := _head_of_stac(parse(line))) is not None:
            return head
    return None


def _head_of_stac(data: Any) -> Head | None:
    """Return the head of a document, of a flattened item with the collection that its file names."""
    if type(data) is not dict or "stac_version" not in data or (head := head_of(data)) is None:
        return None
    properties = data.get("properties")
    parent = text_of(properties, PARENT) if type(properties) is dict else ""
    return head._replace(collection=parent or head.collection)


def first_of_members(path: str) -> Head | None:
    """Return the head of the first member of a container; None where it is no STAC; raises OSError."""
    return _head_of_stac(first_member(read_at(path, 0, LOOKED_INTO)))


def ends_of_members(path: str) -> Ends | None:
    """Return the ends of a container, None where it is none, or an end of it no STAC; raises OSError."""
    with content_of(path) as raw:
        return _ends_in(RawMembers(path, raw, (key := MEMBERS_KEY[container_kind(path)]), start_of(raw, key)))


def _ends_in(walk: RawMembers) -> Ends | None:
    first: bytes | None = None
    last = b""
    for step in walk.steps():
        first, last = first or bytes(step.data[0]), bytes(step.data[-1])
    text = walk.outline()
    if first is None or text is None or MEMBERS_KEY.get(kind_of(parse(text))) != walk.key:
        return None
    heads = [_head_of_stac(parse(member)) for member in (first, last)]
    return Ends(heads[0], heads[1]) if heads[0] and heads[1] else None


def ends_of_rows(stream: BinaryIO) -> Ends | None:
    """Return the ends of a stac-geoparquet, None for another file; raises ImportError without pyarrow."""
    import pyarrow
    from pyarrow.parquet import ParquetFile

    try:
        with ParquetFile(stream) as file:
            groups, names = file.num_row_groups, set(file.schema_arrow.names)
            if not (groups and names >= _COLUMNS and names & _OF_STAC):
                return None
            keys = [name for name in ("id", "collection", PARENT) if name in names]
            first, last = (file.read_row_group(n, columns=keys) for n in (0, groups - 1))
            return Ends(_head_of_row(first, 0), _head_of_row(last, last.num_rows - 1))
    except (OSError, pyarrow.ArrowException, IndexError, ValueError):
        return None


def _head_of_row(table: Any, row: int) -> Head:
    columns = table.slice(row, 1).to_pylist()[0]
    collection = columns.get(PARENT) or columns.get("collection")
    return Head("Item", str(columns["id"]), str(collection or ""))
