"""Which draft a schema is written in, and validators for single schemas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs

from stacqc.schema.store import Schema

Resolve = Callable[[str], Schema]

DRAFT7 = "http://json-schema.org/draft-07/schema#"
#: The keywords of draft-07 that say something, by what stands in them: a schema, schemas, or a value.
ONE = {
    "items", "additionalItems", "additionalProperties", "contains", "propertyNames",
    "not", "if", "then", "else",
}  # fmt: skip
LISTS = {"allOf", "anyOf", "oneOf"}
MAPS = {"properties", "patternProperties", "dependencies"}
VALUES = {
    "type", "enum", "const", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum",
    "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "maxProperties",
    "minProperties", "required", "format", "contentMediaType", "contentEncoding",
}  # fmt: skip
_META = "//json-schema.org/draft"


class SchemaError(Exception):
    """A schema that cannot be used: its address, and what is wrong with it in a sentence."""

    def __init__(self, uri: str, sentence: str) -> None:
        super().__init__(uri, sentence)
        self.uri = uri
        self.sentence = sentence

    def __str__(self) -> str:
        return f"{self.uri}: {self.sentence}"


def is_draft7(schema: Any) -> bool:
    """Return whether a schema follows draft-07; one that names no draft does, as all of STAC's."""
    return not isinstance(schema, dict) or schema.get("$schema", DRAFT7) in (DRAFT7, DRAFT7[:-1])


def is_metaschema(uri: str) -> bool:
    """Return whether an address belongs to a draft itself; the engine has these built in."""
    return _META in uri


def standalone(uri: str, schema: Schema) -> Schema:
    """Return a schema that says itself which draft it follows and where relative references start."""
    if isinstance(schema, bool) or {"$schema", "$id"} <= schema.keys() or "id" in schema:
        return schema
    return {"$schema": DRAFT7, "$id": uri, **schema}


def compile_schema(uri: str, schema: Schema, resolve: Resolve, formats: bool = True) -> Any:
    """Return the engine's validator for one schema; raises SchemaError."""
    whole = standalone(uri, schema)
    try:
        return jsonschema_rs.validator_for(whole, validate_formats=formats, retriever=_retriever(resolve))
    except (ValueError, jsonschema_rs.ReferencingError, RecursionError) as error:
        raise SchemaError(uri, _sentence(error)) from None


def _retriever(resolve: Resolve) -> Resolve:
    """The engine asks for addresses as text; what it cannot have must be an exception it can show."""

    def retrieve(uri: str) -> Schema:
        try:
            return resolve(uri)
        except KeyError:
            raise ValueError(f"there is no schema for {uri}") from None

    return retrieve


def _sentence(error: Exception) -> str:
    first = (str(error).splitlines() or ["it is not a JSON Schema"])[0]
    return first if len(first) <= 200 else first[:199] + "…"
