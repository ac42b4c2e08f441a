"""What a check is: made once from its argument, then asked about values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Path
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import MISSING


class Fault(NamedTuple):
    """What a check has against a value; the rule may word it differently."""

    message: str
    help: str = ""
    #: What the value should be, where only one value can be meant.
    expected: Any = MISSING
    #: What takes part in the comparison, for messages.
    found: Any = None
    wanted: Any = None
    #: Where: below the value, or from the root of the document when `absolute`.
    path: Path = ()
    absolute: bool = False
    #: Whether the name of the member is meant.
    key: bool = False
    #: The rule's fix does not fit this fault.
    unfixable: bool = False
    #: Where the other value stands, from the root of the document, if two do not fit each other.
    other: Path = ()


Faults = tuple[Fault, ...]
#: Takes the value, its document and the element of `each`; the empty tuple is "all is well".
Test = Callable[[Any, Document, Any], Faults]
Maker = Callable[[Any, Scope], Test]

CHECKS: dict[str, Maker] = {}


def check(name: str) -> Callable[[Maker], Maker]:
    """Register the maker of a check; the shape of its argument is in `rulesets.arguments`."""

    def register(make: Maker) -> Maker:
        CHECKS[name] = make
        return make

    return register


def sentence(text: str) -> str:
    """Return a text with a capital first letter."""
    return text[:1].upper() + text[1:]
