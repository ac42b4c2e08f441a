"""What is wrong with a ruleset or with a selection of rules, and where it is written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class RulesetError(Exception):
    """A ruleset that cannot be used or a rule that does not exist: where, what is wrong, what is allowed.

    `name` is the word that names nothing, for who knows where that is written.
    """

    def __init__(
        self, message: str, *, help: str = "", file: str = "", line: int = 0, column: int = 0, name: str = ""
    ) -> None:
        super().__init__(message)
        self.message = message
        self.help = help
        self.file = file
        self.line = line
        self.column = column
        self.name = name

    def __str__(self) -> str:
        line = f":{self.line}:{self.column}" if self.line else ""
        place = f"{self.file}{line}: " if self.file else ""
        return f"{place}{self.message}" + (f"\n  help: {self.help}" if self.help else "")

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (self.message, self.help, self.file, self.line, self.column, self.name)


class BadValue(ValueError):
    """A part of a rule that is wrong in itself; the loader adds the place where it is written."""

    def __init__(self, message: str, help: str = "", about: str = "") -> None:
        super().__init__(message)
        self.help = help
        self.path: tuple[str | int, ...] = ()
        #: The text that is wrong, which may stand anywhere in the part that the path leads to.
        self.about = about


def _rebuild(message: str, help: str, file: str, line: int, column: int, name: str) -> RulesetError:
    return RulesetError(message, help=help, file=file, line=line, column=column, name=name)


@contextmanager
def within(*steps: str | int) -> Iterator[None]:
    """Add to a BadValue the part of the rule in which it was raised."""
    try:
        yield
    except BadValue as error:
        error.path = (*steps, *error.path)
        raise
