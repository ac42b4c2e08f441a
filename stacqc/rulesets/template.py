"""Templates: texts that are filled in from a document, and from what a check found."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from stacqc.document import Document
from stacqc.words import plain, show

if TYPE_CHECKING:
    from stacqc.rulesets.operand import Operand

Names = Mapping[str, Any]
#: Names that messages and fixes fill in, beside those of the check.
MESSAGE_NAMES = frozenset(
    "value name path expected found wanted count total other group id uri".split()  # noqa: SIM905
)
_RAW_LIMIT = 200
_NO_NAMES: Names = {}


class Template:
    """A text with references in it."""

    __slots__ = ("_parts", "alone")

    def __init__(self, parts: list[str | tuple[str, Operand | None]]) -> None:
        self._parts = parts
        #: The one name the template consists of, if it is one of the names given by the caller.
        self.alone = (
            parts[0][0] if len(parts) == 1 and type(parts[0]) is tuple and parts[0][1] is None else ""
        )

    @property
    def references(self) -> list[Operand]:
        """What the template refers to in a document."""
        return [part[1] for part in self._parts if type(part) is tuple and part[1] is not None]

    def strict(self, document: Document, element: Any, names: Names | None = None) -> str | None:
        """Fill in everything; None where anything is missing."""
        made: list[str] = []
        for part in self._parts:
            if isinstance(part, str):
                made.append(part)
                continue
            value = self._value(part, document, element, names or _NO_NAMES)
            if value is None:
                return None
            made.append(value if value.__class__ is str else plain(value))
        return "".join(made)

    def fill(self, document: Document, element: Any, names: Names) -> str:
        """Fill in what is there, for the eyes of a reader; what is missing becomes a question mark.

        A value that is looked at is there, so that it is null where there is none.
        """
        made: list[str] = []
        for part in self._parts:
            if type(part) is str:
                made.append(part)
            else:
                value = self._value(part, document, element, names)
                nothing = "null" if part[0] == "value" else "?"
                made.append(nothing if value is None else _readable(value, part[0]))
        return "".join(made)

    @staticmethod
    def _value(part: Any, document: Document, element: Any, names: Names) -> Any:
        name, reference = part
        return names.get(name) if reference is None else reference.get(document, element)


def _readable(value: Any, name: str) -> str:
    if name in ("value", "expected", "found", "wanted"):
        return show(value)
    text = plain(value)
    return text if text.isprintable() and len(text) <= _RAW_LIMIT else show(text)
