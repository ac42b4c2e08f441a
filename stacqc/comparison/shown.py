"""What a report may show of two sides besides their differences: the documents, and the properties of each side."""

from __future__ import annotations

import os

from stacqc.comparison.record import Record, written
from stacqc.comparison.trouble import NotReadable
from stacqc.comparison.unpaired import Alone
from stacqc.document import NO_TREE, Document, Tree
from stacqc.facts import MAX_DOCUMENTS, Facts
from stacqc.findings import Severity

#: How the sides are called where properties are told apart by them.
FILES, DATABASE = "files", "database"


class Shown:
    """Facts of both sides: a pair counts as one document, that of the files."""

    def __init__(self, files: str) -> None:
        self.facts = Facts(sides=True)
        #: The addresses of documents that have no partner so far, as far as they are remembered.
        self._alone: dict[tuple[str, str, str], str] = {}
        folder = files if os.path.isdir(files) else os.path.dirname(files)
        self._tree = Tree(folder=os.path.normpath(folder)) if os.path.exists(files) and folder else NO_TREE

    def add_pair(self, file: Record, row: Record) -> None:
        """Take in a document that both sides have."""
        document = self._document(file, self._tree)
        self.facts.add_document(document, file.collection)
        self.facts.add_properties(document, FILES)
        self.facts.add_properties(self._document(row, NO_TREE), DATABASE)

    def add_file(self, file: Record, severity: Severity) -> None:
        """Take in a document that the database lacks."""
        self._add_alone(file, self._document(file, self._tree), FILES, severity)

    def add_row(self, row: Record, severity: Severity) -> None:
        """Take in a document that the files lack."""
        self._add_alone(row, self._document(row, NO_TREE), DATABASE, severity)

    def found(self, file: Record, severity: Severity) -> None:
        """Learn that a document of a pair has a difference."""
        self.facts.found(self._document(file, self._tree), severity)

    def settle(self, file: Alone | None, row: Alone | None, kept: bool) -> None:
        """Learn what became of documents that had no partner: a row that merely moved is shown as its file."""
        if file is not None and row is not None:
            self.facts.subjects.pop(self._alone.pop(_key(row), ""), None)
        alone = file or row
        if alone is not None and not kept:
            subject = self.facts.subjects.get(self._alone.get(_key(alone), ""))
            if subject is not None:
                subject.worst = Severity.OFF

    def _add_alone(self, record: Record, document: Document, side: str, severity: Severity) -> None:
        self.facts.add_document(document, record.collection)
        self.facts.add_properties(document, side)
        self.facts.found(document, severity)
        self._alone[record.collection, record.id, record.place.uri] = document.address
        if len(self._alone) > 2 * MAX_DOCUMENTS:
            self._alone = {key: a for key, a in self._alone.items() if a in self.facts.subjects}

    def _document(self, record: Record, tree: Tree) -> Document:
        place = record.place
        return Document(
            place.uri, record.raw or _written(record), tree, place.prefix, place.line, place.column
        )


def _key(alone: Alone) -> tuple[str, str, str]:
    return alone.collection, alone.id, alone.location.uri


def _written(record: Record) -> bytes:
    """A row as JSON, an empty object where it cannot be read or is nested too deeply for that."""
    try:
        return written(record.data)
    except (RecursionError, NotReadable):
        return b"{}"
