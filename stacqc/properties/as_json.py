"""Properties as JSON; docs/properties.md describes the members."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.properties.field import Field, Seen
from stacqc.properties.survey import Head, Table

FORMAT_VERSION = 1


def as_object(head: Head, table: Table) -> dict[str, Any]:
    """Return one table."""
    return {
        "section": head.section,
        **({} if head.collection is None else {"collection": head.collection}),
        "objects": table.objects,
        "properties": {
            name: field_object(table.fields[name], table.objects) for name in sorted(table.fields)
        },
    }


def field_object(field: Field, objects: int = 0) -> dict[str, Any]:
    """Return one property."""
    made: dict[str, Any] = {"count": field.count}
    if objects:
        made["coverage"] = round(field.count / objects, 6)
    made["types"] = {kind: _seen(field.types[kind]) for kind in sorted(field.types)}
    if field.values is not None:
        made["values"] = [
            {"value": value, "count": seen.count, "file": seen.examples[0][0]}
            for value, seen in field.frequent()
        ]
    bounds = {"min": field.low, "max": field.high, "first": field.low_text, "last": field.high_text}
    made.update((name, bound) for name, bound in bounds.items() if bound is not None)
    if field.elements is not None:
        made["lengths"] = [min(field.lengths), max(field.lengths)]
        made["elements"] = field_object(field.elements)
    return made


def _seen(seen: Seen) -> dict[str, Any]:
    examples = [{"file": address, "value": value} for address, value in seen.examples]
    return {"count": seen.count, "examples": examples}


def survey_object(tables: Iterable[tuple[Head, Table]]) -> dict[str, Any]:
    """Return all tables."""
    return {"format": FORMAT_VERSION, "tables": [as_object(head, table) for head, table in tables]}
