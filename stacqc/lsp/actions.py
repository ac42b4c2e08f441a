"""Fixes of findings as changes that an editor offers."""

from __future__ import annotations

from collections.abc import Iterator

from lsprotocol.types import CodeAction, CodeActionKind, TextEdit

from stacqc.document import Document
from stacqc.findings import Fix
from stacqc.fixing.mend import Mender, pieces_of_fix, title_of
from stacqc.lsp.analysis import Analysis, Mark
from stacqc.lsp.changes import change
from stacqc.lsp.diagnostics import diagnostic
from stacqc.lsp.places import Places
from stacqc.lsp.project import Project
from stacqc.safe import safe

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
            edits = self._edits(mark.document, fix)
            if edits:
                yield self._action(mark, fix), edits

    def _action(self, mark: Mark, fix: Fix) -> CodeAction:
        return CodeAction(
            title=safe(title_of(mark.finding, fix)),
            kind=CodeActionKind.QuickFix,
            diagnostics=[diagnostic(mark, self.places, self.project)],
            is_preferred=fix.safe or None,
        )

    def _edits(self, document: Document, fix: Fix) -> list[TextEdit]:
        return [self._edit(document, *piece) for piece in pieces_of_fix(document, fix)]

    def _edit(self, document: Document, start: int, end: int, text: str) -> TextEdit:
        """An edit between two offsets of a document, which may be one of many in the editor's text."""
        base = self.places.offset_of(document.line, document.column)
        return TextEdit(self.places.range(base + start, base + end), text)

    def all_safe_fixes(self) -> list[TextEdit]:
        """Return the edits that make all fixes that do not change what is meant."""
        documents = {id(m.document): m.document for m in self.analysis.marks if _is_safe(m)}
        mender = Mender(self.project.plan)
        edits: list[TextEdit] = []
        for document in documents.values():
            if document is not None:
                text = mender.mend(document).document.text
                made = change(document.text, text)
                if made.end > made.start or made.new_end > made.start:
                    edits.append(self._edit(document, made.start, made.end, text[made.start : made.new_end]))
        return edits


def _is_safe(mark: Mark) -> bool:
    return mark.document is not None and mark.finding.fix is not None and mark.finding.fix.safe
