"""Breaking off a connection whose server falls silent: the limits that it was told hold only where it works."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic
from typing import TypeVar

T = TypeVar("T")
#: Seconds from one look at the clock to the next.
_LOOK = 0.5


class Watch:
    """Looks from a thread of its own at how long a server is waited for, and ends the connection after `limit` seconds.

    `fileno` gives the descriptor of the connection; whoever waits for the server learns that it is gone.
    """

    def __init__(self, fileno: Callable[[], int], limit: float) -> None:
        self._fileno = fileno
        self._limit = limit
        #: When the wait for an answer began; None while nobody waits.
        self._since: float | None = None
        #: Whether the server was silent for too long.
        self.is_over = False
        self._closed = Event()
        Thread(target=self._look, name="stacqc-silence", daemon=True).start()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Count what is done within as waiting for the server."""
        self._since = monotonic()
        try:
            yield
        finally:
            self._since = None

    def rows(self, rows: Iterable[T]) -> Iterator[T]:
        """Yield rows while they are waited for; what becomes of one until the next is asked for is no waiting."""
        for row in rows:
            self._since = None
            yield row
            self._since = monotonic()

    def close(self) -> None:
        """Look no more."""
        self._closed.set()

    def _look(self) -> None:
        while not self._closed.wait(_LOOK):
            since = self._since
            if since is not None and monotonic() - since > self._limit:
                self.is_over = True
                self._end()
                return

    def _end(self) -> None:
        # What is closed already, or in a state that has no descriptor, is waited for by nobody.
        with suppress(Exception), socket.socket(fileno=os.dup(self._fileno())) as connection:
            connection.shutdown(socket.SHUT_RDWR)
