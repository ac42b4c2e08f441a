"""Writing the notes on closed namespaces as plain draft-07."""

from __future__ import annotations

from typing import Any

from stacqc.schema.conjunction import CLOSED
from stacqc.schema.dialect import LISTS, MAPS, VALUES


def written_out(schema: Any, _done: dict[int, Any] | None = None) -> Any:
    """Return a normal schema as plain draft-07."""
    done = {} if _done is None else _done
    if not isinstance(schema, dict):
        return schema
    if id(schema) not in done:
        made = {k: _keyword(k, v, done) for k, v in schema.items() if k != CLOSED}
        done[id(schema)] = _names(made, schema[CLOSED]) if CLOSED in schema else made
    return done[id(schema)]


def _keyword(keyword: str, value: Any, done: dict[int, Any]) -> Any:
    if keyword in MAPS:
        return {n: written_out(s, done) for n, s in value.items()}
    if keyword in LISTS or (keyword == "items" and isinstance(value, list)):
        return [written_out(s, done) for s in value]
    return value if keyword in VALUES else written_out(value, done)


def _names(schema: dict[str, Any], closed: dict[str, list[str]]) -> dict[str, Any]:
    names = sorted(n for known in closed.values() for n in known)
    prefixes = "|".join(sorted(p.removesuffix(":") for p in closed))
    test = {"if": {"pattern": f"^(?:{prefixes}):"}, "then": {"enum": names}}
    if "propertyNames" in schema:
        return {**schema, "allOf": [*schema.get("allOf", ()), {"propertyNames": test}]}
    return {**schema, "propertyNames": test}
