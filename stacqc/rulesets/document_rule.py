"""From an entry of a rule file to the function that checks one document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stacqc.checks import CHECKS, Fault, Test
from stacqc.checks.base import Faults
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import Check
from stacqc.rulesets.condition import Predicate, member_steps, where
from stacqc.rulesets.error import BadValue, within
from stacqc.rulesets.operand import MESSAGE_NAMES, Scope, operand, template
from stacqc.rulesets.patterns import as_list
from stacqc.rulesets.rule_fix import proposer
from stacqc.rulesets.selector import (
    EVERY,
    MISSING,
    Find,
    Steps,
    finder,
    getter,
    is_fixed,
    is_single,
    parse,
    write,
)
from stacqc.words import show

Spec = Mapping[str, Any]
#: Path, value and element of each thing that is looked at.
Target = tuple[Path, Any, Any]
Targets = Callable[[Document], list[Target]]
#: Checks of the whole document; without `at` they say themselves where the fault is.
WHOLE = frozenset({"agree", "order", "difference", "matches"})


def build_check(spec: Spec, scope: Scope, holds: Predicate | None) -> Check:
    """Return the function that yields the problems of one document."""
    ((name, argument),) = spec["check"].items()
    say = _Sayer(spec, scope.aside())
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


def note(spec: Spec, scope: Scope) -> None:
    """Note what a rule looks at; a check without `at` notes its operands itself."""
    looked_at = [spec["each"]] if "each" in spec else as_list(spec.get("at", []))
    for text in looked_at:
        if "{" not in text:
            with within("each" if "each" in spec else "at"):
                steps = parse(text)
            if "each" not in spec and _is_of_outline(next(iter(spec["check"])), steps):
                scope.reads.outline()
            else:
                scope.reads.steps(steps)
    if not looked_at and next(iter(spec["check"])) not in WHOLE:
        scope.reads.anything()


def _is_of_outline(check: str, steps: Steps) -> bool:
    """Whether a check asks only for names that belong to the outline of an item."""
    return check in ("keys", "same_keys") and steps in ((), ("properties",))


def _check_of_document(test: Test, holds: Predicate | None, say: _Sayer) -> Check:
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


def _check_of_several(wanted: list[Steps], test: Test, holds: Predicate | None, say: _Sayer) -> Check:
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


def _check_of_one(steps: Steps, test: Test, holds: Predicate | None, say: _Sayer) -> Check:
    get = getter(steps)

    def check(document: Document) -> Iterable[Problem]:
        value = get(document.data)
        if value is MISSING or (holds is not None and not holds(document)):
            return ()
        faults = test(value, document, None)
        return [say(fault, steps, value, document, None) for fault in faults] if faults else ()

    return check


def _check_of_members(steps: Steps, test: Test, holds: Predicate | None, say: _Sayer) -> Check:
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


def _check_of_many(find: Targets, test: Test, holds: Predicate | None, say: _Sayer) -> Check:
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


def targets(spec: Spec, scope: Scope) -> Targets:
    """Compile `each`, `where` and `at` to what is looked at."""
    if "each" in spec:
        return _of_elements(spec, scope)
    with within("at"):
        wanted = as_list(spec.get("at", "$"))
        parts = [_at(text, scope) for text in wanted]
    if len(parts) == 1:
        return parts[0]
    if all("{" not in text and is_fixed(parse(text)) for text in wanted):
        return _of_several([parse(text) for text in wanted])
    # Of a selector that goes into a member which is not there, no more needs to be asked.
    holders = ["" if "{" in text else _first_name(parse(text)) for text in wanted]
    pairs = list(zip(holders, parts, strict=True))

    def find(document: Document) -> list[Target]:
        data = document.data
        return [hit for name, part in pairs if not name or name in data for hit in part(document)]

    return find


def _first_name(steps: Steps) -> str:
    return steps[0] if steps and type(steps[0]) is str else ""


def _of_several(wanted: list[Steps]) -> Targets:
    gets = [(steps, getter(steps)) for steps in wanted]

    def find(document: Document) -> list[Target]:
        data = document.data
        return [(path, value, None) for path, get in gets if (value := get(data)) is not MISSING]

    return find


def _at(text: str, scope: Scope) -> Targets:
    if "{" not in text:
        find = finder(parse(text))
        return lambda document: [(path, value, None) for path, value in find(document.data)]
    source = operand(text, scope)

    def captured(document: Document) -> list[Target]:
        value = source.get(document, None)
        return [] if value is None else [(source.path(document) or (), value, None)]

    return captured


def _of_elements(spec: Spec, scope: Scope) -> Targets:
    elements = _elements(spec, scope)
    with within("at"):
        finders = [finder(member_steps(text)) for text in as_list(spec.get("at", "@"))]

    def find(document: Document) -> list[Target]:
        return [
            (path + inner, value, element)
            for path, element in elements(document)
            for members in finders
            for inner, value in members(element)
        ]

    return find


def _elements(spec: Spec, scope: Scope) -> Callable[[Document], list[tuple[Path, Any]]]:
    with within("each"):
        steps = parse(spec["each"])
        find: Find = finder(steps)
    if "where" not in spec:
        return lambda document: find(document.data)
    with within("where"):
        chosen = where(spec["where"], scope)
    if steps and steps[-1] is EVERY and is_fixed(steps[:-1]):
        return _chosen_members(steps[:-1], chosen)
    return lambda document: [hit for hit in find(document.data) if chosen(hit[1])]


def _chosen_members(
    steps: Steps, chosen: Callable[[Any], bool]
) -> Callable[[Document], list[tuple[Path, Any]]]:
    """The elements of one array or object that are chosen; paths are made for these only."""
    get = getter(steps)

    def elements(document: Document) -> list[tuple[Path, Any]]:
        held = get(document.data)
        if held.__class__ is list:
            return [((*steps, i), part) for i, part in enumerate(held) if chosen(part)]
        if held.__class__ is dict:
            return [((*steps, key), part) for key, part in held.items() if chosen(part)]
        return []

    return elements


def _required(spec: Spec, scope: Scope, holds: Predicate | None, say: _Sayer) -> Check:
    """Look for what is missing in the objects that should have it."""
    with within("at"):
        parse_at = member_steps if "each" in spec else parse
        wanted = [_parent_and_name(parse_at(text)) for text in as_list(spec.get("at", "$"))]
    elements = _elements(spec, scope) if "each" in spec else lambda document: [((), document.data)]

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


class _Sayer:
    """Words a fault as the rule wants it, with its fix."""

    __slots__ = ("_fix", "_help", "_message")

    def __init__(self, spec: Spec, scope: Scope) -> None:
        with within("message"):
            self._message = template(spec["message"], scope, MESSAGE_NAMES) if spec.get("message") else None
        with within("help"):
            self._help = template(spec["help"], scope, MESSAGE_NAMES) if spec.get("help") else None
        with within("fix"):
            self._fix = proposer(spec["fix"], scope) if spec.get("fix") else None

    def __call__(self, fault: Fault, path: Path, value: Any, document: Document, element: Any) -> Problem:
        place = fault.path if fault.absolute else path + fault.path
        for step in () if fault.absolute else fault.path:
            value = value[step] if not fault.key or type(value) is dict else value
        label = label_of(place)
        names = {
            "id": document.id,
            "uri": document.uri,
            "value": value,
            "name": label,
            "path": write(place),
            "found": fault.found if fault.found is not None else value,
            "wanted": fault.wanted,
            "expected": None if fault.expected is MISSING else fault.expected,
        }
        message = fault.message.replace("{name}", label, 1)
        message = message[:1].upper() + message[1:] if message.startswith("the document") else message
        message = self._message.fill(document, element, names) if self._message else message
        help = self._help.fill(document, element, names) if self._help else fault.help
        fix = None
        if self._fix is not None and not fault.unfixable:
            fix = self._fix(document, element, place, value, names)
        return Problem(place, message, help, fix, key=fault.key)


def label_of(path: Path) -> str:
    """Return what a message calls the value at a path: its name, with the index of an element."""
    for i in range(len(path) - 1, -1, -1):
        if type(path[i]) is str:
            return str(path[i]) + "".join(f"[{step}]" for step in path[i + 1 :])
    return "the document" if not path else show(list(path))
