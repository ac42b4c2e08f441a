"""What rules ask of the file system besides the document: remembered, so that an old answer is asked anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

_asked: dict[str, bool] | None = None


def exists(path: str) -> bool:
    """Return whether a file or folder is there; rules ask here and nowhere else."""
    found = os.path.exists(path)
    if _asked is not None:
        _asked[path] = found
    return found


@lru_cache(maxsize=65536)
def _once(path: str) -> bool:
    return os.path.exists(path)


def exists_once(path: str) -> bool:
    """Return whether something is there, or was when this was first asked: for what many links lead to."""
    found = _once(path)
    if _asked is not None:
        _asked[path] = found
    return found


def forget() -> None:
    """Look again, as whoever runs for long must."""
    _once.cache_clear()


@contextmanager
def remembered(answers: dict[str, bool]) -> Iterator[None]:
    """Write down what is asked meanwhile."""
    global _asked
    before, _asked = _asked, answers
    try:
        yield
    finally:
        _asked = before
