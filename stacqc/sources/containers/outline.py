"""A container as text without its members, in which all else stands on the line and column that it has."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from stacqc.sources.containers.cutting import Position

#: A member's name with what stands around it, and the end of an object.
_name = re.compile(rb'[{,\s]*("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*', re.DOTALL)
_end = re.compile(rb"\s*\}\s*")
_token = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[\[\]{}]', re.DOTALL)
#: Bytes that are compared at either end of a value, and that are looked at in one go.
_ENDS, _CHUNK = 2048, 1 << 20
#: The longest line of members that is made up by spaces; behind a longer one, columns are those without it.
_WIDEST = 1 << 25
#: The bytes of a character behind its first one.
_GOING_ON = bytes(range(0x80, 0xC0))


def lists_in(raw: bytes, named: Mapping[str, Any], key: str) -> list[tuple[int, int]]:
    """Return the offsets between which the list `key` of an object stands; more than one where it is doubled.

    `named` is what was read of each member of the object.
    """
    start = _start_of(raw, named, key)
    return _doubled(raw, key) if start is None else [(start, start + len(memoryview(named[key])))]


def outline(raw: bytes, lists: list[tuple[int, int]]) -> bytes:
    """Return a text without what is in some lists, doubled members included."""
    return b"".join(_without(raw, lists))


def outline_of(before: bytes, closed: Position, behind: bytes) -> bytes:
    """Return the text of what stands around a list, which is closed at a place."""
    if _end.fullmatch(behind, 1):
        return before + behind
    opened = Position().behind(before)
    lines = closed.line - opened.line
    return before + _white(lines, closed.column - (1 if lines else opened.column)) + behind


def _start_of(raw: bytes, named: Mapping[str, Any], key: str) -> int | None:
    """Return where the value of `key` starts; None where a member stands in the text that was not read.

    Of a doubled member only one is read: then names and values do not follow on each other as read.
    """
    at, found = 0, None
    for name, part in named.items():
        match = _name.match(raw, at)
        if match is None or _read(match[1]) != name or not _stands_at(raw, match.end(), part):
            return None
        if name == key:
            found = match.end()
        at = match.end() + len(memoryview(part))
    return found if _end.fullmatch(raw, at) else None


def _read(name: bytes) -> str:
    return name[1:-1].decode() if b"\\" not in name else str(json.loads(name))


def _stands_at(raw: bytes, at: int, part: Any) -> bool:
    text = memoryview(part)
    end = at + len(text)
    return bytes(text[:_ENDS]) == raw[at : min(end, at + _ENDS)] and (
        len(text) <= _ENDS or bytes(text[-_ENDS:]) == raw[end - _ENDS : end]
    )


def _doubled(raw: bytes, key: str) -> list[tuple[int, int]]:
    """Return where the lists of a name start and end, found by going through the whole text."""
    found, depth, name, start = [], 0, b"", -1
    for match in _token.finditer(raw):
        token = match[0]
        if token in b"[{":
            if token == b"[" and depth == 1 and _read(name) == key:
                start = match.start()
            depth += 1
        elif token in b"]}":
            depth -= 1
            if depth == 1 and start >= 0:
                found.append((start, match.end()))
                start = -1
        elif depth == 1:
            name = token
    return found


def _without(raw: bytes, lists: list[tuple[int, int]]) -> Iterator[bytes]:
    at = 0
    for start, end in lists:
        yield raw[at : start + 1]
        if not _end.fullmatch(raw, end):
            yield _blank(raw, start + 1, end - 1)
        at = end - 1
    yield raw[at:]


def _blank(raw: bytes, start: int, end: int) -> bytes:
    """White space of as many lines, and as wide a last one, as a part of the text."""
    lines, width = 0, 0
    for at in range(start, end, _CHUNK):
        text = raw[at : min(end, at + _CHUNK)]
        lines += text.count(b"\n")
        behind = text.rpartition(b"\n")[2]
        wide = len(behind.translate(None, _GOING_ON))
        width = wide if len(behind) < len(text) else width + wide
    return _white(lines, width)


def _white(lines: int, width: int) -> bytes:
    return b"\n" * lines + b" " * min(width, _WIDEST)
