"""The difference of two texts as a unified diff, in time that grows with their length only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

_CONTEXT = 3
#: How far apart lines that are the same again may lie; beyond it the rest counts as changed.
_WINDOW = 240
_NO_NEWLINE = "\\ No newline at end of file\n"


class Block(NamedTuple):
    """Lines that differ: first and behind the last in each text."""

    start: int
    end: int
    new_start: int
    new_end: int


def unified(name: str, old: str, new: str) -> Iterator[str]:
    """Yield the lines of a patch that makes `new` of `old`, with their ends; nothing if they are equal."""
    a, b = _lines(old), _lines(new)
    blocks = list(_blocks(a, b))
    if blocks:
        yield f"--- {name}\n"
        yield f"+++ {name}\n"
    for hunk in _hunks(blocks):
        yield from _hunk(a, b, hunk)


def _lines(text: str) -> list[str]:
    return [line + "\n" for line in text.split("\n")[:-1]] + (
        [last] if (last := text.rpartition("\n")[2]) else []
    )


def _blocks(a: list[str], b: list[str]) -> Iterator[Block]:
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] == b[j]:
            i, j = i + 1, j + 1
            continue
        ahead, new_ahead = _same_again(a, i, b, j)
        yield Block(i, i + ahead, j, j + new_ahead)
        i, j = i + ahead, j + new_ahead
    if i < len(a) or j < len(b):
        yield Block(i, len(a), j, len(b))


def _same_again(a: list[str], i: int, b: list[str], j: int) -> tuple[int, int]:
    """How many lines to pass over in each text until two of them are the same again."""
    for distance in range(1, _WINDOW):
        for ahead in range(distance + 1):
            x, y = i + ahead, j + distance - ahead
            if x <= len(a) and y <= len(b) and a[x : x + 2] == b[y : y + 2]:
                return ahead, distance - ahead
    return len(a) - i, len(b) - j


def _hunks(blocks: list[Block]) -> Iterator[list[Block]]:
    """Blocks whose context would touch, together."""
    hunk: list[Block] = []
    for block in blocks:
        if hunk and block.start - hunk[-1].end > 2 * _CONTEXT:
            yield hunk
            hunk = []
        hunk.append(block)
    if hunk:
        yield hunk


def _hunk(a: list[str], b: list[str], hunk: list[Block]) -> Iterator[str]:
    start = max(hunk[0].start - _CONTEXT, 0)
    end = min(hunk[-1].end + _CONTEXT, len(a))
    shift = hunk[0].new_start - hunk[0].start
    new_end = hunk[-1].new_end + end - hunk[-1].end
    yield f"@@ -{_range(start, end)} +{_range(start + shift, new_end)} @@\n"
    at = start
    for block in hunk:
        yield from _marked(" ", a[at : block.start])
        yield from _marked("-", a[block.start : block.end])
        yield from _marked("+", b[block.new_start : block.new_end])
        at = block.end
    yield from _marked(" ", a[at:end])


def _range(start: int, end: int) -> str:
    return f"{start + 1 if end > start else start},{end - start}"


def _marked(mark: str, lines: list[str]) -> Iterator[str]:
    for line in lines:
        if line.endswith("\n"):
            yield mark + line
        else:
            yield f"{mark}{line}\n"
            yield _NO_NEWLINE
