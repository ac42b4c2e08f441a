"""Schemas in normal form: references followed, annotations gone, known branches taken."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import jsonschema_rs

from stacqc.schema.alternatives import choose
from stacqc.schema.conjunction import CLOSED, conjoin
from stacqc.schema.dialect import DRAFT7, LISTS, MAPS, ONE, VALUES, is_metaschema
from stacqc.schema.facts import Facts
from stacqc.schema.references import NotFlattenable, References, Resource
from stacqc.schema.store import Schema

#: Keywords whose subschemas judge the same value as the schema they stand in.
_IN_PLACE = {"allOf", "anyOf", "oneOf", "not", "if", "then", "else", "dependencies"}
_NAMESPACE = re.compile(r"\^\(\?!([\w-]+:)\)")
#: Targets of references are shared, no longer repeated, once they have filled this many nodes.
_ROOM = 400
#: Smaller ones are repeated always: a reference costs as much.
_SMALL = 8

Key = tuple[str, str, bool]


class Normalizer:
    """Brings schemas into normal form; what is shared or recursive ends up in `definitions`."""

    def __init__(self, references: References, facts: Facts | None) -> None:
        self.references = references
        self.facts = facts
        self.definitions: dict[str, Schema] = {}
        self._done: dict[Key, Schema] = {}
        self._open: set[Key] = set()
        self._recursive: set[Key] = set()
        self._filled: Counter[Key] = Counter()
        self._names: dict[Key, str] = {}
        self._sizes: dict[int, tuple[int, Any]] = {}

    def part(self, resource: Resource) -> Schema | None:
        """Return a whole schema in normal form, or None where it has to stay as it is."""
        if not jsonschema_rs.meta.is_valid(resource.root):
            return None
        try:
            return self._target(resource.root, resource, "", self.facts is not None)
        except (NotFlattenable, RecursionError):
            self._open.clear()
            return None

    def _target(self, schema: Schema, resource: Resource, pointer: str, top: bool) -> Schema:
        key = resource.uri, pointer, top
        if key in self._done:
            return self._again(key)
        if key in self._open:
            return self._reference(key)
        self._open.add(key)
        made = self._normal(schema, resource, top)
        self._open.discard(key)
        if key in self._recursive:
            self.definitions[self._names[key]] = made
        self._done[key] = made
        return self._again(key)

    def _again(self, key: Key) -> Schema:
        """The normal form of a target: itself, or a reference where it has been repeated enough."""
        made = self._done[key]
        if key[2]:
            return made
        size = self._size(made)
        self._filled[key] += size
        if self._filled[key] <= _ROOM or size <= _SMALL:
            return made
        reference = self._reference(key)
        self.definitions[self._names[key]] = made
        return reference

    def _reference(self, key: Key) -> Schema:
        if key[2]:
            raise NotFlattenable("a schema that refers to itself without end")
        if key in self._open:
            self._recursive.add(key)
        stem = re.sub(r"\W+", "_", (key[1] or key[0]).rsplit("/", 1)[-1].removesuffix(".json"))
        name = self._names.setdefault(key, f"{stem}_{len(self._names)}")
        return {"$ref": f"#/definitions/{name}"}

    def _size(self, schema: Any) -> int:
        """How many nodes a schema has when it is written out."""
        if not isinstance(schema, dict | list):
            return 1
        known = self._sizes.get(id(schema))
        if known is not None:
            return known[0]
        size = 1 + sum(map(self._size, schema.values() if isinstance(schema, dict) else schema))
        self._sizes[id(schema)] = size, schema
        return size

    def _normal(self, schema: Any, resource: Resource, top: bool) -> Schema:
        if schema is True or schema is False:
            return {} if schema else False
        if not isinstance(schema, dict):
            raise NotFlattenable("no schema")
        if "$ref" in schema:
            return self._referred(schema["$ref"], resource, top)
        if "$id" in schema and schema is not resource.root:
            raise NotFlattenable("a schema with an address of its own inside another")
        out = {
            k: self._keyword(k, v, resource, top and k in _IN_PLACE) for k, v in schema.items() if k in _KNOWN
        }
        return self._simple(out, top)

    def _referred(self, ref: Any, resource: Resource, top: bool) -> Schema:
        if isinstance(ref, str) and is_metaschema(ref):
            return {"$ref": DRAFT7} if ref.rstrip("#") == DRAFT7[:-1] else {"$ref": ref}
        return self._target(*self.references.follow(ref, resource), top)

    def _keyword(self, keyword: str, value: Any, resource: Resource, top: bool) -> Any:
        if keyword in VALUES:
            return value
        if keyword in LISTS or isinstance(value, list):
            return [self._normal(v, resource, top) for v in value]
        if keyword in ONE:
            return self._normal(value, resource, top)
        return {n: v if isinstance(v, list) else self._normal(v, resource, top) for n, v in value.items()}

    def _simple(self, out: dict[str, Any], top: bool) -> Schema:
        """Merge `allOf`, take the branches that are known to be taken, drop what always holds."""
        members = out.pop("allOf", ())
        _tidy(out)
        _note_namespace(out)
        result: Schema = out
        if top and self.facts:
            result = self.facts.decide(out)
            if isinstance(result, dict):
                _tidy(result)
        if isinstance(result, dict):
            result = _taken(result, top)
        for member in members:
            result = conjoin(result, member)
        return result


_KNOWN = ONE | LISTS | MAPS | VALUES
_NOTHING: tuple[tuple[str, Any], ...] = (
    ("properties", {}), ("patternProperties", {}), ("dependencies", {}), ("required", []), ("items", {}),
    ("propertyNames", {}),
)  # fmt: skip


def _tidy(out: dict[str, Any]) -> None:
    """Drop keywords that say nothing."""
    if out.get("additionalProperties") == {}:
        del out["additionalProperties"]
    if not isinstance(out.get("items"), list):
        out.pop("additionalItems", None)
    if "additionalProperties" not in out:
        for keyword in ("properties", "patternProperties"):
            if keyword in out:
                out[keyword] = {n: s for n, s in out[keyword].items() if s != {}}
    for keyword, nothing in _NOTHING:
        if keyword in out and out[keyword] == nothing and out[keyword] is not False:
            del out[keyword]
    if out.get("not") is False:
        del out["not"]
    if "if" not in out:
        out.pop("then", None)
        out.pop("else", None)


def _note_namespace(out: dict[str, Any]) -> None:
    """Replace the idiom that closes a namespace by a note of its names, which can be merged."""
    patterns = out.get("patternProperties", {})
    if out.get("additionalProperties") is not False or len(patterns) != 1:
        return
    pattern, schema = next(iter(patterns.items()))
    match = _NAMESPACE.fullmatch(pattern)
    if match and schema == {}:
        del out["patternProperties"], out["additionalProperties"]
        out[CLOSED] = {match[1]: [n for n in out.get("properties", {}) if n.startswith(match[1])]}
        _tidy(out)


def _taken(out: dict[str, Any], top: bool) -> Schema:
    """Resolve what is decided already: impossible branches, conditions that are known."""
    if out.get("not") == {}:
        return False
    result: Schema = out
    if "if" in out:
        result = _condition(out)
    for keyword in ("oneOf", "anyOf"):
        if isinstance(result, dict) and keyword in result:
            result = _branches(dict(result), keyword, top)
    return result


def _condition(out: dict[str, Any]) -> Schema:
    test, then, other = out.pop("if"), out.pop("then", {}), out.pop("else", {})
    if test == {}:
        return conjoin(out, then)
    if test is False:
        return conjoin(out, other)
    if then == {} and other == {}:
        return out
    branches = {k: v for k, v in (("then", then), ("else", other)) if v != {}}
    return {**out, "if": test, **branches}


def _branches(out: dict[str, Any], keyword: str, top: bool) -> Schema:
    branches = [b for b in out.pop(keyword) if b is not False]
    if not branches:
        return False
    if len(branches) == 1:
        return conjoin(out, branches[0])
    if keyword == "anyOf" and {} in branches:
        return out
    chosen = choose(branches, top)
    return conjoin(out, chosen) if chosen is not None else {**out, keyword: branches}
