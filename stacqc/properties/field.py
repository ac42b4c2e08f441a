"""One property, seen over many documents, in bounded memory."""

from __future__ import annotations

from collections import Counter
from typing import Any

from stacqc.words import type_of

#: Distinct values that are kept; where there are more, only their range is.
MAX_VALUES = 50
#: Texts longer than this are no vocabulary.
MAX_TEXT = 120
EXAMPLES = 3

#: A value together with its type, so that 1, 1.0 and true stay apart.
Scalar = tuple[str, Any]
#: The address of a document and a value in it.
Example = tuple[str, Any]


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

    __slots__ = ("elements", "high", "high_text", "lengths", "low", "low_text", "types", "values")

    def __init__(self) -> None:
        self.types: dict[str, Seen] = {}
        #: None once there are too many, or one is too long.
        self.values: dict[Scalar, Seen] | None = {}
        self.low: float | None = None
        self.high: float | None = None
        self.low_text: str | None = None
        self.high_text: str | None = None
        #: What the elements are where the property is an array, and how many a document has.
        self.elements: Field | None = None
        self.lengths: Counter[int] = Counter()

    @property
    def count(self) -> int:
        """How often the property is there."""
        return sum(seen.count for seen in self.types.values())

    def add(self, value: Any, address: str, nested: bool = False) -> None:
        """Take in one value."""
        kind = type_of(value)
        _of(self.types, kind).add(address, shortened(value))
        if kind == "array":
            if not nested:
                self._add_elements(value, address)
        elif kind != "object":
            self._add_scalar(kind, value, address)

    def _add_elements(self, value: list[Any], address: str) -> None:
        self.lengths[min(len(value), MAX_VALUES)] += 1
        if self.elements is None:
            self.elements = Field()
        for element in value:
            self.elements.add(element, address, nested=True)

    def _add_scalar(self, kind: str, value: Any, address: str) -> None:
        if kind == "string":
            self._widen_texts(value[:MAX_TEXT])
            if len(value) > MAX_TEXT:
                self.values = None
        elif kind in ("integer", "number"):
            self._widen_numbers(value)
        if self.values is not None:
            _of(self.values, (kind, value)).add(address, value)
            self._limit()

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
        self.lengths += other.lengths
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


def shortened(value: Any) -> Any:
    """Return a value as it is kept for an example: containers empty, texts cut."""
    if type(value) is str:
        return value[:MAX_TEXT]
    if type(value) is list:
        return []
    return {} if type(value) is dict else value
