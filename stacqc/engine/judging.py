"""What schemas and checks say of documents, of which some are judged at a time.

Each check goes through several documents in a row: what it needs of the machine's fast memory is then there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import Check

if TYPE_CHECKING:
    from stacqc.schema.check import SchemaCheck


class Due(NamedTuple):
    """A check to be done: its place among all checks, the name of its rule, and the check."""

    place: int
    name: str
    check: Check


class Found(NamedTuple):
    """A problem, with the place of its check among all checks and the name of its rule."""

    place: int
    rule: str
    problem: Problem


class Family:
    """Items that are the same to some checks, and those of the checks that find something in them."""

    __slots__ = ("finding",)

    def __init__(self) -> None:
        #: None as long as no item was judged.
        self.finding: tuple[Due, ...] | None = None


class Verdict:
    """What is said of one document: problems, and the crashes of checks."""

    __slots__ = ("crashes", "document", "families", "problems")

    def __init__(self, document: Document) -> None:
        self.document = document
        self.problems: list[Found] = []
        self.crashes: list[tuple[str, Exception]] = []
        #: The family of the document for each group of checks whose outcome is remembered, None where it has none.
        self.families: list[Family | None] = []

    def in_order(self) -> Sequence[Found]:
        """Return the problems in the order of their checks; none of values that are not as written."""
        if self.document.problems:
            self.problems = [
                found for found in self.problems if not _is_lexical(found.problem, self.document)
            ]
        if len(self.problems) > 1:
            self.problems.sort(key=lambda found: found.place)
        return self.problems


def ask(due: Due, verdicts: Iterable[Verdict]) -> Sequence[Verdict]:
    """Do a check on documents; return those of which it has something to say, or on which it failed."""
    spoken: list[Verdict] = []
    place, name, check = due
    for verdict in verdicts:
        try:
            problems = check(verdict.document)
            if not problems:  # most often an empty tuple
                continue
            before = len(verdict.problems)
            for problem in problems:
                if problem.__class__ is not Problem or problem.path.__class__ is not tuple:
                    raise _no_problem(problem)
                verdict.problems.append(Found(place, problem.rule or name, problem))
        except Exception as error:
            verdict.crashes.append((name, error))
            spoken.append(verdict)
            continue
        if len(verdict.problems) > before:
            spoken.append(verdict)
    return spoken


def _no_problem(yielded: Any) -> TypeError:
    if isinstance(yielded, Problem):
        return TypeError(f"the path of a Problem is a tuple of names and numbers, not {yielded.path!r:.80}")
    return TypeError(f"a rule yields Problem, not {yielded!r:.80}")


def ask_schemas(schemas: SchemaCheck, verdicts: Iterable[Verdict]) -> None:
    """Judge documents by their schemas."""
    for verdict in verdicts:
        try:
            for problem in schemas.problems(verdict.document):
                verdict.problems.append(Found(-1, problem.rule, problem))
        except Exception as error:
            verdict.crashes.append(("schema", error))


def _is_lexical(problem: Problem, document: Document) -> bool:
    """Whether a lexical problem lies at this place, or in the text there: what is seen is then not what is written."""
    if not problem.path:
        return False
    _, start, end = document.spans.find(problem.path)
    end = end if document.text[start] == '"' else start + 1
    return any(start <= lexical.start < end for lexical in document.problems)
