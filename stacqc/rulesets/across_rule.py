"""From an entry of a rule file to the fold that looks across documents."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from stacqc.aspects.links import is_remote, resolve
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.folds import FOLDS, GroupFold
from stacqc.folds.base import FindHits, Hit, Wording
from stacqc.rulesets.condition import Predicate
from stacqc.rulesets.declarative import OF_COLLECTIONS
from stacqc.rulesets.error import BadValue, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.operand import Operand, operand
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import EVERY, finder, is_single, parse
from stacqc.rulesets.targets import Spec, Targets, note, targets
from stacqc.words import plain

_dotted = re.compile(r"\{([A-Za-z_][\w-]*\.\w+)\}")
Group = Callable[[Document, Any], str]


def build_fold(
    name: str, spec: Spec, scope: Scope, kinds: frozenset[str], holds: Predicate | None
) -> Callable[[], GroupFold]:
    """Return the maker of the fold."""
    ((check, argument),) = spec["check"].items()
    with within("check", check):
        read, argument = _reader(check, argument, spec, scope)
    wording = _wording(name, spec)
    made = FOLDS[check]

    def hits(document: Document) -> Iterable[Hit]:
        if document.kind not in kinds or (holds is not None and not holds(document)):
            return ()
        return read(document)

    reads = scope.reads.noted()

    def make() -> GroupFold:
        fold = made(argument, hits, wording)
        fold.reads = reads
        return fold

    return make


def _wording(name: str, spec: Spec) -> Wording:
    for part in ("message", "help"):
        found = _dotted.search(spec.get(part, ""))
        if found is not None:
            with within(part):
                raise BadValue(
                    f"{{{found[1]}}} cannot stand in the {part} of a check across documents",
                    "it may name {value}, {name}, {count}, {total}, {other}, {group}, {found}, {wanted}",
                )
    fix = spec.get("fix", {})
    if fix and fix.get("replace") != "{expected}":
        with within("fix"):
            raise BadValue("A check across documents can only be mended by replace: '{expected}'")
    return Wording(name, spec.get("message", ""), spec.get("help", ""), bool(fix), fix.get("safe", True))


def _reader(check: str, argument: Any, spec: Spec, scope: Scope) -> tuple[FindHits, Any]:
    if check in OF_COLLECTIONS:
        scope.reads.anything()
        return lambda document: (("", (), document.data),), argument
    if "across" not in spec:
        raise BadValue(
            f"{check} looks across documents: say across which",
            "across: tree, collection or {by: [operands]}",
        )
    group = _group(spec["across"], scope, argument.get("key") if type(argument) is dict else None)
    if check in ("complete_set", "twin"):
        return _read_operand(operand(argument["of"], scope), group), argument
    if check == "unique_across" and type(argument) is dict:
        return _read_together([operand(part, scope) for part in argument["together"]], group), argument
    if "at" not in spec and "each" not in spec:
        raise BadValue(f"{check} needs at:", "the values it looks at")
    if check == "same_type" and (members := _members(spec)) is not None:
        if members == ("properties",):
            scope.reads.outline()  # to which their types belong
        else:
            scope.reads.steps(members)
        return _read_members(members, group), {"members": True, **_options(argument)}
    note(spec, scope)
    find = _find(argument, spec, scope)
    if check == "rising":
        by = operand(argument["by"], scope)
        return lambda d: [(group(d, v), p, (by.get(d, e), v)) for p, v, e in find(d)], argument
    if "{value}" not in str(spec["across"]):
        return _read_alike(find, group), argument
    return lambda d: [(group(d, v), p, v) for p, v, _ in find(d)], argument


def _find(argument: Any, spec: Spec, scope: Scope) -> Targets:
    """Compile what is looked at; of addresses, what they lead to from their document."""
    find = targets(spec, scope)
    if argument != "address":
        return find
    scope.reads.anything()  # as where the document lies
    return lambda document: [(p, _reached(v, document.folder), e) for p, v, e in find(document)]


def _reached(href: Any, folder: str) -> Any:
    return resolve(href, folder) if type(href) is str and not is_remote(href) else href


def _read_alike(find: Targets, group: Group) -> FindHits:
    """Read values whose group is that of their document."""

    def read(document: Document) -> list[Hit]:
        found = find(document)
        if not found:
            return []
        name = group(document, None)
        return [(name, path, value) for path, value, _ in found]

    return read


def _options(argument: Any) -> dict[str, Any]:
    return argument if type(argument) is dict else {}


def _members(spec: Spec) -> tuple[Any, ...] | None:
    """Return the steps to the object whose members are all looked at."""
    at = spec.get("at")
    if type(at) is not str or "each" in spec or "{" in at:
        return None
    steps = parse(at)
    return steps[:-1] if steps and steps[-1] is EVERY and is_single(steps[:-1]) else None


def _read_members(steps: tuple[Any, ...], group: Group) -> FindHits:
    find = finder(steps)

    def read(document: Document) -> list[Hit]:
        hits = [(path, value) for path, value in find(document.data) if type(value) is dict]
        return [(group(document, value), path, value) for path, value in hits]

    return read


def _read_operand(of: Operand, group: Group) -> FindHits:
    def read(document: Document) -> tuple[Hit, ...]:
        value = of.get(document, None)
        return () if value is None else ((group(document, value), of.path(document) or (), value),)

    return read


def _read_together(parts: list[Operand], group: Group) -> FindHits:
    def read(document: Document) -> tuple[Hit, ...]:
        values = [part.get(document, None) for part in parts]
        if any(value is None for value in values):
            return ()
        path: Path = parts[0].path(document) or ()
        value = values[0] if len(values) == 1 else values
        return ((group(document, value), path, value),)

    return read


def _group(across: Any, scope: Scope, key: Any) -> Group:
    by = [operand(part, scope) for part in as_list(across["by"])] if isinstance(across, Mapping) else []
    by += [operand(part, scope) for part in key or ()]
    if across == "collection":
        scope.reads.steps(("collection",))
        by.insert(0, Operand(_collection, "collection"))
    if not by:
        return lambda document, value: ""
    gets = [part.get for part in by]

    def group(document: Document, value: Any) -> str:
        parts = [get(document, value) for get in gets]
        try:
            return "\0".join(parts)
        except TypeError:  # not all of them are texts
            return "\0".join(map(_key, parts))

    return group


def _collection(document: Document, _: Any) -> Any:
    return document.data.get("id" if document.kind == "Collection" else "collection")


def _key(value: Any) -> str:
    if value.__class__ is str:
        return str(value)
    return "" if value is None else plain(value)
