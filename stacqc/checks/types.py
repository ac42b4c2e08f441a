"""The check of JSON types."""

from __future__ import annotations

from typing import Any

from stacqc.aspects.shapes import shape_of
from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.scope import Scope
from stacqc.vocabulary.scalars import to_list, to_number
from stacqc.words import TYPES, described, listed, show, type_of

_PYTHON: dict[str, tuple[type, ...]] = {
    "integer": (int,),
    "number": (int, float),
    "string": (str,),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


@check("type")
def type_(argument: Any, scope: Scope) -> Test:
    """The value, or each named member of it, has one of the types."""
    if type(argument) is dict:
        return _of_members({name: as_list(spec) for name, spec in argument.items()})
    names = as_list(argument)
    allowed = _allowed(names)

    def test(value: Any, document: Document, element: Any) -> Faults:
        return () if _fits(value, allowed) else (_fault(value, names),)

    return test


def _allowed(names: list[str]) -> frozenset[type]:
    return frozenset(python for name in names for python in _PYTHON[name])


def _fits(value: Any, allowed: frozenset[type]) -> bool:
    kind = type(value)
    return kind in allowed or (kind is float and int in allowed and value.is_integer())


def _of_members(table: dict[str, list[str]]) -> Test:
    allowed = {name: _allowed(types) for name, types in table.items()}
    known = object()

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is not dict:
            return ()
        if value is document.properties:
            shape = shape_of(document)
            if known not in shape.facts:
                shape.facts[known] = all(
                    kind in allowed[name]
                    for name, kind in zip(shape.names, shape.types, strict=True)
                    if name in allowed
                )
            if shape.facts[known]:
                return ()
        wrong = [n for n, v in value.items() if n in allowed and not _fits(v, allowed[n])]
        return tuple(_fault(value[n], table[n], n) for n in wrong) if wrong else ()

    return test


def _fault(value: Any, names: list[str], member: str = "") -> Fault:
    wanted = listed((TYPES[name] for name in names), "or")
    return Fault(
        f"{{name}} is {described(value)}, it must be {wanted}",
        help=_advice(value, names),
        found=type_of(value),
        wanted=names,
        path=(member,) if member else (),
    )


def _advice(value: Any, names: list[str]) -> str:
    """Return what to write, empty where that cannot be told."""
    if type(value) is not str:
        return ""
    number = None if {"number", "integer"}.isdisjoint(names) else to_number(value)
    if number is not None:
        return f"write {show(number)} without quotes"
    made = to_list(value) if "array" in names else None
    return f"write {show(made)}" if made is not None else ""
