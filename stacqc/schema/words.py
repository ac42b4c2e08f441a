"""How values, types and formats are put into words for a person who looks after data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from typing import Any

from stacqc.findings import Path

_LENGTH = 60
_LISTED = 8
TYPES = {
    "string": "text", "number": "a number", "integer": "a whole number", "boolean": "true or false",
    "object": "an object", "array": "a list", "null": "null",
}  # fmt: skip
#: What each format is, and how it is written.
FORMATS = {
    "date-time": ("date and time", "2020-12-31T23:59:59Z"),
    "date": ("date", "2020-12-31"),
    "time": ("time", "23:59:59Z"),
    "duration": ("duration", "P1DT12H"),
    "email": ("email address", "name@example.com"),
    "idn-email": ("email address", "name@example.com"),
    "hostname": ("host name", "www.example.com"),
    "idn-hostname": ("host name", "www.example.com"),
    "ipv4": ("IPv4 address", "192.0.2.1"),
    "ipv6": ("IPv6 address", "2001:db8::1"),
    "uri": ("absolute address", "https://example.com/file.tif"),
    "iri": ("absolute address", "https://example.com/file.tif"),
    "uri-reference": ("address", "./file.tif"),
    "iri-reference": ("address", "./file.tif"),
    "uri-template": ("address template", "https://example.com/{z}/{x}/{y}.png"),
    "json-pointer": ("JSON pointer", "/properties/datetime"),
    "relative-json-pointer": ("relative JSON pointer", "1/datetime"),
    "regex": ("regular expression", "^[a-z]+$"),
    "uuid": ("UUID", "123e4567-e89b-42d3-a456-426614174000"),
}


def shorten(text: str, length: int = _LENGTH) -> str:
    """Return `text` on one line, cut to `length` characters, without characters that do not print."""
    cut = text if len(text) <= length else text[: length - 1] + "…"
    return cut if cut.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in cut)


def show(value: Any) -> str:
    """Return a value as short JSON."""
    if type(value) is str:
        return f'"{shorten(value)}"'
    if type(value) is int and value.bit_length() > 200:
        return f"a number of about {int(value.bit_length() * 0.30103) + 1} digits"
    if isinstance(value, dict):
        return f"an object with {counted(len(value), 'member')}" if value else "{}"
    if isinstance(value, list):
        return _show_list(value)
    return shorten(json.dumps(value))


def _show_list(value: list[Any]) -> str:
    if all(type(v) in (int, float, str, bool) or v is None for v in value[:8]):
        text = "[" + ", ".join(map(show, value[:8])) + (", …]" if len(value) > 8 else "]")
        if len(text) <= _LENGTH:
            return text
    return f"a list of {counted(len(value), 'element')}"


def plain(value: Any) -> str:
    """Return a value as it stands in an enumeration: texts without quotes unless they need them."""
    if type(value) is str and value and value == value.strip() and "," not in value:
        return shorten(value)
    return show(value)


def listed(values: Iterable[str], joint: str = "") -> str:
    """Return words separated by commas, the last with `joint` ("or", "and") if given."""
    words = list(dict.fromkeys(values))
    if len(words) > _LISTED:
        words = [*words[:_LISTED], f"{len(words) - _LISTED} more"]
        joint = ""
    if joint and len(words) > 1:
        return ", ".join(words[:-1]) + f" {joint} {words[-1]}"
    return ", ".join(words)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 element, 2 elements."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def type_of(value: Any) -> str:
    """Return the JSON type of a value in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "text"
    return "an object" if isinstance(value, dict) else "a list"


def name_of(path: Path) -> str:
    """Return what a place is called in a sentence: `bbox`, `coordinates[0]`, or the document."""
    if not path:
        return "the document"
    tail = ""
    steps = list(path)
    while steps and isinstance(steps[-1], int):
        tail = f"[{steps.pop()}]{tail}"
    return (shorten(str(steps[-1])) if steps else "element ") + tail


def nearest(value: Any, allowed: Sequence[Any], alike: float = 0.75) -> Any:
    """Return the allowed value that was probably meant, or None."""
    if not isinstance(value, str):
        return next((a for a in allowed if isinstance(a, str) and a == show(value)), None)
    if len(value) > 200:
        return None
    folded = {_folded(a): a for a in reversed(allowed) if isinstance(a, str | int | float)}
    if _folded(value) in folded:
        return folded[_folded(value)]
    found = get_close_matches(_folded(value), list(folded)[:2000], 1, alike)
    return folded[found[0]] if found else None


def _folded(value: Any) -> str:
    return str(value).strip().casefold().replace("_", "-").replace(" ", "-")


def first_upper(text: str) -> str:
    """Return a sentence that starts with a capital letter where it starts with an ordinary word."""
    return text[:1].upper() + text[1:] if text.startswith(("the ", "element ", "no member ")) else text
