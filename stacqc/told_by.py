"""Which rules speak for another one where both see the same defect: each rule declares its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import NamedTuple

from stacqc.document import Document
from stacqc.findings import Path, Problem

#: The rules under which the verdict of the schemas is told.
SCHEMAS = ("schema", "schema-format")


class Where(StrEnum):
    """Where the other finding must be: here, or anywhere in the document.

    Here is the same value or missing member, also the second one where two do not fit each other, and a misspelt
    name that the fix of the other finding makes that member.
    """

    HERE = "here"
    DOCUMENT = "document"


class Advice(StrEnum):
    """What becomes of help and fix, where both findings are of one value.

    They stand instead of those of the other finding, unless that has a fix; beside them; or nowhere.
    """

    INSTEAD = "instead"
    ALSO = "also"
    NONE = "none"


#: Returns whether others may speak for a finding of a document at all.
When = Callable[[Problem, Document], bool]
#: Returns a test of the findings that may speak for one of a document, None where none does.
Seek = Callable[[Problem, Document], Callable[[Problem], bool] | None]


class ToldBy(NamedTuple):
    """The rules that speak for another one, which is then silent.

    `when` says of which findings. `seek` decides in place of `where`, for what a place does not tell: it looks at
    all findings of the rules. What a fold finds has no advice for others.
    """

    rules: tuple[str, ...]
    where: Where = Where.HERE
    advice: Advice = Advice.INSTEAD
    seek: Seek | None = None
    when: When | None = None


#: What a declaration may give: names of rules, which speak where they see the same place, or more.
Given = str | ToldBy | Iterable[str | ToldBy]


def in_full(given: Given, rule: str) -> tuple[ToldBy, ...]:
    """Return a declaration of `rule` in its full form; raises ValueError where it speaks for itself."""
    several: Iterable[str | ToldBy] = (given,) if isinstance(given, str | ToldBy) else given
    made = tuple(ToldBy((one,)) if isinstance(one, str) else one for one in several)
    if any(rule in one.rules and one.seek is None for one in made):
        raise ValueError(f"the rule {rule} cannot be told by itself")
    return made


def places(problem: Problem) -> Iterator[tuple[Path, str]]:
    """Yield what a finding is about: a value, also as a member that may be missing; with a misspelt name, that meant."""
    yield problem.path, problem.member
    if problem.path and not problem.member:
        yield problem.path[:-1], str(problem.path[-1])
    for action, path, name in problem.fix.edits if problem.fix else ():
        if action == "rename":
            yield path, ""
            yield path[:-1], name
            yield (*path[:-1], name), ""
