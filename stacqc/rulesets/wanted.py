"""What a condition wants of a value: to be one, one of several, of a form, or there at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.patterns import compile_pattern
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING
from stacqc.vocabulary.scalars import is_one_of
from stacqc.words import described, show

#: Says whether a value, or MISSING, is as wanted.
Wanted = Callable[[Any], bool]
_TESTS = ("not", "pattern", "present", "contains")


def wants(spec: Any, scope: Scope) -> Wanted:
    """Compile the wanted value: a scalar, a list of them, or a mapping of one of `_TESTS`."""
    if type(spec) is dict:
        return _wants_test(spec, scope)
    if type(spec) is list:
        return _wants_one_of(spec)
    if type(spec) is bool:
        return lambda value: value is spec
    return lambda value: bool(value == spec) and type(value) is not bool


def _wants_one_of(allowed: list[Any]) -> Wanted:
    if all(type(value) is str for value in allowed):
        texts = frozenset(allowed)
        return lambda value: type(value) is str and value in texts
    return lambda value: is_one_of(value, allowed)


def _wants_test(spec: dict[str, Any], scope: Scope) -> Wanted:
    if len(spec) != 1 or next(iter(spec)) not in _TESTS:
        raise BadValue(
            "A wanted value is a scalar, a list, or one of {not: …}, {pattern: …}, {present: true}, {contains: …}"
        )
    ((test, argument),) = spec.items()
    if test == "present":
        present = yes_or_no(test, argument)
        return lambda value: (value is not MISSING and value is not None) is present
    if test in ("not", "contains"):
        inner = wants(argument, scope)
        if test == "contains":
            return lambda value: type(value) is list and any(map(inner, value))
        return lambda value: not inner(value)
    patterns = [compile_pattern(text, scope.pieces) for text in texts(test, argument)]
    return lambda value: type(value) is str and any(pattern.whole(value) for pattern in patterns)


def texts(key: str, spec: Any) -> list[str]:
    """Return one text or several as a list."""
    given = as_list(spec)
    if not given or any(type(text) is not str for text in given):
        raise BadValue(f"{key}: is {show(spec)}, it must be text or a list of texts", about=key)
    return given


def yes_or_no(key: str, spec: Any) -> bool:
    """Return true or false; yes and no are texts here."""
    if type(spec) is not bool:
        raise BadValue(f"{key}: is {described(spec)}, it must be true or false", about=key)
    return spec
