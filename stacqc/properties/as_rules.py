"""A ruleset that says of a catalog what it is like now: a start for rules of one's own."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.properties.field import Field
from stacqc.properties.survey import Head, Table

#: A vocabulary has at most so many values, each met so often on average.
MAX_VOCABULARY = 20
_TIMES = 3
_HEADER = """\
# Written by stacqc from what a catalog holds now. Read it as a draft: what is said here is what was
# found, also where it is wrong. Comments name what is rare; take it out to have it reported.
"""
_PLACES = {
    "items": ("$.properties", "Item"),
    "assets": ("", "Item"),
    "collections": ("$", "Collection"),
    "summaries": ("$.summaries", "Collection"),
}
_WRONG: tuple[Any, ...] = ("text", 5, True, [], {})
#: Whether a text begins as a day: what is taken next has another one.
_is_time = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[Tt /].*)?").fullmatch
_unprintable = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_Rule = tuple[str, dict[str, Any], list[str]]


def render(name: str, tables: Iterable[tuple[Head, Table]]) -> Iterator[str]:
    """Yield the text of a ruleset called `name`."""
    yield f"{_HEADER}ruleset: {_text(name)}\nrules:\n"
    taken: set[str] = set()
    some = False
    for head, table in tables:
        for wanted, spec, comments in _rules(head, table):
            some = True
            yield "".join(f"  # {comment}\n" for comment in comments)
            yield f"  {_free(wanted, taken)}:\n"
            yield from _mapping(spec, "    ")
    if not some:
        yield "  {}\n"


def _mapping(spec: dict[str, Any], indent: str) -> Iterator[str]:
    for key, value in spec.items():
        if type(value) is dict and key in ("check", "type", "examples"):
            yield f"{indent}{key}:\n"
            yield from _mapping(value, indent + "  ")
        else:
            yield f"{indent}{key if key.isidentifier() else _text(key)}: {_text(value)}\n"


def _text(value: Any) -> str:
    """A value as JSON, which is YAML once every unprintable character is an escape."""
    return _unprintable.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(value, ensure_ascii=False))


def _free(name: str, taken: set[str]) -> str:
    """A name for a rule that no other one has."""
    slug = re.sub("[^a-z0-9]+", "-", name.lower())[:60].strip("-") or "rule"
    made, number = slug, 1
    while made in taken:
        number += 1
        made = f"{slug}-{number}"
    taken.add(made)
    return made


def _rules(head: Head, table: Table) -> Iterator[_Rule]:
    what = head.section + ("" if head.collection is None else f" of {head.collection or 'no collection'}")
    own = {name: field for name, field in sorted(table.fields.items()) if not name.startswith("$.")}
    yield from _types(head, what, own)
    yield from _required(head, what, own, table)
    for name, field in own.items():
        yield from _vocabulary(head, what, name, field)


def _types(head: Head, what: str, fields: dict[str, Field]) -> Iterator[_Rule]:
    types = {name: _alone(sorted(field.json_types())) for name, field in fields.items()}
    comments = [
        f"{_text(name)}: {seen.count:,} of {field.count:,} {kind}, first in {_text(seen.examples[0][0])}"
        for name, field in fields.items()
        for kind, seen in sorted(field.types.items())
        if kind != field.json_types()[0] and kind in field.json_types()
    ]
    if types:
        good = {name: _example(field) for name, field in fields.items()}
        name, wrong = next(((n, w) for n, t in types.items() for w in _WRONG if not _has(t, w)), ("", None))
        bad = {name: wrong} if name else {}
        summary = f"Members of {what} have the types they had."
        yield f"{what} types", _spec(head, summary, None, {"type": types}, good, bad), comments


def _required(head: Head, what: str, fields: dict[str, Field], table: Table) -> Iterator[_Rule]:
    always = [name for name, field in fields.items() if field.count == table.objects]
    if always:
        good = {name: _example(fields[name]) for name in always}
        summary = f"Members that all {what} had are there."
        spec = _spec(head, summary, None, {"required": True}, good, {})
        spec["at"] = [_selector(head, name) for name in always]
        yield f"{what} required", spec, []


def _vocabulary(head: Head, what: str, name: str, field: Field) -> Iterator[_Rule]:
    found, every = (field.elements, True) if field.elements is not None else (field, False)
    if set(field.types) > {"array"} or not _is_vocabulary(found):
        return
    ordered = found.frequent()
    values = [value for value, _ in ordered]
    most = ordered[0][1].count
    comments = [
        f"{_text(value)}: {seen.count:,} of {found.count:,}, first in {_text(seen.examples[0][0])}"
        for value, seen in ordered
        if seen.count * _TIMES * _TIMES < most
    ]
    good = {name: values[:1] if every else values[0]}
    bad = {name: [f"not {values[0]}"] if every else f"not {values[0]}"}
    spec = _spec(head, f"{name} of {what} is one of the values it had.", name, {"enum": values}, good, bad)
    spec["at"] += "[*]" if every else ""
    yield f"{what} {name} values", spec, comments


def _is_vocabulary(field: Field) -> bool:
    if set(field.types) != {"string"} or field.values is None:
        return False
    if all(_is_time(value) for _, value in field.values):
        return False
    return len(field.values) <= MAX_VOCABULARY and field.count >= _TIMES * len(field.values)


def _spec(head: Head, summary: str, name: str | None, check: Any, good: Any, bad: Any) -> dict[str, Any]:
    """A rule about members of the objects of a section, with examples."""
    place, kind = _PLACES[head.section]
    spec: dict[str, Any] = {"summary": summary, "severity": "warning", "when": {"type": kind}}
    if head.collection is not None:
        spec["when"]["$.collection"] = head.collection or {"present": False}
    if head.section == "assets":
        spec["each"] = "$.assets.*"
    if name is not None or place:
        spec["at"] = place if name is None else _selector(head, name)
    examples = {"valid": [_document(head, good)], "invalid": [_document(head, bad)] if bad != good else []}
    return {**spec, "check": check, "examples": examples}


def _document(head: Head, members: Any) -> dict[str, Any]:
    """A document with an object of a section that has these members."""
    if head.section == "collections":
        return {**members, "type": "Collection"}
    if head.section == "summaries":
        return {"type": "Collection", "summaries": members}
    own = {"collection": head.collection} if head.collection else {}
    where = {"assets": {"a": members}} if head.section == "assets" else {"properties": members}
    return {"type": "Feature", **own, **where}


def _selector(head: Head, name: str) -> str:
    place = "@" if head.section == "assets" else _PLACES[head.section][0]
    # Braces would be taken for captures, and control characters would not survive YAML.
    quoted = re.sub(r"[^ -~]|[\\'{}]", lambda m: _escape(m[0]), name)
    return f"{place}['{quoted}']"


def _escape(character: str) -> str:
    code = ord(character)
    return (
        f"\\u{code:04x}"
        if (code < 0x10000 and not character.isprintable()) or character in "{}'\\"
        else character
    )


def _alone(kinds: list[str]) -> Any:
    return kinds[0] if len(kinds) == 1 else kinds


def _has(kinds: Any, value: Any) -> bool:
    from stacqc.words import type_of

    kind = type_of(value)
    return kind in kinds or (kind == "integer" and "number" in kinds)


def _example(field: Field) -> Any:
    """A value of the property as it was met."""
    main = field.json_types()[0]
    seen = field.types.get(main) or field.types["integer"]
    return seen.examples[0][1]
