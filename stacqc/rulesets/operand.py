"""Operands: what a check compares with, or a message or a fix is filled from."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from stacqc.document import Document
from stacqc.findings import Path
from stacqc.rulesets.conversions import conversion
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING, Get, Steps, finder, getter, is_single, parse
from stacqc.rulesets.template import Template
from stacqc.words import did_you_mean, show

#: Takes the document and the element that `each` chose; None is what is missing.
Value = Callable[[Document, Any], Any]
_brace = re.compile(r"\{([^{}]*)\}")
_capture = re.compile(r"([A-Za-z_][\w-]*)\.([A-Za-z_]\w*)", re.ASCII)
_property = re.compile(r"[A-Za-z_][\w:.-]*", re.ASCII)
_DEFINED_ABOVE = "define: names them; what a table refers to stands above it"


class Operand:
    """A value to compare with: how to get it, what to call it, where it stands."""

    __slots__ = ("captured", "constant", "get", "label", "path")

    def __init__(
        self,
        get: Value,
        label: str,
        captured: bool = False,
        path: Callable[[Document], Path | None] = lambda _: None,
        constant: bool = False,
    ) -> None:
        self.get = get
        self.label = label
        self.captured = captured
        self.path = path
        self.constant = constant


def operand(spec: Any, scope: Scope) -> Operand:
    """Compile a name, a selector, a template, `{const: v}` or `{of: operand, as: conversion}`."""
    if type(spec) is dict and set(spec) == {"const"}:
        constant = spec["const"]
        return Operand(lambda document, element: constant, show(constant), constant=True)
    if type(spec) is dict and set(spec) <= {"of", "as"} and "of" in spec:
        inner = operand(spec["of"], scope)
        return _converted(inner, spec["as"], scope) if "as" in spec else inner
    if type(spec) is str:
        return _of_template(spec, scope) if _brace.search(spec) else _of_selector(_whole(spec), scope)
    if type(spec) in (int, float, bool):
        return Operand(lambda document, element: spec, show(spec), constant=True)
    raise BadValue(
        f"{show(spec)} is not an operand",
        "a property name, $.path, '{define.group}', {const: v} or {of:, as:}",
    )


def _converted(inner: Operand, spec: Any, scope: Scope) -> Operand:
    convert = conversion(spec, scope.pieces)
    get = inner.get

    def converted(document: Document, element: Any) -> Any:
        value = get(document, element)
        return None if value is None else convert(value)

    return Operand(converted, inner.label, inner.captured, inner.path)


def _whole(text: str) -> str:
    """Return a name or a path, unless it is the half of a capture."""
    if not text.startswith(("$", "@")) and ("{" in text or "}" in text):
        help = "write '{define.group}', or $.properties['…'] for a name with a brace"
        raise BadValue(f"{text} has a brace without its other half", help, text)
    return text


def _of_selector(text: str, scope: Scope) -> Operand:
    capture = _capture.fullmatch(text)
    if capture is not None and capture[1] in scope.defines:
        raise BadValue(
            f"{text} names a property, not what {capture[1]} captures", f"write '{{{text}}}'", text
        )
    steps = parse(text)
    if text.startswith("@"):
        if not scope.each:
            raise BadValue(f"{text} needs each:", "@ is the element that each: chose", text)
        get = _present(getter(steps) if is_single(steps) else _all_of(finder(steps)))
        return Operand(lambda document, element: get(element), text)
    scope.reads.steps(steps)
    path = finder(steps)

    def place(document: Document) -> Path | None:
        hits = path(document.data)
        return hits[0][0] if hits else None

    return Operand(_of_document(steps), text, path=place)


def _of_document(steps: Steps) -> Value:
    if len(steps) == 2 and steps[0] == "properties" and type(steps[1]) is str:
        name = steps[1]
        # The usual operand: in one step instead of three.
        return lambda document, element: document.properties.get(name)
    get = _present(getter(steps) if is_single(steps) else _all_of(finder(steps)))
    return lambda document, element: get(document.data)


def _present(get: Get) -> Get:
    def present(data: Any) -> Any:
        value = get(data)
        return None if value is MISSING else value

    return present


def _all_of(find: Callable[[Any], list[tuple[Path, Any]]]) -> Get:
    return lambda data: [value for _, value in find(data)] or MISSING


def _of_template(text: str, scope: Scope) -> Operand:
    if text == "{value}":
        return Operand(lambda document, element: element, "value")
    alone = _brace.fullmatch(text)
    if alone is not None:
        reference = reference_of(alone[1], scope)
        if reference is None:
            help = "write '{define.group}', '{property}' or '{$.path}'"
            raise BadValue(f"{text} refers to nothing", help, text)
        return reference
    fill = template(text, scope)
    several = fill.references
    path = several[0].path if len(several) == 1 else lambda _: None
    return Operand(lambda document, element: fill.strict(document, element), text, path=path)


def reference_of(inner: str, scope: Scope) -> Operand | None:
    """Return what `{inner}` refers to, or None where braces only happen to stand around a text."""
    if inner == "id":
        scope.reads.steps(("id",))
        return Operand(lambda document, element: document.id or None, "id", True, lambda _: ("id",))
    if inner == "uri":
        scope.reads.anything()
        return Operand(lambda document, element: document.uri, "uri", True)
    if inner.startswith(("$", "@")):
        return _of_selector(inner, scope)
    if inner.startswith("option."):
        return _of_option(inner.removeprefix("option."), scope)
    dotted = _capture.fullmatch(inner)
    if dotted is not None:
        return _of_capture(dotted[1], dotted[2], scope)
    return _of_selector(inner, scope) if _property.fullmatch(inner) else None


def _of_option(name: str, scope: Scope) -> Operand:
    if name not in scope.options:
        known = did_you_mean(name, scope.options) or "options: names them"
        raise BadValue(f"There is no option {name}", known, f"option.{name}")
    value = scope.options[name]
    return Operand(lambda document, element: value, f"the option {name}", constant=True)


def _of_capture(name: str, group: str, scope: Scope) -> Operand:
    define = scope.defines.get(name)
    if define is None:
        known = did_you_mean(name, scope.defines) or _DEFINED_ABOVE
        message = f"{{{name}.{group}}} refers to a define that does not exist"
        raise BadValue(message, known, f"{name}.{group}")
    if group not in define.groups:
        known = did_you_mean(group, define.groups) or f"it captures {', '.join(sorted(define.groups))}"
        raise BadValue(f"The define {name} captures no {group}", known, f"{name}.{group}")

    key, read = define.key, define.read
    scope.reads.capture(key, group)

    def get(document: Document, element: Any) -> Any:
        found = document.memo.get(key, MISSING)
        if found is MISSING:
            found = read(document)
        return None if found is None else found.get(group)

    return Operand(get, f"{name}.{group}", True, define.path)


def template(text: str, scope: Scope, names: frozenset[str] = frozenset()) -> Template:
    """Compile a text; braces around anything but `names`, captures, properties and paths stay as they are."""
    parts: list[str | tuple[str, Operand | None]] = []
    end = 0
    for match in _brace.finditer(text):
        inner = match[1]
        reference = None if inner in names else reference_of(inner, scope)
        if inner not in names and reference is None:
            continue
        parts.extend([text[end : match.start()], (inner, reference)])
        end = match.end()
    parts.append(text[end:])
    return Template([part for part in parts if part != ""])
