"""What goes wrong with a side in the middle of a run."""

from __future__ import annotations


class SideTrouble(Exception):
    """A side that cannot be opened or read on, and why in words for the user; never holds credentials."""

    def __init__(self, side: str, reason: str) -> None:
        super().__init__(side, reason)
        self.side = side
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.side}: {self.reason}"


class Unanswered(SideTrouble):
    """A server that gives no answer, however often it is asked."""
