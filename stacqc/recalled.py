"""The checks of a kind of document, and which of them need not be done for a document.

Items of a catalog share most of their values: the licence is one, the platform one of two, the dates of a
pair are those of eight products. A check that tells what it reads is done once for the same values and
recalled after that. Which checks are worth it shows in the first items; they are recalled together, those
whose values hardly ever change apart from those whose values change now and then.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

import orjson

from stacqc.captures import define_of
from stacqc.document import Document
from stacqc.reads import CAPTURE, MEMBER, PROPERTY, Read
from stacqc.rule import Check, Rule, Unless
from stacqc.shapes import Shape, shape_of

#: Members that are too large to be compared, and seldom alike.
_LARGE = frozenset({"links", "assets"})
#: Items that are let pass before it is looked at what they share; small inputs are not worth it.
_PASSED = 64
#: Items of which the second half shows how often there are new values.
_WATCHED = 128
#: Sets of values that are remembered of a group of checks, and the bytes that each may have.
_MAX_KNOWN = 4096
_MAX_KEY = 4096
#: Lookups after which a group that hardly ever knows the values is given up.
_TRIED = 512


class Due(NamedTuple):
    """A check to be done: its place among all checks, the name of its rule, and the check."""

    place: int
    name: str
    check: Check


Dues = tuple[Due, ...]
_EMPTY: dict[str, Any] = {}


class Reading:
    """Takes from an item all that some checks read, as bytes: equal bytes are equal values."""

    def __init__(self, reads: Iterable[Read]) -> None:
        ordered = sorted(set(reads))
        self._properties = [read.name for read in ordered if read.where == PROPERTY]
        self._members = [read.name for read in ordered if read.where == MEMBER]
        captures = groupby((read for read in ordered if read.where == CAPTURE), key=lambda read: read.name)
        self._captures = [
            (key, define_of(key).read, tuple(read.group for read in reads)) for key, reads in captures
        ]

    def __call__(self, document: Document) -> bytes | None:
        """Return the bytes, None where an item is not as it should be or cannot be written."""
        data = document.data
        properties = data.get("properties")
        if properties.__class__ is not dict or document.problems:
            return None
        facts = shape_of(document).facts
        form = facts.get(self) or self._form(shape_of(document))
        values: list[Any] = [form[0], form[1](properties)]
        values.extend([data[name]] if name in data else None for name in self._members)
        memo = document.memo
        for key, read, groups in self._captures:
            # What has not been read yet is not in the memo; what does not match is there as None.
            found = memo.get(key) or read(document) or _EMPTY
            values.extend(map(found.get, groups))
        try:
            key = orjson.dumps(values)
        except TypeError:  # a number beyond 64 bits, half a surrogate pair
            return None
        return key if len(key) <= _MAX_KEY else None

    def _form(self, shape: Shape) -> tuple[str, Callable[[dict[str, Any]], Any]]:
        """Return which of the properties are there, and what takes them."""
        there = [name for name in self._properties if name in shape.names]
        places = " ".join(str(self._properties.index(name)) for name in there)
        form = shape.facts[self] = (places, itemgetter(*there) if there else _nothing)
        return form


def _nothing(_: dict[str, Any]) -> None:
    return None


class Group:
    """Checks that are done or passed over together."""

    __slots__ = ("dues",)

    def __init__(self, dues: Iterable[Due]) -> None:
        self.dues = tuple(dues)

    def due(self, document: Document) -> tuple[Dues, bytes | None]:
        """Return the checks that may find something, and under which key to remember which do."""
        return self.dues, None

    def learn(self, key: bytes, told: Dues) -> None:
        """Remember which of the checks find something in such items."""


class Unlikely(Group):
    """Checks that share a first look which shows that none of them has anything to say."""

    __slots__ = ("_unless",)

    def __init__(self, dues: Iterable[Due], unless: Unless) -> None:
        super().__init__(dues)
        self._unless = unless

    def due(self, document: Document) -> tuple[Dues, bytes | None]:
        """Return the checks unless there is nothing to say."""
        try:
            return () if self._unless(document) else self.dues, None
        except Exception:  # the checks look closer, and are reported if they fail too
            return self.dues, None


class Recalled(Group):
    """Checks whose outcome is remembered for the values that they read."""

    __slots__ = ("_known", "_missed", "_reading", "_tried")

    def __init__(self, dues: Iterable[Due], reading: Reading) -> None:
        super().__init__(dues)
        self._reading: Reading | None = reading
        self._known: dict[bytes, Dues] = {}
        self._tried = self._missed = 0

    def due(self, document: Document) -> tuple[Dues, bytes | None]:
        """Return the checks that find something, all of them for values that are new."""
        if self._reading is None:
            return self.dues, None
        key = self._reading(document)
        known = self._known.get(key) if key is not None else None
        self._tried += 1
        if known is not None:
            return known, None
        self._missed += 1
        if self._tried >= _TRIED and 2 * self._missed > self._tried:
            self._reading = None
            self._known.clear()
            return self.dues, None
        return self.dues, key

    def learn(self, key: bytes, told: Dues) -> None:
        """Remember which of the checks find something for these values."""
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        self._known[key] = told


def _is_small(read: Read) -> bool:
    return read.where != MEMBER or read.name not in _LARGE


class _Watched:
    """A check that could be recalled, and how often the items showed it new values."""

    def __init__(self, due: Due, reads: frozenset[Read]) -> None:
        self.due = due
        self.reads = reads
        self.fresh = 0
        self._reading = Reading(reads)
        self._seen: set[bytes | None] = set()

    def watch(self, document: Document, *, counts: bool) -> None:
        key = self._reading(document)
        if key not in self._seen or key is None:
            self._seen.add(key)
            self.fresh += counts


Asked = Sequence[tuple[Group, bytes]]


class Checks:
    """The checks of one kind of document."""

    def __init__(self, kind: str, rules: Iterable[tuple[str, Check, Rule | None]]) -> None:
        self._rules = [(Due(n, name, check), rule) for n, (name, check, rule) in enumerate(rules)]
        self._groups = _grouped(self._rules)
        self._left = _PASSED + _WATCHED if kind == "Item" else 0
        self._watched: list[_Watched] = []

    def due(self, document: Document) -> tuple[Sequence[Due], Asked]:
        """Return the checks to be done for a document, in their order, and what `learn` is to be told of."""
        if self._left > 0:
            self._watch(document)
        found: list[Dues] = []
        asked: list[tuple[Group, bytes]] = []
        for group in self._groups:
            dues, key = group.due(document)
            if key is not None:
                asked.append((group, key))
            if dues:
                found.append(dues)
        return found[0] if len(found) == 1 else sorted(due for dues in found for due in dues), asked

    @staticmethod
    def learn(asked: Asked, told: Sequence[Due]) -> None:
        """Remember which of the checks that were due found something."""
        for group, key in asked:
            group.learn(key, tuple(due for due in told if due in group.dues))

    def _watch(self, document: Document) -> None:
        self._left -= 1
        if self._left == _WATCHED:
            self._watched = [
                _Watched(due, rule.reads)
                for due, rule in self._rules
                if rule is not None and rule.reads and all(_is_small(read) for read in rule.reads)
            ]
        for watched in self._watched:
            watched.watch(document, counts=2 * self._left < _WATCHED)
        if self._left <= 0:
            self._groups = self._regrouped()
            self._watched = []

    def _regrouped(self) -> list[Group]:
        half = _WATCHED // 2
        steady = [w for w in self._watched if w.fresh * 32 <= half]
        shared = [w for w in self._watched if half < w.fresh * 32 <= 20 * half]
        recalled = {w.due for w in (*steady, *shared)}
        made = _grouped([(due, rule) for due, rule in self._rules if due not in recalled])
        for watched in (steady, shared):
            if watched:
                reading = Reading(read for one in watched for read in one.reads)
                made.append(Recalled((one.due for one in watched), reading))
        return made


def _grouped(rules: Iterable[tuple[Due, Rule | None]]) -> list[Group]:
    """Put rules that share a first look together, and all others."""
    alone: list[Due] = []
    unlikely: dict[Unless, list[Due]] = {}
    for due, rule in rules:
        if rule is None or rule.unless is None:
            alone.append(due)
        else:
            unlikely.setdefault(rule.unless, []).append(due)
    return [Group(alone), *(Unlikely(dues, unless) for unless, dues in unlikely.items())]
