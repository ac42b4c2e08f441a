"""Checks of a value against given values."""

from __future__ import annotations

import re
from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import operand, template
from stacqc.rulesets.patterns import compile_pattern
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING
from stacqc.rulesets.template import Template
from stacqc.vocabulary.scalars import is_one_of
from stacqc.words import choice, did_you_mean, nearest, plain, show


@check("enum")
def enum(argument: Any, scope: Scope) -> Test:
    """The value is one of a list."""
    allowed, fold = (
        (argument["values"], argument.get("ignore_case", False))
        if type(argument) is dict
        else (argument, False)
    )
    texts = frozenset(v.lower() if fold else v for v in allowed if type(v) is str)
    others = [v for v in allowed if type(v) is not str]

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is str:
            if (value.lower() if fold else value) in texts:
                return ()
        elif is_one_of(value, others):
            return ()
        return (_not_allowed(value, allowed),)

    return test


def _not_allowed(value: Any, allowed: list[Any]) -> Fault:
    near = allowed[0] if len(allowed) == 1 else nearest(value, allowed)
    return Fault(
        f"{{name}} is {show(value)}, allowed {'is' if len(allowed) == 1 else 'are'} {choice(allowed)}",
        help="" if len(allowed) == 1 else did_you_mean(value, allowed),
        expected=MISSING if near is None else near,
        wanted=allowed,
    )


@check("const")
def const(argument: Any, scope: Scope) -> Test:
    """The value is one given value."""
    return enum([argument], scope)


@check("not_equal")
def not_equal(argument: Any, scope: Scope) -> Test:
    """The value differs from an operand."""
    other = operand(argument, scope)

    def test(value: Any, document: Document, element: Any) -> Faults:
        if other.get(document, element) != value:
            return ()
        label = "" if other.constant else f" like {other.label}"
        return (Fault(f"{{name}} is {show(value)}{label}, it must differ", found=value, wanted=value),)

    return test


@check("forbidden_values")
def forbidden_values(argument: Any, scope: Scope) -> Test:
    """The value, or with `tokens` a part of it, is none of a list."""
    spec = argument if type(argument) is dict else {"values": argument}
    fold = spec.get("ignore_case", False)
    texts = frozenset(v.lower() if fold else v for v in spec["values"] if type(v) is str)
    others = [v for v in spec["values"] if type(v) is not str]
    tokens = spec.get("tokens")
    split = compile_pattern(tokens, scope.pieces, searched=True).compiled.split if tokens else None
    # Most texts hold no placeholder at all, which one search tells faster than splitting them.
    may_hold = re.compile("|".join(map(re.escape, texts - {""})) or r"\Z").search

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is str:
            text = value.lower() if fold else value
            if text in texts:
                return (Fault(f"{{name}} is the placeholder {show(value)}", found=value),)
            if split is not None and may_hold(text):
                return _tokens(value, text, split, texts)
            return ()
        return (
            (Fault(f"{{name}} is {show(value)}, which says nothing"),)
            if others and is_one_of(value, others)
            else ()
        )

    return test


def _tokens(value: str, text: str, split: Any, texts: frozenset[str]) -> Faults:
    for token in split(text[:1000]):
        if token and token in texts:
            return (
                Fault(
                    f"{{name}} holds the placeholder {show(token)}: {show(value)}",
                    found=token,
                    unfixable=True,
                ),
            )
    return ()


@check("one_of_by")
def one_of_by(argument: dict[str, Any], scope: Scope) -> Test:
    """The value is one that another value allows."""
    by = operand(argument["by"], scope)
    table = {key: as_list(spec) for key, spec in argument["allowed"].items()}

    def test(value: Any, document: Document, element: Any) -> Faults:
        key = by.get(document, element)
        allowed = None if key is None else table.get(plain(key))
        if allowed is None or is_one_of(value, allowed):
            return ()
        fault = _not_allowed(value, allowed)
        return (fault._replace(message=f"{fault.message} where {by.label} is {plain(key)}", found=key),)

    return test


@check("contains")
def contains(argument: Any, scope: Scope) -> Test:
    """A text has parts, an array elements."""
    wanted = _literals(argument, scope)

    def test(value: Any, document: Document, element: Any) -> Faults:
        for literal in wanted:
            part = _filled(literal, document, element)
            if part is not None and not _holds(value, part):
                return (Fault(f"{{name}} lacks {show(part)}", wanted=part),)
        return ()

    return test


@check("not_contains")
def not_contains(argument: Any, scope: Scope) -> Test:
    """A text has none of the parts, an array none of the elements."""
    unwanted = _literals(argument, scope)

    def test(value: Any, document: Document, element: Any) -> Faults:
        for literal in unwanted:
            part = _filled(literal, document, element)
            if part is not None and part != "" and _holds(value, part):
                return (Fault(f"{{name}} holds {show(part)}", found=part),)
        return ()

    return test


def _literals(argument: Any, scope: Scope) -> list[Any]:
    made = [template(part, scope) if type(part) is str else part for part in as_list(argument)]
    if not made:
        raise BadValue("Say what is to be contained", "a text, a value or a list of them")
    return made


def _filled(literal: Any, document: Document, element: Any) -> Any:
    return literal.strict(document, element) if type(literal) is Template else literal


def _holds(value: Any, part: Any) -> bool:
    if type(value) is str:
        return type(part) is str and part in value
    return is_one_of(part, value) if type(value) is list else True
