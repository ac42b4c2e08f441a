"""Changes of single values in the text of a document.

Everything that an edit does not name keeps its bytes; what is added takes its indentation and
separators from its neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, NamedTuple

from stacqc.findings import Edit, Path, pointer
from stacqc.fixing.edits import Refused, by_container
from stacqc.fixing.layout import Layout
from stacqc.text.spans import Span, Spans


class Piece(NamedTuple):
    """New text for what stands between two offsets."""

    start: int
    end: int
    text: str


Member = tuple[str | int, Span]
#: So many digits fit no number of 64 bits for sure.
_LONG = 18


def edit_text(text: str, edits: Sequence[Edit]) -> str:
    """Return a JSON text with edits made; raises Refused. All paths are those of the text as given."""
    return _joined(text, pieces_of(text, edits))


def pieces_of(text: str, edits: Sequence[Edit]) -> list[Piece]:
    """Return what edits change in a JSON text, in its order; raises Refused."""
    spans, layout = Spans(text), Layout(text)
    pieces: list[Piece] = []
    for path, group in by_container(edits):
        if path is None:
            start, end = spans.root.start, spans.root.end
            pieces += [Piece(start, end, _value(spans, spans.root, e.value, layout)) for e in group]
        else:
            pieces += _Container(text, layout, spans, path).pieces(group)
    return sorted(pieces)


def _joined(text: str, pieces: Iterable[Piece]) -> str:
    made: list[str] = []
    at = 0
    for piece in pieces:
        if piece.start < at:
            raise Refused("two fixes change the same place")
        made += text[at : piece.start], piece.text
        at = piece.end
    return "".join(made) + text[at:]


def _value(spans: Spans, span: Span, value: Any, layout: Layout) -> str:
    """A value as it is written in the place of another one."""
    old = spans.text[span.start : span.end]
    if type(value) is list and old[:1] == "[" and (same := _rearranged(spans, span, value)):
        return same
    indent = layout.indent_at(span.start)
    if old[:1] in "{[" and len(old) > 2:
        return layout.written(value, indent if "\n" in old and value else None)
    return layout.written(value, layout.indent_of_value(value, indent))


def _rearranged(spans: Spans, span: Span, value: list[Any]) -> str:
    """The elements of an array in another order, each as it was written; empty where there are others."""
    places = [place for _, place in spans.scan(span.start)]
    written = [spans.text[place.start : place.end] for place in places]
    known = {json.dumps(json.loads(text, parse_int=_number)): text for text in written}
    wanted = [known.get(json.dumps(element)) for element in value]
    if len(wanted) != len(places):
        return ""
    pieces = [Piece(p.start, p.end, text) for p, text in zip(places, wanted, strict=True) if text is not None]
    if len(pieces) < len(places):
        return ""
    shifted = [Piece(p.start - span.start, p.end - span.start, p.text) for p in pieces]
    return _joined(spans.text[span.start : span.end], shifted)


def _number(digits: str) -> int | float:
    """A whole number as it is read; one beyond 64 bits is read as a float."""
    return int(digits) if len(digits) < _LONG else float(digits)


class _Container:
    """An object or array of the text, and what edits of its members change there."""

    def __init__(self, text: str, layout: Layout, spans: Spans, path: Path) -> None:
        self.text = text
        self.layout = layout
        self.path = path
        self.spans = spans
        self.span = _exact(spans, path)
        self.is_object = text[self.span.start] == "{"
        if not self.is_object and text[self.span.start] != "[":
            raise Refused(f"{pointer(path) or 'the document'} is neither object nor array")
        self.members: list[Member] = list(spans.scan(self.span.start))
        self.index = {name: number for number, (name, _) in enumerate(self.members)}

    def pieces(self, edits: Iterable[Edit]) -> list[Piece]:
        """Return the changes of the text."""
        made: list[Piece] = []
        removed: set[int] = set()
        added: list[Edit] = []
        for edit in edits:
            number = self.index.get(edit.path[-1])
            if number is None:
                added.append(self._checked(edit, len(added)))
            elif edit.action == "remove":
                removed.add(number)
            else:
                made.append(self._changed(edit, self.members[number][1]))
        return [*made, *self._structure(removed, added)]

    def _checked(self, edit: Edit, ahead: int) -> Edit:
        """An edit that names no member: it may only add one."""
        name = edit.path[-1]
        fits = type(name) is str if self.is_object else name == len(self.members) + ahead
        if edit.action != "replace" or not fits:
            raise Refused(f"{pointer(edit.path)} does not exist")
        return edit

    def _changed(self, edit: Edit, span: Span) -> Piece:
        if edit.action == "rename":
            if not self.is_object or edit.value in self.index:
                raise Refused(f"{pointer(edit.path)} cannot be renamed to {edit.value}")
            return Piece(
                span.key, scanstring(self.text, span.key + 1, False)[1], self.layout.written(edit.value)
            )
        return Piece(span.start, span.end, _value(self.spans, span, edit.value, self.layout))

    def _structure(self, removed: set[int], added: list[Edit]) -> list[Piece]:
        """What removing and adding members changes."""
        if not removed and not added:
            return []
        new = self._written(added)
        if not self.members:
            return [self._filled(new)]
        kept = [number for number in range(len(self.members)) if number not in removed]
        if not kept:
            first, last = self.members[0][1], self.members[-1][1]
            return [Piece(first.key, last.end, new) if added else self._emptied()]
        made = [self._cut(run) for run in _runs(removed)]
        if added:
            end = self.members[kept[-1]][1].end
            made.append(Piece(end, end, self._separator() + new))
        return made

    def _cut(self, run: tuple[int, int]) -> Piece:
        """The removal of neighbouring members, with the separator before them or else behind them."""
        first, last = run
        if first:
            return Piece(self.members[first - 1][1].end, self.members[last][1].end, "")
        return Piece(self.members[0][1].key, self.members[last + 1][1].key, "")

    def _emptied(self) -> Piece:
        return Piece(self.span.start + 1, self.span.end - 1, "")

    def _separator(self) -> str:
        """What stands between two members."""
        if len(self.members) > 1:
            return self.text[self.members[-2][1].end : self.members[-1][1].key]
        lead = self.text[self.span.start + 1 : self.members[0][1].key] if self.members else self._lead()
        return "," + lead if "\n" in lead else self.layout.comma

    def _written(self, added: list[Edit]) -> str:
        """The new members as they stand one after the other."""
        separator = self._separator()
        # Some write the comma in front of the next member: it is no part of the indentation.
        indent = separator.rpartition("\n")[2].replace(",", "") if "\n" in separator else None
        made = []
        for edit in added:
            deeper = None if indent is None else self.layout.indent_of_value(edit.value, indent)
            name = self.layout.written(edit.path[-1]) + self._colon() if self.is_object else ""
            made.append(name + self.layout.written(edit.value, deeper))
        return separator.join(made)

    def _colon(self) -> str:
        if not self.members:
            return self.layout.colon
        span = self.members[-1][1]
        return self.text[scanstring(self.text, span.key + 1, False)[1] : span.start]

    def _lead(self) -> str:
        """What stands before the first member of a container that has none yet."""
        before = self.text[: self.span.key]
        is_broken = bool(self.layout.unit) and before[len(before.rstrip()) :].count("\n") > 0
        if not is_broken:
            return ""
        return self.layout.newline + self.layout.indent_at(self.span.start) + self.layout.unit

    def _filled(self, new: str) -> Piece:
        lead = self._lead()
        tail = self.layout.newline + self.layout.indent_at(self.span.start) if lead else ""
        return Piece(self.span.start + 1, self.span.end - 1, lead + new + tail)


def _exact(spans: Spans, path: Path) -> Span:
    span = spans.root
    for depth, step in enumerate(path):
        members = spans.members(path[:depth], span)
        if step not in members:
            raise Refused(f"{pointer(path)} does not exist")
        span = members[step]
    return span


def _runs(numbers: set[int]) -> list[tuple[int, int]]:
    """Numbers as first and last of each run without gaps."""
    made = []
    for _, group in groupby(enumerate(sorted(numbers)), key=lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        made.append((run[0], run[-1]))
    return made
