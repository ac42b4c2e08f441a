"""The values of a document, each with the place where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.findings import Path


def values_of(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield a value and all values below it, each with its path, in the order of the document."""
    waiting = [(path, value)]
    while waiting:
        at, found = waiting.pop()
        yield at, found
        if type(found) is dict:
            waiting += reversed([((*at, name), member) for name, member in found.items()])
        elif type(found) is list:
            waiting += reversed([((*at, index), element) for index, element in enumerate(found)])
