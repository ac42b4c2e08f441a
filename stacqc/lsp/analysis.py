"""The text of an editor, judged: what is found, and between which offsets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from stacqc.document import Document, Tree
from stacqc.engine.worker import Worker
from stacqc.findings import Failure, Finding
from stacqc.lsp.changes import change
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project
from stacqc.sources.containers.members import MEMBERS_KEY, is_lines, lines, members

#: The longest text that is judged while someone types, in characters.
MAX_TEXT = 5_000_000
_MARKS_OF_STAC = ('"stac_version"', '"stac_extensions"', '"assets"')


class Mark(NamedTuple):
    """A finding, its offsets in the text, and the document it is about as long as that is current."""

    start: int
    end: int
    finding: Finding
    document: Document | None


@dataclass(frozen=True, slots=True)
class Analysis:
    """What is known about a text; `crashes` are rules that failed on it."""

    text: str
    marks: tuple[Mark, ...] = ()
    #: The document that the whole text is, None where it holds one per line or is too long.
    document: Document | None = None
    crashes: tuple[str, ...] = ()
    is_too_long: bool = False


@dataclass(slots=True)
class Subject:
    """A file in the editor: where it lies, and what holds since its text was whole."""

    path: str
    tree: Tree
    last: Analysis = field(default_factory=lambda: Analysis(""))


def analyse(text: str, subject: Subject, project: Project) -> Analysis:
    """Judge a text; of one that is half-written, keep what still holds from when it was whole."""
    if len(text) > MAX_TEXT:
        return Analysis(text, is_too_long=True)
    # Half a surrogate pair is no character: it is judged as one that is.
    raw = text.encode("utf-8", "replace")
    if is_lines(subject.path):
        return _judged(text, list(lines(subject.path, raw.split(b"\n"))), project)
    document = Document(subject.path, raw, subject.tree)
    if not _is_stac(document, text, subject):
        return Analysis(text, document=document)
    if document.readable:
        subject.last = made = _judged(text, _parts(document), project, document)
        return made
    kept = tuple(carried(subject.last, text))
    subject.last = Analysis(text, kept)
    made = _judged(text, [document], project, document)
    return replace(made, marks=(*made.marks, *kept))


def _is_stac(document: Document, text: str, subject: Subject) -> bool:
    """Whether a file is meant to be STAC: an editor opens all kinds of JSON."""
    if document.kind in ("Catalog", "Collection"):
        return True
    meant = bool(document.kind) or not document.readable
    return meant and (bool(subject.last.text) or any(mark in text for mark in _MARKS_OF_STAC))


def _parts(document: Document) -> list[Document | Failure]:
    if document.kind in MEMBERS_KEY:
        return list(members(document.uri, document.raw, MEMBERS_KEY[document.kind]))
    return [document]


def _judged(
    text: str, parts: Iterable[Document | Failure], project: Project, whole: Document | None = None
) -> Analysis:
    worker = Worker(project.plan)
    report = worker.partial.report
    places = Places(text)
    marks: list[Mark] = []
    for part in parts:
        known = len(report.findings)
        worker.check(part)
        if isinstance(part, Document):
            envelope = whole if whole is not None and part.kind in MEMBERS_KEY else None
            marks += _marks(report.findings[known:], envelope or part, places)
    crashes = tuple(f.message for f in report.failures if f.message.startswith("rule "))
    return Analysis(text, tuple(marks), whole, crashes)


def _marks(findings: Iterable[Finding], document: Document, places: Places) -> Iterator[Mark]:
    """The findings of a document by offsets."""
    for finding in findings:
        place = finding.location
        start = places.offset_of(place.line, place.column)
        end = max(start, places.offset_of(place.end_line, place.end_column))
        if place.end_line > place.line and document.readable:
            # A container of many lines is pointed at by its name, not underlined as a whole.
            span = document.spans.find(place.path[len(document.prefix) :])
            start, end = start - (span.start - span.key), start + 1
        yield Mark(start, end, finding, document)


def carried(last: Analysis, text: str) -> Iterator[Mark]:
    """Yield the marks of an earlier text that lie in what has not changed since, at their new places."""
    made = change(last.text, text)
    moved = made.new_end - made.end
    for mark in last.marks:
        if mark.end < made.start:
            yield mark._replace(document=None)
        elif mark.start > made.end:
            yield mark._replace(start=mark.start + moved, end=mark.end + moved, document=None)
