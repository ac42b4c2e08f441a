"""One property, seen over many documents, in bounded memory."""

from __future__ import annotations

from collections import Counter
from typing import Any

import orjson

from stacqc.words import type_of

#: Distinct values that are kept; where there are more, only their range is.
MAX_VALUES = 50
#: Texts longer than this are no vocabulary.
MAX_TEXT = 120
EXAMPLES = 3
#: Signs of a text or an array that is known when it comes again.
_MAX_KEY = 500

#: A value together with its type, so that 1, 1.0 and true stay apart.
Scalar = tuple[str, Any]
#: The address of a document and a value in it.
Example = tuple[str, Any]
#: All that a value counts for, and the address from which on it is an example for none of it.
Known = tuple[str, "list[Seen]"]


class Seen:
    """How often something occurred, and the documents with the smallest addresses that show it."""

    __slots__ = ("count", "examples")

    def __init__(self) -> None:
        self.count = 0
        self.examples: list[Example] = []

    def add(self, address: str, value: Any) -> None:
        """Count one more."""
        self.count += 1
        if len(self.examples) < EXAMPLES or address < self.examples[-1][0]:
            self._keep([(address, value)])

    def merge(self, other: Seen) -> None:
        """Count those of another shard too."""
        self.count += other.count
        self._keep(other.examples)

    def _keep(self, more: list[Example]) -> None:
        first = dict([*more, *self.examples])
        self.examples = [(address, first[address]) for address in sorted(first)[:EXAMPLES]]


class Field:
    """The types of a property, its values while they are few, and their range."""

    __slots__ = (
        "_known",
        "_missed",
        "elements",
        "high",
        "high_text",
        "lengths",
        "low",
        "low_text",
        "types",
        "values",
    )

    def __init__(self) -> None:
        self.types: dict[str, Seen] = {}
        #: None once there are too many, or one is too long.
        self.values: dict[Scalar, Seen] | None = {}
        self.low: float | None = None
        self.high: float | None = None
        self.low_text: str | None = None
        self.high_text: str | None = None
        #: What the elements are where the property is an array, and how many documents have.
        self.elements: Field | None = None
        self.lengths: set[int] = set()
        #: What values count for that came lately; None once they hardly ever come again.
        self._known: dict[Any, Known] | None = {}
        self._missed = 0

    @property
    def count(self) -> int:
        """How often the property is there."""
        return sum(seen.count for seen in self.types.values())

    def add(self, value: Any, address: str) -> None:
        """Take in one value."""
        if self._known is None:
            self._take(value, address)
            return
        key = value if value.__class__ is str else _key(value)
        known = self._known.get(key)
        if known is None or address < known[0]:
            self._remember(key, self._take(value, address))
        else:
            for seen in known[1]:
                seen.count += 1

    def _remember(self, key: Any, counted: list[Seen]) -> None:
        """Keep what a value counts for, which is all there is to do when it comes again."""
        if self._known is None or not _is_kept(key):
            return
        if any(len(seen.examples) < EXAMPLES for seen in counted):
            return
        if len(self._known) >= MAX_VALUES:
            self._missed += MAX_VALUES
            self._known = {} if 2 * self._missed <= self.count else None
        if self._known is not None:
            self._known[key] = max([seen.examples[-1][0] for seen in counted]), counted

    def _take(self, value: Any, address: str) -> list[Seen]:
        """Take in a value; return all that it counts for."""
        counted = self._take_single(value, address)
        if type(value) is list:
            self.lengths.add(min(len(value), MAX_VALUES))
            if self.elements is None:
                self.elements = Field()
            for element in value:
                counted += self.elements._take_single(element, address)
        return counted

    def _take_single(self, value: Any, address: str) -> list[Seen]:
        kind = type_of(value)
        seen = _of(self.types, kind)
        seen.add(address, shortened(value))
        counted = [seen]
        if kind == "string":
            self._widen_texts(value[:MAX_TEXT])
            if len(value) > MAX_TEXT:
                self.values = None
        elif kind in ("integer", "number"):
            self._widen_numbers(value)
        if self.values is not None and kind not in ("array", "object"):
            seen = _of(self.values, (kind, value))
            seen.add(address, value)
            counted.append(seen)
            self._limit()
        return counted

    def _widen_texts(self, text: str) -> None:
        if self.low_text is None or text < self.low_text:
            self.low_text = text
        if self.high_text is None or text > self.high_text:
            self.high_text = text

    def _widen_numbers(self, number: float) -> None:
        if self.low is None or number < self.low:
            self.low = number
        if self.high is None or number > self.high:
            self.high = number

    def _limit(self) -> None:
        if self.values is not None and len(self.values) > MAX_VALUES:
            self.values = None

    def merge(self, other: Field) -> None:
        """Take in what another shard saw of the same property."""
        _merge(self.types, other.types)
        if self.values is None or other.values is None:
            self.values = None
        else:
            _merge(self.values, other.values)
            self._limit()
        for text in (other.low_text, other.high_text):
            if text is not None:
                self._widen_texts(text)
        for number in (other.low, other.high):
            if number is not None:
                self._widen_numbers(number)
        self.lengths |= other.lengths
        if other.elements is not None:
            if self.elements is None:
                self.elements = Field()
            self.elements.merge(other.elements)

    def frequent(self) -> list[tuple[Any, Seen]]:
        """Return the values that are kept, the most frequent first; none where there are too many."""
        ordered = sorted((self.values or {}).items(), key=lambda kept: (-kept[1].count, repr(kept[0])))
        return [(value, seen) for (_, value), seen in ordered]

    def json_types(self) -> list[str]:
        """Return the types, the most frequent first; integers among numbers are numbers."""
        counts = Counter({kind: seen.count for kind, seen in self.types.items()})
        if counts["number"]:
            counts["number"] += counts.pop("integer", 0)
        return [kind for kind, _ in sorted((+counts).items(), key=lambda c: (-c[1], c[0]))]


def _of(table: dict[Any, Seen], key: Any) -> Seen:
    found = table.get(key)
    if found is None:
        found = table[key] = Seen()
    return found


def _merge(mine: dict[Any, Seen], other: dict[Any, Seen]) -> None:
    for key, seen in other.items():
        _of(mine, key).merge(seen)


def _key(value: Any) -> Any:
    """Return what a value is known by, None where it cannot be: 1, 1.0 and true are three, all objects one."""
    kind = value.__class__
    if kind is not list:
        return kind, None if kind is dict else value
    try:
        return orjson.dumps(value)
    except TypeError:  # a number beyond 64 bits, half a character, or too many levels
        return None


def _is_kept(key: Any) -> bool:
    return key is not None and (key.__class__ is tuple or len(key) <= _MAX_KEY)


def shortened(value: Any) -> Any:
    """Return a value as it is kept for an example: containers empty, texts cut."""
    if type(value) is str:
        return value[:MAX_TEXT]
    if type(value) is list:
        return []
    return {} if type(value) is dict else value
