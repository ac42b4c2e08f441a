"""Lists that have a pair of brackets too few or too many: one defect, whatever it makes of their elements."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from stacqc.findings import Path, at_path
from stacqc.schema.problem import SchemaProblem, order
from stacqc.words import name_of, show

_LISTS = ("array",)
_NUMBERS = {("number",), ("integer",), ("integer", "number")}
_SHOWN = 120


def with_brackets(problems: list[SchemaProblem], instance: Any) -> list[SchemaProblem]:
    """Return the problems with those of all elements of a list told once, as brackets of the list."""
    flat = _complete(problems, instance, lambda p: p.value_allowed == _LISTS)
    told = {path: _too_few(path, instance, one) for path, one in _outermost(flat, instance).items()}
    deep = _complete(problems, instance, lambda p: p.value_allowed in _NUMBERS)
    for path, one in deep.items():
        if all(isinstance(element, list) for element in at_path(instance, path)):
            told[path] = _too_many(path, instance, one)
    if not told:
        return problems
    kept = [problem for problem in problems if not _below(problem, told)]
    return sorted([*kept, *told.values()], key=order)


def _complete(problems: Iterable[SchemaProblem], instance: Any, fits: Any) -> dict[Path, SchemaProblem]:
    """The lists all of whose elements have a wrong type of one kind, with the problem of the first."""
    wrong: dict[Path, list[SchemaProblem]] = {}
    for problem in problems:
        of_element = bool(problem.path) and isinstance(problem.path[-1], int)
        if of_element and problem.keyword == "type" and not problem.key and fits(problem):
            wrong.setdefault(problem.path[:-1], []).append(problem)
    return {
        path: min(found, key=lambda p: p.path[-1])
        for path, found in wrong.items()
        if len({p.path for p in found}) == len(at_path(instance, path))
    }


def _outermost(flat: dict[Path, SchemaProblem], instance: Any) -> dict[Path, SchemaProblem]:
    """Go up as long as all lists side by side lack their brackets: the whole of them lacks one pair."""
    found = dict(flat)
    for path in sorted(flat, key=len, reverse=True):
        above = path[:-1]
        if path not in found or not path or not isinstance(path[-1], int):
            continue
        beside = [(*above, index) for index in range(len(at_path(instance, above)))]
        if all(one in found for one in beside):
            first = found[beside[0]]
            for one in beside:
                del found[one]
            found[above] = first
    return found


def _too_few(path: Path, instance: Any, first: SchemaProblem) -> SchemaProblem:
    value = at_path(instance, path)
    shown = show([value], _SHOWN)
    help = f"write {shown}" if shown.startswith("[") else "put one more pair of brackets around it"
    if path[-1] == "coordinates" and not any(isinstance(element, list) for element in value):
        help = "a position is [longitude, latitude]; lines are lists of positions, polygons lists of lines"
    message = f"{name_of(path)} lacks a pair of brackets: its elements must be lists"
    return replace(first, path=path, keyword="type", message=message, help=help, edits=())


def _too_many(path: Path, instance: Any, first: SchemaProblem) -> SchemaProblem:
    numbers = [number for element in at_path(instance, path) for number in element]
    shown = show(numbers, _SHOWN)
    help = f"write {shown}" if shown.startswith("[") and len(numbers) else ""
    message = f"{name_of(path)} is a list of lists, it must be a list of numbers"
    return replace(first, path=path, keyword="type", message=message, help=help, edits=())


def _below(problem: SchemaProblem, told: dict[Path, SchemaProblem]) -> bool:
    return any(problem.path[: len(path)] == path for path in told)
