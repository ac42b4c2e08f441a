"""Markdown about fields, extensions and rules, for whoever points at them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from stacqc.lsp.fields import Field
from stacqc.safe import safe
from stacqc.schema.addresses import EXTENSIONS, latest
from stacqc.schema.describe import describe, described_format
from stacqc.schema.store import SchemaStore, SchemaUnavailable

_LISTED = 40
_LIMITS = ("type", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")


def code(text: str) -> str:
    """Return text as it is shown literally in Markdown."""
    return f"`{safe(text).replace('`', chr(39))}`"


def about_field(name: str, found: Sequence[Field]) -> str:
    """Return what schemas say of a field."""
    title, description = _first(found, "title"), _first(found, "description")
    head = f"**{title}** · {code(name)}" if title else f"**{code(name)}**"
    lines = [head, "", description, ""] if description else [head, ""]
    lines += [f"- {label}: {text}" for label, text in _facts(found) if text]
    origins = [f.origin for f in found if "title" in f.schema or "description" in f.schema]
    origins = origins or [f.origin for f in found]
    return "\n".join([*lines, "", f"*{', '.join(dict.fromkeys(origins))}*"])


def _facts(found: Sequence[Field]) -> Iterable[tuple[str, str]]:
    schemas = [f.schema for f in found]
    kinds = (describe({k: s[k] for k in _LIMITS if k in s}) for s in schemas if "type" in s)
    yield "type", " and ".join(dict.fromkeys(kinds))
    yield "unit", _first(found, "unit")
    yield "allowed", ", ".join(code(written(v)) for v in allowed(found)[:_LISTED])
    yield "format", ", ".join(_format(s["format"]) for s in schemas if isinstance(s.get("format"), str))
    yield "pattern", ", ".join(code(s["pattern"]) for s in schemas if isinstance(s.get("pattern"), str))
    yield "note", _first(found, "x-message")


def _format(name: str) -> str:
    words, example = described_format(name)
    return f"{words}, such as {code(example)}" if example else words


def _first(found: Sequence[Field], keyword: str) -> str:
    texts = (f.schema.get(keyword) for f in found)
    return next((text for text in texts if isinstance(text, str) and text), "")


def allowed(found: Sequence[Field]) -> list[Any]:
    """Return the values that schemas list for a field."""
    values: list[Any] = []
    for schema in (f.schema for f in found):
        listed = [schema["const"]] if "const" in schema else schema.get("enum")
        values += [v for v in listed if v not in values] if isinstance(listed, list) else []
    return values


def written(value: Any) -> str:
    """Return a value as it stands in a file."""
    return json.dumps(value, ensure_ascii=False)


def about_extension(address: str, store: SchemaStore) -> str:
    """Return what an entry of `stac_extensions` stands for, and whether a newer version is known."""
    published = store.canonical(address)
    try:
        schema = store.get(published)
    except SchemaUnavailable as trouble:
        return f"**Unknown extension**\n\nNo schema is at hand: {safe(trouble.reason)}."
    facts = schema if isinstance(schema, dict) else {}
    lines = [f"**{facts.get('title') or code(published)}**", "", str(facts.get("description") or ""), ""]
    if published != address:
        lines.append(f"- published as {code(published)}")
    return "\n".join([*lines, *_newest(published)])


def _newest(published: str) -> list[str]:
    name = published.removeprefix(EXTENSIONS).partition("/")[0]
    newest = latest(name) if published.startswith(EXTENSIONS) else None
    if newest is None:
        return []
    version = newest.split("/")[-2]
    return [f"- newest version: {version}, " + ("this one" if newest == published else code(newest))]
