"""When a rule applies: a mapping of equalities, or a text in CQL2."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fnmatch import translate
from typing import Any, NamedTuple

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.rule import ALL_KINDS
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import Value, operand
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING, Steps, getter, is_single, parse
from stacqc.rulesets.wanted import texts, wants, yes_or_no
from stacqc.words import did_you_mean, show

Predicate = Callable[[Document], bool]


class Condition(NamedTuple):
    """The kinds a rule is for, where it says so, and what else must hold."""

    kinds: frozenset[str] | None
    holds: Predicate | None


def condition(when: Any, scope: Scope) -> Condition:
    """Compile `when:`."""
    if when is None:
        return Condition(None, None)
    if type(when) not in (str, dict):
        raise BadValue(f"{show(when)} is no condition", "write names with values, or a text in CQL2")
    if type(when) is str:
        from stacqc.rulesets.cql2 import predicate

        scope.reads.anything()
        return Condition(None, predicate(when))
    kinds = _kinds(when["type"]) if "type" in when else None
    parts = [_part(key, spec, scope) for key, spec in when.items() if key != "type"]
    return Condition(kinds, _all(parts))


def _all(parts: list[Predicate]) -> Predicate | None:
    if len(parts) < 2:
        return parts[0] if parts else None
    if len(parts) == 2:
        one, other = parts
        return lambda document: one(document) and other(document)
    return lambda document: all(part(document) for part in parts)


def _single(key: str) -> Steps:
    steps = parse(key)
    if not is_single(steps):
        raise BadValue(f"{key} chooses several values", "a condition looks at one value", key)
    return steps


def _kinds(spec: Any) -> frozenset[str]:
    for kind in texts("type", spec):
        if kind not in ALL_KINDS:
            known = did_you_mean(kind, ALL_KINDS) or "Item, Collection or Catalog"
            raise BadValue(f"type: {kind} is no kind of document", known, str(kind))
    return frozenset(as_list(spec))


def _part(key: str, spec: Any, scope: Scope) -> Predicate:
    if key in _BY_KEY:
        return _BY_KEY[key](spec, scope)
    if key.startswith("option."):
        return _option(key, spec, scope)
    if key in scope.defines:
        define, matched = scope.defines[key], yes_or_no(key, spec)
        scope.reads.capture(define.key)
        return lambda document: (define.read(document) is not None) is matched
    name = key.partition(".")[0]
    if "." in key and not key.startswith("$") and name in scope.defines:
        return _captured(operand(f"{{{key}}}", scope).get, spec, scope)
    return _member(key, spec, scope)


def _captured(get: Value, spec: Any, scope: Scope) -> Predicate:
    """Compile what is wanted of a capture, most often that it is there, or one text."""
    if spec == {"present": True}:
        return lambda document: get(document, None) is not None
    if type(spec) is str:
        return lambda document: bool(get(document, None) == spec)
    wanted = wants(spec, scope)
    return lambda document: wanted(get(document, None))


def _member(key: str, spec: Any, scope: Scope) -> Predicate:
    steps = _single(key)
    scope.reads.steps(steps)
    get, wanted = getter(steps), wants(spec, scope)
    return lambda document: wanted(get(document.data))


def where(spec: Mapping[str, Any], scope: Scope) -> Callable[[Any], bool]:
    """Compile `where:`, a condition on the members of an element."""
    if len(spec) == 1:
        ((name, text),) = spec.items()
        if type(text) is str and not name.startswith(("@", "$")):
            return lambda element: element.__class__ is dict and bool(element.get(name) == text)
    parts = [(getter(member_steps(key)), wants(value, scope)) for key, value in spec.items()]
    if len(parts) == 1:
        ((only, fits),) = parts
        return lambda element: fits(only(element))
    return lambda element: all(wanted(get(element)) for get, wanted in parts)


def member_steps(text: str) -> tuple[Any, ...]:
    """Return the steps from an element to a member, named bare or as `@.a.b`."""
    if text.startswith("$"):
        help = "inside each: write the name of a member, or @.a.b"
        raise BadValue(f"{text} starts at the document", help, text)
    return parse(text) if text.startswith("@") else (text,)


def _collection(spec: Any, scope: Scope) -> Predicate:
    wanted = wants(spec, scope)
    scope.reads.steps(("collection",))
    return lambda document: wanted(
        document.data.get("id" if document.kind == "Collection" else "collection", MISSING)
    )


def _presence(present: bool) -> Callable[[Any, Scope], Predicate]:
    def make(spec: Any, scope: Scope) -> Predicate:
        wanted = [_single(name) for name in texts("has" if present else "lacks", spec)]
        for steps in wanted:
            scope.reads.steps(steps)
        gets = [getter(steps) for steps in wanted]
        return lambda document: all((get(document.data) is not MISSING) is present for get in gets)

    return make


def _extension(spec: Any, scope: Scope) -> Predicate:
    parts = [f"/{name}/" for name in texts("extension", spec)]
    scope.reads.steps(("stac_extensions",))

    def declares(outline: Outline) -> bool:
        return any(part in uri for uri in outline.extensions for part in parts)

    return lambda document: outline_of(document).recall(declares)


def _path(spec: Any, scope: Scope) -> Predicate:
    globs = [re.compile(_glob(text)) for text in texts("path", spec)]
    scope.reads.anything()

    def holds(document: Document) -> bool:
        address = document.uri.replace("\\", "/")
        return len(address) <= 4000 and any(glob.fullmatch(address) for glob in globs)

    return holds


def _glob(text: str) -> str:
    """A glob matches the whole address or its end; `**` also crosses slashes, `*` does not."""
    parts = re.split(r"(\*\*/?)", text.removeprefix("./"))
    made = [".*" if part.startswith("**") else translate(part)[4:-3].replace(".*", "[^/]*") for part in parts]
    return "(?s:(?:.*/)?" + "".join(made) + ")"


def _option(key: str, spec: Any, scope: Scope) -> Predicate:
    name = key.removeprefix("option.")
    if name not in scope.options:
        known = did_you_mean(name, scope.options) or "options: names them"
        raise BadValue(f"There is no option {name}", known, key)
    holds = scope.options[name] in as_list(spec)
    return lambda document: holds


def _not(spec: Any, scope: Scope) -> Predicate:
    _refuse_empty("not", spec)
    kinds, holds = condition(spec, scope)
    return lambda document: not (_kind_fits(document, kinds) and (holds is None or holds(document)))


def _any(spec: Any, scope: Scope) -> Predicate:
    for part in as_list(spec) or [spec]:
        _refuse_empty("any", part)
    choices = [condition(part, scope) for part in as_list(spec)]
    return lambda document: any(
        _kind_fits(document, kinds) and (holds is None or holds(document)) for kinds, holds in choices
    )


def _refuse_empty(key: str, spec: Any) -> None:
    if spec in ({}, []):
        always = "always" if key == "any" and spec == {} else "never"
        raise BadValue(
            f"{key}: has a condition without content: it holds {always}", "fill it in, or leave it out", key
        )


def _kind_fits(document: Document, kinds: frozenset[str] | None) -> bool:
    return kinds is None or document.kind in kinds


_BY_KEY: dict[str, Callable[[Any, Scope], Predicate]] = {
    "collection": _collection,
    "has": _presence(True),
    "lacks": _presence(False),
    "extension": _extension,
    "path": _path,
    "not": _not,
    "any": _any,
}
