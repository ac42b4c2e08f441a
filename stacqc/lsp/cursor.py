"""Where the cursor stands in a JSON text that need not be whole, and what can be read of that text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

from stacqc.findings import Path
from stacqc.text.spans import Spans

_token = re.compile(r'"[^"\\\r\n]*(?:\\.[^"\\\r\n]*)*"?|[{}\[\],:]|[^\s{}\[\],:"]+')
_OPENING = {"{": dict, "[": list}
_PUNCTUATION = frozenset("{}[],:")
_MAX_DEPTH = 512


class Cursor(NamedTuple):
    """What is under the cursor: its path, and whether that is a "name", a "value" or neither.

    `start` and `end` are the extent of a scalar, equal where there is none yet.
    """

    path: Path = ()
    role: str = ""
    start: int = 0
    end: int = 0


class Loose(NamedTuple):
    """A text read as far as it can be, and the cursor in it."""

    data: Any
    cursor: Cursor


@dataclass(slots=True)
class _Level:
    """An open object or list: what it holds so far, and the member that is being written."""

    held: Any
    step: str | int = ""
    name: str | None = None
    after: str = ""


def in_whole_text(spans: Spans, offset: int) -> Cursor:
    """Return what is under the cursor in a well-formed text."""
    path: Path = ()
    span = spans.root
    while True:
        members = spans.members(path, span).items()
        inside = next(((n, s) for n, s in members if s.key <= offset <= s.end), None)
        if inside is None:
            return Cursor(path)
        name, span = inside
        path = (*path, name)
        if offset < span.start:
            return Cursor(path, "name")
        if spans.text[span.start] not in "{[":
            return Cursor(path, "value", span.start, span.end)


def in_any_text(text: str, offset: int) -> Loose:
    """Read a text that may be half-written, and return what is under the cursor."""
    reader = _Reader(offset)
    for match in _token.finditer(text):
        reader.take(match.group(), match.start(), match.end())
    reader.arrive(len(text) + 1)
    return Loose(reader.data, reader.cursor or Cursor())


class _Reader:
    """Takes tokens one after the other and makes the best of each."""

    def __init__(self, offset: int) -> None:
        self.data: Any = None
        self.cursor: Cursor | None = None
        self._offset = offset
        self._levels: list[_Level] = []

    def take(self, word: str, start: int, end: int) -> None:
        self.arrive(start + (word in _PUNCTUATION))
        if word in _OPENING:
            self._open(_OPENING[word]())
        elif word in ("}", "]"):
            self._close(dict if word == "}" else list)
        elif word == ",":
            self._next()
        elif word == ":":
            self._colon()
        else:
            self._scalar(word, start, end)

    def arrive(self, start: int) -> None:
        """Note the cursor when it stands in the white space before `start`."""
        if self.cursor is not None or start <= self._offset:
            return
        role = self._expected()
        path = self._path("" if role == "name" else self._step())
        self.cursor = Cursor(path if role else path[:-1], role, self._offset, self._offset)

    def _expected(self) -> str:
        level = self._levels[-1] if self._levels else None
        if level is None or level.after == "value":
            return ""
        if type(level.held) is list or level.after == ":":
            return "value"
        return "" if level.after == "name" else "name"

    def _step(self) -> str | int:
        if not self._levels:
            return ""
        level = self._levels[-1]
        return len(level.held) if type(level.held) is list else level.name or ""

    def _path(self, step: str | int) -> Path:
        if not self._levels:
            return ()
        return (*(level.step for level in self._levels[1:]), step)

    def _open(self, made: Any) -> None:
        step = self._step()
        self._put(made)
        if len(self._levels) < _MAX_DEPTH:
            self._levels.append(_Level(made, step))

    def _close(self, kind: type) -> None:
        """Close the nearest level of this kind, and with it what was left open inside."""
        for depth in range(len(self._levels) - 1, -1, -1):
            if type(self._levels[depth].held) is kind:
                del self._levels[depth:]
                return

    def _next(self) -> None:
        if self._levels:
            self._levels[-1].name, self._levels[-1].after = None, ""

    def _colon(self) -> None:
        if self._levels and self._levels[-1].after == "name":
            self._levels[-1].after = ":"

    def _scalar(self, word: str, start: int, end: int) -> None:
        level = self._levels[-1] if self._levels else None
        is_name = level is not None and type(level.held) is dict and level.after != ":"
        value = _value(word)
        if self.cursor is None and start <= self._offset <= end:
            step = str(value) if is_name else self._step()
            self.cursor = Cursor(self._path(step), "name" if is_name else "value", start, end)
        if is_name and level is not None:
            level.name, level.after = str(value), "name"
        else:
            self._put(value)

    def _put(self, value: Any) -> None:
        if not self._levels:
            self.data = value if self.data is None else self.data
            return
        level = self._levels[-1]
        if type(level.held) is list:
            level.held.append(value)
        elif level.name is not None:
            level.held[level.name] = value
        level.after = "value"


def _value(word: str) -> Any:
    """The value of a word; what is none is taken as text."""
    is_open = word[0] == '"' and (len(word) == 1 or word[-1] != '"')
    try:
        return json.loads(word + '"' if is_open else word, strict=False)
    except (ValueError, RecursionError):
        return word.strip('"')
