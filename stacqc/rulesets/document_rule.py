"""From an entry of a rule file to the function that checks one document."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.checks import CHECKS, Fault, Test
from stacqc.checks.base import Faults
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import Check
from stacqc.rulesets.condition import Predicate, member_steps
from stacqc.rulesets.error import BadValue, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.sayer import Sayer
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import EVERY, MISSING, Find, Steps, finder, getter, is_fixed, is_single, parse
from stacqc.rulesets.targets import Spec, Targets, elements_of, note, targets


def build_check(spec: Spec, scope: Scope, holds: Predicate | None) -> Check:
    """Return the function that yields the problems of one document."""
    ((name, argument),) = spec["check"].items()
    say = Sayer(spec, scope.aside())
    note(spec, scope)
    if name == "required":
        return _required(spec, scope, holds, say)
    with within("check", name):
        test = CHECKS[name](argument, scope)
    if name == "schema" and spec.get("message"):
        test = _once_a_place(test)
    if "each" not in spec and type(spec.get("at")) is str and "{" not in spec["at"]:
        with within("at"):
            steps = parse(spec["at"])
        if is_fixed(steps):
            return _check_of_one(steps, test, holds, say)
        if steps[-1] is EVERY and is_single(steps[:-1]) and not any(type(step) is int for step in steps):
            return _check_of_members(steps[:-1], test, holds, say)
    if "each" not in spec and "at" not in spec:
        return _check_of_document(test, holds, say)
    if "each" not in spec and (several := _several(spec)):
        return _check_of_several(several, test, holds, say)
    return _check_of_many(targets(spec, scope), test, holds, say)


def _once_a_place(test: Test) -> Test:
    """Let several keywords of a schema that fail at one place be one fault, where the rule words it anyway."""

    def first(value: Any, document: Document, element: Any) -> Faults:
        by_place: dict[Path, Fault] = {}
        for fault in test(value, document, element):
            by_place.setdefault(fault.path, fault)
        return tuple(by_place.values())

    return first


def _check_of_document(test: Test, holds: Predicate | None, say: Sayer) -> Check:
    def check(document: Document) -> Iterable[Problem]:
        if holds is not None and not holds(document):
            return ()
        faults = test(document.data, document, None)
        return [say(fault, (), document.data, document, None) for fault in faults] if faults else ()

    return check


def _several(spec: Spec) -> list[Steps]:
    """Return the steps of `at`, empty where one of them may lead to more than one value."""
    wanted = as_list(spec["at"])
    with within("at"):
        plain = all("{" not in text and is_fixed(parse(text)) for text in wanted)
        return [parse(text) for text in wanted] if plain else []


def _check_of_several(wanted: list[Steps], test: Test, holds: Predicate | None, say: Sayer) -> Check:
    gets = [(steps, getter(steps)) for steps in wanted]

    def check(document: Document) -> Iterable[Problem]:
        if holds is not None and not holds(document):
            return ()
        data = document.data
        problems: list[Problem] = []
        for steps, get in gets:
            value = get(data)
            if value is not MISSING and (faults := test(value, document, None)):
                problems.extend(say(fault, steps, value, document, None) for fault in faults)
        return problems

    return check


def _check_of_one(steps: Steps, test: Test, holds: Predicate | None, say: Sayer) -> Check:
    get = getter(steps)

    def check(document: Document) -> Iterable[Problem]:
        value = get(document.data)
        if value is MISSING or (holds is not None and not holds(document)):
            return ()
        faults = test(value, document, None)
        return [say(fault, steps, value, document, None) for fault in faults] if faults else ()

    return check


def _check_of_members(steps: Steps, test: Test, holds: Predicate | None, say: Sayer) -> Check:
    """The check of all members of one object or array, which makes paths only for what is wrong."""
    get = getter(steps)

    def check(document: Document) -> Iterable[Problem]:
        held = get(document.data)
        pairs: Any
        if type(held) is dict:
            pairs = held.items()
        elif type(held) is list:
            pairs = enumerate(held)
        else:
            return ()
        if holds is not None and not holds(document):
            return ()
        wrong = [(key, value, faults) for key, value in pairs if (faults := test(value, document, None))]
        if not wrong:
            return ()
        return [say(f, (*steps, key), v, document, None) for key, v, faults in wrong for f in faults]

    return check


def _check_of_many(find: Targets, test: Test, holds: Predicate | None, say: Sayer) -> Check:
    def check(document: Document) -> Iterable[Problem]:
        if holds is not None and not holds(document):
            return ()
        problems: list[Problem] = []
        for path, value, element in find(document):
            faults = test(value, document, element)
            if faults:
                problems.extend(say(fault, path, value, document, element) for fault in faults)
        return problems

    return check


def _required(spec: Spec, scope: Scope, holds: Predicate | None, say: Sayer) -> Check:
    """Look for what is missing in the objects that should have it."""
    with within("at"):
        parse_at = member_steps if "each" in spec else parse
        wanted = [_parent_and_name(parse_at(text)) for text in as_list(spec.get("at", "$"))]
    elements = elements_of(spec, scope) if "each" in spec else lambda document: [((), document.data)]

    def check(document: Document) -> Iterable[Problem]:
        if holds is not None and not holds(document):
            return ()
        problems: list[Problem] = []
        for path, element in elements(document):
            for parents, name in wanted:
                for inner, parent in parents(element):
                    if type(parent) is dict and name not in parent:
                        fault = Fault("{name} is missing")
                        problems.append(say(fault, (*path, *inner, name), None, document, element))
        return problems

    return check


def _parent_and_name(steps: Steps) -> tuple[Find, str]:
    if not steps or steps[-1] is EVERY or type(steps[-1]) is not str:
        raise BadValue("required: wants the name of a member", "at: a property, $.a.b, or a list of them")
    return finder(steps[:-1]), steps[-1]
