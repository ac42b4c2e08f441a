"""Going through the members of a container, some at a time: where they begin and end is guessed, and proven."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from stacqc.sources.containers.cutting import Position, has_empty
from stacqc.sources.containers.outline import outline_of
from stacqc.sources.containers.texts import Text, text_of, whole_members
from stacqc.sources.content import Raw

#: Bytes that are read in one go, about ten items; more where members are larger.
SIZES = (65_536, 262_144, 1 << 20, 4 << 20)
#: The most bytes of which members are told apart one by one: each makes objects in memory.
_PARSED = 4 << 20
#: Bytes in which a list begins, those in which no other one of its name does, and those before a member.
_HEAD, _TAIL, _BEFORE = 65_536, 65_536, 256
_begin = re.compile(rb'\s*(\{\s*"[^"\\]*"\s*:)')
_behind_member = re.compile(rb"\}(\s*,\s*)\Z")
#: Members as they are written, and what they say.
Read = tuple[Text, list[Any]]


class Step(NamedTuple):
    """Some members that follow each other: what is written of them, and what it says; `first` is an index."""

    text: Text
    place: Position
    first: int
    data: list[Any]


class Met(NamedTuple):
    """How many members of a list were met, and the offset at which it begins."""

    number: int
    start: int | None


class Walk:
    """Goes through the members of a container, from where only white space is before one.

    `place` is that of `raw`, and `first` the index of its first member, where it is a part of a file.

    Where a member ends is guessed. But a text that begins where a member does, and is JSON between brackets,
    is one of whole members: no wrong guess goes unseen. Its members are then told apart one by one.
    """

    def __init__(
        self, uri: str, raw: Raw, key: str, start: int | None, place: Position | None = None, first: int = 0
    ) -> None:
        self.uri = uri
        self.raw = raw
        self.key = key
        self.start = start
        #: The offset, place and index of the next member to be met.
        self.at = 0
        self.place = place or Position()
        self.first = first
        #: The offset at which the list is closed, once that was met.
        self.end: int | None = None

    def steps(self) -> Iterator[Step]:
        """Yield the members, until they cannot be told apart or the list is closed."""
        begin = None if self.start is None else _begin.match(self.raw[self.start : self.start + _HEAD])
        if self.start is None or begin is None:
            return
        self._pass(self.raw[: self.start + begin.start(1)])
        while self.end is None and self.at < len(self.raw):
            found = self._next(begin[1])
            if found is None:
                return
            text, data = found
            yield Step(text, self.place, self.first, data)
            self.first += len(data)
            self._pass(text.raw)

    def sizes(self) -> tuple[int, ...]:
        """Return the bytes that are read in one go, and those where members are larger."""
        return SIZES

    def read(self, text: Text) -> list[Any] | None:
        """Return the members in a text, None where it is no JSON."""
        return text.read()

    def _pass(self, text: bytes) -> None:
        self.at += len(text)
        self.place = self.place.behind(text)

    def _next(self, begin: bytes) -> Read | None:
        """Return what comes next and what it says, None where that is no whole members."""
        text = self._guessed(begin)
        if text is not None and (data := self.read(text)) is not None:
            return text, data
        if text is not None and self.at + len(text.raw) == len(self.raw):
            # Mostly it is the list that is closed by the last of these brackets.
            found = self._closed(text_of(text.raw[: max(0, text.raw.rfind(b"]"))]))
            if found is not None:
                return found
        return self._whole()

    def _closed(self, text: Text) -> Read | None:
        """Return what is in a text behind which a bracket stands, None where that does not close the list."""
        if not (data := self.read(text)):
            return None
        self.end = self.at + text.size
        return text, data

    def _whole(self) -> Read | None:
        """Return the members that come next, told apart one by one."""
        for size in (size for size in self.sizes() if size <= _PARSED):
            whole = whole_members(self.raw[self.at : self.at + size])
            if whole is not None and whole.is_closed:
                return self._closed(whole.text)
            if whole is not None:
                data = self.read(whole.text)
                return None if data is None else (whole.text, data)
        return None

    def met(self) -> Met:
        """Return what was met so far."""
        return Met(self.first, self.start)

    def outline(self) -> bytes | None:
        """Return the container without its members, once all were met; None where it is not that of these alone."""
        if self.start is None or self.end is None:
            return None
        before, behind = self.raw[: self.start], self.raw[self.end :]
        if _is_again_in(behind, self.key):
            return None
        return outline_of(before, self.place, behind)

    def _guessed(self, begin: bytes) -> Text | None:
        """Return what comes next, up to where a member seems to begin as the first one does, or up to the end."""
        for size in self.sizes():
            text = self.raw[self.at : self.at + size]
            if self.at + size >= len(self.raw):
                return text_of(text)
            behind = _last_member(text, begin, 0, size)
            if behind is not None:
                return Text(text[: behind.start], behind.end)
        return None


def _is_again_in(behind: bytes, key: str) -> bool:
    """Whether another member of an object, in what follows a list, may have the name of that."""
    text = behind[1:].lstrip()
    try:
        return key in orjson.loads(b"{" + text.removeprefix(b","))
    except orjson.JSONDecodeError:
        return True


class _Between(NamedTuple):
    """Offsets between two members: behind the one, and of the other."""

    end: int
    start: int


def _last_member(raw: bytes, begin: bytes, low: int, high: int) -> _Between | None:
    """Return where, between two offsets, the last member that is not the first one seems to begin."""
    start = raw.rfind(begin, low + 1, high)
    while start > low:
        behind = _behind_member.search(raw[max(low, start - _BEFORE) : start])
        if behind is not None:
            return _Between(start - len(behind[1]), start)
        start = raw.rfind(begin, low + 1, start)
    return None


def start_of(raw: Raw, key: str) -> int | None:
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
    end = whole_members(raw[last : last + _PARSED])
    if end is None or not end.is_closed:
        return None
    try:
        whole = orjson.loads(raw[:start] + raw[last + end.text.size :])
    except orjson.JSONDecodeError:
        return None
    return orjson.loads(raw[:start] + b"]}"), whole
