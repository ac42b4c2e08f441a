"""What is written of members that follow each other: read in one go, and told from what stands behind them."""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson

from stacqc.sources.containers.cutting import Parts, listed

_behind = re.compile(r"[ \t\r\n]*([,\]])[ \t\r\n]*").match


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

    def listed(self) -> list[Any] | None:
        """Return the members, not parsed; None where this is no JSON."""
        import msgspec

        try:
            return listed(self.as_list())
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return None

    def parts(self) -> Parts:
        """Return the members, not parsed; raises `msgspec.DecodeError` where this is no JSON."""
        return Parts(b"", listed(self.as_list()), 0)


def text_of(raw: bytes) -> Text:
    """Return a text that nothing follows."""
    return Text(raw, len(raw))


class Whole(NamedTuple):
    """A text of whole members, and whether the list is closed behind them."""

    text: Text
    is_closed: bool


def whole_members(raw: bytes) -> Whole | None:
    """Return the members that are whole in a text that begins with one, up to where their list is closed.

    None where not even the first one is whole. The text goes on up to the member that is not whole.
    """
    text = raw.decode(errors="replace")
    last = deque(_separators(text), maxlen=1)
    if not last:
        return None
    is_closed = last[0][1] == "]"
    # The bracket stands right behind the text, white space before it belongs to that.
    end, at = (last[0].start(1),) * 2 if is_closed else (last[0].start(), last[0].end())
    whole = text[:at].encode()
    # A character that could not be read has been replaced.
    return Whole(Text(whole, len(text[:end].encode())), is_closed) if raw.startswith(whole) else None


def _separators(text: str) -> Iterator[re.Match[str]]:
    """Yield what stands behind each whole member, up to the next one or the bracket that closes the list."""
    read, at = json.JSONDecoder().raw_decode, 0
    while True:
        try:
            _, end = read(text, at)
        except (ValueError, RecursionError):
            return
        found = _behind(text, end)
        if found is None:
            return
        yield found
        if found[1] == "]":
            return
        at = found.end()
