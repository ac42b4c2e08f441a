"""Differences that many documents share, each told in one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stacqc.comparison.difference import PREFIX, Difference
from stacqc.comparison.displacement import in_words
from stacqc.comparison.prefixes import told_by_prefixes
from stacqc.comparison.record import Key
from stacqc.findings import Path, Severity
from stacqc.report import Report, Shared
from stacqc.words import listing

if TYPE_CHECKING:
    from stacqc.comparison.unpaired import Alone

#: So many documents with the same difference are told one by one.
FEW = 5
#: Places that are told apart; what differs elsewhere is told one by one.
_PLACES = 2000
#: Sentences that are told apart at one place, and collections that lack documents or have too many.
_SENTENCES, _COLLECTIONS = 50, 5000
#: The share of documents of which one sentence must hold to be told by itself, apart from those that deviate.
_MOSTLY = 0.9
#: Collections that are named where items stand alone.
_LISTED = 3


class Said(NamedTuple):
    """A sentence of a difference that holds for other documents too, and what to do about it."""

    sentence: str
    help: str = ""


@dataclass(slots=True)
class Count:
    """How often something was met; documents and collections are told apart as long as they come in order."""

    times: int = 0
    documents: int = 0
    collections: int = 0
    last: Key | None = None
    #: The numbers of the findings that were kept.
    findings: list[int] = field(default_factory=list)

    def add(self, key: Key, number: int | None) -> None:
        """Count one more; `number` is that of its finding, None where it was not kept."""
        self.times += 1
        if key != self.last:
            self.documents += 1
            self.collections += self.last is None or key[0] != self.last[0]
            self.last = key
        if number is not None:
            self.findings.append(number)


@dataclass(slots=True)
class Group:
    """What is found by one rule at one place."""

    rule: str
    #: What kind of document it is in: "Item" or "Collection".
    document: str
    #: What is said of all of them without their values.
    general: str
    path: Path = ()
    #: Whether documents have no partner, or not the right one, so that sentences name collections.
    is_alone: bool = False
    all: Count = field(default_factory=Count)
    by_sentence: dict[Said, Count] = field(default_factory=dict)
    #: How far places lie apart at most, in metres.
    metres: float = 0
    #: Whether the values are too many to look at more of them.
    is_varied: bool = False

    def add(self, said: Said | None, key: Key, number: int | None) -> None:
        """Take in one more difference; nothing is said of one whose values do not matter."""
        self.all.add(key, number)
        if said is None:
            return
        count = self.by_sentence.get(said)
        if count is None and len(self.by_sentence) < (_COLLECTIONS if self.is_alone else _SENTENCES):
            count = self.by_sentence[said] = Count()
        if count is not None:
            count.add(key, number)
        elif not self.is_alone and self.mostly is None:
            self.is_varied = True

    @property
    def mostly(self) -> tuple[Said, Count] | None:
        """The sentence that holds for almost all, None where there is none."""
        if self.is_varied:
            return None
        found = max(self.by_sentence.items(), key=lambda entry: entry[1].times)
        return found if found[1].times >= _MOSTLY * self.all.times else None


class Together:
    """Counts the differences of a comparison by what they have in common."""

    def __init__(self) -> None:
        self._groups: dict[tuple[str, Path, str], Group] = {}

    def add(self, difference: Difference, key: Key, document: str, number: int | None) -> None:
        """Take in a difference of a pair with this collection and id."""
        own = difference._replace(path=_general(difference.path, key))
        general = own.in_general
        group = self._group(PREFIX + own.kind, own.path, document, general)
        if group is not None:
            group.metres = max(group.metres, own.metres)
            if general != group.general:
                group.general = own.in_short
            said = None if group.is_varied else Said(*(told_by_prefixes(own) or (own.message,)))
            group.add(said, key, number)

    def add_alone(self, rule: str, alone: Alone, of: str, number: int | None, where: str = "") -> None:
        """Take in a document `of` a collection by itself, and what is said of `where` it is."""
        document = "Item" if alone.is_item else "Collection"
        path = ("id",) if where else ()
        group = self._group(rule, path, document, where or _WHERE[rule], is_alone=True)
        if group is not None:
            group.add(Said(of), (alone.collection, alone.id), number)

    def _group(
        self, rule: str, path: Path, document: str, general: str, is_alone: bool = False
    ) -> Group | None:
        group = self._groups.get((rule, path, document))
        if group is None and len(self._groups) < _PLACES:
            group = self._groups[rule, path, document] = Group(rule, document, general, path, is_alone)
        return group

    def tell(self, report: Report, levels: Mapping[str, Severity]) -> None:
        """Put what many documents share into a report, worst and most first, and say so of its findings."""
        told = [t for group in self._groups.values() for t in _told(group)]
        told.sort(key=lambda t: (-levels[t[0].rule], -t[2].times))
        for group, said, count in told:
            of = report.checked[group.document] if not group.is_alone else 0
            first = report.findings[count.findings[0]] if count.findings else None
            help_ = said.help or (first.help if first and group.is_alone else "")
            made = Shared(group.rule, levels[group.rule], said.sentence, group.path, count.times, count.documents, of,
                          group.document, count.collections, first and first.location, help_)  # fmt: skip
            report.shared.append(made)
            for number in count.findings:
                report.findings[number] = report.findings[number]._replace(shared=len(report.shared))


def _general(path: Path, key: Key) -> Path:
    """A path that is the same in other documents: without the id of an item, and without the number of a link."""
    if path[:1] == ("links",):
        return tuple(step for step in path if type(step) is not int)
    if path[:1] != ("assets",) or not key[1]:
        return path
    return tuple(_without_id(step, key[1]) if type(step) is str else step for step in path)


def _without_id(name: str, id_: str) -> str:
    """The name of an asset without the id of its item, where that is not by chance a part of a word."""
    return re.sub(rf"(?<![A-Za-z0-9]){re.escape(id_)}(?![A-Za-z0-9])", "{id}", name) if id_ in name else name


def _told(group: Group) -> Iterator[tuple[Group, Said, Count]]:
    """Yield what is said of many documents of a group; the few that are left are told one by one."""
    rest = group.all
    if rest.times > FEW and not group.is_alone and (mostly := group.mostly):
        yield group, *mostly
        rest = _without(rest, mostly[1])
    if rest.times > FEW:
        yield group, _of_collections(group) if group.is_alone else Said(_generally(group)), rest


def _generally(group: Group) -> str:
    if not group.metres:
        return group.general
    return f"{group.general} by up to {in_words(group.metres)}"


def _without(all_: Count, some: Count) -> Count:
    told = set(some.findings)
    times, documents = all_.times - some.times, all_.documents - some.documents
    return Count(times, documents, findings=[n for n in all_.findings if n not in told])


_WHERE = {
    "diff/only-file": "not in the database",
    "diff/only-database": "in the database, but in no file",
    "diff/moved": "in another collection in the database",
    "diff/duplicate-id": "more than once on one side",
}


def _of_collections(group: Group) -> Said:
    """Say how many documents stand alone, and of which collections."""
    count, where = group.all, group.general
    if group.document == "Collection":
        return Said(f"{count.times:,} collections are {where}")
    ordered = sorted(group.by_sentence.items(), key=lambda entry: -entry[1].times)
    named = [f"{own.times:,} of {said.sentence}" for said, own in ordered[:_LISTED]]
    if left := count.times - sum(own.times for _, own in ordered[:_LISTED]):
        named.append(f"{left:,} of others")
    return Said(f"{count.times:,} items are {where}: {listing(named)}")
