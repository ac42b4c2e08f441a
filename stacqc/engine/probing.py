"""What rules ask of the file system besides the document: remembered, so that an old answer is asked anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from stacqc.paths import in_store

_asked: dict[str, bool] | None = None


def exists(path: str) -> bool:
    """Return whether a file or folder is there; rules ask here and nowhere else."""
    found = _is_there(path)
    if _asked is not None:
        _asked[path] = found
    return found


@lru_cache(maxsize=65536)
def _once(path: str) -> bool:
    return _is_there(path)


def _is_there(path: str) -> bool:
    if in_store(path):
        from stacqc.sources.stores.store import exists

        return exists(path)
    return os.path.exists(path)


def is_file(path: str) -> bool:
    """Return whether a path leads to a file that can be read."""
    if in_store(path):
        from stacqc.sources.stores.store import can_be_read

        return can_be_read(path)
    return os.path.isfile(path) and os.access(path, os.R_OK)


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
