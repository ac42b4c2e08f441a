"""The conjunction of two draft-07 schemas as one schema.

Both are normal: annotations and `$ref` siblings gone, `true` written as `{}`. Nothing is changed in
place. What has no single keyword for "both" is kept as a member of `allOf`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from stacqc.schema.store import Schema

#: For each prefix the names that may start with it: written only by this package.
CLOSED = "x-closed"
_MEMBERS = ("properties", "patternProperties", "additionalProperties")
_ITEMS = ("items", "additionalItems")
_CHOICE = ("if", "then", "else")


def conjoin(a: Schema, b: Schema) -> Schema:
    """Return a schema that holds exactly where both `a` and `b` hold."""
    if a is False or b is False:
        return False
    assert isinstance(a, dict)
    assert isinstance(b, dict)
    if not a or not b or a is b:
        return a or b
    if "$ref" in a:
        a = {"allOf": [a]}
    if "$ref" in b:
        b = {"allOf": [b]}
    out, rest = dict(a), dict(b)
    extra = [e for g in (_join_members, _join_items, _join_choice) if (e := g(out, rest))]
    for keyword, value in rest.items():
        if keyword not in out:
            out[keyword] = value
        elif not same(out[keyword], value):
            joined = _join(keyword, out[keyword], value)
            if joined is None:
                extra.append({keyword: value})
            elif joined is False:
                return False
            else:
                out[keyword] = joined
    return _with_extra(out, extra)


def same(a: Any, b: Any) -> bool:
    """Return whether two JSON values are equal; 1, 1.0 and true differ here, which is always safe."""
    return a is b or (a == b and json.dumps(a, sort_keys=True) == json.dumps(b, sort_keys=True))


def _with_extra(out: dict[str, Any], extra: list[Any]) -> Schema:
    if not extra:
        return out
    members = list(out.get("allOf", ()))
    for member in extra:
        if not any(same(member, known) for known in members):
            members.append(member)
    out["allOf"] = members
    return out


def _take(schema: dict[str, Any], keywords: tuple[str, ...]) -> dict[str, Any]:
    return {k: schema.pop(k) for k in keywords if k in schema}


def _join_members(out: dict[str, Any], rest: dict[str, Any]) -> dict[str, Any]:
    """Join what is said of the members of objects; returns what has to stay by itself."""
    mine, theirs = {k: out[k] for k in _MEMBERS if k in out}, _take(rest, _MEMBERS)
    if not mine or not theirs:
        out.update(theirs)
        return {}
    closing = "additionalProperties" in mine or "additionalProperties" in theirs
    if closing and ("patternProperties" in mine or "patternProperties" in theirs):
        return {} if same(mine, theirs) else theirs
    names = _join_names(mine, theirs)
    if names:
        out["properties"] = names
    if closing:
        out["additionalProperties"] = conjoin(_others(mine), _others(theirs))
    patterns = _join_maps(mine.get("patternProperties", {}), theirs.get("patternProperties", {}))
    if patterns:
        out["patternProperties"] = patterns
    return {}


def _others(schema: dict[str, Any]) -> Schema:
    found: Schema = schema.get("additionalProperties", {})
    return found


def _join_names(mine: dict[str, Any], theirs: dict[str, Any]) -> dict[str, Schema]:
    """A name that only one side lists falls under the other side's `additionalProperties`."""
    a, b = mine.get("properties", {}), theirs.get("properties", {})
    if "additionalProperties" not in mine and "additionalProperties" not in theirs:
        return _join_maps(a, b)
    return {n: conjoin(a.get(n, _others(mine)), b.get(n, _others(theirs))) for n in {**a, **b}}


def _join_maps(a: dict[str, Schema], b: dict[str, Schema]) -> dict[str, Schema]:
    out = dict(a)
    for name, schema in b.items():
        out[name] = conjoin(out[name], schema) if name in out else schema
    return out


def _join_items(out: dict[str, Any], rest: dict[str, Any]) -> dict[str, Any]:
    theirs = _take(rest, _ITEMS)
    if not theirs or "items" not in out:
        out.update(theirs)
        return {}
    if isinstance(out["items"], list) or isinstance(theirs["items"], list):
        return {} if same({k: out[k] for k in _ITEMS if k in out}, theirs) else theirs
    out["items"] = conjoin(out["items"], theirs["items"])
    return {}


def _join_choice(out: dict[str, Any], rest: dict[str, Any]) -> dict[str, Any]:
    theirs = _take(rest, _CHOICE)
    if not theirs or "if" not in out:
        out.update(theirs)
        return {}
    if not same(out["if"], theirs["if"]):
        return theirs
    for branch in ("then", "else"):
        joined = conjoin(out.get(branch, {}), theirs.get(branch, {}))
        if joined != {}:
            out[branch] = joined
    return {}


def _join(keyword: str, a: Any, b: Any) -> Any:
    """Two values of one keyword as one; None where that cannot be said, False where nothing fits both."""
    function = _JOIN.get(keyword)
    return function(a, b) if function else None


def _types(a: Any, b: Any) -> Any:
    ours, theirs = (t if isinstance(t, list) else [t] for t in (a, b))
    both = [t for t in ours if t in theirs]
    for t, other in ((ours, theirs), (theirs, ours)):
        if "integer" in t and "number" in other and "integer" not in both and "number" not in both:
            both.append("integer")
    if not both:
        return False
    return both[0] if len(both) == 1 else both


def _closed(a: dict[str, list[str]], b: dict[str, list[str]]) -> dict[str, list[str]]:
    out = dict(a)
    for prefix, names in b.items():
        out[prefix] = [n for n in out[prefix] if n in names] if prefix in out else names
    return out


def _dependencies(a: dict[str, Any], b: dict[str, Any]) -> Any:
    both = {n for n in a.keys() & b.keys() if not same(a[n], b[n])}
    if any(isinstance(a[n], list) != isinstance(b[n], list) for n in both):
        return None
    joined = {n: _union(a[n], b[n]) if isinstance(a[n], list) else conjoin(a[n], b[n]) for n in both}
    return {**a, **b, **joined}


def _union(a: list[Any], b: list[Any]) -> list[Any]:
    return [*a, *(x for x in b if x not in a)]


def _all(a: list[Any], b: list[Any]) -> list[Any]:
    return [*a, *(x for x in b if not any(same(x, y) for y in a))]


_JOIN: dict[str, Callable[[Any, Any], Any]] = {
    "type": _types,
    "required": _union,
    "allOf": _all,
    "uniqueItems": lambda a, b: a or b,
    "propertyNames": conjoin,
    "dependencies": _dependencies,
    CLOSED: _closed,
    **dict.fromkeys(("minLength", "minItems", "minimum", "exclusiveMinimum", "minProperties"), max),
    **dict.fromkeys(("maxLength", "maxItems", "maximum", "exclusiveMaximum", "maxProperties"), min),
}
