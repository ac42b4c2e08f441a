"""Reading ahead: what lies far away is asked for while something else is at work."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

from stacqc.paths import in_store
from stacqc.sources.stores.client import CONCURRENCY, file_system
from stacqc.sources.stores.store import read_at

T = TypeVar("T")
#: Bytes that are read of an object at first; few documents have more.
FIRST = 1 << 20
#: Objects that are asked for before they are wanted.
_WINDOW = 2 * CONCURRENCY
_ready: dict[str, Future[bytes]] = {}


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(CONCURRENCY, "stacqc-ahead")


def submit(path: str, function: Callable[..., bytes], *args: Any) -> Future[bytes]:
    """Call a function that reads a path, beside what goes on here where the file system allows it."""
    if getattr(file_system(path), "async_impl", False):
        return _pool().submit(function, path, *args)
    made: Future[bytes] = Future()
    try:
        made.set_result(function(path, *args))
    except OSError as error:
        made.set_exception(error)
    return made


def start_of(path: str) -> bytes:
    """Return the first bytes of an object, which may have been read already; raises OSError."""
    future = _ready.pop(path, None)
    return read_at(path, 0, FIRST) if future is None else future.result()


def read_ahead(entries: Iterable[T], path_of: Callable[[T], Any]) -> Iterator[T]:
    """Yield the entries while the objects that the next ones lie in are being read."""
    waiting: deque[tuple[T, str]] = deque()
    try:
        for entry in entries:
            path = path_of(entry)
            wanted = path if isinstance(path, str) and in_store(path) and path not in _ready else ""
            if wanted:
                _ready[wanted] = submit(wanted, read_at, 0, FIRST)
            waiting.append((entry, wanted))
            if len(waiting) > _WINDOW:
                yield waiting.popleft()[0]
        while waiting:
            yield waiting.popleft()[0]
    finally:
        for _, path in waiting:
            if (future := _ready.pop(path, None)) is not None:
                future.cancel()
