"""Checks of size: of numbers, times and lengths."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.operand import Operand, operand
from stacqc.rulesets.scope import Scope
from stacqc.vocabulary.scalars import to_datetime, to_number
from stacqc.words import plain, show, type_of

_NUMBERS = (int, float)
_UNITS = {"string": "characters", "array": "elements", "object": "members"}
_LIMITS: dict[str, tuple[Callable[[Any, Any], bool], str]] = {
    "min": (lambda value, limit: value >= limit, "at least"),
    "above": (lambda value, limit: value > limit, "more than"),
    "max": (lambda value, limit: value <= limit, "at most"),
    "below": (lambda value, limit: value < limit, "less than"),
}


def comparable(one: Any, other: Any) -> tuple[Any, Any] | None:
    """Return two values as numbers, instants or texts, whichever both are; None where they are not alike."""
    if type(one) in _NUMBERS and type(other) in _NUMBERS:
        return one, other
    if type(one) is not str or type(other) is not str:
        numbers = to_number(one), to_number(other)
        return None if None in numbers else numbers
    times = to_datetime(one), to_datetime(other)
    return (one, other) if None in times else times


@check("between")
def between(argument: Any, scope: Scope) -> Test:
    """The value lies within limits."""
    spec = argument if type(argument) is dict else dict(zip(("min", "max"), argument, strict=True))
    limits = {name: limit for name, limit in spec.items() if limit is not None}
    if all(type(limit) in _NUMBERS for limit in limits.values()):
        return _between_numbers(limits)
    operands = {name: _limit(limit, scope) for name, limit in limits.items()}

    def test(value: Any, document: Document, element: Any) -> Faults:
        for name, limit in operands.items():
            pair = comparable(value, limit.get(document, element))
            if pair is not None and not _LIMITS[name][0](*pair):
                bound = limit.get(document, element)
                message = f"{{name}} is {show(value)}, it must be {_LIMITS[name][1]} {plain(bound)}"
                return (Fault(message, wanted=bound),)
        return ()

    return test


def _limit(spec: Any, scope: Scope) -> Operand:
    """A text that starts with a digit is the limit itself; other texts name one."""
    if type(spec) is str and spec[:1].isdigit():
        return operand({"const": spec}, scope)
    return operand(spec, scope)


def _between_numbers(limits: dict[str, Any]) -> Test:
    _refuse_none_between(limits)
    wanted = _wording(limits)
    tests = [(_LIMITS[name][0], limit) for name, limit in limits.items()]

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) not in _NUMBERS:
            number = to_number(value)
            if number is None:
                return ()
        else:
            number = value
        for holds, limit in tests:
            if not holds(number, limit):
                return (Fault(f"{{name}} is {show(value)}, it must be {wanted}", wanted=wanted),)
        return ()

    return test


def _refuse_none_between(limits: dict[str, Any]) -> None:
    if not limits:
        raise BadValue("There is no limit, so that nothing is checked", "write [least, most], null for none")
    low = [limits[name] for name in ("min", "above") if name in limits]
    high = [limits[name] for name in ("max", "below") if name in limits]
    if low and high and max(low) > min(high):
        raise BadValue(
            f"Nothing lies between {show(max(low))} and {show(min(high))}", "write the smaller one first"
        )


def _wording(limits: dict[str, Any]) -> str:
    if set(limits) == {"min", "max"}:
        return f"from {show(limits['min'])} to {show(limits['max'])}"
    return " and ".join(f"{_LIMITS[name][1]} {show(limit)}" for name, limit in limits.items())


@check("length")
def length(argument: Any, scope: Scope) -> Test:
    """A text, an array or an object has so many parts."""
    low, high = _range(argument)
    limits = {name: limit for name, limit in (("min", low), ("max", high)) if limit is not None}
    _refuse_none_between(limits)
    wanted = show(low) if low == high else _wording(limits)

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) not in (str, list, dict):
            return ()
        size = len(value)
        if (low is None or size >= low) and (high is None or size <= high):
            return ()
        unit = _UNITS[type_of(value)]
        return (Fault(f"{{name}} has {size} {unit}, it must have {wanted}", found=size, wanted=wanted),)

    return test


def _range(argument: Any) -> tuple[int | None, int | None]:
    if type(argument) is int:
        return argument, argument
    if type(argument) is list:
        return argument[0], argument[1]
    return argument.get("min"), argument.get("max")
