"""How values and lists of allowed values are worded in messages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import orjson

_KINDS = {
    dict: "object",
    list: "array",
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
}
_PHRASES = {
    "object": "an object",
    "array": "an array",
    "string": "text",
    "boolean": "true or false",
    "integer": "an integer",
    "number": "a number",
    "null": "null",
}


def type_of(value: Any) -> str:
    """Return the JSON type of a value; whole numbers are "integer"."""
    return _KINDS.get(type(value), "array")


def phrase(json_type: str) -> str:
    """Return a JSON type as the words of a sentence."""
    return _PHRASES[json_type]


def show(value: Any, limit: int = 80) -> str:
    """Return a value as compact JSON, shortened in its middle to at most `limit` characters."""
    text = written(value)
    if len(text) <= limit:
        return text
    half = (limit - 3) // 2
    return f"{text[:half]} … {text[-half:]}"


def written(value: Any) -> str:
    """Return a value as compact JSON with sorted names, or what comes near where JSON cannot hold it."""
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a number beyond 64 bits, half a character, or too many levels
        pass
    try:
        return repr(value)
    except RecursionError:
        return f"{phrase(type_of(value))} of very many levels"


def plain(value: Any) -> str:
    """Return text as it is and other values as JSON; several texts are joined."""
    if type(value) is str:
        return value
    if type(value) is tuple:
        return ", ".join(map(plain, value))
    return show(value)


def choice(values: Iterable[Any], limit: int = 10) -> str:
    """Return values as `a, b or c`, the rest counted."""
    shown = [show(value) for value in values]
    if len(shown) > limit:
        return f"{', '.join(shown[:limit])} or {len(shown) - limit} others"
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} or {shown[-1]}"


def listing(names: Sequence[str], limit: int = 10) -> str:
    """Return names as `a, b and c`, the rest counted."""
    if len(names) > limit:
        return f"{', '.join(names[:limit])} and {len(names) - limit} more"
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def nearest(value: Any, allowed: Iterable[Any]) -> Any:
    """Return the allowed value that `value` was probably meant to be, or None."""
    if type(value) is not str or len(value) > 200:
        return None
    from difflib import get_close_matches

    by_lower = {text.lower(): text for text in allowed if type(text) is str}
    if value.strip().lower() in by_lower:
        return by_lower[value.strip().lower()]
    close = get_close_matches(value.lower(), by_lower, 1, 0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(value: Any, allowed: Iterable[Any]) -> str:
    """Return `did you mean "x"?`, or the empty text where nothing is near."""
    near = nearest(value, allowed)
    return "" if near is None else f"did you mean {show(near)}?"
