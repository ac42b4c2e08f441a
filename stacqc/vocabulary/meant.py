"""What official schemas meant where a mistake of theirs lets wrong values pass (`x-meant` in the bundled ones)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

import jsonschema_rs

from stacqc.vocabulary.fields import defining_schema

Check = Callable[[Any], bool]
_FIELDS = ("definitions", "fields", "properties")


class Meant(NamedTuple):
    """A schema with its mistakes mended; `fields` judges single fields where no mistake lies elsewhere."""

    schema: dict[str, Any]
    fields: dict[str, Check] | None


@lru_cache(maxsize=256)
def meant_at(address: str) -> Meant | None:
    """Return what the schema at an address meant, None where it says what it means."""
    schema = defining_schema(address)
    places = list(_places(schema, ()))
    if not places:
        return None
    mended = _mended(schema)
    if any(len(place) != 4 or place[:3] != _FIELDS for place in places):
        return Meant(mended, None)
    return Meant(mended, {str(place[3]): check_of(mended, (*_FIELDS, str(place[3]))) for place in places})


def _places(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if isinstance(node, dict):
        if "x-meant" in node:
            yield path
        for key, value in node.items():
            if key != "x-meant":
                yield from _places(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _places(value, (*path, index))


def _mended(node: Any) -> Any:
    if isinstance(node, list):
        return [_mended(part) for part in node]
    if not isinstance(node, dict):
        return node
    plain = {key: _mended(value) for key, value in node.items() if key != "x-meant"}
    return {"allOf": [plain, _mended(node["x-meant"])]} if "x-meant" in node else plain


def part_of(schema: dict[str, Any], steps: tuple[str, ...]) -> dict[str, Any]:
    """Return a schema that is one part of another, whose definitions it may use."""
    part: Any = schema
    for step in steps:
        part = part[step]
    draft = "http://json-schema.org/draft-07/schema#"
    return {"$schema": draft, "definitions": schema.get("definitions", {}), "allOf": [part]}


@lru_cache(maxsize=1)
def resolver() -> Callable[[str], Any]:
    """Return what finds the schemas that schemas refer to."""
    from stacqc.schema.store import SchemaStore

    return SchemaStore().get


def check_of(schema: dict[str, Any], steps: tuple[str, ...]) -> Check:
    """Return what judges values by one part of a schema."""
    part = part_of(schema, steps)
    return jsonschema_rs.validator_for(part, validate_formats=True, retriever=resolver()).is_valid
