"""What pydantic says against settings and rule files, in the words of the messages about documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from stacqc.findings import Path
from stacqc.words import TYPES, described, listed, show

_TABLE = "names with values"
_WANTED = {
    "string": TYPES["string"], "bool": TYPES["boolean"], "int": TYPES["integer"], "float": TYPES["number"],
    "list": TYPES["array"], "tuple": TYPES["array"], "dict": _TABLE, "model": _TABLE, "finite": "a finite number",
}  # fmt: skip
_LIMITS: dict[str, Callable[[Any], str]] = {
    "string_pattern_mismatch": lambda context: f"text like {context['pattern']}",
    "literal_error": lambda context: str(context["expected"]).replace("'", ""),
    "greater_than": lambda context: f"greater than {show(context['gt'])}",
    "greater_than_equal": lambda context: f"at least {show(context['ge'])}",
    "less_than": lambda context: f"less than {show(context['lt'])}",
    "less_than_equal": lambda context: f"at most {show(context['le'])}",
    "string_too_long": lambda context: f"text of at most {context['max_length']} characters",
    "too_short": lambda context: f"a list of {context['min_length']} or more",
    "too_long": lambda context: f"a list of {context['max_length']} at most",
}


def sentence(name: str, value: Any, errors: Iterable[Any]) -> str:
    """Return what a value is and what it must be, from all that was said against it at one place."""
    wanted = listed((_wanted(error) for error in errors), "or")
    return f"{name} is {described(value)}, it must be {wanted}"


def _wanted(error: Any) -> str:
    kind = str(error["type"])
    if kind in _LIMITS:
        return _LIMITS[kind](error["ctx"])
    said = str(error["msg"]).removeprefix("Input should be ").removeprefix("a valid ")
    return _WANTED.get(kind.partition("_")[0], said)


def steps_in(data: Any, location: Iterable[int | str]) -> Path:
    """Return the steps of an error that lead through the data; the others name branches of the model."""
    path: Path = ()
    for step in location:
        if step_exists(data, step):
            data = data[step]
            path = (*path, step)
    return path


def value_at(data: Any, path: Path) -> Any:
    """Return what stands at a path, None where the path ends before."""
    for step in path:
        if not step_exists(data, step):
            return None
        data = data[step]
    return data


def step_exists(data: Any, step: int | str) -> bool:
    """Say whether a step leads on from here."""
    if isinstance(data, dict):
        return step in data
    return isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
