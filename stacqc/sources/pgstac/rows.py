"""From rows of pgstac to items: completed here from the raw columns, or by the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import orjson

from stacqc.comparison.record import Json, Row, parse_whole
from stacqc.comparison.trouble import NotReadable
from stacqc.sources.pgstac.copying import Columns

if TYPE_CHECKING:
    from stacqc.sources.pgstac.side import PgstacSide

_TAG = "pgstac:base_item"
#: The collection of a base item and its number; None for rows without a tag.
BaseKey = tuple[str, int | None]
#: The number that stands for what the collection has now, to which rows with a lost base item are held.
_NOW = -1
_number = re.compile(r"\s*[0-9]{1,9}\s*")


class RawRows:
    """Rows as they are stored, completed with the base item of their collection."""

    columns = Columns("id, geometry, content", "id, ST_AsGeoJSON(geometry, 20), content::text")
    width = 3

    def __init__(self, bases: dict[BaseKey, Json], on: frozenset[str]) -> None:
        from hydraters import hydrate

        self.passed: Counter[str] = Counter()
        self._hydrate: Callable[[Json, Json], Json] = hydrate
        self._on = on
        # Null members further down stay: what rows say of them refers to them.
        self._bases = {key: {k: v for k, v in base.items() if v is not None} for key, base in bases.items()}

    def document(self, collection: str, id: str, row: Row) -> Json:
        """Return the item of one row."""
        geometry, content = row
        data = object_of(content)
        data["id"] = id
        data["collection"] = collection
        data["geometry"] = orjson.loads(geometry) if geometry else None
        tag = data.pop(_TAG, None)
        base = self._bases.get((collection, None if tag is None else number_of(tag)))
        if tag is not None:
            base = base or self._bases.get((collection, _NOW))
            self.passed["base-item-tag"] += 1
        if base is None or "item-assets" not in self._on:
            return data
        if base.get("assets"):
            self.passed["item-assets"] += 1
        return self._hydrate(base, data)


class ServerRows:
    """Rows completed by the database itself: slower, and good for every version that has the function."""

    columns = Columns("id, items", "id, pgstac.content_hydrate(items)::text")
    width = 2

    def __init__(self) -> None:
        self.passed: Counter[str] = Counter()

    def document(self, collection: str, id: str, row: Row) -> Json:
        """Return the item of one row."""
        data = object_of(row[0])
        data.setdefault("collection", collection)
        return data


def object_of(content: bytes | str | None) -> Json:
    """Return the object in a column, an empty one where it holds something else; raises NotReadable.

    A column of JSON may hold what no loader writes: an array, a number beyond all doubles, a thousand levels.
    """
    text = content.encode() if isinstance(content, str) else content or b"{}"
    found = parse_whole(text)
    if found is None and text.startswith(b"{"):
        raise NotReadable("nested too deeply")
    return found or {}


def number_of(tag: Any) -> int:
    """Return the number of the base item that a tag names, as pgstac reads it; none that exists for anything else."""
    text = str(tag) if type(tag) in (int, str) else ""
    return int(text) if _number.fullmatch(text) else _NOW


def read_bases(side: PgstacSide) -> dict[BaseKey, Json]:
    """Return the base items of a database by collection and number; the one of rows without a number has None."""
    with side.trouble():
        execute = side.connection.execute
        found: dict[BaseKey, Json] = {}
        for collection, base in execute("SELECT id, base_item FROM pgstac.collections"):
            found[collection, None] = found[collection, _NOW] = base
        if not side.has_base_items:
            return found
        rows = execute("SELECT collection, id, base_item FROM pgstac.base_items ORDER BY collection, id DESC")
        for collection, number, base in rows:
            # Rows without a tag belong to the first base item of their collection, which comes last here.
            found[collection, number] = found[collection, None] = base
    return found
