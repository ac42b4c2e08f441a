"""What to write instead of a value of the wrong type, or of a text that is no time, where that is clear."""

from __future__ import annotations

from typing import Any, NamedTuple

import jsonschema_rs
import orjson

from stacqc.aspects.texts import SENTINELS
from stacqc.findings import Edit, Path
from stacqc.vocabulary.fields import CORE_TIMES
from stacqc.vocabulary.moments import meant_time
from stacqc.vocabulary.scalars import to_list, to_number
from stacqc.words import show

_LONGEST = 200
_KIND: dict[type, str] = {list: "array", dict: "object"}
#: Members that must be there: what to write where there is nothing to say.
_EMPTY = {("assets",): "write {} where there are no files", ("links",): "write [] where there are none"}
_NEEDED = frozenset({"id", "extent", "properties", "description", "license", "stac_version", "type"})
_NUMBERS = ("number", "integer")
#: Lists of lists: one text is no element of them.
_NESTED = frozenset({"bbox", "coordinates", "interval"})


class Instead(NamedTuple):
    """Advice for a value, and the edit that follows it; `safe` where the document means the same then."""

    help: str = ""
    edits: tuple[Edit, ...] = ()
    safe: bool = True


def instead_of(path: Path, value: Any, types: list[str], schema: dict[str, Any]) -> Instead:
    """Return what to write instead of a value that has none of the types."""
    if value is None:
        return _for_null(path) if "null" not in types else Instead()
    if isinstance(value, str) and len(value) < _LONGEST:
        return _for_text(path, value, types, schema)
    if types == ["array"] and not isinstance(value, dict | list):
        return Instead(f"write it as a list: [{show(value)}]", _replaced(path, [value]))
    if types == ["string"] and type(value) in (int, float) and _may_be_text(show(value), schema):
        return Instead(f'write it in quotes: "{show(value)}"', _replaced(path, show(value)))
    return Instead()


def _may_be_text(text: str, schema: dict[str, Any]) -> bool:
    """Whether a text has the form that a schema asks for, as seconds since 1970 have none of a time."""
    form: dict[str, Any] = {
        word: schema[word] for word in ("format", "pattern", "enum", "const") if word in schema
    }
    return not form or jsonschema_rs.is_valid(form, text, validate_formats=True)


def instead_of_time(path: Path, value: str, root: Any) -> Instead:
    """Return what to write instead of a text that is no time in UTC, in the document `root`.

    Of a word for nothing in the times of an item, datetime is null beside an interval; others are left out.
    """
    if meant := meant_time(value):
        return Instead(f"write {meant}", _replaced(path, meant))
    if value not in SENTINELS or path[:1] != ("properties",) or path[1] not in CORE_TIMES:
        return Instead()
    if path[1] != "datetime":
        return _for_null(path)
    if not {"start_datetime", "end_datetime"} <= root["properties"].keys():
        return Instead()
    return Instead("write null", _replaced(path, None), safe=False)


def _for_null(path: Path) -> Instead:
    if path in _EMPTY:
        return Instead(_EMPTY[path])
    needed = len(path) == 1 and path[0] in _NEEDED
    if not path or needed or isinstance(path[-1], int) or path[-1] in ("href", "rel"):
        return Instead()
    return Instead("leave the member out if there is no value", (Edit("remove", path),), safe=False)


def _for_text(path: Path, value: str, types: list[str], schema: dict[str, Any]) -> Instead:
    text = value.strip()
    if not set(types).isdisjoint(_NUMBERS):
        number = _number_in(text)
        if number is not None and ("number" in types or isinstance(number, int)):
            same = Edit("replace", path, number)
            return Instead(f"write the number {text} without quotes", (same,), safe=show(number) == value)
    if "boolean" in types and text.lower() in ("true", "false"):
        help = f"write {text.lower()} without quotes"
        return Instead(help, _replaced(path, text.lower() == "true"))
    meant = _json_in(text)
    if _KIND.get(type(meant)) in types:
        return Instead(f"write it without quotes: {show(meant)}", _replaced(path, meant))
    if types == ["array"] and text and path:
        return _as_list(path, value, schema.get("items"))
    return Instead()


def _number_in(text: str) -> int | float | None:
    """Return the number that a text is, as JSON writes numbers; None for another text."""
    found = _json_in(text)
    return found if type(found) in (int, float) else None


def _json_in(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        return None


def _as_list(path: Path, value: str, items: Any) -> Instead:
    made: list[Any] = to_list(value) or []
    if isinstance(items, dict) and items.get("type") in _NUMBERS:
        made = [*map(to_number, made)]
    if None in made:
        return Instead()
    if all(type(part) in (int, float) for part in made):
        return Instead(f"write it as a list: {show(made)}", _replaced(path, made))
    if path[-1] in _NESTED:
        return Instead()
    parts = [part.strip() for part in value.split(",")]
    if len(parts) > 1 and all(parts):
        # A comma may belong to the one text that is meant.
        return Instead(f"write it as a list: {show(parts)}", _replaced(path, parts), safe=False)
    return Instead(f"write it as a list: [{show(value)}]", _replaced(path, [value]))


def _replaced(path: Path, value: Any) -> tuple[Edit, ...]:
    return (Edit("replace", path, value),)
