"""Checks of values against one another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Any

from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.checks.numbers import comparable
from stacqc.document import Document
from stacqc.rulesets.conversions import conversion
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import Operand, operand
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING
from stacqc.vocabulary.scalars import to_datetime, to_number
from stacqc.words import plain, show

_NUMBERS = (int, float)
#: The first of all times in the usual form.
_FIRST = "0000-01-01T00:00:00Z"
#: Length of the shortest time that has a zone.
_LEAST = len("2021-01-12T05:12Z")


def same(one: Any, other: Any, loose: bool) -> bool:
    """Say whether two values, or times, are equal; `loose` when one was captured and so is text or several texts."""
    if one == other:
        return (type(one) is bool) == (type(other) is bool)
    if _same_instant(one, other):
        return True
    if not loose:
        return False
    if type(one) is str and type(other) is int and one == str(other):
        return True
    if type(one) in (tuple, list) or type(other) in (tuple, list):
        return _as_set(one) == _as_set(other)
    if type(one) in _NUMBERS or type(other) in _NUMBERS:
        return to_number(one) is not None and to_number(one) == to_number(other)
    return False


def _same_instant(one: Any, other: Any) -> bool:
    """Say whether two texts are one time, or interval of times, written with Z and with the distance from it."""
    if type(one) is not str or type(other) is not str:
        return False
    ends, others = one.split("/"), other.split("/")
    return len(ends) == len(others) <= 2 and all(map(_is_same_end, ends, others))


def _is_same_end(one: str, other: str) -> bool:
    are_times = len(one) >= _LEAST <= len(other) and one[4] == "-" == other[4]
    instant = to_datetime(one) if are_times else None
    return instant is not None and instant == to_datetime(other)


def _as_set(value: Any) -> set[str]:
    return {plain(part) for part in value} if type(value) in (tuple, list) else {plain(value)}


@check("equals")
def equals(argument: Any, scope: Scope) -> Test:
    """The value equals an operand, or one of several."""
    spec = argument if type(argument) is dict and not {"of", "const"} & set(argument) else {"to": argument}
    if not {"to", "any"} & set(spec):
        raise BadValue("equals wants to: or any:", "to: the operand that it equals, any: a list of them")
    others = [operand(part, scope) for part in (spec["any"] if "any" in spec else [spec["to"]])]
    convert = conversion(spec["as"], scope.pieces) if "as" in spec else None
    close = _closeness(spec)
    if len(others) == 1:
        return _equals_one(others[0], convert, close)

    def test(value: Any, document: Document, element: Any) -> Faults:
        own = value if convert is None else convert(value)
        if own is None:
            return ()
        wanted = []
        for other in others:
            found = other.get(document, element)
            if found is not None:
                if close(own, found, other.captured):
                    return ()
                wanted.append((other, found))
        return (_unequal(value, own, wanted),) if wanted else ()

    return test


def _equals_one(other: Operand, convert: Any, close: Callable[[Any, Any, bool], bool]) -> Test:
    get, captured = other.get, other.captured

    def test(value: Any, document: Document, element: Any) -> Faults:
        own = value if convert is None else convert(value)
        wanted = None if own is None else get(document, element)
        if wanted is None or close(own, wanted, captured):
            return ()
        return (_unequal(value, own, [(other, wanted)]),)

    return test


def _unequal(value: Any, own: Any, wanted: list[tuple[Operand, Any]]) -> Fault:
    wanted = [(o, _as_number(w) if o.captured and type(own) in _NUMBERS else w) for o, w in wanted]
    # A text put together of several parts says more by itself than by its recipe.
    must = "it must be" if own == value else f"of which {show(own)} must be"
    named = [
        f"{must} {show(w)}" if o.constant or "{" in o.label else f"{o.label} says {show(w)}"
        for o, w in wanted
    ]
    said = " or ".join(named)
    one = wanted[0][1] if len(wanted) == 1 and own == value else MISSING
    return Fault(f"{{name}} is {show(value)}, {said}", expected=one, found=own, wanted=wanted[0][1])


def _as_number(captured: Any) -> Any:
    number = to_number(captured)
    return captured if number is None else number


def _closeness(spec: dict[str, Any]) -> Callable[[Any, Any, bool], bool]:
    tolerance = spec.get("tolerance")
    if tolerance is None:
        return same
    relative = spec.get("relative", False)

    def close(one: Any, other: Any, loose: bool) -> bool:
        a, b = to_number(one), to_number(other)
        if a is None or b is None:
            return same(one, other, loose)
        return bool(abs(a - b) <= tolerance * (abs(b) if relative else 1))

    return close


@check("agree")
def agree(argument: dict[str, Any] | list[dict[str, Any]], scope: Scope) -> Test:
    """Operands say the same, pair by pair, where they say anything."""
    groups = [_agreeing(pairs, scope) for pairs in as_list(argument)]
    if len(groups) == 1:
        return groups[0]

    def test(value: Any, document: Document, element: Any) -> Faults:
        return tuple([fault for group in groups for fault in group(value, document, element)])

    return test


def _agreeing(argument: dict[str, Any], scope: Scope) -> Test:
    pairs = [
        (operand(left, scope), [operand(right, scope) for right in as_list(rights)])
        for left, rights in argument.items()
    ]

    def test(value: Any, document: Document, element: Any) -> Faults:
        wrong = []
        for left, rights in pairs:
            said = left.get(document, element)
            if said is None:
                continue
            for right in rights:
                found = right.get(document, element)
                if found is not None and not same(said, found, left.captured or right.captured):
                    wrong.append((left, said, right, found))
        return (_disagreement(wrong, document),) if wrong else ()

    return test


def _disagreement(wrong: list[tuple[Operand, Any, Operand, Any]], document: Document) -> Fault:
    parts = [
        f"{right.label} says {show(found)}, {left.label} says {show(said)}"
        for left, said, right, found in wrong
    ]
    left, said, right, found = wrong[0]
    path, other = right.path(document), left.path(document) or ()
    return Fault(
        "; ".join(parts), found=found, wanted=said, path=path or (), absolute=path is not None, other=other
    )


@check("order")
def order(argument: Any, scope: Scope) -> Test:
    """Operands rise from one to the next, where they are there."""
    spec = argument if type(argument) is dict else {"of": argument}
    operands = [operand(part, scope) for part in spec["of"]]
    strict = bool(spec.get("strict", False))
    gets = [one.get for one in operands]

    def rise(document: Document, element: Any) -> bool:
        before = _FIRST
        for get in gets:
            after = get(document, element)
            # As `_plainly_ordered` says, without a call for each time of each item.
            if after.__class__ is not str or len(after) != 20 or after[-1] != "Z" or after < before:
                return False
            before = after
        return True

    def test(value: Any, document: Document, element: Any) -> Faults:
        if not strict and rise(document, element):
            return ()
        there = [(o, v) for o in operands if (v := o.get(document, element)) is not None]
        for (one, before), (other, after) in pairwise(there):
            if not strict and _plainly_ordered(before, after):
                continue
            pair = comparable(before, after)
            if pair is not None and (pair[0] > pair[1] or (strict and pair[0] == pair[1])):
                return (_disorder(one, before, other, after, document),)
        return ()

    return test


def _plainly_ordered(before: Any, after: Any) -> bool:
    """Say whether two times in the usual form, which is ordered like text, are in order."""
    if type(before) is not str or type(after) is not str or len(before) != 20 or len(after) != 20:
        return False
    return before[-1] == "Z" == after[-1] and before <= after


def _disorder(one: Operand, before: Any, other: Operand, after: Any, document: Document) -> Fault:
    relation = "equal to" if before == after else "after" if to_datetime(before) else "more than"
    message = f"{one.label} {show(before)} is {relation} {other.label} {show(after)}"
    path, place = one.path(document), other.path(document) or ()
    return Fault(message, found=before, wanted=after, path=path or (), absolute=path is not None, other=place)
