"""Names of fields and listed values, as the schemas of the object under the cursor know them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lsprotocol.types import CompletionItem, CompletionItemKind, MarkupContent, MarkupKind, TextEdit

from stacqc.findings import at_path
from stacqc.lsp.context import Context, context_at
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project
from stacqc.lsp.prose import about_field, allowed, written
from stacqc.schema.addresses import bundled_extensions, latest

_colon = re.compile(r"\s*:").match


def completions(places: Places, offset: int, name: str, project: Project) -> list[CompletionItem]:
    """Return what may be written at an offset of a text, which is mostly half-written then."""
    context = context_at(places.text, offset, name)
    if context is None:
        return []
    if context.cursor.role == "name":
        return list(_names(context, places, project))
    return list(_values(context, places, project)) if context.cursor.role == "value" else []


def _names(context: Context, places: Places, project: Project) -> Iterator[CompletionItem]:
    parent, cursor = context.path[:-1], context.cursor
    here = _at(context.data, parent)
    present = set(here) - {context.path[-1]} if isinstance(here, dict) else set()
    colon = "" if _colon(places.text, cursor.end) else ": "
    for name, found in sorted(context.fields(project.schemas).members(parent).items()):
        if name not in present:
            item = _item(name, written(name) + colon, CompletionItemKind.Field, context, places)
            item.documentation = MarkupContent(MarkupKind.Markdown, about_field(name, found))
            yield item


def _values(context: Context, places: Places, project: Project) -> Iterator[CompletionItem]:
    if context.is_extension:
        present = context.data["stac_extensions"]
        addresses = [address for name in bundled_extensions() if (address := latest(name)) is not None]
        values: list[Any] = [a for a in addresses if a not in present]
    else:
        found = context.fields(project.schemas).at(context.path)
        values = allowed(found)
        if not values and any(f.schema.get("type") == "boolean" for f in found):
            values = [True, False]
    for value in values:
        label = value if isinstance(value, str) else written(value)
        yield _item(label, written(value), CompletionItemKind.EnumMember, context, places)


def _item(
    label: str, text: str, kind: CompletionItemKind, context: Context, places: Places
) -> CompletionItem:
    where = places.range(context.cursor.start, context.cursor.end)
    # What is replaced starts with a quotation mark, and editors filter by what they replace.
    return CompletionItem(label, kind=kind, filter_text=text, text_edit=TextEdit(where, text))


def _at(data: Any, path: tuple[str | int, ...]) -> Any:
    try:
        return at_path(data, path)
    except (KeyError, IndexError, TypeError):
        return None
