"""What the schemas of a document say about the field at a path."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import jsonschema_rs

from stacqc.findings import Path
from stacqc.schema.check import SchemaCheck
from stacqc.schema.references import NotFlattenable, References, Resource

#: Schemas looked at for one value; one that refers to itself in ever new ways must come to an end.
_MAX_NODES = 2000
_TELLING = ("title", "description", "type", "enum", "const")


class Field(NamedTuple):
    """A schema that judges a value, and the document it is written in."""

    schema: dict[str, Any]
    source: Resource

    @property
    def origin(self) -> str:
        """The title of the schema document."""
        root = self.source.root
        title = root.get("title") if isinstance(root, dict) else None
        return title if isinstance(title, str) else self.source.uri


class Fields:
    """The fields that the schemas of one document know."""

    def __init__(self, schemas: SchemaCheck, kind: str, data: dict[str, Any]) -> None:
        parts = schemas.parts(kind, data)
        self._data = data
        self._tops = [Resource.of(address, schema) for address, schema in parts]
        self._references = References(schemas.store.get, self._tops)

    def at(self, path: Path) -> list[Field]:
        """Return the schemas for the value at `path` that say something of it."""
        return [found for found in self._reach(path) if any(k in found.schema for k in _TELLING)]

    def members(self, path: Path) -> dict[str, list[Field]]:
        """Return the members that the object at `path` may have, as far as schemas name them."""
        known: dict[str, list[Field]] = {}
        for found in self._reach(path):
            for name, schema in _mapping(found.schema.get("properties")).items():
                if isinstance(schema, dict) and "not" not in schema:
                    known.setdefault(name, []).extend(self._spread([Field(schema, found.source)], None))
        return known

    def _reach(self, path: Path) -> list[Field]:
        """The schemas for the value at `path`, with all that apply to the same value beside them."""
        tops = [Field(top.root, top) for top in self._tops if isinstance(top.root, dict)]
        value: Any = self._data
        found = self._spread(tops, value)
        for step in path:
            value = _member(value, step)
            below = [Field(s, f.source) for f in found for s in _below(f.schema, step)]
            found = self._spread(below, value)
        return found

    def _spread(self, pending: list[Field], value: Any) -> list[Field]:
        seen: set[int] = set()
        out: list[Field] = []
        pending = list(pending)
        while pending and len(out) < _MAX_NODES:
            found = pending.pop(0)
            if id(found.schema) in seen:
                continue
            seen.add(id(found.schema))
            out.append(found)
            pending += [Field(s, found.source) for s in _beside(found.schema, value) if isinstance(s, dict)]
            pending += self._referred(found)
        return out

    def _referred(self, found: Field) -> list[Field]:
        if "$ref" not in found.schema:
            return []
        try:
            schema, source, _ = self._references.follow(found.schema["$ref"], found.source)
        except NotFlattenable:
            return []
        return [Field(schema, source)] if isinstance(schema, dict) else []


def _beside(schema: dict[str, Any], value: Any) -> Iterator[Any]:
    """The schemas inside a schema that speak of the same value and may hold for it."""
    yield from _listing(schema.get("allOf"))
    for keyword in ("anyOf", "oneOf"):
        yield from (s for s in _listing(schema.get(keyword)) if _is_meant(s, value))
    if "if" in schema:
        holds = _holds(schema["if"], value)
        if holds is not False:
            yield schema.get("then")
        if holds is not True:
            yield schema.get("else")


def _is_meant(schema: Any, value: Any) -> bool:
    """Whether an alternative is not one for another `type` of object."""
    if not isinstance(schema, dict) or not isinstance(value, dict) or "type" not in value:
        return True
    wanted = _mapping(_mapping(schema.get("properties")).get("type"))
    allowed = [wanted["const"]] if "const" in wanted else wanted.get("enum")
    return not isinstance(allowed, list) or value["type"] in allowed


def _holds(condition: Any, value: Any) -> bool | None:
    """Whether a value fits a condition; None where that cannot be told without more documents."""
    try:
        return jsonschema_rs.is_valid(condition, value, retriever=_refuse)
    except (ValueError, TypeError, jsonschema_rs.ReferencingError):
        return None


def _refuse(address: str) -> Any:
    """Fetch nothing: a condition that needs another document stays undecided."""
    raise LookupError(address)


def _below(schema: dict[str, Any], step: str | int) -> Iterator[dict[str, Any]]:
    """The schemas for a member or an element."""
    found = _of_element(schema, step) if isinstance(step, int) else _of_member(schema, step)
    yield from (s for s in found if isinstance(s, dict))


def _of_element(schema: dict[str, Any], index: int) -> list[Any]:
    items = schema.get("items")
    if isinstance(items, list):
        return [items[index]] if index < len(items) else [schema.get("additionalItems")]
    return [items]


def _of_member(schema: dict[str, Any], name: str) -> list[Any]:
    properties = _mapping(schema.get("properties"))
    patterns = _mapping(schema.get("patternProperties"))
    found = [properties[name]] if name in properties else []
    found += [s for pattern, s in patterns.items() if _holds({"pattern": pattern}, name)]
    return found or [schema.get("additionalProperties")]


def _member(value: Any, step: str | int) -> Any:
    try:
        return value[step]
    except (KeyError, IndexError, TypeError):
        return None


def _mapping(found: Any) -> dict[str, Any]:
    return found if isinstance(found, dict) else {}


def _listing(found: Any) -> Sequence[Any]:
    return found if isinstance(found, list) else ()
