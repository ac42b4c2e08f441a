"""Fixes of findings as changes that an editor offers."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind, TextEdit

from stacqc.document import Document
from stacqc.findings import Fix
from stacqc.fixing.edits import Refused
from stacqc.fixing.mend import Mender, edited
from stacqc.formats.safe import safe
from stacqc.lsp.analysis import Analysis, Mark
from stacqc.lsp.changes import change
from stacqc.lsp.diagnostics import diagnostic
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.stacqc"


class Actions:
    """The actions for one text."""

    def __init__(self, analysis: Analysis, places: Places, project: Project) -> None:
        self.analysis = analysis
        self.places = places
        self.project = project

    def fixes(self, start: int, end: int) -> Iterator[tuple[CodeAction, list[TextEdit]]]:
        """Yield an action for each fix of a finding between two offsets, without its edit."""
        for mark in self.analysis.marks:
            fix = mark.finding.fix
            if fix is None or mark.document is None or mark.start > end or mark.end < start:
                continue
            edits = self._edits(mark, fix)
            if edits:
                yield self._action(mark, fix), edits

    def _action(self, mark: Mark, fix: Fix) -> CodeAction:
        title = fix.title or mark.finding.help or f"mend {mark.finding.rule}"
        return CodeAction(
            title=safe(title[:1].upper() + title[1:]) + ("" if fix.safe else " (may change the meaning)"),
            kind=CodeActionKind.QuickFix,
            diagnostics=[diagnostic(mark, self.places, self.project)],
            is_preferred=fix.safe or None,
        )

    def _edits(self, mark: Mark, fix: Fix) -> list[TextEdit]:
        assert mark.document is not None
        try:
            return self._difference(mark.document, edited(mark.document, fix.edits))
        except Refused:
            return []

    def _difference(self, before: Document, after: Document) -> list[TextEdit]:
        base = self.places.offset_of(before.line, before.column)
        made = change(before.text, after.text)
        if made.start == made.end == made.new_end:
            return []
        where = self.places.range(base + made.start, base + made.end)
        return [TextEdit(where, after.text[made.start : made.new_end])]

    def all_safe_fixes(self) -> list[TextEdit]:
        """Return the edits that make all fixes that do not change what is meant."""
        documents = {id(m.document): m.document for m in self.analysis.marks if _is_safe(m)}
        mender = Mender(self.project.plan)
        edits: list[TextEdit] = []
        for document in documents.values():
            if document is not None:
                edits += self._difference(document, mender.mend(document).document)
        return edits


def _is_safe(mark: Mark) -> bool:
    return mark.document is not None and mark.finding.fix is not None and mark.finding.fix.safe
