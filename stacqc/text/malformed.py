"""What is wrong with a text that is not JSON, said for the one who wrote it by hand."""

from __future__ import annotations

import json
import re
from typing import NamedTuple

_literal = re.compile(r"(None|True|False|undefined|nan|inf)\b", re.IGNORECASE)
_MEANT = {"true": "true", "false": "false"}
_SHAPE = "JSON has double quotes, no comments and no comma after the last member"
_PACKED = {
    b"\x1f\x8b": "gzip",
    b"PK\x03\x04": "zip",
    b"(\xb5/\xfd": "zstd",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}


class Wrong(NamedTuple):
    """What is wrong at an offset of a text, and what to do."""

    at: int
    message: str
    help: str


def wrong_in(text: str, error: json.JSONDecodeError) -> Wrong:
    """Return what is wrong where the parser gave up."""
    at, rest = error.pos, text[error.pos :]
    if text.lstrip().startswith("<"):
        return Wrong(at, "This is HTML or XML, not JSON", "give a STAC file in JSON")
    if not rest.strip() or error.msg.startswith("Unterminated string"):
        return _cut(text, error)
    if error.msg.startswith("Extra data"):
        return _more(at, rest)
    if error.msg.startswith("Invalid control character"):
        return _control(at, rest[0])
    if error.msg.startswith("Invalid \\"):
        return Wrong(at, f"The escape {_found(rest[:2])} is none that JSON has", "write a backslash as \\\\")
    return _unexpected(text, error)


def packed_as(raw: bytes) -> str:
    """Return the name of the compression that a file begins like, the empty text for none."""
    return next((name for start, name in _PACKED.items() if raw.startswith(start)), "")


def _cut(text: str, error: json.JSONDecodeError) -> Wrong:
    lacks = "a text is not closed" if error.msg.startswith("Unterminated") else _plain(error.msg)
    at = max(len(text.rstrip()) - 1, 0)
    help = "the file was probably not written to its end; write it again"
    return Wrong(at, f"The JSON text is cut off: {lacks} at its end", help)


def _more(at: int, rest: str) -> Wrong:
    if rest[0] in "{[":
        help = "give each document a file of its own, or a line of its own in a file named .ndjson"
        return Wrong(at, "Not valid JSON: another JSON text follows the first one", help)
    return Wrong(at, f"Not valid JSON: {_found(rest)} follows the end of the document", "remove what follows")


def _control(at: int, character: str) -> Wrong:
    if character in "\r\n":
        message = "A text is not closed before the end of its line"
        return Wrong(at, message, 'write the closing ", or \\n for a line break inside the text')
    message = f"A control character, {character!r}, stands inside a text"
    return Wrong(at, message, "write it as an escape, such as \\n or \\u001b, or remove it")


def _unexpected(text: str, error: json.JSONDecodeError) -> Wrong:
    at, rest = error.pos, text[error.pos :]
    before = len(text[:at].rstrip()) - 1
    if error.msg.startswith("Illegal trailing comma") or (
        rest[0] in "}]" and text[before : before + 1] == ","
    ):
        comma = at if rest[0] == "," else before
        return Wrong(comma, "Not valid JSON: a comma stands after the last member", "remove the comma")
    if rest.startswith(("//", "/*", "#")):
        return Wrong(at, f"Not valid JSON: {_found(rest)} looks like a comment", "JSON has none: remove it")
    if rest[0] in "'‘’“”":
        return Wrong(
            at, f"Not valid JSON: names and texts stand in double quotes, found {_found(rest)}", _SHAPE
        )
    if literal := _literal.match(rest):
        meant = _MEANT.get(literal[0].lower(), "null")
        return Wrong(at, f"Not valid JSON: {literal[0]} is no JSON value", f"write {meant}")
    if error.msg.startswith("Expecting ',' delimiter") and rest[0] in '"{[':
        return Wrong(at, f"Not valid JSON: a comma is missing before {_found(rest)}", "write the comma")
    return Wrong(at, f"Not valid JSON: {_plain(error.msg)}, found {_found(rest)}", _SHAPE)


def _found(rest: str) -> str:
    """The text at a place, as much of its line as shows what it is."""
    return repr(rest[:16].split("\n", 1)[0].rstrip())


def _plain(message: str) -> str:
    """The parser's words as the middle of a sentence."""
    return message[:1].lower() + message[1:]
