"""What a report may show besides findings: the documents, how they hang together, where they lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import nsmallest
from zlib import crc32

from stacqc.aspects.footprint import Line, footprint_of
from stacqc.aspects.links import local_links
from stacqc.document import Document
from stacqc.findings import Severity
from stacqc.properties.survey import Bounded, Survey
from stacqc.rule import FoldProblem

#: Documents that are remembered: containers first, then by their worst finding, then by chance.
MAX_DOCUMENTS = 50_000
_SLACK = MAX_DOCUMENTS // 4
#: Collections that are told apart.
MAX_COLLECTIONS = 10_000
_MAX_MEMBERS = 20_000


class Count:
    """How often something was met."""

    __slots__ = ("times",)

    def __init__(self) -> None:
        self.times = 0

    def merge(self, other: Count) -> None:
        """Count what another shard met too."""
        self.times += other.times


@dataclass(slots=True)
class Subject:
    """One document that was checked; `footprint` is None where its geometry cannot be drawn."""

    uri: str
    id: str
    kind: str
    title: str = ""
    collection: str = ""
    #: The address of the document above it, empty where no link tells.
    parent: str = ""
    footprint: tuple[Line, ...] | None = ()
    worst: Severity = Severity.OFF


#: A collection, and the names and types of the properties that some of its items have in common.
Members = tuple[str, tuple[str, ...], tuple[type, ...]]


@dataclass(slots=True)
class Facts:
    """A fold that no rule needs: a run keeps it when a format asks for it."""

    subjects: dict[str, Subject] = field(default_factory=dict)
    #: Documents per collection, and items per document that holds them: of all documents, not of `subjects`.
    documents: Bounded[Count] = field(default_factory=lambda: Bounded(MAX_COLLECTIONS))
    items_below: Bounded[Count] = field(default_factory=lambda: Bounded(MAX_DOCUMENTS))
    #: The properties of all items, with their values.
    survey: Survey = field(default_factory=Survey)
    #: The types of properties per collection; None once these are too many.
    members: Counter[Members] | None = field(default_factory=Counter)
    #: Whether `members` tells the sides of a comparison apart, in place of collections.
    sides: bool = False

    def add(self, document: Document) -> None:
        """Take in one document."""
        subject = self.add_document(document)
        self.add_properties(document, subject.collection)

    def add_document(self, document: Document, collection: str = "") -> Subject:
        """Remember and count one document, without what it says; it may go by another collection than its own."""
        subject = self._remember(document)
        if collection and document.kind == "Item":
            subject.collection = collection
        if document.kind in ("Item", "Collection"):
            _count(self.documents, subject.collection)
        if document.kind == "Item":
            _count(self.items_below, subject.parent)
        return subject

    def add_properties(self, document: Document, group: str) -> None:
        """Take in the properties of an item, which belongs to a collection or to a side."""
        if document.kind != "Item":
            return
        self.survey.add(document)
        if self.members is not None:
            properties = document.properties
            self.members[group, tuple(properties), tuple(map(type, properties.values()))] += 1
            self._limit_members()

    def _limit_members(self) -> None:
        if self.members is not None and len(self.members) > _MAX_MEMBERS:
            self.members = None

    def found(self, document: Document, severity: Severity) -> None:
        """Take note that a document has a finding."""
        subject = self._remember(document)
        subject.worst = max(subject.worst, severity)

    def merge(self, other: Facts) -> None:
        """Take in the facts of another shard."""
        for address, theirs in other.subjects.items():
            mine = self.subjects.setdefault(address, theirs)
            mine.worst = max(mine.worst, theirs.worst)
        self.documents.merge(other.documents, Count)
        self.items_below.merge(other.items_below, Count)
        self.survey.merge(other.survey)
        if self.members is not None and other.members is not None:
            self.members.update(other.members)
            self._limit_members()
        else:
            self.members = None
        self._forget(MAX_DOCUMENTS)

    def finish(self) -> tuple[FoldProblem, ...]:
        """Say nothing: facts are shown, not judged."""
        self._forget(MAX_DOCUMENTS)
        self.documents.cut()
        self.items_below.cut()
        return ()

    def _remember(self, document: Document) -> Subject:
        address = document.address
        known = self.subjects.get(address)
        if known is None:
            known = self.subjects[address] = _subject(document)
            self._forget(MAX_DOCUMENTS + _SLACK)
        return known

    def _forget(self, limit: int) -> None:
        if len(self.subjects) > limit:
            self.subjects = dict(nsmallest(MAX_DOCUMENTS, self.subjects.items(), key=_rank))


def _count(counts: Bounded[Count], key: str) -> None:
    found = counts.get(key, Count)
    if found is not None:
        found.times += 1


def _rank(entry: tuple[str, Subject]) -> tuple[bool, int, int, str]:
    address, subject = entry
    by_chance = crc32(address.encode("utf-8", "surrogatepass"))
    return subject.kind == "Item", -subject.worst, by_chance, address


def _subject(document: Document) -> Subject:
    made = Subject(document.uri, document.id, document.kind or "unreadable")
    data = document.data
    if type(data) is not dict:
        return made
    title, collection = data.get("title"), data.get("collection")
    made.title = title if type(title) is str else ""
    made.collection = collection if type(collection) is str else ""
    made.parent = _parent(document)
    if document.kind == "Item":
        made.footprint = footprint_of(data.get("geometry"))
    elif document.kind == "Collection":
        made.collection = document.id
    return made


def _parent(document: Document) -> str:
    found = (link.path for link in local_links(document) if link.rel == "parent" and link.inside)
    above = next(found, "")
    return above if above != document.address else ""
