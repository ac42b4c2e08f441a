"""How values, places and lists are put into words for a person who looks after data."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate
from typing import Any

import orjson

from stacqc.findings import Path

_LENGTH = 80
_LISTED = 10
#: Characters that the first of many values may take in a sentence.
_ROOM = 200
#: Longest text, and most names, among which one that was meant is looked for.
_MEANT = 200
_CANDIDATES = 2000
#: The JSON type of what a parser makes of a value; whole numbers are "integer".
JSON_TYPES: dict[type, str] = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, default=str).encode
#: JSON types as the words of a sentence.
TYPES = {
    "object": "an object",
    "array": "a list",
    "string": "text",
    "boolean": "true or false",
    "integer": "a whole number",
    "number": "a number",
    "null": "null",
}


def type_of(value: Any) -> str:
    """Return the JSON type of a value; whole numbers are "integer"."""
    return JSON_TYPES.get(type(value), "array")


def described(value: Any) -> str:
    """Return what a value is, where its type is wrong: `text ("10")`, `10`, `true`, `a list`."""
    if isinstance(value, dict | list):
        return TYPES[type_of(value)]
    return f"text ({show(value, _LENGTH // 2)})" if isinstance(value, str) else show(value)


def show(value: Any, limit: int = _LENGTH) -> str:
    """Return a value as JSON: long text without its middle, large lists and objects counted."""
    if isinstance(value, dict | list):
        return _show_many(value, limit)
    if type(value) is int and value.bit_length() > 200:
        return f"a number of about {int(value.bit_length() * 0.30103) + 1} digits"
    # Only the ends of a long text are shown, and a text may have a million characters.
    if type(value) is str and len(value) > 2 * limit:
        value = value[:limit] + value[-limit:]
    text = printable(_json(value))
    half = (limit - 3) // 2
    return text if len(text) <= limit else f"{text[:half]} … {text[-half:]}"


def _show_many(value: dict[str, Any] | list[Any], limit: int) -> str:
    text = _json(value) if len(value) <= limit else ""
    if 0 < len(text) <= limit:
        return printable(text)
    if isinstance(value, dict):
        return f"an object with {counted(len(value), 'member')}"
    return f"a list of {counted(len(value), 'element')}"


def _json(value: Any) -> str:
    """Return a value as JSON, empty where it has more levels than can be told."""
    try:
        return _encode(value)
    except (RecursionError, ValueError, TypeError):  # too deep, too long a number, or names of several types
        return ""


def written(value: Any) -> str:
    """Return a value as compact JSON with sorted names, or what comes near where JSON cannot hold it."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a number beyond 64 bits, half a character, or too many levels
        pass
    try:
        return repr(value)
    except RecursionError:
        return f"{TYPES[type_of(value)]} of very many levels"


def printable(text: str) -> str:
    """Return `text` with escapes for characters that do not print."""
    return text if text.isprintable() else "".join(c if c.isprintable() else ascii(c)[1:-1] for c in text)


def shorten(text: str, length: int = _LENGTH) -> str:
    """Return `text` on one line, cut to `length` characters, without characters that do not print."""
    return printable(text if len(text) <= length else text[: length - 1] + "…")


def plain(value: Any) -> str:
    """Return text as it is and other values as JSON; several texts are joined."""
    if type(value) is str:
        return value
    if type(value) is tuple:
        return ", ".join(map(plain, value))
    return show(value)


def bare(value: Any) -> str:
    """Return a value as it stands in an enumeration: texts without quotes unless they need them."""
    if type(value) is str and value and value == value.strip() and "," not in value:
        return shorten(value)
    return show(value)


def listed(words: Iterable[str], joint: str = "", limit: int = _LISTED) -> str:
    """Return words separated by commas, the last with `joint` ("or", "and") if given, the rest counted."""
    some = list(dict.fromkeys(words))
    if len(some) > limit:
        some = [*some[:limit], f"{len(some) - limit} more"]
    if joint and len(some) > 1:
        return f"{', '.join(some[:-1])} {joint} {some[-1]}"
    return ", ".join(some)


def allowed_values(values: list[Any]) -> str:
    """Return the values of a list as an enumeration; of many only the first, as far as they are soon read."""
    words = list(map(bare, values[:_LISTED]))
    if len(values) > _LISTED:
        ends = accumulate(len(word) + 2 for word in words)
        shown = max(1, sum(end <= _ROOM for end in ends))
        words = [*words[:shown], f"{len(values) - shown:,} more"]
    return listed(words, limit=len(words))


def choice(values: Iterable[Any], limit: int = _LISTED) -> str:
    """Return values as `a, b or c`, the rest counted."""
    return listed(map(show, values), "or", limit)


def listing(names: Iterable[str], limit: int = _LISTED) -> str:
    """Return names as `a, b and c`, the rest counted."""
    return listed(names, "and", limit)


def counted(number: int, noun: str) -> str:
    """Return a number with its noun: 1 element, 2 elements."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def name_of(path: Path) -> str:
    """Return what a place is called in a sentence: `bbox`, `coordinates[0]`, or the document."""
    if not path:
        return "the document"
    tail = ""
    steps = list(path)
    while steps and isinstance(steps[-1], int):
        tail = f"[{steps.pop()}]{tail}"
    return (shorten(str(steps[-1])) if steps else "element ") + tail


def first_upper(text: str) -> str:
    """Return a sentence that starts with a capital letter where it starts with an ordinary word."""
    return text[:1].upper() + text[1:] if text.startswith(("the ", "element ", "no member ")) else text


def nearest(value: Any, allowed: Iterable[Any], alike: float = 0.6) -> Any:
    """Return the allowed value that was probably meant, or None."""
    if type(value) is not str:
        said = show(value)
        return next((a for a in allowed if type(a) is str and a == said), None)
    if len(value) > _MEANT:
        return None
    folded: dict[str, Any] = {}
    for one in allowed:
        if isinstance(one, str | int | float):
            folded.setdefault(_folded(one), one)
    if _folded(value) in folded:
        return folded[_folded(value)]
    found = _closest(_folded(value), tuple(folded)[:_CANDIDATES], _alike(value, alike))
    return folded[found] if found is not None else None


@lru_cache(maxsize=64)  # one mistake is often in many documents, and a list may have a thousand words
def _closest(value: str, known: tuple[str, ...], alike: float) -> str | None:
    from difflib import get_close_matches

    found = get_close_matches(value, known, 2, alike)
    return found[0] if found and not _equally_near(value, found) else None


def _equally_near(value: str, found: list[str]) -> bool:
    """Whether two candidates are as near as each other, so that neither is meant more than the other."""
    from difflib import SequenceMatcher

    near = {SequenceMatcher(a=one, b=value).ratio() for one in found}
    return len(found) > 1 and len(near) == 1


def _alike(value: str, alike: float) -> float:
    """Short words are like many others by chance."""
    return alike if len(value) > 5 else max(alike, 0.65)


def _folded(value: Any) -> str:
    text = show(value) if isinstance(value, bool) else str(value)
    return text.strip().casefold().replace("_", "-").replace(" ", "-")


def did_you_mean(value: Any, allowed: Iterable[Any]) -> str:
    """Return `did you mean "x"?`, or the empty text where nothing is near."""
    near = nearest(value, allowed)
    return "" if near is None else f"did you mean {show(near)}?"
