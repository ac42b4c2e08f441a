"""The value of an option of a ruleset: its default, or what a configuration or the command line gives."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stacqc.rulesets.error import BadValue, RulesetError, within
from stacqc.words import TYPES, described, did_you_mean, show, type_of


def chosen_value(name: str, option: Mapping[str, Any], given: Mapping[str, Any]) -> Any:
    """Return the value of an option; raises RulesetError for what is given, BadValue for a default."""
    value = option["default"]
    if name in given:
        value = _typed(name, given[name], value)
    allowed = option.get("allowed")
    if allowed is not None and value not in allowed:
        help = did_you_mean(value, allowed) or f"allowed are {', '.join(map(str, allowed))}"
        message = f"{show(value)} is not a value of the option {name}"
        if name in given:
            raise RulesetError(message, help=help, name=name)
        with within("default"):
            raise BadValue(message, help)
    return value


def _typed(name: str, given: Any, default: Any) -> Any:
    """Return the value of an option in the type of its default; that of the command line is text."""
    kind = "number" if type(default) in (int, float) else type_of(default)
    value = _said(given, kind) if type(given) is str else given
    if default is None or kind in (type_of(value), "number" if type(value) is int else ""):
        return value
    message = f"The option {name} is {described(value)}, it must be {TYPES[kind]}"
    raise RulesetError(message, name=name)


def _said(text: str, kind: str) -> Any:
    """Return what a text says where a number or true or false is wanted."""
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    from stacqc.vocabulary.scalars import to_number

    number = to_number(text) if kind == "number" else None
    return text if number is None else number
