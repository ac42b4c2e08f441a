"""The checks of a kind of document, and which of them need not be done for a document.

Items of a catalog share most of their values: the licence is one, the platform one of two, the dates of a
pair are those of eight products. A check that tells what it reads is done once for the same values and
recalled after that. Which checks are worth it, and which are recalled together, shows in the first items.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from stacqc.document import Document
from stacqc.engine.judging import Due, Family, Verdict, ask
from stacqc.engine.reading import Key, Reading
from stacqc.engine.watching import Watched, put_together
from stacqc.reads import MEMBER, Read
from stacqc.rule import Check, Rule, Unless

#: Members that are too large to be compared, and seldom alike.
_LARGE = frozenset({"links", "assets"})
#: Items that are let pass before it is looked at what they share: small inputs are not worth it, and the
#: first items of a large one may be of one sort, so that it is looked again.
_PASSED = (32, 1024)
#: Items in which is seen what they share.
_WATCHED = 64
#: Sets of values that are remembered of a group of checks.
_MAX_KNOWN = 4096
#: Lookups after which a group that hardly ever knows the values is given up.
_TRIED = 512


Dues = tuple[Due, ...]
Reads = frozenset[Read]


class Group:
    """Checks that are done or passed over together."""

    __slots__ = ("dues",)

    def __init__(self, dues: Iterable[Due]) -> None:
        self.dues = tuple(dues)

    def ask(self, verdicts: Sequence[Verdict]) -> None:
        """Let the checks judge documents."""
        for due in self.dues:
            ask(due, verdicts)


class Unlikely(Group):
    """Checks that share a first look which shows that none of them has anything to say."""

    __slots__ = ("_unless",)

    def __init__(self, dues: Iterable[Due], unless: Unless) -> None:
        super().__init__(dues)
        self._unless = unless

    def ask(self, verdicts: Sequence[Verdict]) -> None:
        """Let the checks judge documents unless there is nothing to say of them."""
        suspect: list[Verdict] = []
        unless = self._unless
        for verdict in verdicts:
            try:
                passes = unless(verdict.document)
            except Exception:  # the checks look closer, and are reported if they fail too
                passes = False
            if not passes:
                suspect.append(verdict)
        if suspect:
            super().ask(suspect)


class Recalled(Group):
    """Checks whose outcome is remembered for the values that they read."""

    __slots__ = ("_known", "_missed", "_reading", "_tried", "reads")

    def __init__(self, dues: Iterable[Due], reading: Reading) -> None:
        super().__init__(dues)
        self.reads = reading.reads
        self._reading: Reading | None = reading
        self._known: dict[Key, Family] = {}
        self._tried = self._missed = 0

    @property
    def is_given_up(self) -> bool:
        """Whether the values hardly ever came again."""
        return self._reading is None

    def ask(self, verdicts: Sequence[Verdict]) -> None:
        """Do the checks where their outcome is not known, and else those of which it is known that they find."""
        alone: list[Verdict] = []
        unknown: dict[Family, list[Verdict]] = {}
        again: list[tuple[Verdict, Dues]] = []
        for verdict in verdicts:
            family = self._family(verdict.document)
            verdict.families.append(family)
            if family is None:
                alone.append(verdict)
            elif family.finding is None:
                unknown.setdefault(family, []).append(verdict)
            elif family.finding:
                again.append((verdict, family.finding))
        again += self._learn(alone, unknown)
        for verdict, finding in again:
            for due in finding:
                ask(due, (verdict,))
        self._weigh(len(verdicts), len(alone) + len(unknown))

    def _family(self, document: Document) -> Family | None:
        """Return the family of an item, a new one where its values are new; None where it has none."""
        key = self._reading.key(document) if self._reading is not None else None
        if key is None:
            return None
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MAX_KNOWN:
                self._known.clear()
            found = self._known[key] = Family()
        return found

    def _learn(
        self, alone: Sequence[Verdict], unknown: Mapping[Family, Sequence[Verdict]]
    ) -> Iterator[tuple[Verdict, Dues]]:
        """Do all checks on one item of each family; yield what finds something in the others."""
        told: dict[int, list[Due]] = {}
        firsts = [*alone, *(those[0] for those in unknown.values())]
        for due in self.dues if firsts else ():
            for verdict in ask(due, firsts):
                told.setdefault(id(verdict), []).append(due)
        for family, (first, *others) in unknown.items():
            finding = family.finding = tuple(told.get(id(first), ()))
            yield from ((other, finding) for other in others if finding)

    def _weigh(self, tried: int, missed: int) -> None:
        """Give up where values hardly ever come again."""
        self._tried += tried
        self._missed += missed
        if self._tried >= _TRIED and 2 * self._missed > self._tried:
            self._reading = None
            self._known.clear()


def _is_small(read: Read) -> bool:
    return read.where != MEMBER or read.name not in _LARGE


class Checks:
    """The checks of one kind of document; `folds` are the reads of folds that can take in items alike."""

    def __init__(
        self, kind: str, rules: Iterable[tuple[str, Check, Rule | None]], folds: Iterable[Reads] = ()
    ) -> None:
        self._rules = [(Due(n, name, check), rule) for n, (name, check, rule) in enumerate(rules)]
        self._groups = _grouped(self._rules)
        self._folds = set(folds)
        #: The items that are still to be met before others are watched, the next ones first.
        self._passed: Sequence[int] = _PASSED if kind == "Item" else ()
        self._met = 0
        self._watched: list[Watched] = []
        #: Whether all that is worth it found a group.
        self._fits = False
        #: The groups whose outcome is remembered, once the first items have shown which that are.
        self.recalled: list[Recalled] = []

    def ask(self, verdicts: Sequence[Verdict]) -> None:
        """Let all checks judge documents, which are of this kind."""
        if self._passed:
            for verdict in verdicts:
                self._watch(verdict.document)
        for group in (*self._groups, *self.recalled):
            group.ask(verdicts)

    def _watch(self, document: Document) -> None:
        self._met += 1
        if self._passed and self._met > self._passed[0]:
            for watched in self._watched or self._begin():
                watched.watch(document)
            if self._watched and self._met == self._passed[0] + _WATCHED:
                self._regroup()

    def _begin(self) -> list[Watched]:
        """Return what is watched from now on: nothing where what was seen before has served well."""
        if self._fits and not any(group.is_given_up for group in self.recalled):
            self._passed = ()
            return []
        rules = [(due, rule.reads) for due, rule in self._rules if rule is not None and rule.reads]
        wanted = [*rules, *((None, reads) for reads in self._folds)]
        self._watched = [Watched(reads, due) for due, reads in wanted if all(map(_is_small, reads))]
        return self._watched

    def _regroup(self) -> None:
        groups, left_out = put_together(self._watched)
        self.recalled = [Recalled(group.dues, Reading(group.reads)) for group in groups]
        known = {due for recalled in self.recalled for due in recalled.dues}
        self._groups = _grouped([(due, rule) for due, rule in self._rules if due not in known])
        self._fits = not left_out
        self._watched = []
        self._passed = self._passed[1:]


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
