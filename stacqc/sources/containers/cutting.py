"""Cutting the members out of a container without parsing them."""

from __future__ import annotations

from collections import deque
from collections.abc import Collection, Iterable, Iterator
from typing import Any, NamedTuple

import orjson

from stacqc.document import Document

#: Indexes of the members that are wanted, None for all.
Only = Collection[int] | None
#: Bytes around a list of members that are little, and those by which the first one is found.
_LITTLE, _ENOUGH = 65_536, 4096


class Parts(NamedTuple):
    """A container taken apart: its text without the list, the members of that, and where they start."""

    text: bytes
    members: list[Any]
    start: int


class Position(NamedTuple):
    """Where something stands: an offset in bytes, and the line and column of it."""

    offset: int = 0
    line: int = 1
    column: int = 1

    def behind(self, text: bytes) -> Position:
        """Return the place behind a text that stands here."""
        offset, line, column = self.offset + len(text), self.line, self.column
        if lines := _lines_in(text):
            line += lines
            text, column = text[text.rfind(b"\n") + 1 :], 1
        column += len(text) if text.isascii() else len(text.decode(errors="replace"))
        return Position(offset, line, column)


#: Ends of lines that are sought one by one: to count a byte takes much longer than to find it.
_FEW = 64


def _lines_in(text: bytes) -> int:
    """Return how many lines end in a text."""
    found, at = 0, text.find(b"\n")
    while at >= 0:
        found += 1
        if found == _FEW:
            return found + text.count(b"\n", at + 1)
        at = text.find(b"\n", at + 1)
    return found


def listed(raw: bytes) -> list[Any]:
    """Return the members of a list, not parsed; raises `msgspec.DecodeError` where it is no JSON."""
    import msgspec

    return msgspec.json.decode(raw, type=list[msgspec.Raw])


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
    return text.count(orjson.dumps(key)) == 1 and b"\\" not in text and has_empty(text, key)


def has_empty(text: bytes, key: str) -> bool:
    """Whether a text is an object that has an empty list under a name."""
    try:
        return bool(orjson.loads(text)[key] == [])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return False


def _with_care(raw: Any, key: str) -> Parts:
    import msgspec

    from stacqc.sources.containers.outline import lists_in, outline

    named = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    found = listed(named[key])
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


def texts_of(raw: Any, parts: Parts, place: Position) -> Iterator[tuple[bytes, Position]]:
    """Yield the bytes of each member, and where they stand; `place` is that of the start of `raw`."""
    offset = place.offset
    for member, (start, _) in zip(parts.members, spans_of(raw, parts.members, parts.start), strict=True):
        place, text = place.behind(raw[place.offset - offset : start]), bytes(member)
        yield text, place
        # Most members are on one line: lines are then counted in what stands between them.
        place = place.behind(text)


def cut(
    uri: str,
    raw: Any,
    parts: Parts,
    key: str,
    place: Position | None = None,
    first: int = 0,
    only: Only = None,
) -> Iterator[Document]:
    """Yield the members; `place` is that of the start of `raw`, `first` the index of the first member."""
    for index, (text, at) in enumerate(texts_of(raw, parts, place or Position()), first):
        if only is None or index in only:
            yield Document(uri, text, prefix=(key, index), line=at.line, column=at.column)
