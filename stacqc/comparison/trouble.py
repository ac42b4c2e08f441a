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


class NotReadable(Exception):
    """A document that cannot be made of what was brought, and why in words for the user."""


def why_not(error: RecursionError | NotReadable) -> str:
    """Return why a document could not be read or compared."""
    return str(error) if isinstance(error, NotReadable) else "nested too deeply"


class Refused(SideTrouble):
    """A question that a server answers with an error; others may well be answered."""


class Unanswered(SideTrouble):
    """A server that gives no answer, however often it is asked."""
