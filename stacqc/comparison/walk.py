"""The raw differences of two JSON values: a walk that enters only what is not the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from stacqc.comparison.difference import ABSENT
from stacqc.findings import Path

#: Path, value of the first side, value of the second side.
RawDifference = tuple[Path, Any, Any]
_SORTED = orjson.OPT_SORT_KEYS
_CONTAINERS = (dict, list)


def same(a: Any, b: Any) -> bool:
    """Return whether two values are written alike but for the order of members: 1 is neither 1.0 nor true."""
    if type(a) in _CONTAINERS:
        return type(a) is type(b) and canonical(a) == canonical(b)
    return type(a) is type(b) and bool(a == b)


def canonical(value: Any) -> bytes:
    """Return a value as JSON with sorted members."""
    try:
        return orjson.dumps(value, option=_SORTED)
    except orjson.JSONEncodeError:
        # Integers beyond 64 bits, which only the slow parser lets in.
        from json import dumps

        return dumps(value, sort_keys=True).encode("utf-8", "surrogatepass")


def same_documents(a: dict[str, Any], b: dict[str, Any]) -> bool:
    """Return whether two documents are the same but for the order of members."""
    mine, theirs = a.get("properties"), b.get("properties")
    if type(mine) is dict and type(theirs) is dict:
        if len(mine) != len(theirs):
            return False
        # They are many: to look each one up takes less than to sort them on both sides.
        try:
            values = [*map(theirs.__getitem__, mine)]
        except KeyError:
            return False
        a, b = {**a, "properties": [*mine.values()]}, {**b, "properties": values}
    return canonical(a) == canonical(b)


def same_members(a: list[Any], b: list[Any]) -> bool:
    """Return whether two arrays hold the same in whatever order."""
    return len(a) == len(b) and sorted(map(canonical, a)) == sorted(map(canonical, b))


def walk(a: Any, b: Any, path: Path = ()) -> Iterator[RawDifference]:
    """Yield each pair of values that differ, as deep down as both sides have the same shape."""
    if type(a) is dict and type(b) is dict:
        yield from _members(a, b, path)
    elif type(a) is list and type(b) is list and len(a) == len(b) and not same_members(a, b):
        for index, (x, y) in enumerate(zip(a, b, strict=True)):
            if not same(x, y):
                yield from walk(x, y, (*path, index))
    elif not same(a, b):
        yield path, a, b


def _members(a: dict[str, Any], b: dict[str, Any], path: Path) -> Iterator[RawDifference]:
    for key, value in a.items():
        other = b.get(key, ABSENT)
        if value is other:
            continue
        if other is ABSENT:
            yield (*path, key), value, ABSENT
        elif type(value) is not type(other) or value != other or not same(value, other):
            yield from walk(value, other, (*path, key))
    if a.keys() != b.keys():
        yield from (((*path, key), ABSENT, value) for key, value in b.items() if key not in a)
