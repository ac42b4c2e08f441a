"""What all documents of one version and one list of extensions say alike, judged once for all of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stacqc.schema.names import Judge
from stacqc.schema.store import Schema

_AROUND = ("$schema", "$id", "definitions", "$defs")


def without_same(flat: Schema, same: dict[str, Any], compiled: Callable[[Schema], Judge]) -> Schema:
    """Return a schema that asks nothing of the members that are `same` in all documents and as it wants them."""
    members = flat.get("properties") if type(flat) is dict else None
    if type(flat) is not dict or type(members) is not dict or same.keys().isdisjoint(members):
        return flat
    around = {key: value for key, value in flat.items() if key in _AROUND}
    asked = {name: schema for name, schema in members.items() if name in same}
    if not compiled({**around, "properties": asked})(same):
        return flat
    return {**flat, "properties": {**members, **dict.fromkeys(asked, True)}}
