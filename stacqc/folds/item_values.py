"""What the items of a collection have, as far as its summaries speak of it: values with first witnesses."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import compress
from operator import ne
from typing import Any, NamedTuple

from stacqc.aspects.shapes import shape_of
from stacqc.document import Document

#: Distinct values kept of one property; of more, only that they are covered is checked.
_KEPT = 64


_BOOLEAN, _NUMBER, _TEXT = range(3)
KIND_OF = {bool: _BOOLEAN, int: _NUMBER, float: _NUMBER, str: _TEXT}
Seen = tuple[Any, str]


class Beyond(NamedTuple):
    """The greatest of the values that are no longer kept, and the greatest value worth keeping."""

    highest: Seen
    limit: Any


class Values:
    """What a collection claims, and what its items have: by kind and name, values with first witnesses.

    All is in plain containers, of which a process that checked a part can send many.
    """

    def __init__(self) -> None:
        self.claims: dict[str, dict[str, Any]] = {}
        #: The names that are looked at from now on; all of them until a collection says what it summarises.
        self.wanted: set[str] | None = None
        #: Most names have one value, which a pair holds in a quarter of the room of a dict.
        self.kept: list[dict[str, Seen | dict[Any, str]]] = [{}, {}, {}]
        #: The values of the first item by its address, None for those that are not held here: few others differ in many.
        self.first: dict[str, Any] = {}
        self.first_of = ""
        self._types: tuple[type, ...] | None = None
        self.beyond: dict[tuple[int, str], Beyond] = {}
        self.items = 0

    @property
    def is_asked(self) -> bool:
        return bool(self.claims)

    def packed(self) -> tuple[Any, ...]:
        addresses: dict[str, int] = {}
        kept = [_packed(table, addresses) for table in self.kept]
        first = self.first, self.first_of
        return self.claims, kept, list(addresses), list(self.beyond.items()), self.items, first

    @classmethod
    def unpacked(
        cls, claims: Any, kept: Any, addresses: list[str], beyond: Any, items: int, first: tuple[Any, str]
    ) -> Values:
        made = cls()
        made.items = items
        made.first, made.first_of = first
        made.claim(claims)
        made.beyond = {key: Beyond(*values) for key, values in beyond}
        for table, (single, several) in zip(made.kept, kept, strict=True):
            for address, values in single.items():
                table |= {name: (value, address) for name, value in values.items()}
            for name, pairs in several.items():
                table[name] = {value: addresses[number] for value, number in pairs}
        return made

    @staticmethod
    def form() -> Any:
        kept = list[tuple[dict[str, dict[str, Any]], dict[str, list[tuple[Any, int]]]]]
        beyond = list[tuple[tuple[int, str], tuple[Seen, Any]]]
        return tuple[dict[str, dict[str, Any]], kept, list[str], beyond, int, tuple[dict[str, Any], str]]

    def claim(self, claims: dict[str, dict[str, Any]]) -> None:
        """Note the summaries of collections, by their address."""
        if claims:
            self.claims |= claims
            self.wanted = {name for summaries in self.claims.values() for name in summaries}

    def claimed(self) -> set[str]:
        """Return the names in all the claims: of others, items met before some of the claims may be missing."""
        return set.intersection(*map(set, self.claims.values()))

    def add_item(self, document: Document, address: str) -> None:
        """Take in what an item has, as far as it matters."""
        self.items += 1
        properties, types = document.properties, None
        if self.wanted is None:
            types = shape_of(document).types
        else:
            properties = {name: properties[name] for name in self.wanted & properties.keys()}
        if address < self.first_of or not self.first_of:
            self._begin_with(properties, types, address)
        else:
            self._add_others(properties, self._differing(properties, types), address)

    def _begin_with(self, properties: dict[str, Any], types: tuple[type, ...] | None, address: str) -> None:
        """Hold the items that are still to come against this one."""
        before, first_of = self.first, self.first_of
        held = {
            name: value if value.__class__ in KIND_OF or _is_sure_list(value) else None
            for name, value in properties.items()
        }
        self.first, self.first_of, self._types = held, address, types
        self._add_others(properties, [name for name, value in held.items() if value is None], address)
        if first_of:
            self._add_others(before, self._differing(before, None), first_of)

    def _differing(self, properties: dict[str, Any], types: tuple[type, ...] | None) -> Iterable[str]:
        """Return the names of values that are not those of the first item; `types` are those of a shape."""
        if types is not None and types is self._types:
            return compress(properties, map(ne, properties.values(), self.first.values()))
        first = self.first.get
        return [
            name
            for name, value in properties.items()
            if (same := first(name)) != value or same.__class__ is not value.__class__
        ]

    def _add_others(self, properties: dict[str, Any], names: Iterable[str], address: str) -> None:
        """Take in some values of an item."""
        kept = self.kept
        for name in names:
            value = properties[name]
            kind = KIND_OF.get(value.__class__)
            if kind is None:
                self.add(name, value, address)
                continue
            # Most values were met before.
            seen = kept[kind].get(name)
            if isinstance(seen, tuple):
                if seen[0] != value or address < seen[1]:
                    self.add(name, value, address)
            elif seen is None or (met := seen.get(value)) is None or address < met:
                self.add(name, value, address)

    def settle(self) -> None:
        """Keep the values of the first item as those of all others."""
        for name, value in self.first.items():
            self.add(name, value, self.first_of)
        self.first, self.first_of, self._types = {}, "", None

    def add(self, name: str, value: Any, address: str) -> None:
        """Take in a value that an item has under a name."""
        kind = KIND_OF.get(type(value))
        if kind is not None:
            # 1 and 1.0 are one value, whichever comes first.
            self._note(
                kind, name, int(value) if type(value) is float and value.is_integer() else value, address
            )
        elif type(value) is list:
            for part in value[:_KEPT]:
                if type(part) in KIND_OF:
                    self.add(name, part, address)

    def _note(self, kind: int, name: str, value: Any, address: str) -> None:
        table = self.kept[kind]
        kept = table.get(name)
        if kept is None:
            table[name] = (value, address)
            return
        if isinstance(kept, tuple):
            if kept[0] == value:
                table[name] = kept if kept[1] <= address else (kept[0], address)
                return
            kept = table[name] = {kept[0]: kept[1]}
        first = kept.get(value)
        if first is not None and address >= first:
            return
        beyond = self.beyond.get((kind, name)) if len(kept) >= _KEPT else None
        if beyond is not None and value > beyond.limit:
            self.beyond[kind, name] = Beyond(_higher(beyond.highest, (value, address)), beyond.limit)
            return
        kept[value] = address
        if len(kept) > 2 * _KEPT:
            self._cut(kind, name)

    def _cut(self, kind: int, name: str) -> None:
        """Keep the smallest values."""
        ordered = sorted(_pairs(self.kept[kind][name]))
        if len(ordered) > _KEPT:
            self.kept[kind][name] = dict(ordered[:_KEPT])
            beyond = self.beyond.get((kind, name))
            highest = ordered[-1] if beyond is None else _higher(beyond.highest, ordered[-1])
            self.beyond[kind, name] = Beyond(highest, ordered[_KEPT - 1][0])

    def merge(self, other: Values) -> None:
        """Take in the state of another shard."""
        self.settle()
        other.settle()
        self.claim(other.claims)
        self.items += other.items
        for kind, (mine, its) in enumerate(zip(self.kept, other.kept, strict=True)):
            for name, kept in its.items():
                if name not in mine:
                    mine[name] = kept
                    continue
                for value, address in _pairs(kept):
                    self._note(kind, name, value, address)
        for key, beyond in other.beyond.items():
            known = self.beyond.get(key)
            self.beyond[key] = (
                beyond if known is None else Beyond(_higher(known.highest, beyond.highest), known.limit)
            )

    def span(self, name: str, like: Any) -> tuple[Seen, Seen] | None:
        """Return the least and the greatest of the values that are like this one."""
        kind = _TEXT if type(like) is str else _NUMBER
        kept = self.kept[kind].get(name)
        if kept is None:
            return None
        self._cut(kind, name)
        beyond = self.beyond.get((kind, name))
        return min(_pairs(kept)), beyond.highest if beyond else max(_pairs(kept))

    def all(self, name: str) -> tuple[list[Seen], bool]:
        """Return the values with their first witnesses, and whether there are more of them."""
        kinds = [kind for kind, kept in enumerate(self.kept) if name in kept]
        for kind in kinds:
            self._cut(kind, name)
        found = [seen for kind in kinds for seen in sorted(_pairs(self.kept[kind][name]))]
        return found, any((kind, name) in self.beyond for kind in kinds)


def _is_sure_list(value: Any) -> bool:
    """Whether a value is a list of which all that is equal counts as the same: there, 1 is equal to true."""
    return value.__class__ is list and len(value) <= _KEPT and 0 not in value and 1 not in value


def _packed(table: dict[str, Seen | dict[Any, str]], addresses: dict[str, int]) -> tuple[Any, Any]:
    """Return single values by their witness, and several with the numbers of theirs."""
    single: dict[str, dict[str, Any]] = {}
    several: dict[str, list[tuple[Any, int]]] = {}
    for name, seen in table.items():
        if isinstance(seen, tuple):
            value, address = seen
            values = single.get(address)
            if values is None:
                values = single[address] = {}
            values[name] = value
        else:
            number = addresses.setdefault
            several[name] = [(value, number(address, len(addresses))) for value, address in seen.items()]
    return single, several


def _pairs(kept: Seen | dict[Any, str]) -> Iterable[Seen]:
    return kept.items() if isinstance(kept, dict) else (kept,)


def _higher(one: Seen, other: Seen) -> Seen:
    """Return the greater value; of two witnesses of one value, the first."""
    if one[0] == other[0]:
        return min(one, other, key=lambda seen: seen[1])
    return max(one, other, key=lambda seen: seen[0])
