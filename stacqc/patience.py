"""How long an answer of a server is waited for as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, wait
from threading import Thread
from typing import TypeVar

T = TypeVar("T")
#: Bytes that buy another second: an answer that comes slower than this has its time only.
PACE = 65_536


class Patience:
    """The time for one answer, which grows with what has come of it: a large one may take longer."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds

    @property
    def left(self) -> float:
        """The seconds that are left, none or less once they are over."""
        return self._until - time.monotonic()

    def take(self, part: bytes) -> bytes:
        """Return a part of the answer that has come; raises TimeoutError where the time is over."""
        if self.left <= 0:
            raise TimeoutError
        self._until += len(part) / PACE
        return part


def within(patience: Patience, work: Callable[[], T]) -> T:
    """Return what asking a server gives, or raise what it raises; TimeoutError where the time is over.

    The limits of sockets hold between two bytes, and for no look-up of a name: a server that sends a byte of its
    header now and then would keep us for ever. What is not back in time is left to a thread that ends by itself
    or with the process.
    """
    future = _begun(work)
    try:
        while not future.done() and (left := patience.left) > 0:
            wait([future], left)
        if future.done():
            return future.result()
        raise TimeoutError
    finally:
        # An error holds this frame, and what is asked for must not hold the error.
        del future


async def apart(work: Callable[[], T]) -> T:
    """Return what work gives, in a loop of events that does not wait for it in the end, as for its own threads."""
    from asyncio import wrap_future

    return await wrap_future(_begun(work))


def _begun(work: Callable[[], T]) -> Future[T]:
    future: Future[T] = Future()
    # Nobody can call it off any more, so that the thread may always say what came of it.
    future.set_running_or_notify_cancel()
    Thread(target=_do, args=(future, work), daemon=True).start()
    return future


def _do(future: Future[T], work: Callable[[], T]) -> None:
    try:
        found = work()
    except BaseException as error:  # whatever it is, it is for the one who waits
        future.set_exception(error)
    else:
        future.set_result(found)
    finally:
        del future
