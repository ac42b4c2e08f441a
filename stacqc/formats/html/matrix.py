"""Which property has which JSON type how often, with its values; and the types per collection."""

from __future__ import annotations

from collections import Counter
from typing import Any

from stacqc.facts import Facts
from stacqc.formats.html.strings import Strings
from stacqc.properties.field import Field, Seen
from stacqc.safe import cut, safe
from stacqc.words import show

#: Beyond so many rows, collections are not told apart.
_MAX_ROWS = 20_000
_VALUES = 6
_COLUMNS = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": bool,
    "null": type(None),
    "array": list,
    "object": dict,
}
Cells = dict[tuple[str, str], Counter[type]]


def matrix(facts: Facts | None, strings: Strings) -> dict[str, Any]:
    """Return the properties of all items, the same by collection, and the items of each collection."""
    if facts is None:
        return {"properties": [], "by_collection": [], "items": [], "surveyed": 0}
    cells, items = _cells(facts)
    if len(cells) > _MAX_ROWS:
        cells = {}
    add = strings.add
    tables = [table for _, table in facts.survey.finish()]
    fields = [(n, f) for table in tables for n, f in sorted(table.fields.items())]
    return {
        "properties": [_row(name, field, strings) for name, field in fields],
        "by_collection": [
            [add(safe(c)), add(safe(n)), [counts[t] for t in _COLUMNS.values()]]
            for (c, n), counts in sorted(cells.items())
        ],
        "surveyed": sum(table.objects for table in tables),
        "items": [[add(safe(c)), n] for c, n in sorted(items.items()) if cells],
    }


def _cells(facts: Facts) -> tuple[Cells, Counter[str]]:
    cells: Cells = {}
    items: Counter[str] = Counter()
    for (collection, names, types), n in (facts.members or {}).items():
        items[collection] += n
        for name, kind in zip(names, types, strict=True):
            cells.setdefault((collection, name), Counter())[kind] += n
    return cells, items


def _row(name: str, field: Field, strings: Strings) -> list[Any]:
    """Name, counts per type, frequent values with their counts, the range, and an example of each type."""
    add = strings.add
    counts = [field.types[kind].count if kind in field.types else 0 for kind in _COLUMNS]
    examples = [
        [kind, add(_value(seen)), add(safe(seen.examples[0][0]))] for kind, seen in field.types.items()
    ]
    return [add(safe(name)), counts, _values(field, strings), add(_range(field)), examples]


def _values(field: Field, strings: Strings) -> list[Any]:
    """The values where they are few, most frequent first."""
    found = field.frequent()
    if len(found) > _VALUES:
        return []
    return [[strings.add(safe(show(value, 40))), seen.count] for value, seen in found]


def _range(field: Field) -> str:
    if field.low is not None and field.high is not None:
        return f"{show(field.low)} … {show(field.high)}"
    if field.low_text is not None and field.high_text is not None:
        return f"{cut(safe(field.low_text), 24)} … {cut(safe(field.high_text), 24)}"
    return ""


def _value(seen: Seen) -> str:
    return safe(show(seen.examples[0][1], 40))
