"""Folds over sets of documents that belong together."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.document import Document
from stacqc.folds.base import GroupFold, Witnesses, fold, in_group, merge_tables, order_of, shown_group
from stacqc.rule import FoldProblem
from stacqc.words import listed, listing, plain


@fold("complete_set")
class CompleteSet(GroupFold):
    """Each group has documents with all of the wanted values."""

    def add(self, document: Document) -> None:
        """Note which values a document brings."""
        for group, path, value in self.hits(document):
            if value is not None:
                table = self.groups.setdefault(group, {})
                table.setdefault(plain(value), Witnesses()).add(document.address, path)

    def joined(self, mine: Any, other: Any) -> Any:
        """Return the values of both."""
        merge_tables(mine, other)
        return mine

    def finish(self) -> Iterator[FoldProblem]:
        """Report each group that lacks a value, at its first document."""
        wanted = [plain(value) for value in self.argument["values"]]
        for group, table in sorted(self.groups.items()):
            there = [value for value in wanted if value in table]
            missing = [value for value in wanted if value not in table]
            if there and missing:
                address, path = min((table[value].smallest()[0] for value in there), key=order_of)
                yield FoldProblem(address, self._lacking(path, there, missing, group))

    def _lacking(self, path: Any, there: list[str], missing: list[str], group: str) -> Any:
        found, wanted = listing(there), listing(missing)
        names = {
            "found": found,
            "wanted": wanted,
            "value": found,
            "count": len(there),
            "group": shown_group(group),
        }
        return self.wording.problem(path, self.message(there, missing, group), names)

    def message(self, there: list[str], missing: list[str], group: str) -> str:
        """Return what is missing as a sentence."""
        return f"There is no {listed(missing, 'or')}{in_group(group)}, only {listing(there)}"


@fold("twin")
class Twin(CompleteSet):
    """What exists with one of the wanted values exists with all of them."""

    def message(self, there: list[str], missing: list[str], group: str) -> str:
        """Return where the twin is missing as a sentence."""
        return f"{shown_group(group) or 'This'} exists in {listing(there)} but not in {listing(missing)}"
