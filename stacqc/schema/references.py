"""Following `$ref` inside a schema and across schemas."""

from __future__ import annotations

from typing import Any, NamedTuple
from urllib.parse import unquote, urldefrag, urljoin

import jsonschema_rs

from stacqc.schema.dialect import Resolve, is_draft7
from stacqc.schema.store import Schema


class NotFlattenable(Exception):
    """A schema with something in it that cannot be rewritten safely."""


class Resource(NamedTuple):
    """A whole schema document: where it was found and the address its references start from."""

    uri: str
    base: str
    root: Schema

    @classmethod
    def of(cls, uri: str, schema: Schema) -> Resource:
        """Return the document at an address; its own `$id` is where relative references start."""
        uri = uri.rstrip("#")
        declared = schema.get("$id", "") if isinstance(schema, dict) else ""
        return cls(uri, urljoin(uri, declared.rstrip("#")) if isinstance(declared, str) else uri, schema)


class References:
    """Finds what references point at; documents are loaded once."""

    def __init__(self, resolve: Resolve, parts: list[Resource]) -> None:
        self._resolve = resolve
        self._resources = {resource.uri: resource for resource in parts}

    def follow(self, ref: Any, start: Resource) -> tuple[Schema, Resource, str]:
        """Return the target of a reference, the document it is in, and the pointer to it."""
        if not isinstance(ref, str):
            raise NotFlattenable("a reference that is no text")
        if ref.startswith("#"):
            return _at(start.root, ref[1:]), start, ref[1:]
        uri, fragment = urldefrag(urljoin(start.base, ref))
        resource = start if uri in (start.base, start.uri) else self._resource(uri)
        return _at(resource.root, fragment), resource, fragment

    def _resource(self, uri: str) -> Resource:
        if uri not in self._resources:
            try:
                schema = self._resolve(uri)
            except Exception as trouble:  # whatever a store raises, the schema cannot be had
                raise NotFlattenable(uri) from trouble
            if not is_draft7(schema) or not jsonschema_rs.meta.is_valid(schema):
                raise NotFlattenable(uri)
            self._resources[uri] = Resource.of(uri, schema)
        return self._resources[uri]


def steps_of(fragment: str) -> list[str]:
    """Return the steps of a JSON Pointer in the fragment of an address (RFC 6901 section 6)."""
    return [unquote(step).replace("~1", "/").replace("~0", "~") for step in fragment.split("/")[1:]]


def _at(schema: Any, fragment: str) -> Schema:
    if fragment and not fragment.startswith("/"):
        raise NotFlattenable(fragment)
    for step in steps_of(fragment):
        try:
            schema = schema[int(step)] if isinstance(schema, list) else schema[step]
        except (KeyError, IndexError, ValueError, TypeError):
            raise NotFlattenable(fragment) from None
    if not isinstance(schema, dict | bool):
        raise NotFlattenable(fragment)
    return schema
