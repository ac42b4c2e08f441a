"""What is known of a host while it is asked: how busy it is, when it may be asked again, whether it answers."""

from __future__ import annotations

import asyncio

#: Requests in a row that came to nothing, after which a host is asked no more.
GIVE_UP = 5


class Host:
    """One host; all that is asked of it passes here."""

    def __init__(self, name: str, at_once: int) -> None:
        self.name = name
        self.slots = asyncio.Semaphore(at_once)
        #: Why it is asked no more; empty while it is.
        self.given_up = ""
        self._failures = 0
        self._resume = 0.0

    def answered(self) -> None:
        """Take note that it works."""
        self._failures = 0

    def failed(self, reason: str) -> None:
        """Take note of a request that came to nothing."""
        self._failures += 1
        if self._failures >= GIVE_UP:
            self.given_up = reason

    def pause(self, seconds: float) -> None:
        """Leave it alone for so long."""
        self._resume = max(self._resume, asyncio.get_running_loop().time() + seconds)

    async def rested(self, deadline: float) -> None:
        """Wait until it may be asked again, or until the time for all is over."""
        loop = asyncio.get_running_loop()
        while (now := loop.time()) < min(self._resume, deadline):
            await asyncio.sleep(min(self._resume, deadline) - now)
