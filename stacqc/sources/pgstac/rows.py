"""From rows of pgstac to items: completed here from the raw columns, or by the database."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import orjson

from stacqc.comparison.record import Json, Row, parse_whole
from stacqc.comparison.trouble import NotReadable
from stacqc.sources.pgstac.copying import Columns

if TYPE_CHECKING:
    from stacqc.sources.pgstac.side import PgstacSide

_TAG = "pgstac:base_item"
#: What stands in a row for a member that its base item has and the item has not.
_LEFT_OUT = "𒍟※"
#: The collection of a base item and its number; None for rows without a tag.
BaseKey = tuple[str, int | None]
#: The number that stands for what the collection has now, to which rows with a lost base item are held.
_NOW = -1
_number = re.compile(r"\s*[0-9]{1,9}\s*")


class RawRows:
    """Rows as they are stored, completed with the base item of their collection."""

    # The bytes of text and of JSON are what the parser wants.
    columns = Columns(
        "id, geometry, content",
        "id, ST_AsGeoJSON(geometry, 20), content::text",
        ("text", "bytea", "bytea"),
    )

    def __init__(self, bases: Bases, on: frozenset[str]) -> None:
        from hydraters import hydrate

        self.passed: Counter[str] = Counter()
        self._hydrate: Callable[[Json, Json], Json] = hydrate
        self._on = on
        # Null members further down stay: what rows say of them refers to them.
        self._bases = {key: {k: v for k, v in b.items() if v is not None} for key, b in bases.found.items()}

    def document(self, collection: str, id: str, row: Row) -> Json:
        """Return the item of one row; raises NotReadable."""
        data = _stored(collection, id, row)
        tag = data.pop(_TAG, None)
        base = self._bases.get((collection, None if tag is None else number_of(tag)))
        if tag is not None:
            base = base or self._bases.get((collection, _NOW))
            self.passed["base-item-tag"] += 1
        if not base or "item-assets" not in self._on:
            return data
        if base.get("assets"):
            self.passed["item-assets"] += 1
        try:
            return self._hydrate(base, data)
        except ValueError:  # it refuses members of two types, and has changed the item as far as it came
            whole: Json = completed(_stored(collection, id, row), base)
            return {name: value for name, value in whole.items() if name != _TAG}


def _stored(collection: str, id: str, row: Row) -> Json:
    geometry, content = row
    data = {"type": "Feature", **object_of(content), "id": id, "collection": collection}
    try:
        data["geometry"] = orjson.loads(geometry) if geometry else None
    except orjson.JSONDecodeError:
        raise NotReadable("its geometry has coordinates that are no numbers (NaN or infinite)") from None
    return data


def completed(own: Any, base: Any) -> Any:
    """Return what a row holds with what was left out of it put back; where types differ, what the row holds."""
    if type(own) is dict and type(base) is dict:
        put = {name: completed(value, base.get(name)) for name, value in own.items() if value != _LEFT_OUT}
        return {**{name: value for name, value in base.items() if name not in own}, **put}
    if type(own) is list and type(base) is list and len(own) == len(base):
        return [completed(*pair) for pair in zip(own, base, strict=True)]
    return own


class ServerRows:
    """Rows completed by the database itself: slower, and good for every version that has the function."""

    columns = Columns("id, items", "id, pgstac.content_hydrate(items)::text", ("text", "bytea"))

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


@dataclass(slots=True)
class Bases:
    """The base items of a database by collection and number; the one of rows without a number has None."""

    found: dict[BaseKey, Json] = field(default_factory=dict)
    #: Why base items cannot be read, by collection.
    unreadable: dict[str, str] = field(default_factory=dict)

    def add(self, collection: str, numbers: tuple[int | None, ...], text: str | None) -> None:
        """Take in a base item, in place of what was there; one that is no object has nothing to put back."""
        try:
            self.found |= dict.fromkeys(((collection, number) for number in numbers), object_of(text))
        except NotReadable as error:
            self.unreadable[collection] = f"its base item is not read: {error}"


def read_bases(side: PgstacSide) -> Bases:
    """Return the base items of a database."""
    bases = Bases()
    for collection, text in side.asked("SELECT id, base_item::text FROM pgstac.collections"):
        bases.add(collection, (None, _NOW), text)
    if side.has_base_items:
        query = "SELECT collection, id, base_item::text FROM pgstac.base_items ORDER BY collection, id DESC"
        for collection, number, text in side.asked(query):
            # Rows without a tag belong to the first base item of their collection, which comes last here.
            bases.add(collection, (number, None), text)
    return bases
