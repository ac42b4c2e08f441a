"""Values put in every place of a document, for tests that no value whatsoever does harm."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[Any, ...]
#: Put in a place, it takes what is there away.
MISSING = object()


def places(value: Any, few: int | None = None, path: Path = ()) -> Iterator[Path]:
    """Yield the path of everything in a value, of lists only their first elements where `few` says how many."""
    members: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        members = [*value.items()]
    elif isinstance(value, list):
        members = [*enumerate(value[:few])]
    for step, member in members:
        yield (*path, step)
        yield from places(member, few, (*path, step))


def spoilt(data: Any, path: Path, value: Any) -> Any:
    """Return a copy with a value in the place that a path leads to."""
    step, *rest = path
    made = copy.copy(data)
    if rest:
        made[step] = spoilt(made[step], tuple(rest), value)
    elif value is MISSING:
        del made[step]
    else:
        made[step] = value
    return made
