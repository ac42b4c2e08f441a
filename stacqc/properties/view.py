"""Properties as people read them: a table that fits a terminal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.properties.field import Field, Seen
from stacqc.properties.survey import Head, Table
from stacqc.safe import cut, safe
from stacqc.words import show

_NAME = 30
_SHOWN_VALUES = 6
#: Values with less room than this beside the name get a line of their own.
_LEAST = 16
#: Signs between the columns of names, shares, types and values.
_BETWEEN = 10
#: A value is odd where it is rarer than one in so many.
_RARE = 20
_like_json = re.compile(r"-?[0-9.]+(?:[eE][-+]?[0-9]+)?|true|false|null|[\[{].*").fullmatch


def render(tables: Iterable[tuple[Head, Table]], width: int = 80) -> Iterator[str]:
    """Yield the lines of all tables."""
    some = False
    for head, table in tables:
        if some:
            yield "\n"
        some = True
        yield from _table(head, table, width)
    if not some:
        yield "nothing to show: no such documents were found\n"


def _table(head: Head, table: Table, width: int) -> Iterator[str]:
    of = (
        f" of {safe(head.collection)}"
        if head.collection
        else " of no collection"
        if head.collection == ""
        else ""
    )
    left_out = " (others left out)" if table.fields.last is not None else ""
    yield f"{head.section}{of}: {table.objects:,}, {len(table.fields):,} properties{left_out}\n\n"
    kinds = max([len(_kind(field)) for field in table.fields.values()] + [4])
    size = min(max([len(safe(name)) for name in table.fields] + [8]), _NAME)
    narrow = width - size - kinds - _BETWEEN < _LEAST
    if narrow:
        size = min(size, max(width - kinds - _BETWEEN, 8))
    yield f"{'property':<{size}}    in  {'type':<{kinds}}  {'' if narrow else 'values'}".rstrip() + "\n"
    for name in sorted(table.fields):
        field = table.fields[name]
        start = f"{cut(safe(name), size):<{size}}  {_share(field.count, table.objects):>4}  {_kind(field):<{kinds}}  "
        yield from _row(start, _values(field), width, narrow)
        # However narrow the terminal: without the end of its address, what is odd cannot be found.
        yield from (f"    {line}\n" for line in _odd(field))


def _row(start: str, values: str, width: int, narrow: bool) -> Iterator[str]:
    if not narrow:
        yield (start + _fitted(values, width - len(start))).rstrip() + "\n"
        return
    yield start.rstrip() + "\n"
    if values:
        yield _fitted(f"  {values}", width) + "\n"


def _share(count: int, total: int) -> str:
    """A share in percent; only what is whole is 100 %, and only nothing is 0 %."""
    if count == total:
        return "100%"
    return f"{min(max(round(100 * count / total), 1), 99)}%"


def _kind(field: Field) -> str:
    kind = field.json_types()[0]
    if kind == "array" and field.elements is not None and field.elements.types:
        return f"[{field.elements.json_types()[0]}]"
    return kind


def _fitted(text: str, room: int) -> str:
    return text if len(text) <= room else text[: max(room - 1, 0)] + "…"


def _values(field: Field) -> str:
    """The values, or their range where they are many."""
    if field.elements is not None and field.json_types()[0] == "array":
        low, high = min(field.lengths), max(field.lengths)
        count = f"{low}" if low == high else f"{low} to {high}"
        inner = _values(field.elements) if field.elements.types else ""
        return f"{count} of {inner}" if inner else f"{count} {'element' if high == 1 else 'elements'}"
    if field.values is not None and _is_list(field):
        return _listed(field)
    distinct = f" ({len(field.values):,} values)" if field.values is not None else ""
    if field.json_types()[0] in ("integer", "number"):
        return f"{show(field.low)} … {show(field.high)}{distinct}"
    if field.low_text is not None and field.high_text is not None:
        return f"{cut(safe(field.low_text), 24)} … {cut(safe(field.high_text), 24)}{distinct}"
    return ""


def _is_list(field: Field) -> bool:
    """Whether the values read better one by one than as a range."""
    numeric = field.json_types()[0] in ("integer", "number")
    return field.values is not None and len(field.values) <= (3 if numeric else _SHOWN_VALUES)


def _listed(field: Field) -> str:
    found = field.frequent()
    return ", ".join(
        f"{_plain(value)} ×{seen.count:,}" if len(found) > 1 else _plain(value) for value, seen in found
    )


def _plain(value: Any) -> str:
    """A value without quotes, except where it would be taken for something else than text."""
    if type(value) is not str or not value or _like_json(value):
        return show(value, 40)
    return cut(safe(value), 40)


def _odd(field: Field) -> Iterator[str]:
    """Where values of another type are, and values that are much rarer than the others."""
    main = field.json_types()[0]
    for kind, seen in sorted(field.types.items()):
        if kind != main and not (main == "number" and kind == "integer"):
            yield f"{seen.count:,} × {kind}{_example(seen)}"
    if field.values is not None and 1 < len(field.values) <= _SHOWN_VALUES:
        total = field.count
        for (kind, value), seen in sorted(field.values.items(), key=repr):
            if kind == main and kind in ("string", "integer") and seen.count * _RARE < total:
                yield f"{seen.count:,} × {_plain(value)} in {safe(seen.examples[0][0])}"


def _example(seen: Seen) -> str:
    address, value = seen.examples[0]
    shown = f" {cut(show(value), 30)}" if value not in (None, [], {}) else ""
    return f"{safe(shown)} in {safe(address)}"
