"""From rows of pgstac to items: completed here from the raw columns, or by the database."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from stacqc.comparison.record import Json
from stacqc.sources.copying import Columns

if TYPE_CHECKING:
    from stacqc.sources.pgstac import PgstacSide

_TAG = "pgstac:base_item"
BaseKey = tuple[str, int | None]


class RawRows:
    """Rows as they are stored, completed with the base item of their collection."""

    columns = Columns("id, geometry, content", "id, ST_AsGeoJSON(geometry, 20), content::text")
    width = 3

    def __init__(self, side: PgstacSide, on: frozenset[str]) -> None:
        from hydraters import hydrate

        self._side = side
        self._passed = side.passed
        self._hydrate: Callable[[Json, Json], Json] = hydrate
        self._on = on
        # Null members further down stay: what rows say of them refers to them.
        self._bases = {
            key: {k: v for k, v in base.items() if v is not None} for key, base in self._read_bases().items()
        }

    def _read_bases(self) -> dict[BaseKey, Json]:
        with self._side.trouble():
            execute = self._side.connection.execute
            found: dict[BaseKey, Json] = {
                (c, None): b for c, b in execute("SELECT id, base_item FROM pgstac.collections")
            }
            if not execute("SELECT to_regclass('pgstac.base_items')").fetchone()[0]:  # type: ignore[index]
                return found
            rows = execute(
                "SELECT collection, id, base_item FROM pgstac.base_items ORDER BY collection, id DESC"
            )
            for collection, number, base in rows:
                # Rows without a tag belong to the first base item of their collection, which comes last here.
                found[collection, number] = found[collection, None] = base
        return found

    def document(self, collection: str, id_: str, geometry: bytes | None, content: bytes) -> Json:
        """Return the item of one row."""
        data: Json = orjson.loads(content)
        data["id"] = id_
        data["collection"] = collection
        data["geometry"] = orjson.loads(geometry) if geometry else None
        tag = data.pop(_TAG, None)
        key = collection, int(tag) if tag is not None else None
        base = self._bases.get(key)
        if tag is not None:
            self._passed["base-item-tag"] += 1
        if base is None or "item-assets" not in self._on:
            return data
        if base.get("assets"):
            self._passed["item-assets"] += 1
        return self._hydrate(base, data)


class ServerRows:
    """Rows completed by the database itself: slower, and good for every version that has the function."""

    columns = Columns("id, items", "id, pgstac.content_hydrate(items)::text")
    width = 2

    def document(self, collection: str, id_: str, content: bytes) -> Json:
        """Return the item of one row."""
        data: Json = orjson.loads(content)
        data.setdefault("collection", collection)
        return data
