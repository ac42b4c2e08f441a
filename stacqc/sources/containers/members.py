"""Many documents in one file: FeatureCollection, the answer of an API's /collections, NDJSON."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from stacqc.document import Document
from stacqc.findings import Failure

#: The name under which each kind of container holds its members.
MEMBERS_KEY = {"ItemCollection": "features", "Collections": "collections"}
#: Indexes of the members that are wanted, None for all.
Only = Collection[int] | None
#: How the names of files of lines, and of rows, end.
LINES = (".ndjson", ".jsonl", ".geojsonl", ".ndgeojson")
ROWS = (".parquet", ".geoparquet")


def is_lines(name: str) -> bool:
    """Return whether a file holds one document per line, judged by its name."""
    return name.lower().endswith(LINES)


def is_parquet(name: str) -> bool:
    """Return whether a file holds items in rows and columns, judged by its name."""
    return name.lower().endswith(ROWS)


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
    """Yield the container without its members, then each member with its place in the container.

    `raw` is bytes or a memory map; the members are cut out without parsing the whole. `only` are the
    indexes of those that are wanted.
    """
    parts = split(raw, key)
    if parts is None:
        # The whole is then judged as one document, which says what is wrong and where.
        yield Document(uri, bytes(raw))
        return
    yield Document(uri, parts.text)
    yield from cut(uri, raw, parts, key, only=only)


#: Bytes around a list of members that are little, and those by which the first one is found.
_LITTLE, _ENOUGH = 65_536, 4096


class Parts(NamedTuple):
    """A container taken apart: its text without the list, the members of that, and where they start."""

    text: bytes
    members: list[Any]
    start: int


class Place(NamedTuple):
    """Where something stands: an offset in bytes, and the line and column of it."""

    offset: int = 0
    line: int = 1
    column: int = 1

    def behind(self, text: bytes) -> Place:
        """Return the place behind a text that stands here."""
        offset, line, column = self.offset + len(text), self.line, self.column
        if b"\n" in text:
            line += text.count(b"\n")
            text, column = text[text.rfind(b"\n") + 1 :], 1
        column += len(text) if text.isascii() else len(text.decode(errors="replace"))
        return Place(offset, line, column)


def split(raw: Any, key: str) -> Parts | None:
    """Take a container apart without parsing its members; None where it is no container."""
    import msgspec

    try:
        return _in_one_go(raw, key) or _with_care(raw, key)
    except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
        return None


def _in_one_go(raw: Any, key: str) -> Parts | None:
    """Take apart a container of which little stands around its list; None where a closer look is needed."""
    import msgspec

    from stacqc.sources.containers.outline import outline

    holder = msgspec.defstruct("Holder", [(key, list[msgspec.Raw])])
    members = getattr(msgspec.json.decode(raw, type=holder), key)
    if not members:
        return None
    start = raw.rfind(b"[", 0, raw.find(bytes(memoryview(members[0])[:_ENOUGH]))) + 1
    _, end = deque(spans_of(raw, members, start), maxlen=1).pop()
    if start + len(raw) - end > _LITTLE or not _holds_none(raw[:start] + raw[end:], key):
        return None
    return Parts(outline(raw, [(start - 1, raw.find(b"]", end) + 1)]), members, start)


def _holds_none(text: bytes, key: str) -> bool:
    """Whether a list that is empty now is the one with this name, which stands nowhere else."""
    if text.count(orjson.dumps(key)) != 1 or b"\\" in text:
        return False
    try:
        return bool(orjson.loads(text)[key] == [])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False


def _with_care(raw: Any, key: str) -> Parts:
    import msgspec

    from stacqc.sources.containers.outline import lists_in, outline

    named = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    found = msgspec.json.decode(named[key], type=list[msgspec.Raw])
    lists = lists_in(raw, named, key)
    return Parts(outline(raw, lists), found, lists[-1][0] + 1)


def spans_of(raw: Any, members: Iterable[Any], at: int) -> Iterator[tuple[int, int]]:
    """Yield the offsets between which each member stands; the first one stands at `at` or behind it."""
    for member in members:
        text = memoryview(member)
        # Between two members stand only a comma and white space.
        start = raw.find(text[:1], at)
        at = start + len(text)
        yield start, at


def cut(
    uri: str, raw: Any, parts: Parts, key: str, place: Place | None = None, first: int = 0, only: Only = None
) -> Iterator[Document]:
    """Yield the members; `place` is that of the start of `raw`, `first` the index of the first member."""
    place = place or Place()
    spans = spans_of(raw, parts.members, parts.start)
    for index, (member, (start, _)) in enumerate(zip(parts.members, spans, strict=True), first):
        place, text = place.behind(raw[place.offset : start]), bytes(member)
        if only is None or index in only:
            yield Document(uri, text, prefix=(key, index), line=place.line, column=place.column)
        # Most members are on one line: lines are then counted in what stands between them.
        place = place.behind(text)
