"""Selectors: JSONPath (RFC 9535) without filters, slices and descent; a bare name is a property."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any, Final

from stacqc.findings import Path
from stacqc.rulesets.error import BadValue


class _Mark:
    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name


#: What a selector finds where nothing is.
MISSING: Final = _Mark("MISSING")
#: The step that stands for every member or element.
EVERY: Final = _Mark("*")

Step = Any
Steps = tuple[Step, ...]
Get = Callable[[Any], Any]
Find = Callable[[Any], list[tuple[Path, Any]]]

_simple = re.compile(r"\$(?:\.[A-Za-z_]\w*)+", re.ASCII).fullmatch
_plain_name = re.compile(r"[A-Za-z_]\w*", re.ASCII).fullmatch
#: A path from the top of a document that forgot its beginning.
_below_the_top = re.compile(
    r"(?:properties|assets|links|geometry|bbox|extent|summaries|providers|stac_extensions|item_assets)[.\[]"
).match
_STEP = r"""\.(?P<name>(?:[A-Za-z_]|[^\x00-\x7f])\w*)
      | (?P<every>\.\*|\[\s*\*\s*\])
      | \[\s*(?P<index>-?(?:0|[1-9]\d{0,8}))\s*\]
      | \[\s*'(?P<single>(?:[^'\\]|\\.)*)'\s*\]
      | \[\s*"(?P<double>(?:[^"\\]|\\.)*)"\s*\]"""
_ESCAPE = r"\\(u[0-9a-fA-F]{4}|.)"
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}


def parse(text: str) -> Steps:
    """Return the steps of a selector; a text that starts with neither `$` nor `@` names a property."""
    if not text.startswith(("$", "@")):
        if _below_the_top(text):
            message = f"{text} would be one property of that name: a path begins with $"
            raise BadValue(message, f"write $.{text}", text)
        if text.startswith("/"):
            raise BadValue(f"{text} is a JSON Pointer, here stand paths", "write $.a.b for /a/b", text)
        return ("properties", text)
    if _simple(text):
        return tuple(text[2:].split("."))
    steps: list[Step] = []
    at = 1
    while at < len(text):
        match = re.compile(_STEP, re.VERBOSE).match(text, at)
        if match is None:
            message = f"{text} is not a selector: unexpected {text[at : at + 12]!r}"
            raise BadValue(message, _hint(text[at:]), text)
        steps.append(_step_of(match))
        at = match.end()
    return tuple(steps)


def _step_of(match: re.Match[str]) -> Step:
    if match["every"]:
        return EVERY
    if match["index"] is not None:
        return int(match["index"])
    if match["name"] is not None:
        return match["name"]
    quoted = match["single"] if match["single"] is not None else match["double"]
    return re.sub(_ESCAPE, _unescape, quoted)


def _unescape(match: re.Match[str]) -> str:
    code = match[1]
    return chr(int(code[1:], 16)) if len(code) == 5 else _ESCAPES.get(code, code)


def _hint(rest: str) -> str:
    if rest.startswith(".."):
        return "there is no descent; write the steps, or .* for every member"
    if rest.startswith("[?"):
        return "there are no filters; use each: and where:"
    return "write $.name, $['na:me'], $.list[0], $.list[*] or $.object.*; a bare name is a property"


def write(steps: Steps) -> str:
    """Return steps (also those of a path) as a JSONPath."""
    return "$" + "".join(_write_step(step) for step in steps)


def _write_step(step: Step) -> str:
    if step is EVERY:
        return "[*]"
    if type(step) is int:
        return f"[{step}]"
    if _plain_name(step):
        return f".{step}"
    quoted = step.replace("\\", "\\\\").replace("'", "\\'")
    return f"['{quoted}']"


def is_single(steps: Steps) -> bool:
    """Say whether the steps lead to one value at most."""
    return EVERY not in steps


def is_fixed(steps: Steps) -> bool:
    """Say whether the steps are the path of what they lead to."""
    return is_single(steps) and not any(type(step) is int and step < 0 for step in steps)


