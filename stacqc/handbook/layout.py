"""How a document of an example is laid out: in few lines, for a page of a rule."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

_WIDTH = 80


def text_of(document: Any) -> str:
    """Return a document of an example as it stands in its file."""
    return document if type(document) is str else "\n".join(_lines(document, 0))


def _lines(value: Any, left: int, name: str = "", short: bool = False) -> Iterator[str]:
    """Yield the lines of a value; what lies in a list, and a list itself, in one line where that fits."""
    line = f"{name}{_inline(value)}"
    if not value or type(value) not in (dict, list) or (short and left + len(line) <= _WIDTH):
        yield line
        return
    is_list = type(value) is list
    members = (
        [("", inner) for inner in value] if is_list else [(f"{_scalar(n)}: ", v) for n, v in value.items()]
    )
    yield name + ("[" if is_list else "{")
    for number, (inner, member) in enumerate(members, 1):
        lines = list(_lines(member, left + 2, inner, is_list or _is_flat(member)))
        yield from (f"  {text}" for text in lines[:-1])
        yield f"  {lines[-1]}" + ("," if number < len(members) else "")
    yield "]" if is_list else "}"


def _is_flat(value: Any) -> bool:
    """Whether a value is a list without objects in it."""
    return type(value) is list and all(_is_flat(part) for part in value if type(part) in (dict, list))


def _inline(value: Any) -> str:
    if type(value) is list:
        return f"[{', '.join(map(_inline, value))}]"
    if type(value) is dict:
        return f"{{{', '.join(f'{_scalar(name)}: {_inline(part)}' for name, part in value.items())}}}"
    return _scalar(value)


def _scalar(value: Any) -> str:
    return orjson.dumps(value).decode()
