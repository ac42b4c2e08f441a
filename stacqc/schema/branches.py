"""Which of several alternatives a value means, and what is wrong with it there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from stacqc.findings import Path
from stacqc.schema.describe import describe
from stacqc.schema.messages import FailedKeyword, not_listed, wrong_type
from stacqc.schema.problem import SchemaProblem, distinct
from stacqc.words import bare, listed

Branch = list[SchemaProblem]
_VALUES = ("const", "enum")


def none_fits(failure: FailedKeyword, branches: Sequence[Branch]) -> list[SchemaProblem]:
    """Return what is wrong where no alternative of `anyOf` or `oneOf` fits."""
    if failure.own_message():
        return [failure.problem("")]
    if not branches:
        return [failure.problem(f"{failure.name} fits none of the alternatives")]
    left = [distinct(b) for b in branches]
    for step in (_by_type, _by_discriminator, _by_values, _by_members, _by_common):
        left, done = step(failure, left)
        if done:
            return done
        if len(left) == 1:
            return left[0]
    return _likeliest(failure, left)


Step = tuple[list[Branch], list[SchemaProblem]]


def _at(branch: Branch, path: Path, keywords: Sequence[str]) -> list[SchemaProblem]:
    return [p for p in branch if p.path == path and p.keyword in keywords and not p.member and not p.key]


def _without(branches: list[Branch], unfit: Callable[[Branch], Any]) -> list[Branch]:
    """The branches that are not unfit, or all where that would leave none."""
    return [b for b in branches if not unfit(b)] or branches


def _by_type(failure: FailedKeyword, branches: list[Branch]) -> Step:
    """A branch for another JSON type is not meant; if all are, one of those types is needed."""
    wrong = [_at(b, failure.path, ("type",)) for b in branches]
    if all(wrong):
        types = list(dict.fromkeys(t for found in wrong for p in found for t in p.value_allowed))
        return branches, [wrong_type(failure._replace(keyword="type"), types)]
    return _without(branches, lambda b: _at(b, failure.path, ("type",))), []


def _by_discriminator(failure: FailedKeyword, branches: list[Branch]) -> Step:
    """A branch for another `type` (or `rel`, or …) is not meant; if all are, one of those is needed."""
    other = [_mismatches(failure, b) for b in branches]
    if all(other):
        shared = set.intersection(*({p.path for p in found if p.keyword in _VALUES} for found in other))
        if shared:
            path = min(shared, key=str)
            meant = [p for found in other for p in found if p.path == path]
            return branches, [_one_of(failure, path, meant)]
    return _without(branches, lambda b: _mismatches(failure, b)), []


def _mismatches(failure: FailedKeyword, branch: Branch) -> list[SchemaProblem]:
    """The members right below the value that say by their own value that another branch is meant."""
    below = (p for p in branch if len(p.path) == len(failure.path) + 1 and not p.key and not p.member)
    return [p for p in below if _tells(p, failure.value[p.path[-1]])]


def _tells(problem: SchemaProblem, value: Any) -> bool:
    if problem.keyword == "type":
        return value is None or problem.value_allowed == ("null",)
    return problem.keyword in _VALUES and (len(problem.value_allowed) == 1 or problem.path[-1] == "type")


def _one_of(failure: FailedKeyword, path: Path, problems: list[SchemaProblem]) -> SchemaProblem:
    allowed = list(dict.fromkeys(v for p in problems for v in p.value_allowed))
    value = failure.value[path[-1]]
    return not_listed(failure._replace(path=path, value=value, keyword="enum", parent={}), allowed)


def _by_values(failure: FailedKeyword, branches: list[Branch]) -> Step:
    """Where each branch is a list of values, together they are one list."""
    found = [_at(b, failure.path, _VALUES) for b in branches]
    if all(found) and all(len(f) == len(b) for f, b in zip(found, branches, strict=True)):
        allowed = [v for f in found for p in f for v in p.value_allowed]
        return branches, [not_listed(failure._replace(keyword="enum"), allowed)]
    return branches, []


def _by_members(failure: FailedKeyword, branches: list[Branch]) -> Step:
    """A branch whose members are all there is meant rather than one that misses some."""
    missing = [[p.member for p in b if p.member and p.path == failure.path] for b in branches]
    if all(m and len(m) == len(b) for m, b in zip(missing, branches, strict=True)):
        common = set.intersection(*map(set, missing))
        if common:
            return branches, [p for p in branches[0] if p.member in common]
        return branches, [_needs(failure, missing)]
    complete = [b for b, m in zip(branches, missing, strict=True) if not m]
    if len(complete) == 1 and len(branches) > 1:
        return [_or_else(complete[0], [m for m in missing if m])], []
    return complete or branches, []


def _needs(failure: FailedKeyword, missing: list[list[str]]) -> SchemaProblem:
    how_many = "exactly one of " if failure.keyword == "oneOf" else "at least one of "
    if all(len(m) == 1 for m in missing):
        what = how_many + listed(bare(m[0]) for m in missing)
    else:
        what = listed((listed(map(bare, m), "and") for m in missing), "or")
    return failure.problem(f"{failure.name} needs {what}", choice=what)


def _or_else(branch: Branch, missing: list[list[str]]) -> Branch:
    """The problems of a branch, with the members that would make another one fit as a way out."""
    if len(branch) != 1 or len(missing) != 1 or len(missing[0]) > 3:
        return branch
    instead = f"or give {listed(map(bare, missing[0]), 'and')}"
    help_ = branch[0].help
    return [replace(branch[0], help=f"{help_}; {instead}" if help_ else instead)]


def _by_common(failure: FailedKeyword, branches: list[Branch]) -> Step:
    """A missing member that every branch wants is the first thing to mend."""
    shared = set.intersection(*({p.identity for p in b} for b in branches))
    found = [p for p in branches[0] if p.identity in shared and p.member and p.path == failure.path]
    return branches, found


def _likeliest(failure: FailedKeyword, branches: list[Branch]) -> list[SchemaProblem]:
    """The branch with the fewest problems, the deepest first; a tie of simple ones is told as one."""

    def cost(branch: Branch) -> tuple[int, int, int]:
        beside = sum(1 for p in branch if p.key and len(p.path) == len(failure.path) + 1)
        return beside, len(branch), -max((len(p.path) for p in branch), default=0)

    ranked = sorted(branches, key=cost)
    if len(ranked[0]) == 1 and all(len(b) == 1 and b[0].path == failure.path for b in ranked):
        return [_tie(failure, ranked)]
    return ranked[0]


def _tie(failure: FailedKeyword, branches: list[Branch]) -> SchemaProblem:
    first = branches[0][0]
    halves = [b[0].message.partition(", it must ") for b in branches]
    if all(start == halves[0][0] and end for start, _, end in halves):
        return replace(first, message=f"{halves[0][0]}, it must {listed((h[2] for h in halves), 'or')}")
    kinds = [describe(s) for s in failure.parent.get(failure.keyword, ())]
    if kinds and all(kinds) and first.keyword not in ("required", "anyOf", "oneOf"):
        return failure.problem(f"{failure.name} must be {listed(kinds, 'or')}", first.message)
    return first


def several_fit(failure: FailedKeyword, fitting: list[int]) -> SchemaProblem:
    """The problem where more than one alternative of `oneOf` fits."""
    schemas = failure.parent.get("oneOf", [])
    names = [describe(schemas[i]) if i < len(schemas) else "" for i in fitting]
    names = [n or f"alternative {i + 1}" for i, n in zip(fitting, names, strict=True)]
    both = "both " if len(names) == 2 else ""
    return failure.problem(f"{failure.name} fits {both}{listed(names, 'and')}, but only one of them may fit")
