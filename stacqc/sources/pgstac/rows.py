"""From rows of pgstac to items: completed here from the raw columns, or by the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from stacqc.comparison.record import Json, Row
from stacqc.sources.pgstac.copying import Columns

if TYPE_CHECKING:
    from stacqc.sources.pgstac.side import PgstacSide

_TAG = "pgstac:base_item"
BaseKey = tuple[str, int | None]


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
        data: Json = orjson.loads(content or b"{}")
        data["id"] = id
        data["collection"] = collection
        data["geometry"] = orjson.loads(geometry) if geometry else None
        tag = data.pop(_TAG, None)
        key = collection, int(tag) if tag is not None else None
        base = self._bases.get(key)
        if tag is not None:
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
        data: Json = orjson.loads(row[0] or b"{}")
        data.setdefault("collection", collection)
        return data


def read_bases(side: PgstacSide) -> dict[BaseKey, Json]:
    """Return the base items of a database by collection and number; the one of rows without a number has None."""
    with side.trouble():
        execute = side.connection.execute
        found: dict[BaseKey, Json] = {
            (c, None): b for c, b in execute("SELECT id, base_item FROM pgstac.collections")
        }
        if not side.has_base_items:
            return found
        rows = execute("SELECT collection, id, base_item FROM pgstac.base_items ORDER BY collection, id DESC")
        for collection, number, base in rows:
            # Rows without a tag belong to the first base item of their collection, which comes last here.
            found[collection, number] = found[collection, None] = base
    return found
