"""How a rule of a file proposes to mend what it found."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import operand, template
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING, finder, getter, is_single, parse
from stacqc.rulesets.template import MESSAGE_NAMES, Names
from stacqc.vocabulary.scalars import to_integer, to_list, to_number
from stacqc.words import did_you_mean, plain

#: Takes the document, the element, the path, the value and the names of the message to edits.
Mend = Callable[[Document, Any, Path, Any, Names], tuple[Edit, ...]]
Propose = Callable[[Document, Any, Path, Any, Names], Fix | None]
ACTIONS = ("convert", "rename", "replace", "map", "remove", "set")


def proposer(spec: Mapping[str, Any], scope: Scope) -> Propose:
    """Compile `fix:`."""
    actions = [name for name in ACTIONS if name in spec]
    if len(actions) != 1:
        raise BadValue(
            "A fix is exactly one of " + ", ".join(ACTIONS), "write one, and safe: false if it is a guess"
        )
    mend = _MAKERS[actions[0]](spec[actions[0]], scope)
    safe, title = spec.get("safe", True), spec.get("title", "")
    fits = _condition(spec["if_equal"], scope) if "if_equal" in spec else None

    def propose(document: Document, element: Any, path: Path, value: Any, names: Names) -> Fix | None:
        if fits is not None and not fits(document, element, value, names):
            return None
        edits = mend(document, element, path, value, names)
        return Fix(edits, safe, title) if edits else None

    return propose


def _condition(spec: Any, scope: Scope) -> Callable[[Document, Any, Any, Names], bool]:
    if type(spec) is str and spec.startswith("$") and "{name}" in spec:

        def equal_at(document: Document, element: Any, value: Any, names: Names) -> bool:
            steps = parse(spec.replace("{name}", str(names["name"])))
            return is_single(steps) and bool(getter(steps)(document.data) == value)

        return equal_at
    other = operand(spec, scope)
    return lambda document, element, value, names: bool(other.get(document, element) == value)


def _convert(kind: str, scope: Scope) -> Mend:
    if kind != "type" and kind not in _CONVERSIONS:
        known = did_you_mean(kind, _CONVERSIONS) or f"known are type, {', '.join(_CONVERSIONS)}"
        raise BadValue(f"convert: {kind} is not a conversion", known)

    def mend(document: Document, element: Any, path: Path, value: Any, names: Names) -> tuple[Edit, ...]:
        kinds = as_list(names.get("wanted")) if kind == "type" else [kind]
        for one in kinds:
            made = _CONVERSIONS[one](value) if one in _CONVERSIONS else None
            if made is not None and (made != value or type(made) is not type(value)):
                return (Edit("replace", path, made),)
        return ()

    return mend


def _text(value: Any) -> Any:
    return plain(value) if type(value) in (int, float) else None


def _unique(value: Any) -> Any:
    return [v for i, v in enumerate(value) if v not in value[:i]] if type(value) is list else None


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "integer": to_integer,
    "number": to_number,
    "text": _text,
    "string": _text,
    "lower": lambda value: value.lower() if type(value) is str else None,
    "upper": lambda value: value.upper() if type(value) is str else None,
    "trim": lambda value: value.strip() if type(value) is str else None,
    "array": to_list,
    "unique": _unique,
}


def _rename(new: str, scope: Scope) -> Mend:
    name = template(new, scope, MESSAGE_NAMES)

    def mend(document: Document, element: Any, path: Path, value: Any, names: Names) -> tuple[Edit, ...]:
        to = name.strict(document, element, names)
        if to is None or not path:
            return ()
        there = getter((*path[:-1], to))(document.data)
        if there is MISSING:
            return (Edit("rename", path, to),)
        return (Edit("remove", path),) if there == value else ()

    return mend


def _replace(new: Any, scope: Scope) -> Mend:
    if type(new) is not str:
        return lambda document, element, path, value, names: (Edit("replace", path, new),)
    text = template(new, scope, MESSAGE_NAMES)

    def mend(document: Document, element: Any, path: Path, value: Any, names: Names) -> tuple[Edit, ...]:
        made = names.get(text.alone) if text.alone else text.strict(document, element, names)
        return () if made is None or made == value else (Edit("replace", path, made),)

    return mend


def _map(table: Mapping[str, Any], scope: Scope) -> Mend:
    def mend(document: Document, element: Any, path: Path, value: Any, names: Names) -> tuple[Edit, ...]:
        made = table.get(plain(value), MISSING)
        return () if made is MISSING or made == value else (Edit("replace", path, made),)

    return mend


def _remove(_: Any, scope: Scope) -> Mend:
    return lambda document, element, path, value, names: (Edit("remove", path),) if path else ()


def _set(members: Mapping[str, Any], scope: Scope) -> Mend:
    parts = [(parse(name), _replace(value, scope)) for name, value in members.items()]

    def mend(document: Document, element: Any, path: Path, value: Any, names: Names) -> tuple[Edit, ...]:
        edits: list[Edit] = []
        for steps, replace in parts:
            hits = finder(steps)(document.data)
            edits.extend(
                replace(
                    document, element, hits[0][0] if hits else steps, hits[0][1] if hits else MISSING, names
                )
            )
        return tuple(edits)

    return mend


_MAKERS: dict[str, Callable[[Any, Scope], Mend]] = {
    "convert": _convert,
    "rename": _rename,
    "replace": _replace,
    "map": _map,
    "remove": _remove,
    "set": _set,
}
