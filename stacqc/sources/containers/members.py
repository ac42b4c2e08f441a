"""Many documents in one file: FeatureCollection, the answer of an API's /collections, NDJSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stacqc.document import Document
from stacqc.findings import Failure, Path
from stacqc.sources.containers.cutting import Only, cut, split
from stacqc.sources.content import Raw, in_memory
from stacqc.sources.files import has_ending

if TYPE_CHECKING:
    from stacqc.sources.containers.walk import Met, Walk

#: The name under which each kind of container holds its members.
MEMBERS_KEY = {"ItemCollection": "features", "Collections": "collections"}
_LISTS = frozenset(MEMBERS_KEY.values())
#: How the names of files of lines, and of rows, end.
LINES = (".ndjson", ".jsonl", ".geojsonl", ".ndgeojson")
ROWS = (".parquet", ".geoparquet")


def is_lines(name: str) -> bool:
    """Return whether a file holds one document per line, judged by its name."""
    return has_ending(name, LINES)


def is_parquet(name: str) -> bool:
    """Return whether a file holds items in rows and columns, judged by its name."""
    return has_ending(name, ROWS)


def steps_to_member(path: Path) -> int:
    """Return how many steps of a path lead to the document that it is in: 0 where that is the whole file.

    A line or row is reached by its number, a member of a container by the name of the list and its number.
    """
    if path and type(path[0]) is int:
        return 1
    return 2 if len(path) > 1 and path[0] in _LISTS and type(path[1]) is int else 0


def looks_like_lines(raw: bytes) -> bool:
    """Return whether a text of unknown kind is NDJSON: more than one line, the first one an object."""
    first, _, rest = raw.lstrip().partition(b"\n")
    return first.rstrip().endswith(b"}") and first.startswith(b"{") and rest.lstrip().startswith(b"{")


def lines(uri: str, stream: Any, first: int = 0, only: Only = None) -> Iterator[Document | Failure]:
    """Yield the document of each line of a binary stream that is not blank; its prefix is the line's index.

    `first` is the index of the stream's first line in the file, `only` the indexes that are wanted.
    """
    for index, line in enumerate(stream, first):
        if (only is None or index in only) and line.strip():
            yield Document(uri, line.rstrip(b"\r\n"), prefix=(index,), line=index + 1)


def members(uri: str, raw: Raw, key: str, only: Only = None) -> Iterator[Document | Failure]:
    """Yield each member with its place in the container, and once the container without its members.

    `only` are the indexes of the members that are wanted.
    """
    from stacqc.sources.containers.pieces import Pieces
    from stacqc.sources.containers.ranges import RawMembers
    from stacqc.sources.containers.walk import start_of

    start = start_of(raw, key)
    if only is None:
        walk: Walk = (pieces := Pieces(uri, raw, key, start))
        yield from pieces.documents()
    else:
        walk = raw_members = RawMembers(uri, raw, key, start)
        yield from raw_members.chosen(only)
    text = walk.outline()
    if text is not None:
        yield Document(uri, text)
    else:
        yield from rest(uri, in_memory(raw), key, walk.met(), only)


def rest(uri: str, raw: bytes, key: str, met: Met, only: Only = None) -> Iterator[Document]:
    """Yield the members that were not met in pieces, and the container without any."""
    parts = split(raw, key)
    if parts is None:
        # The whole is then judged as one document, which says what is wrong and where.
        yield Document(uri, raw)
        return
    yield Document(uri, parts.text)
    first = met.number if parts.start == met.start else 0
    wanted: Only = range(first, len(parts.members))
    yield from cut(uri, raw, parts, key, only=wanted if only is None else {n for n in only if n >= first})
