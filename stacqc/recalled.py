"""The checks of a kind of document, and which of them need not be done for a document.

Items of a catalog share most of their values: the licence is one, the platform one of two, the dates of a
pair are those of eight products. A check that tells what it reads is done once for the same values and
recalled after that. Which checks are worth it shows in the first items; they are recalled together, those
whose values hardly ever change apart from those whose values change now and then.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from stacqc.document import Document
from stacqc.reading import Key, Reading
from stacqc.reads import MEMBER, Read
from stacqc.rule import Check, Rule, Unless

#: Members that are too large to be compared, and seldom alike.
_LARGE = frozenset({"links", "assets"})
#: Items that are let pass before it is looked at what they share; small inputs are not worth it.
_PASSED = 64
#: Items of which the second half shows how often there are new values.
_WATCHED = 128
#: Sets of values that are remembered of a group of checks.
_MAX_KNOWN = 4096
#: Lookups after which a group that hardly ever knows the values is given up.
_TRIED = 512


class Due(NamedTuple):
    """A check to be done: its place among all checks, the name of its rule, and the check."""

    place: int
    name: str
    check: Check


Dues = tuple[Due, ...]
Reads = frozenset[Read]


class Group:
    """Checks that are done or passed over together."""

    __slots__ = ("dues",)

    def __init__(self, dues: Iterable[Due]) -> None:
        self.dues = tuple(dues)

    def due(self, document: Document) -> Dues:
        """Return the checks that may find something."""
        return self.dues


class Unlikely(Group):
    """Checks that share a first look which shows that none of them has anything to say."""

    __slots__ = ("_unless",)

    def __init__(self, dues: Iterable[Due], unless: Unless) -> None:
        super().__init__(dues)
        self._unless = unless

    def due(self, document: Document) -> Dues:
        """Return the checks unless there is nothing to say."""
        try:
            return () if self._unless(document) else self.dues
        except Exception:  # the checks look closer, and are reported if they fail too
            return self.dues


class Recalled(Group):
    """Checks whose outcome is remembered for the values that they read."""

    __slots__ = ("_known", "_missed", "_reading", "_tried", "reads")

    def __init__(self, dues: Iterable[Due], reading: Reading) -> None:
        super().__init__(dues)
        self.reads = reading.reads
        self._reading: Reading | None = reading
        self._known: dict[Key, Dues] = {}
        self._tried = self._missed = 0

    def key(self, document: Document) -> Key | None:
        """Return what is read of a document, None where that is not worth remembering."""
        return None if self._reading is None else self._reading(document)

    def known(self, key: Key) -> Dues | None:
        """Return the checks that find something in items with these values, None where that is not known."""
        known = self._known.get(key)
        self._tried += 1
        if known is None:
            self._missed += 1
            if self._tried >= _TRIED and 2 * self._missed > self._tried:
                self._reading = None
                self._known.clear()
        return known

    def learn(self, key: Key, told: Sequence[Due]) -> None:
        """Remember which of the checks find something for these values."""
        if len(self._known) >= _MAX_KNOWN:
            self._known.clear()
        self._known[key] = tuple(due for due in told if due in self.dues)


def _is_small(read: Read) -> bool:
    return read.where != MEMBER or read.name not in _LARGE


class _Watched:
    """What a check or a fold reads, and how often the items showed it new values."""

    def __init__(self, reads: Reads, due: Due | None = None) -> None:
        self.due = due
        self.reads = reads
        self.fresh = 0
        self._reading = Reading(reads)
        self._seen: set[Key | None] = set()

    def watch(self, document: Document, *, counts: bool) -> None:
        key = self._reading(document)
        if key not in self._seen or key is None:
            self._seen.add(key)
            self.fresh += counts


class Outlook(NamedTuple):
    """What is to be done with an item: the checks in their order, and its values for each recalled group,
    with whether the outcome for them is still to be learned.
    """

    dues: Sequence[Due]
    keys: Sequence[tuple[Recalled, Key | None, bool]] = ()


class Checks:
    """The checks of one kind of document; `folds` are the reads of folds that can take in items alike."""

    def __init__(
        self, kind: str, rules: Iterable[tuple[str, Check, Rule | None]], folds: Iterable[Reads] = ()
    ) -> None:
        self._rules = [(Due(n, name, check), rule) for n, (name, check, rule) in enumerate(rules)]
        self._groups = _grouped(self._rules)
        self._folds = set(folds)
        self._left = _PASSED + _WATCHED if kind == "Item" else 0
        self._watched: list[_Watched] = []
        #: The groups whose outcome is remembered, once the first items have shown which that are.
        self.recalled: list[Recalled] = []

    def outlook(self, document: Document) -> Outlook:
        """Return what is to be done with a document."""
        if self._left > 0:
            self._watch(document)
        found = [dues for group in self._groups if (dues := group.due(document))]
        keys = []
        for recalled in self.recalled:
            key = recalled.key(document)
            known = recalled.known(key) if key is not None else None
            keys.append((recalled, key, key is not None and known is None))
            if dues := recalled.dues if known is None else known:
                found.append(dues)
        return Outlook(found[0] if len(found) == 1 else sorted(due for dues in found for due in dues), keys)

    @staticmethod
    def learn(outlook: Outlook, told: Sequence[Due]) -> None:
        """Remember which of the checks that were due found something."""
        for recalled, key, is_new in outlook.keys:
            if is_new and key is not None:
                recalled.learn(key, told)

    def _watch(self, document: Document) -> None:
        self._left -= 1
        if self._left == _WATCHED:
            rules = [(due, rule.reads) for due, rule in self._rules if rule is not None and rule.reads]
            wanted = [*rules, *((None, reads) for reads in self._folds)]
            self._watched = [_Watched(reads, due) for due, reads in wanted if all(map(_is_small, reads))]
        for watched in self._watched:
            watched.watch(document, counts=2 * self._left < _WATCHED)
        if self._left <= 0:
            self._regroup()
            self._watched = []

    def _regroup(self) -> None:
        half = _WATCHED // 2
        steady = [w for w in self._watched if w.fresh * 32 <= half]
        shared = [w for w in self._watched if half < w.fresh * 32 <= 20 * half]
        for watched in (steady, shared):
            if watched:
                reading = Reading(read for one in watched for read in one.reads)
                dues = [one.due for one in watched if one.due is not None]
                self.recalled.append(Recalled(dues, reading))
        known = {due for recalled in self.recalled for due in recalled.dues}
        self._groups = _grouped([(due, rule) for due, rule in self._rules if due not in known])


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
