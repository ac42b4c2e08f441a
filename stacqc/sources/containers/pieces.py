"""The members of a container, some at a time: those that follow each other are parsed in one go."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import orjson

from stacqc.document import Document, Written
from stacqc.sources.containers.cutting import Parts, Place, cut, has_empty, listed, texts_of
from stacqc.text.lexical import is_plain

#: Bytes that are parsed in one go, about ten items; more where members are larger.
_SIZES = (65_536, 262_144, 1 << 20, 4 << 20)
#: Bytes in which a list begins, those in which no other one of its name does, and those before a member.
_HEAD, _TAIL, _BEFORE = 65_536, 65_536, 256
_begin = re.compile(rb'\s*(\{\s*"[^"\\]*"\s*:)')
_behind_member = re.compile(rb"\}(\s*,\s*)\Z")


class Text(NamedTuple):
    """What is written of some members, `size` bytes without what follows the last of them."""

    raw: bytes
    size: int

    def as_list(self) -> bytes:
        """Return the members as a JSON text."""
        return b"".join((b"[", memoryview(self.raw)[: self.size], b"]"))

    def read(self) -> list[Any] | None:
        """Return what the members say, None where this is no JSON."""
        try:
            data: list[Any] = orjson.loads(self.as_list())
        except orjson.JSONDecodeError:
            return None
        return data

    def parts(self) -> Parts:
        """Return the members, not parsed; raises `msgspec.DecodeError` where this is no JSON."""
        return Parts(b"", listed(self.as_list()), 0)

    def up_to_end(self) -> Text | None:
        """Return the text up to where the list of the members is closed, None where it is not."""
        text = self.raw.decode(errors="replace")
        try:
            _, end = json.JSONDecoder().raw_decode(f"[{text}")
        except (ValueError, RecursionError):
            return None
        # One bracket was put before the text, the other one closes the list.
        raw = text[: end - 2].encode()
        return text_of(raw) if self.raw.startswith(raw) else None


def text_of(raw: bytes) -> Text:
    """Return a text that nothing follows."""
    return Text(raw, len(raw))


class Texts:
    """The texts of members that follow each other, cut out once one of them is asked for."""

    def __init__(self, text: Text, place: Place) -> None:
        self._text = text
        self._place = place
        self._written: list[Written] = []

    def written(self, number: int) -> Written:
        """Return the bytes of one member with their place."""
        if not self._written:
            found = texts_of(self._text.raw, self._text.parts(), self._place)
            self._written = [(text, place.line, place.column) for text, place in found]
        return self._written[number]


class Piece(NamedTuple):
    """Some members that follow each other: what is written of them, and what it says; `first` is an index."""

    uri: str
    key: str
    text: Text
    place: Place
    first: int
    data: list[Any]

    def documents(self) -> Iterable[Document]:
        """Return the members."""
        sizes, texts = self._sizes(), Texts(self.text, self.place)
        if sizes is None:
            return cut(self.uri, self.text.raw, self.text.parts(), self.key, self.place, self.first)
        return [
            Document.parsed(data, self.uri, (self.key, self.first + n), size, partial(texts.written, n))
            for n, (data, size) in enumerate(zip(self.data, sizes, strict=True))
        ]

    def _sizes(self) -> list[int] | None:
        """Return the bytes of each member, more or less; None unless nothing was lost on reading."""
        try:
            sizes = self._sizes_as_written()
            if sizes is None and is_plain(self.text.as_list(), self.data):
                sizes = [self.text.size // len(self.data)] * len(self.data)
        except orjson.JSONEncodeError:
            return None
        return sizes

    def _sizes_as_written(self) -> list[int] | None:
        raw, at, sizes = self.text.raw, 0, []
        for one in self.data:
            written = orjson.dumps(one)
            if not raw.startswith(written, at):
                return None
            sizes.append(len(written))
            at = raw.find(b"{", at + len(written))
        return sizes


class Pieces:
    """Goes through the members of a container, from where only white space is before one.

    `place` is that of `raw`, and `first` the index of its first member, where it is a part of a file.

    Where a member ends is guessed. But a text that begins where a member does, and is JSON between brackets,
    is one of whole members: no wrong guess goes unseen, there are no further pieces then.
    """

    def __init__(
        self, uri: str, raw: Any, key: str, start: int | None, place: Place | None = None, first: int = 0
    ) -> None:
        self.uri = uri
        self.raw = raw
        self.key = key
        self.start = start
        #: The offset, place and index of the next member to be met.
        self.at = 0
        self.place = place or Place()
        self.first = first
        #: The offset at which the list is closed, once that was met.
        self.end: int | None = None

    def __iter__(self) -> Iterator[Piece]:
        begin = None if self.start is None else _begin.match(self.raw, self.start)
        if begin is None:
            return
        self._pass(self.raw[: begin.start(1)])
        while self.end is None and self.at < len(self.raw):
            found = self._next(begin[1])
            if found is None:
                return
            text, data = found
            yield Piece(self.uri, self.key, text, self.place, self.first, data)
            self.first += len(data)
            self._pass(text.raw)

    def _pass(self, text: bytes) -> None:
        self.at += len(text)
        self.place = self.place.behind(text)

    def _next(self, begin: bytes) -> tuple[Text, list[Any]] | None:
        """Return what comes next and what it says, None where that is no whole members."""
        text = self._guessed(begin)
        if text is None:
            return None
        if (data := text.read()) is not None:
            return text, data
        # The list may be closed in it.
        text = text.up_to_end()
        if text is None or (data := text.read()) is None:
            return None
        self.end = self.at + text.size
        return text, data

    @property
    def bounds(self) -> tuple[int, int] | None:
        """Where the list is opened and behind where it is closed, once all members were met."""
        return None if self.start is None or self.end is None else (self.start - 1, self.end + 1)

    def is_again_behind(self) -> bool:
        """Whether another member of the container, behind the list, may have its name."""
        behind = self.raw[self.end :]
        return orjson.dumps(self.key) in behind or b"\\" in behind

    def _guessed(self, begin: bytes) -> Text | None:
        """Return what comes next, up to where a member seems to begin as the first one does, or up to the end."""
        at = self.at
        for size in _SIZES:
            if at + size >= len(self.raw):
                return text_of(self.raw[at:])
            behind = _last_member(self.raw, begin, at, at + size)
            if behind is not None:
                return Text(self.raw[at : behind.start], behind.end - at)
        return None


class _Between(NamedTuple):
    """Offsets between two members: behind the one, and of the other."""

    end: int
    start: int


def _last_member(raw: Any, begin: bytes, low: int, high: int) -> _Between | None:
    """Return where, between two offsets, the last member that is not the first one seems to begin."""
    start = raw.rfind(begin, low + 1, high)
    while start > low:
        behind = _behind_member.search(raw[max(low, start - _BEFORE) : start])
        if behind is not None:
            return _Between(start - len(behind[1]), start)
        start = raw.rfind(begin, low + 1, start)
    return None


def start_of(raw: Any, key: str) -> int | None:
    """Return the offset of what is in the list that an object has under a name, None where it does not show."""
    name = orjson.dumps(key)
    found = re.search(rb"%s\s*:\s*\[" % name, raw[:_HEAD])
    if found is None or name in raw[max(found.end(), len(raw) - _TAIL) :]:
        return None
    return found.end() if has_empty(raw[: found.end()] + b"]}", key) else None


def around(raw: bytes, key: str) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """Return what a container says before its list, and what it seems to say in all, the list being empty.

    None where its end does not show at first sight. The list may still be broken, or end before it seems to.
    """
    start = start_of(raw, key)
    begin = None if start is None else _begin.match(raw, start)
    if begin is None:
        return None
    between = _last_member(raw, begin[1], begin.start(1), len(raw))
    last = begin.start(1) if between is None else between.start
    end = text_of(raw[last : last + _SIZES[-1]]).up_to_end()
    if end is None:
        return None
    try:
        whole = orjson.loads(raw[:start] + raw[last + end.size :])
    except orjson.JSONDecodeError:
        return None
    return orjson.loads(raw[:start] + b"]}"), whole
