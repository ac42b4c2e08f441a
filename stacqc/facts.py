"""What a report may show besides findings: the documents, how they hang together, where they lie."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from heapq import nsmallest
from zlib import crc32

from stacqc.document import Document
from stacqc.findings import Severity
from stacqc.footprint import Line, footprint_of
from stacqc.links import local_links
from stacqc.rule import FoldProblem

#: Documents that are remembered: containers first, then by their worst finding, then by chance.
MAX_DOCUMENTS = 50_000
_SLACK = MAX_DOCUMENTS // 4


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
    #: Documents per collection, and items per document that holds them: complete, unlike `subjects`.
    documents: Counter[str] = field(default_factory=Counter)
    items_below: Counter[str] = field(default_factory=Counter)
    members: Counter[Members] = field(default_factory=Counter)

    def add(self, document: Document) -> None:
        """Take in one document."""
        subject = self._remember(document)
        if document.kind in ("Item", "Collection"):
            self.documents[subject.collection] += 1
        if document.kind == "Item":
            self.items_below[subject.parent] += 1
            properties = document.properties
            self.members[subject.collection, tuple(properties), tuple(map(type, properties.values()))] += 1

    def found(self, document: Document, severity: Severity) -> None:
        """Take note that a document has a finding."""
        subject = self._remember(document)
        subject.worst = max(subject.worst, severity)

    def merge(self, other: Facts) -> None:
        """Take in the facts of another shard."""
        for address, theirs in other.subjects.items():
            mine = self.subjects.setdefault(address, theirs)
            mine.worst = max(mine.worst, theirs.worst)
        self.documents.update(other.documents)
        self.items_below.update(other.items_below)
        self.members.update(other.members)
        self._forget(MAX_DOCUMENTS)

    def finish(self) -> tuple[FoldProblem, ...]:
        """Say nothing: facts are shown, not judged."""
        self._forget(MAX_DOCUMENTS)
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
