"""The schemas that take part, and the place in them that an error of the engine comes from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urldefrag

from stacqc.schema.dialect import Resolve
from stacqc.schema.messages import meaning_of
from stacqc.schema.references import steps_of
from stacqc.schema.store import Schema


class Place(NamedTuple):
    """A keyword, the schema it stands in, and the title of the whole document around."""

    keyword: str
    parent: dict[str, Any]
    title: str


class Schemas:
    """All documents that the engine loads, by every address they may go by."""

    def __init__(self, parts: Sequence[tuple[str, Schema]], resolve: Resolve) -> None:
        self._resolve = resolve
        self._documents: dict[str, Schema] = {}
        for uri, schema in parts:
            self._keep(uri, schema)

    def load(self, uri: str) -> Schema:
        """Return the schema at an address, and remember it."""
        schema = self._resolve(uri)
        self._keep(uri, schema)
        return schema

    def _keep(self, uri: str, schema: Schema) -> None:
        self._documents.setdefault(uri.rstrip("#"), schema)
        declared = schema.get("$id") if isinstance(schema, dict) else None
        if isinstance(declared, str):
            self._documents.setdefault(declared.rstrip("#"), schema)

    def place(self, error: Any, uri: str) -> Place:
        """Return where in the schemas an error comes from."""
        address, pointer = urldefrag(error.absolute_keyword_location or uri)
        document = self._documents.get(address, self._documents[uri.rstrip("#")])
        steps = steps_of(pointer)
        if len(steps) > 1 and steps[-2] == "dependencies" and steps[-1].isdigit():
            steps.pop()
        keyword = steps[-1] if steps else ""
        parent = _follow(document, steps[:-1])
        title = document.get("title", "") if isinstance(document, dict) else ""
        return Place(keyword, parent if isinstance(parent, dict) else {}, title)

    def meaning(self, member: str) -> str | None:
        """Return what the schemas say a member is, "" where they do not agree, None where none knows it."""
        return self._meanings.get(member)

    @cached_property
    def _meanings(self) -> dict[str, str]:
        found: dict[str, set[str]] = {}
        for document in self._documents.values():
            for member, schema in _members(document):
                found.setdefault(member, set()).add(meaning_of(schema))
        return {m: max(said) if len(said - {""}) == 1 else "" for m, said in found.items()}


def _follow(node: Any, steps: Sequence[str]) -> Any:
    for step in steps:
        try:
            node = node[int(step)] if isinstance(node, list) else node[step]
        except (KeyError, IndexError, ValueError, TypeError):
            return {}
    return node


def _members(document: Any) -> Iterator[tuple[str, Any]]:
    """Every member that a schema describes anywhere."""
    waiting = [document]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            named = node.get("properties")
            if isinstance(named, dict):
                yield from named.items()
            waiting.extend(node.values())
