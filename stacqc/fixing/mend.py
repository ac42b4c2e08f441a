"""One document, mended in memory: fixes are tried, judged again, and kept only when they help."""

from __future__ import annotations

import codecs
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from stacqc.document import Document
from stacqc.engine.keeper import shown_value
from stacqc.engine.plan import Plan
from stacqc.engine.worker import Worker
from stacqc.findings import Edit, Finding, Fix, Severity
from stacqc.fixing.edits import Claims, Refused, edit_data
from stacqc.fixing.text_edits import Piece, edit_text, pieces_of
from stacqc.fixing.titles import said_of
from stacqc.report import Report

#: How often the findings of a document that was just mended are mended in turn.
ROUNDS = 5
#: How many ways of mending one document are tried before what is left of it is left alone.
TRIALS = 500

Key = tuple[str, str, str]


class Judged(NamedTuple):
    """A document and what the rules say of it alone."""

    document: Document
    report: Report

    @property
    def tally(self) -> tuple[int, ...]:
        """How bad it is, worst first."""
        report = self.report
        return report.failures.total, *(
            report.total(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)
        )

    @property
    def keys(self) -> set[Key]:
        """What is found, without positions."""
        return {key_of(finding) for finding in self.report.findings}


@dataclass(slots=True)
class Mended:
    """What became of a document: its new bytes, the findings mended by rule, and what was refused."""

    document: Document
    fixed: Counter[str] = field(default_factory=Counter)
    refused: dict[Key, str] = field(default_factory=dict)


def key_of(finding: Finding) -> Key:
    """Return what names a finding while its file changes."""
    return finding.rule, finding.location.pointer, finding.message


class Mender:
    """Mends documents one after the other under one plan; `unsafe` fixes only when they are wanted."""

    def __init__(self, plan: Plan, unsafe: bool = False) -> None:
        self._worker = Worker(replace(plan, with_facts=False))
        self._unsafe = unsafe

    def is_wanted(self, finding: Finding) -> bool:
        """Return whether a finding has a fix that may be made."""
        return finding.fix is not None and (finding.fix.safe or self._unsafe)

    def mend(self, document: Document, more: Iterable[Finding] = ()) -> Mended:
        """Mend what the rules find in a document, and `more` findings that only a whole run could make."""
        work = _Work(self, self.judge(document))
        return work.done([finding for finding in more if still_holds(finding, document)])

    def judge(self, document: Document) -> Judged:
        """Return what the rules say of one document."""
        self._worker.begin_anew()
        self._worker.check(document)
        return Judged(document, self._worker.partial.report)


class _Work:
    """The mending of one document."""

    def __init__(self, mender: Mender, judged: Judged) -> None:
        self.mender = mender
        self.judged = judged
        self.mended = Mended(judged.document)
        self.trials = TRIALS
        #: The last fixes tried and what came of them, since what helps is then made.
        self.last: tuple[list[Finding], Judged | None] = [], None

    def done(self, more: Sequence[Finding]) -> Mended:
        for _ in range(ROUNDS):
            chosen = self._chosen([*self.judged.report.findings, *more])
            if not chosen or not self._round(chosen):
                break
            more = ()
        self.mended.document = self.judged.document
        return self.mended

    def _chosen(self, findings: Iterable[Finding]) -> list[Finding]:
        """The findings that can be mended at once: in order, and each place changed by one fix."""
        claims = Claims()
        wanted = (f for f in findings if self.mender.is_wanted(f) and key_of(f) not in self.mended.refused)
        ordered = sorted(wanted, key=lambda f: f.order)
        return [f for f in ordered if f.fix is not None and claims.take(f.fix.edits)]

    def _round(self, chosen: list[Finding]) -> bool:
        """Make all fixes that do no harm; returns whether any was made."""
        good = self._harmless(chosen)
        if len(good) < len(chosen) and good and not self._helps(good):
            good = good[:1]
        after = self._tried(good) if good else None
        if after is None:
            return False
        self.judged, self.last = after, ([], None)
        self.mended.fixed.update(finding.rule for finding in good)
        return True

    def _harmless(self, findings: list[Finding]) -> list[Finding]:
        """The findings whose fixes help, found by halving."""
        if self._helps(findings):
            return findings
        if len(findings) == 1:
            self.mended.refused.setdefault(key_of(findings[0]), "its fix would make other findings")
            return []
        half = len(findings) // 2
        return [*self._harmless(findings[:half]), *self._harmless(findings[half:])]

    def _helps(self, findings: list[Finding]) -> bool:
        """Whether the document is better for these fixes, or no worse and what they mend is gone."""
        after = self._tried(findings)
        if after is None:
            return False
        mended, left = {key_of(finding) for finding in findings}, after.keys
        if len(findings) > 1 and not left <= self.judged.keys:
            return False
        return after.tally < self.judged.tally or (after.tally == self.judged.tally and not mended & left)

    def _tried(self, findings: list[Finding]) -> Judged | None:
        """The document with these fixes made; None where they cannot be."""
        if findings != self.last[0]:
            self.last = findings, self._judged_with(findings)
        return self.last[1]

    def _judged_with(self, findings: list[Finding]) -> Judged | None:
        self.trials -= 1
        if self.trials < 0:
            self._refuse(findings, "the document needs too many trials")
            return None
        edits = [edit for finding in findings if finding.fix for edit in finding.fix.edits]
        try:
            return self.mender.judge(edited(self.judged.document, edits))
        except Refused as refused:
            self._refuse(findings, str(refused))
            return None

    def _refuse(self, findings: list[Finding], why: str) -> None:
        if len(findings) == 1:
            self.mended.refused[key_of(findings[0])] = why


def pieces_of_fix(document: Document, fix: Fix) -> list[Piece]:
    """Return what a fix changes in the text of a document: nothing where the text would not say what it means."""
    try:
        edited(document, fix.edits)
        return pieces_of(document.text, fix.edits)
    except Refused:
        return []


def title_of(finding: Finding, fix: Fix) -> str:
    """Return what a fix does, in words that begin with a capital."""
    title = said_of(fix, finding.help)
    return title[:1].upper() + title[1:] + ("" if fix.safe else " (may change the meaning)")


def edited(document: Document, edits: Sequence[Edit]) -> Document:
    """Return a document with edits made in its text; raises Refused unless it then says what was meant."""
    bom = codecs.BOM_UTF8 if document.raw.startswith(codecs.BOM_UTF8) else b""
    if b"\0" in document.raw:  # as in UTF-16, which may pass for UTF-8
        raise Refused("the file is not UTF-8")
    try:
        text = edit_text(document.raw[len(bom) :].decode(), edits)
        raw = bom + text.encode()
        intended = edit_data(document.data, edits)
    except UnicodeError:
        raise Refused("the file is not UTF-8") from None
    except (RecursionError, ValueError) as error:
        raise Refused(f"the fix cannot be written ({type(error).__name__})") from None
    made = Document(document.uri, raw, document.tree, document.prefix, document.line, document.column)
    if not made.readable or json.dumps(made.data) != json.dumps(intended):
        raise Refused("the text would not say what the fix means")
    return made


def still_holds(finding: Finding, document: Document) -> bool:
    """Return whether what a run found is still there: the document may have changed since."""
    path = finding.location.path
    size = len(document.prefix)
    return path[:size] == document.prefix and shown_value(document.data, path[size:]) == finding.value
