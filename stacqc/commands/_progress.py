"""How far a long run has come, on standard error of a terminal."""

from __future__ import annotations

import sys
import time
from types import TracebackType

#: Seconds before anything is shown: short runs stay silent.
_PATIENCE = 1.0
_INTERVAL = 0.2


class Progress:
    """A line that counts documents and is wiped away at the end."""

    def __init__(self, enabled: bool = True) -> None:
        self._enabled = enabled and sys.stderr.isatty()
        self._next = time.monotonic() + _PATIENCE
        self._start = time.monotonic()
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()

    def __call__(self, done: int) -> None:
        """Say that `done` documents are checked."""
        rate = done / max(time.monotonic() - self._start, 1e-3)
        self._show(f"{done:,} documents checked, {rate:,.0f} per second")

    def asked(self, done: int, total: int) -> None:
        """Say that so many addresses of all have been asked for."""
        self._show(f"{done:,} of {total:,} addresses asked for")

    def _show(self, text: str) -> None:
        now = time.monotonic()
        if self._enabled and now >= self._next:
            self._next = now + _INTERVAL
            self._shown = True
            sys.stderr.write(f"\r\x1b[K{text}")
            sys.stderr.flush()
