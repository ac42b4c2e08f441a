"""Words of `when:` that would name a property, where something else must have been meant."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.rule import ALL_KINDS
from stacqc.rulesets.error import BadValue
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.selector import write
from stacqc.words import nearest, show

#: Words that are long enough for no property to have nearly their name.
_LONG = ("collection", "extension", "lacks")
#: How alike words are of which one is the other misspelt.
_ALIKE = 0.85


def refuse_misspelt(when: Any, defines: Iterable[str]) -> None:
    """Raise BadValue for a misspelt word of a condition; a property of that name can be written as a path."""
    if type(when) is not dict:
        return
    known = set(defines)
    for key, wanted in when.items():
        if key in ("not", "any"):
            for part in as_list(wanted):
                refuse_misspelt(part, known)
        elif (meant := _meant(key, wanted, known)) is not None:
            help = f"did you mean {show(meant)}? A property of that name is {write(('properties', key))}"
            raise BadValue(f"{key} is no word of a condition", help, key)


def _meant(key: str, wanted: Any, defines: set[str]) -> str | None:
    if key.startswith("$") or key == "type" or key in _LONG:
        return None
    if wanted and all(type(kind) is str and kind in ALL_KINDS for kind in as_list(wanted)):
        return "type"
    first, dot, rest = key.partition(".")
    if not dot or first in defines or first == "option":
        word: str | None = nearest(key, _LONG, _ALIKE)
        return word
    name = nearest(first, ["option", *defines], _ALIKE)
    return None if name is None else f"{name}.{rest}"
