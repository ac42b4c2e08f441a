"""The documents of a report: those the run kept in mind, and those that findings name."""

from __future__ import annotations

import os
from itertools import takewhile
from typing import Any

from stacqc.aspects.footprint import Line
from stacqc.facts import Subject
from stacqc.findings import Finding
from stacqc.formats.html.strings import Strings
from stacqc.paths import bucket_of, in_store
from stacqc.report import Report
from stacqc.safe import safe

#: In place of the number of a footprint: there is none, or none that can be drawn.
_NO_FOOTPRINT, _UNDRAWABLE = -1, -2


class Documents:
    """Numbers the documents, so that findings can name them."""

    def __init__(self, report: Report, strings: Strings) -> None:
        self._report = report
        self._strings = strings
        self._subjects: list[Subject] = []
        self._addresses: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}
        self._footprints: dict[tuple[Line, ...], int] = {}
        self._counts: dict[int, list[int]] = {}
        for address, subject in sorted(report.facts.subjects.items() if report.facts else ()):
            self._add(address, subject)
        for finding in report.findings:
            counts = self._counts.setdefault(self.of(finding), [0, 0, 0])
            counts[3 - finding.severity] += 1

    def _add(self, address: str, subject: Subject) -> int:
        number = len(self._subjects)
        self._subjects.append(subject)
        self._addresses.append(address)
        self._numbers.setdefault((subject.uri, subject.id), number)
        return number

    def of(self, finding: Finding) -> int:
        """Return the number of the document that a finding is about."""
        uri, id_ = finding.location.uri, finding.document
        number = self._numbers.get((uri, id_))
        return self._add(uri, Subject(uri, id_, "")) if number is None else number

    def heading(self, named: bool) -> dict[str, str]:
        """Return what the report is about: the one document at the top where it is `named`, or the folder of all."""
        tops = [s for s in self._subjects if s.kind in ("Catalog", "Collection") and not s.parent]
        uris = [s.uri for s in self._subjects] or [f.location.uri for f in self._report.findings[:10_000]]
        folder = _common_folder(uris)
        if self._report.facts is None or not named:
            return {"title": "", "source": safe(folder), "folder": safe(folder)}
        if len(tops) == 1:
            title = tops[0].title or tops[0].id or tops[0].uri
            return {"title": safe(title), "source": safe(tops[0].uri), "folder": safe(folder)}
        return {"title": safe(folder or "STAC metadata"), "source": safe(folder), "folder": safe(folder)}

    def as_data(self) -> dict[str, Any]:
        """Return documents, their footprints, and the complete counts of the run."""
        facts, add = self._report.facts, self._strings.add
        rows = [self._row(number) for number in range(len(self._subjects))]
        return {
            "documents": rows,
            "footprints": list(self._footprints),
            "collections": [[add(safe(c)), n.times] for c, n in facts.documents.items()] if facts else [],
            "below": [[add(safe(p)), n.times] for p, n in facts.items_below.items()] if facts else [],
            "has_facts": facts is not None,
        }

    def _row(self, number: int) -> list[Any]:
        """Kind, texts, footprint, findings by severity, and the worst of all, also of those not kept."""
        add, subject = self._strings.add, self._subjects[number]
        counts = self._counts.get(number, [0, 0, 0])
        texts = (
            self._addresses[number],
            subject.uri,
            subject.id,
            subject.title,
            subject.collection,
            subject.parent,
        )
        return [
            subject.kind,
            *(add(safe(text)) for text in texts),
            self._footprint(subject),
            counts,
            3 - subject.worst,
        ]

    def _footprint(self, subject: Subject) -> int:
        if subject.footprint is None:
            return _UNDRAWABLE
        if not subject.footprint:
            return _NO_FOOTPRINT
        return self._footprints.setdefault(subject.footprint, len(self._footprints))


def _common_folder(uris: list[str]) -> str:
    folders = [os.path.dirname(uri) for uri in uris]
    stores = {bucket_of(folder) if in_store(folder) else "" for folder in folders}
    if stores - {""}:
        return _common_prefix(folders) if len(stores) == 1 else ""
    try:
        return os.path.commonpath(folders) if folders else ""
    except ValueError:
        return ""


def _common_prefix(folders: list[str]) -> str:
    parts = zip(*(folder.split("/") for folder in folders), strict=False)
    return "/".join(names[0] for names in takewhile(lambda names: len(set(names)) == 1, parts))
