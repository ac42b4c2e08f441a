"""Turning `oneOf` and `anyOf` into a choice by the one member that tells the branches apart."""

from __future__ import annotations

from typing import Any

from stacqc.schema.store import Schema

#: Most frequent first: what comes early in the chain is found early.
_OFTEN = ("Polygon", "MultiPolygon", "Point", "MultiPoint", "LineString", "MultiLineString")


def choose(branches: list[Schema], object_known: bool) -> Schema | None:
    """Return the branches as nested if/then/else, or None where no member tells them apart.

    At most one branch can hold then, so `oneOf` and `anyOf` come to the same.
    """
    objects = [b for b in branches if b != {"type": "null"}]
    if len(objects) < 2 or len(branches) - len(objects) > 1:
        return None
    if not all(isinstance(b, dict) and (object_known or b.get("type") == "object") for b in objects):
        return None
    chain = _by_value(objects) or _by_type(objects)
    if chain is None or len(objects) == len(branches):
        return chain
    types = chain.pop("type", "object")
    return {"type": [types, "null"], "if": {"type": types}, "then": chain}


def _common(branches: list[Any], member: str) -> list[Any] | None:
    """What each branch says of a member that all of them require."""
    if not all(member in b.get("required", ()) for b in branches):
        return None
    said = [b.get("properties", {}).get(member) for b in branches]
    return said if all(isinstance(s, dict) for s in said) else None


def _candidates(branches: list[Any]) -> list[str]:
    return [n for n in branches[0].get("required", ()) if _common(branches, n)]


def _by_value(branches: list[Any]) -> dict[str, Any] | None:
    for member in _candidates(branches):
        values = [_only_text(s) for s in _common(branches, member) or ()]
        if None not in values and len(set(values)) == len(values):
            chosen = {str(v): _without(b, member) for v, b in zip(values, branches, strict=True)}
            return _chain([({"const": v}, b) for v, b in _ordered(chosen)], member, branches)
    return None


def _only_text(schema: Any) -> str | None:
    values = [schema["const"]] if "const" in schema else schema.get("enum", ())
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None


def _without(branch: dict[str, Any], member: str) -> dict[str, Any]:
    """The branch without the test of the member, where the choice has made that already."""
    said = branch["properties"][member]
    if said.keys() - {"const", "enum"} - ({"type"} if said.get("type") == "string" else set()):
        return branch
    if "additionalProperties" in branch or "patternProperties" in branch:
        return branch
    rest = {n: s for n, s in branch["properties"].items() if n != member}
    return {**branch, "properties": rest}


def _ordered(chosen: dict[str, Any]) -> list[tuple[str, Any]]:
    rank = {name: i for i, name in enumerate(_OFTEN)}
    return sorted(chosen.items(), key=lambda pair: (rank.get(pair[0], len(rank)), pair[0]))


def _by_type(branches: list[Any]) -> dict[str, Any] | None:
    for member in _candidates(branches):
        types = [s.get("type") for s in _common(branches, member) or ()]
        plain = all(isinstance(t, str) and t not in ("integer", "number") for t in types)
        if plain and len(set(types)) == len(types):
            tests: list[Schema] = [{"type": t} for t in types]
            return _chain(list(zip(tests, branches, strict=True)), member, branches)
    return None


def _chain(cases: list[tuple[Schema, Any]], member: str, branches: list[Any]) -> dict[str, Any]:
    """Nested if/then/else; what all branches share (an object with this member) is said once, outside."""
    chain: Schema = False
    for test, branch in reversed(cases):
        then = {k: v for k, v in branch.items() if k != "type"}
        then["required"] = [n for n in branch["required"] if n != member]
        then = {k: v for k, v in then.items() if v or k not in ("required", "properties")}
        condition = {"properties": {member: test}, "required": [member]}
        chain = {"if": condition, "then": then, "else": chain}
    assert isinstance(chain, dict)
    shared = {"type": "object"} if branches[0].get("type") == "object" else {}
    return {**shared, "required": [member], **chain}
