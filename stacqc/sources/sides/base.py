"""What most sides of a comparison have in common."""

from __future__ import annotations

from collections import Counter

from stacqc.comparison.state import State
from stacqc.report import Failures


class SideBase:
    """A side whose documents are written out, that remembers nothing, and whose items come in order."""

    completion = None

    def __init__(self) -> None:
        self.failures = Failures()
        self.unread: set[str] = set()
        self.passed: Counter[str] = Counter()

    def use_state(self, state: State) -> None:
        """Nothing is remembered of this side: its items have to be read in any case."""

    def sort(self) -> bool:
        """Nothing is gained: the items come in order already."""
        return False
