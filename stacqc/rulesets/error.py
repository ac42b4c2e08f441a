"""What is wrong with a ruleset or with a selection of rules, and where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from stacqc.safe import safe

#: How many mistakes of a file are told; the others are counted.
MOST_TOLD = 20


class RulesetError(Exception):
    """A ruleset that cannot be used or a rule that does not exist: where, what is wrong, what is allowed.

    `name` is the word that names nothing, for who knows where that is written; `others` are the mistakes
    that the same file has below this one.
    """

    def __init__(
        self,
        message: str,
        *,
        help: str = "",
        file: str = "",
        line: int = 0,
        column: int = 0,
        name: str = "",
        others: tuple[RulesetError, ...] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.file = file
        self.line = line
        self.column = column
        self.name = name
        self.others = others

    def __str__(self) -> str:
        told = (self, *self.others)[:MOST_TOLD]
        left = 1 + len(self.others) - len(told)
        return "\n".join([*(error.alone() for error in told), *([f"and {left} more"] if left else [])])

    def alone(self) -> str:
        """Return this mistake in words, without the others."""
        line = f":{self.line}:{self.column}" if self.line else ""
        place = f"{self.file}{line}: " if self.file else ""
        return safe(f"{place}{self.message}") + (f"\n  help: {safe(self.help)}" if self.help else "")


class BadValue(ValueError):
    """A part of a rule that is wrong in itself; the loader adds the place where it is written."""

    def __init__(self, message: str, help: str = "", about: str = "") -> None:
        super().__init__(message)
        self.help = help
        self.path: tuple[str | int, ...] = ()
        #: Whether the name of the part is wrong, and not its value.
        self.of_name = False
        #: The text that is wrong, which may stand anywhere in the part that the path leads to.
        self.about = about


@contextmanager
def within(*steps: str | int) -> Iterator[None]:
    """Add to a BadValue the part of the rule in which it was raised."""
    try:
        yield
    except BadValue as error:
        error.path = (*steps, *error.path)
        raise
