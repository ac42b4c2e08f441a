"""Differences as findings, so that every report format shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from stacqc.comparison.difference import ABSENT, PREFIX, Difference
from stacqc.comparison.excerpts import shown, spread, unseen
from stacqc.comparison.known import KnownDifferences
from stacqc.comparison.record import Record, parse
from stacqc.comparison.together import Together
from stacqc.comparison.trouble import NotReadable
from stacqc.comparison.unpaired import Alone
from stacqc.engine.plan import MAX_FINDINGS
from stacqc.findings import Finding, Location, Severity, Sides
from stacqc.kinds import kind_of
from stacqc.report import Report
from stacqc.settings.exceptions import is_excepted
from stacqc.words import counted

_COMPOSED = "in the database by an id that is composed otherwise"
_CHOICE = "where only some collections are to be compared, name each with --collection"


@dataclass(slots=True)
class DifferenceKeeper:
    """Turns differences into the findings of a report, as far as they are asked for."""

    report: Report
    #: The severities of the rules that are reported, by name.
    levels: Mapping[str, Severity]
    known: KnownDifferences | None = None
    #: Rules that are not reported for files that match a pattern.
    per_file: Mapping[str, Sequence[str]] = field(default_factory=dict)
    limit: int = MAX_FINDINGS
    #: How many documents of the files, and of the database, could not be read.
    unread: tuple[int, int] = (0, 0)
    together: Together = field(default_factory=Together)

    def differs(self, file: Record, database: Record, difference: Difference) -> bool:
        """Keep a difference of a pair; returns whether it is reported, if only as a number."""
        number = len(self.report.findings)
        kept = self._differs(file, database, difference)
        if kept:
            document = "Item" if file.collection or _is_item(file) else "Collection"
            self.together.add(difference, file.key, document, self._kept_as(number))
        return kept

    def _differs(self, file: Record, database: Record, difference: Difference) -> bool:
        if not self._counts(difference.kind):
            return self.severity_of(difference.kind) is not Severity.OFF
        value = shown(ABSENT if difference.database is ABSENT else difference.database)
        sides = Sides(*("" if v is ABSENT else spread(v) for v in (difference.file, difference.database)))
        return self._add(difference.kind, difference.message, file.location(difference.path),
                         _key_in_words(database), file.id, (database.place.address,), value, sides)  # fmt: skip

    def _kept_as(self, number: int) -> int | None:
        """Return the number of the last finding, None where it was not kept but only counted."""
        return number if len(self.report.findings) > number else None

    def only_file(self, alone: Alone) -> bool:
        """Keep a document that the database lacks; returns as `differs` does."""
        return self._alone("only-file", f"{_named(alone)} is not in the database", alone, 1)

    def only_database(self, alone: Alone) -> bool:
        """Keep a document that the files lack; returns as `differs` does."""
        message = f"{_named(alone)} is in the database, but in no file"
        return self._alone("only-database", message, alone, 0, "" if alone.is_item else _CHOICE)

    def _alone(self, kind: str, message: str, alone: Alone, other: int, help_: str = "") -> bool:
        doubt = self._doubt(other, "may be this one")
        return self._add_alone(kind, message, alone, doubt or help_, _of(alone))

    def _add_alone(
        self, kind: str, message: str, alone: Alone, help_: str, of: str, *more: Any, where: str = ""
    ) -> bool:
        """Keep a document by itself, which lies `of` somewhere where it is told together with others."""
        number = len(self.report.findings)
        if self._counts(kind):
            kept = self._add(kind, message, alone.location, help_, alone.id, *more)
        else:
            kept = self.severity_of(kind) is not Severity.OFF
        if kept:
            self.together.add_alone(PREFIX + kind, alone, of, self._kept_as(number), where)
        return kept

    def _doubt(self, side: int, what: str) -> str:
        """Say that what a side could not read may be what a difference comes from; empty where all was read."""
        times = self.unread[side]
        name, documents = ("files", "database")[side], counted(times, "document")
        return f"what could not be read of the {name} ({documents}) {what}: mend that first" if times else ""

    def elsewhere(self, file: Alone, database: Alone) -> bool:
        """Keep a document that the database has under another key; returns as `differs` does."""
        return self._moved(file, database) if file.id == database.id else self._composed(file, database)

    def _composed(self, file: Alone, database: Alone) -> bool:
        """Keep a document whose id differs in composition alone: code points, not letters."""
        note = unseen(file.id, database.id) or "composed otherwise"
        message = Difference("value", ("id",), file.id, database.id, note).message
        help_ = "write it in one form of Unicode (NFC) on both sides; the rest of the two was not compared"
        more = (database.location.uri,), shown(database.id), Sides(spread(file.id), spread(database.id))
        return self._add_alone("value", message, file, help_, _of(file), *more, where=_COMPOSED)

    def _moved(self, file: Alone, database: Alone) -> bool:
        own = f"collection {shown(file.collection)}" if file.collection else "no collection"
        there = shown(database.collection) if database.collection else "none"
        note = unseen(file.collection, database.collection)
        message = (
            f"{shown(file.id)} belongs to {own}, and lies in {there} in the database{note and f' ({note})'}"
        )
        doubt = self._doubt(0, "may say where it belongs")
        related = (database.location.uri,)
        of = f"{_of(file)} in {there}"
        return self._add_alone("moved", message, file, doubt, of, related, shown(database.collection))

    def doubled(self, first: Record, second: Record, side: str) -> None:
        """Keep a key that stands twice on one side."""
        message = f"{shown(second.id)} stands twice in {_place_of(second)} of the {side}"
        location = second.place.location._replace(path=second.place.prefix)
        is_item = bool(second.collection) or _is_item(second)
        alone = Alone(second.collection, second.id, location, is_item)
        of = f"{_of(alone)} in the {side}"
        self._add_alone("duplicate-id", message, alone, f"first: {_line_of(first)}", of)

    def tell_together(self) -> None:
        """Say in the report what many of its findings have in common; they may be put in another order after that."""
        self.together.tell(self.report, self.levels)

    def severity_of(self, kind: str) -> Severity:
        """Return how much a class of difference matters, OFF where it was not asked for."""
        return self.levels.get(PREFIX + kind, Severity.OFF)

    def _counts(self, kind: str) -> bool:
        """Whether a difference is reported with all that is to be shown; counts one that is one too many."""
        severity = self.severity_of(kind)
        if severity is Severity.OFF:
            return False
        if self.known is None and not self.per_file and len(self.report.findings) >= self.limit:
            self._drop(PREFIX + kind, severity)
            return False
        return True

    def _drop(self, rule: str, severity: Severity) -> None:
        self.report.counts[rule, severity] += 1
        self.report.dropped += 1

    def _add(self, kind: str, message: str, location: Location, help_: str, document: str,
             related: tuple[str, ...] = (), value: str = "", sides: Sides | None = None) -> bool:  # fmt: skip
        rule = PREFIX + kind
        return self.keep(
            Finding(rule, self.levels[rule], message, location, help_, None, related, value, document, sides)
        )

    def keep_of_row(self, finding: Finding, alone: Alone, where: str) -> bool:
        """Keep what is found of a row by itself, which many others may share; returns as `differs` does."""
        number = len(self.report.findings)
        kept = self.keep(finding)
        if kept:
            self.together.add_alone(finding.rule, alone, _of(alone), self._kept_as(number), where)
        return kept

    def keep(self, finding: Finding) -> bool:
        """Keep a finding, unless it is excepted for its file, or known; returns as `differs` does."""
        if is_excepted(self.per_file, finding.rule, finding.location.uri):
            return False
        if self.known is not None and self.known.accepts(finding):
            self.report.suppressed += 1
            return False
        if len(self.report.findings) >= self.limit:
            self._drop(finding.rule, finding.severity)
        else:
            self.report.counts[finding.rule, finding.severity] += 1
            self.report.findings.append(finding)
        return True


def _named(alone: Alone) -> str:
    if not alone.is_item:
        return f"collection {shown(alone.id)}"
    return f"{shown(alone.id)} of {_of(alone)}"


def _of(alone: Alone) -> str:
    return shown(alone.collection) if alone.collection else "no collection"


def _place_of(record: Record) -> str:
    if record.collection:
        return f"collection {shown(record.collection)}"
    return "no collection" if _is_item(record) else "the collections"


def _line_of(record: Record) -> str:
    """Where a document begins: by its line where a file holds several, since readers count lines."""
    place = record.place
    return f"{place.uri}:{place.line}" if place.prefix and place.line else place.address


def _key_in_words(record: Record) -> str:
    """Return the key of a row, as the help of a difference says it."""
    if record.collection:
        return f"row: collection {shown(record.collection)}, id {shown(record.id)}"
    return f"row: {'no collection, id' if _is_item(record) else 'collection'} {shown(record.id)}"


def _is_item(record: Record) -> bool:
    try:
        return kind_of(record.data) == "Item"
    except NotReadable:
        return kind_of(parse(record.raw)) == "Item"
