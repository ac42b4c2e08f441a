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
#: The pattern of what may be a path.
NO_NUL = r"^[^\x00]*$"
#: What the patterns of names ask for.
_NAMES = {
    NO_NUL: "a path, without \\u0000",
    r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$": "a name in lower case, with hyphens between words, such as my-rules",
    r"^\$": "a path that begins with $",
    r"^[A-Za-z_][A-Za-z0-9_-]*$": "a name of letters, digits, _ and -, beginning with a letter",
}
#: Tables whose form is not seen from their name.
_FORMS = {"PerFile": 'names with values, as in { ignore = ["rule"] }'}
_LIMITS: dict[str, Callable[[Any], str]] = {
    "string_pattern_mismatch": lambda context: _NAMES.get(
        context["pattern"], f"text like {context['pattern']}"
    ),
    "model_type": lambda context: _FORMS.get(context["class_name"], _TABLE),
    "literal_error": lambda context: _plain(context["expected"]),
    "greater_than": lambda context: f"greater than {show(context['gt'])}",
    "greater_than_equal": lambda context: f"at least {show(context['ge'])}",
    "less_than": lambda context: f"less than {show(context['lt'])}",
    "less_than_equal": lambda context: f"at most {show(context['le'])}",
    "string_too_long": lambda context: f"text of at most {context['max_length']} characters",
    "too_short": lambda context: (
        _TABLE if context["field_type"] == "Dictionary" else f"a list of {context['min_length']} or more"
    ),
    "too_long": lambda context: f"a list of {context['max_length']} at most",
}


def sentence(name: str, value: Any, errors: Iterable[Any]) -> str:
    """Return what a value is and what it must be, from all that was said against it at one place."""
    said = list(errors)
    wanted = listed(map(_wanted, said), "or")
    is_size = any(error["type"] in ("too_short", "too_long") for error in said)
    return f"{name} is {_found(value, is_size)}, it must be {wanted}"


def _found(value: Any, is_size: bool) -> str:
    if value in ([], {}):
        return "an empty list" if value == [] else "empty"
    return f"a list of {len(value)}" if is_size and isinstance(value, list) else described(value)


def misnamed(name: str, error: Any) -> str:
    """Return what is wrong with the name of a member, as sentence does of a value."""
    return f"{name} is no name that can stand here, it must be {_wanted(error)}"


def _plain(expected: Any) -> str:
    """The values of Python that pydantic lists, as a file has them."""
    text = str(expected).replace("'", "")
    return {"True": "true", "False": "false"}.get(text, text)


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
