"""Names of properties, judged once for all items that have the same ones."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stacqc.schema.store import Schema

Judge = Callable[[Any], bool]
#: Sets of names that are remembered; a hostile catalog has no end of them.
_MAX_KNOWN = 4096


def without_names(flat: Schema) -> tuple[Schema, Schema | None]:
    """Return a schema without what it says of the names of properties, and that by itself.

    A document keeps the whole where it keeps both (JSON Schema validation, section 6.5.8 of draft 7).
    """
    members = flat.get("properties", {}) if type(flat) is dict else {}
    inner = members.get("properties")
    if type(flat) is not dict or type(inner) is not dict or "propertyNames" not in inner:
        return flat, None
    rest = {key: value for key, value in inner.items() if key != "propertyNames"}
    around = {key: value for key, value in flat.items() if key in ("$schema", "definitions")}
    names = {**around, "propertyNames": inner["propertyNames"]}
    return {**flat, "properties": {**members, "properties": rest}}, names


def remembering(is_valid: Judge) -> Judge:
    """Return what judges the names of a document's properties by `is_valid`, and remembers the verdict."""
    known: dict[tuple[str, ...], bool] = {}

    def judge(data: Any) -> bool:
        properties = data.get("properties")
        if properties.__class__ is not dict:
            return True
        names = tuple(properties)
        verdict = known.get(names)
        if verdict is None:
            if len(known) >= _MAX_KNOWN:
                known.clear()
            verdict = known[names] = is_valid(properties)
        return verdict

    return judge
