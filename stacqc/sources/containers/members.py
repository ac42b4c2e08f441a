"""Many documents in one file: FeatureCollection, the answer of an API's /collections, NDJSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from stacqc.document import Document
from stacqc.findings import Failure, Path
from stacqc.sources.containers.cutting import Only, cut, split

if TYPE_CHECKING:
    from stacqc.sources.containers.pieces import Pieces

#: The name under which each kind of container holds its members.
MEMBERS_KEY = {"ItemCollection": "features", "Collections": "collections"}
_LISTS = frozenset(MEMBERS_KEY.values())
#: How the names of files of lines, and of rows, end.
LINES = (".ndjson", ".jsonl", ".geojsonl", ".ndgeojson")
ROWS = (".parquet", ".geoparquet")


def is_lines(name: str) -> bool:
    """Return whether a file holds one document per line, judged by its name."""
    return name.lower().endswith(LINES)


def is_parquet(name: str) -> bool:
    """Return whether a file holds items in rows and columns, judged by its name."""
    return name.lower().endswith(ROWS)


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


def members(uri: str, raw: Any, key: str, only: Only = None) -> Iterator[Document | Failure]:
    """Yield each member with its place in the container, and once the container without its members.

    `raw` is bytes or a memory map; `only` are the indexes of the members that are wanted.
    """
    from stacqc.sources.containers.outline import outline
    from stacqc.sources.containers.pieces import Pieces, start_of

    if only is not None and (parts := split(raw, key)) is not None:
        yield Document(uri, parts.text)
        yield from cut(uri, raw, parts, key, only=only)
        return
    pieces = Pieces(uri, raw, key, start_of(raw, key))
    for piece in pieces:
        yield from (one for one in piece.documents() if only is None or one.prefix[-1] in only)
    if pieces.bounds is not None and not pieces.is_again_behind():
        yield Document(uri, outline(raw, [pieces.bounds]))
    else:
        yield from _with_care(uri, raw, key, pieces)


def _with_care(uri: str, raw: Any, key: str, pieces: Pieces) -> Iterator[Document]:
    """Yield the members that were not met in pieces, and the container without any."""
    parts = split(raw, key)
    if parts is None:
        # The whole is then judged as one document, which says what is wrong and where.
        yield Document(uri, bytes(raw))
        return
    yield Document(uri, parts.text)
    met = pieces.first if parts.start == pieces.start else 0
    yield from cut(uri, raw, parts, key, only=range(met, len(parts.members)))
