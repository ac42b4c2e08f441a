"""Queries begun early: the server puts rows in order while those before them are at work, and files are read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait

from stacqc.comparison.record import Record

#: How often a query is broken off, and the seconds between one time and the next.
_TRIES, _MOMENT = 10, 0.2


class Early:
    """Runs through streams of one connection, and begins each of them before it is asked for."""

    def __init__(self, cancel: Callable[[], None]) -> None:
        """`cancel` breaks off the query that runs."""
        self._cancel = cancel
        self._pool = ThreadPoolExecutor(1, "stacqc-early")
        self._first: Future[Record | None] | None = None

    def records(self, streams: Iterable[Iterator[Record]]) -> Iterator[Record]:
        """Yield the records of the streams; the last one of each when the next stream has begun."""
        held: Record | None = None
        for stream in streams:
            self._first = self._pool.submit(next, stream, None)
            if held is not None:
                yield held
            held = self._first.result()
            for record in stream:
                if held is not None:
                    yield held
                held = record
        if held is not None:
            yield held

    def close(self) -> None:
        """Break off what was begun and is not wanted any more."""
        for _ in range(_TRIES):
            if self._first is None or self._first.done():
                break
            # What is told to a server before the query has come to it is told in vain.
            self._cancel()
            wait([self._first], _MOMENT)
        # A server that cannot be told notices that the connection ends.
        self._pool.shutdown(wait=False)
