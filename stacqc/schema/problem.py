"""One defect that a schema found, in words, and when two of them are the same defect."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from stacqc.findings import Edit, Path

_VALUE = {"enum": 0, "const": 1, "type": 2}
_TEXT = {"pattern": 3, "minLength": 4, "maxLength": 4, "format": 5}
_LIMIT = {"minimum": 3, "exclusiveMinimum": 3, "maximum": 3, "exclusiveMaximum": 3}
#: So many elements of one list are told one by one; more are told together.
_ALIKE = 3
_SIZE = {"minItems": 3, "maxItems": 3, "minProperties": 3, "maxProperties": 3}


@dataclass(frozen=True, slots=True)
class SchemaProblem:
    """What is wrong at one place of a document, and according to which schema."""

    path: Path
    keyword: str
    message: str
    help: str = ""
    #: The address of the schema that objects.
    schema: str = ""
    is_format: bool = False
    #: The name of the member is meant, not its value.
    key: bool = False
    #: The values (or, for the keyword "type", the types) that are allowed here.
    value_allowed: tuple[Any, ...] = ()
    #: The member that is missing.
    member: str = ""
    #: The members of which at least one is missing.
    choice: str = ""
    #: The message was written by the author of the schema.
    authored: bool = False
    #: What would mend it, where that is known, and whether the document would mean the same.
    edits: tuple[Edit, ...] = ()
    safe: bool = True

    @property
    def identity(self) -> tuple[Any, ...]:
        """Equal for two problems that one and the same change would solve."""
        if self.member:
            return self.path, "missing", self.member
        if self.key:
            return self.path, "name"
        for family in (_VALUE, _TEXT, _LIMIT, _SIZE):
            if self.keyword in family:
                return self.path, min(family)
        return self.path, self.message

    @property
    def rank(self) -> tuple[Any, ...]:
        """Which of two problems with one identity says more: the lower one."""
        order = (_VALUE | _TEXT | _LIMIT).get(self.keyword, 9)
        value = self.keyword in _VALUE
        return value and self.authored, order, not self.authored, not self.help, self.message


def distinct(problems: Iterable[SchemaProblem]) -> list[SchemaProblem]:
    """Return each defect once, told in the best way, in order of place."""
    best: dict[tuple[Any, ...], SchemaProblem] = {}
    for problem in problems:
        known = best.get(problem.identity)
        if known is None or problem.rank < known.rank:
            best[problem.identity] = problem
    wrong = {p.path for p in best.values() if p.keyword == "type" and not p.key}
    other = {p.path for p in best.values() if p.keyword in _VALUE and not p.key}
    leaving = {edit.path for p in best.values() for edit in p.edits if edit.action == "remove"}
    kept = [p for p in best.values() if p.keyword in _VALUE or p.key or not _follows(p, wrong, other)]
    return sorted((p for p in kept if not _is_settled(p, leaving)), key=order)


def _is_settled(problem: SchemaProblem, leaving: set[Path]) -> bool:
    """Whether a member must not be there that the help of another problem takes out."""
    return problem.keyword == "not" and problem.key and not problem.edits and problem.path in leaving


def _follows(problem: SchemaProblem, wrong: set[Path], other: set[Path]) -> bool:
    """Whether a problem goes away with the value: nothing else matters of a value of the wrong type."""
    return problem.path in wrong or (problem.path in other and problem.keyword in (_TEXT | _LIMIT))


def gathered(problems: list[SchemaProblem]) -> list[SchemaProblem]:
    """Return the problems with those of many elements of one list, all alike, told at the first of them."""
    groups: dict[tuple[Any, ...], list[SchemaProblem]] = {}
    for problem in problems:
        groups.setdefault(_group(problem), []).append(problem)
    out: list[SchemaProblem] = []
    for alike in groups.values():
        out += [_told(alike)] if len(alike) > _ALIKE else alike
    return out


def _told(alike: list[SchemaProblem]) -> SchemaProblem:
    more = f"{alike[0].message}; {len(alike) - 1} more elements are wrong in the same way"
    edits = tuple(edit for one in alike for edit in one.edits) if all(one.edits for one in alike) else ()
    return replace(alike[0], message=more, edits=edits, safe=all(one.safe for one in alike))


def _group(problem: SchemaProblem) -> tuple[Any, ...]:
    start = len(problem.path)
    while start and isinstance(problem.path[start - 1], int):
        start -= 1
    if start == len(problem.path) or problem.member or problem.key or problem.keyword == "uniqueItems":
        return problem.path, problem.identity, problem.keyword, problem.message
    return problem.path[:start], len(problem.path), problem.keyword, problem.value_allowed, problem.schema


def order(problem: SchemaProblem) -> tuple[Any, ...]:
    """Return what problems are put in order by: their place, then what they say."""
    return [(isinstance(s, str), s) for s in problem.path], problem.identity[1], problem.message
