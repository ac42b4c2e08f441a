"""Checks of the elements of arrays and of the names of members."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from stacqc.aspects.shapes import shape_of
from stacqc.checks.base import Fault, Faults, Test, check
from stacqc.document import Document
from stacqc.rulesets.condition import member_steps, where
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.patterns import compile_pattern
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING, Get, getter
from stacqc.words import did_you_mean, listing, show, written

#: Names that are known to be right at most.
_NAMES = 10_000


def _itself(value: Any) -> Any:
    return value


def _member(name: Any) -> Get:
    return getter(member_steps(name)) if type(name) is str else _itself


@check("unique")
def unique(argument: Any, scope: Scope) -> Test:
    """No two elements, or no two of a member of them, are equal."""
    get = _member(argument)

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is not list or len(value) < 2:
            return ()
        seen: dict[str, int] = {}
        for i, item in enumerate(value):
            part = get(item)
            first = seen.setdefault(written(part), i) if part is not MISSING else i
            if first != i:
                return (
                    Fault(
                        f"{show(part)} stands twice in {{name}}, first as element {first}",
                        found=part,
                        path=(i,),
                    ),
                )
        return ()

    return test


@check("sorted")
def sorted_(argument: Any, scope: Scope) -> Test:
    """Elements, or those that `where` chooses, are in rising order of themselves or of a member."""
    spec = argument if type(argument) is dict else {"by": argument}
    get = _member(spec.get("by"))
    chosen = where(spec.get("where", {}), scope)

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is not list:
            return ()
        parts = [(i, get(item)) for i, item in enumerate(value) if chosen(item)]
        for (_, before), (i, after) in pairwise(parts):
            if type(before) is type(after) and type(after) in (str, int, float) and after < before:
                message = f"{{name}} is not sorted: {show(after)} comes after {show(before)}"
                return (Fault(message, found=after, wanted=before, path=(i,)),)
        return ()

    return test


@check("keys")
def keys(argument: dict[str, Any], scope: Scope) -> Test:
    """The names of the members have a form, are among the known, or are not among the forbidden."""
    if not argument:
        raise BadValue("keys: wants pattern, allowed or forbidden")
    pattern = compile_pattern(argument["pattern"], scope.pieces) if "pattern" in argument else None
    allowed = frozenset(argument["allowed"]) if "allowed" in argument else None
    forbidden = frozenset(argument.get("forbidden", ()))

    # Names come again in every document; those that were right are known.
    right: set[str] = set()
    known = object()

    def wrong(name: str) -> str:
        if name in forbidden:
            return "does not belong here"
        if allowed is not None and name not in allowed:
            return "is not known here"
        return f"does not match {pattern.source}" if pattern is not None and not pattern.whole(name) else ""

    def test(value: Any, document: Document, element: Any) -> Faults:
        if type(value) is not dict:
            return ()
        facts = shape_of(document).facts if value is document.properties else {}
        if known in facts or value.keys() <= right:
            facts[known] = True
            return ()
        unknown = value.keys() - right
        found = {name: what for name in unknown if (what := wrong(name))}
        if len(right) < _NAMES:
            right.update(unknown - found.keys())
        return tuple(_key_fault(name, found[name], allowed) for name in value if name in found)

    return test


def _key_fault(name: str, what: str, allowed: frozenset[str] | None) -> Fault:
    known = sorted(allowed or ())
    help = did_you_mean(name, known) or (f"known are {listing(known)}" if known else "")
    return Fault(f"The name {show(name)} {what}", help=help, found=name, path=(name,), key=True)