def getter(steps: Steps) -> Get:
    """Return the function that takes a value to what the steps lead to, or MISSING; for single selectors."""
    if len(steps) == 2 and type(steps[0]) is str and type(steps[1]) is str:
        return _getter_of_two(steps[0], steps[1])
    if len(steps) == 1 and type(steps[0]) is str:
        return _getter_of_one(steps[0])

    def get(data: Any) -> Any:
        for step in steps:
            data = _take(data, step)
            if data is MISSING:
                break
        return data

    return get


def _getter_of_one(name: str) -> Get:
    def get(data: Any) -> Any:
        return data.get(name, MISSING) if type(data) is dict else MISSING

    return get


def _getter_of_two(first: str, second: str) -> Get:
    def get(data: Any) -> Any:
        inner = data.get(first) if type(data) is dict else None
        return inner.get(second, MISSING) if type(inner) is dict else MISSING

    return get


def _take(data: Any, step: Step) -> Any:
    if type(step) is str:
        return data.get(step, MISSING) if type(data) is dict else MISSING
    if type(data) is list and -len(data) <= step < len(data):
        return data[step]
    return MISSING


def finder(steps: Steps) -> Find:
    """Return the function that takes a value to the list of (path, value) the steps lead to."""
    if is_single(steps):
        return _finder_of_single(steps)
    if steps.count(EVERY) == 1 and not any(type(step) is int for step in steps):
        return _finder_of_members(steps)

    def find(data: Any) -> list[tuple[Path, Any]]:
        found: list[tuple[Path, Any]] = [((), data)]
        for step in steps:
            found = [hit for path, value in found for hit in _children(path, value, step)]
        return found

    return find


def _finder_of_members(steps: Steps) -> Find:
    """The finder for the usual selector of many values, such as `$.links[*].href`."""
    at = steps.index(EVERY)
    before, after = steps[:at], steps[at + 1 :]
    holder, taken = getter(before), _taken_of_pairs(before, after)

    def find(data: Any) -> list[tuple[Path, Any]]:
        held = holder(data)
        if held.__class__ is dict:
            return taken(held.items())
        return taken(enumerate(held)) if held.__class__ is list else []

    return find


def _taken_of_pairs(
    before: Steps, after: Steps
) -> Callable[[Iterable[tuple[Any, Any]]], list[tuple[Path, Any]]]:
    """Return what takes the members of an object or array to the values that steps lead to from them."""
    if not after:
        return lambda pairs: [((*before, key), item) for key, item in pairs]
    if len(after) == 1 and type(name := after[0]) is str:
        return lambda pairs: [
            ((*before, k, name), item[name]) for k, item in pairs if item.__class__ is dict and name in item
        ]
    member = getter(after)
    return lambda pairs: [
        ((*before, k, *after), v) for k, item in pairs if (v := member(item)) is not MISSING
    ]


def _finder_of_single(steps: Steps) -> Find:
    get = getter(steps)
    fixed = None if any(type(step) is int and step < 0 for step in steps) else steps

    def find(data: Any) -> list[tuple[Path, Any]]:
        value = get(data)
        if value is MISSING:
            return []
        return [(fixed if fixed is not None else _without_negatives(data, steps), value)]

    return find


def _without_negatives(data: Any, steps: Steps) -> Path:
    path: list[str | int] = []
    for step in steps:
        path.append(step + len(data) if type(step) is int and step < 0 else step)
        data = _take(data, step)
    return tuple(path)


def _children(path: Path, value: Any, step: Step) -> list[tuple[Path, Any]]:
    if step is EVERY:
        if type(value) is dict:
            return [((*path, key), member) for key, member in value.items()]
        return [((*path, i), item) for i, item in enumerate(value)] if type(value) is list else []
    taken = _take(value, step)
    if taken is MISSING:
        return []
    return [((*path, step + len(value) if type(step) is int and step < 0 else step), taken)]
