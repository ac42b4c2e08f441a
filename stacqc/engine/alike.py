"""Items that are the same to some folds, kept together so that the folds take them in at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from stacqc.document import Document
from stacqc.engine.judging import Family, Verdict
from stacqc.engine.recalled import Recalled
from stacqc.rule import AlikeFold, Fold

#: Families of items, and items, that are kept before the folds take them in.
_MAX_FAMILIES = 64
_MAX_ITEMS = 4096
#: Takes a fold, the document it failed on, and how.
Crashed = Callable[[Fold, Document, Exception], None]


class Alike:
    """The folds that read no more than a group of checks does, and the items they are still to take in."""

    def __init__(self, folds: Sequence[AlikeFold], crashed: Crashed) -> None:
        self.folds = folds
        self._crashed = crashed
        self._families: dict[Family, tuple[Document, list[str]]] = {}
        self._items = 0

    def add(self, document: Document, family: Family | None) -> None:
        """Take in one item; the folds read the same of all items of one family."""
        known = self._families.get(family) if family is not None else None
        if known is not None:
            known[1].append(document.address)
        elif family is None:
            self._give(document, [document.address])
        else:
            self._families[family] = document, [document.address]
        self._items += 1
        if len(self._families) > _MAX_FAMILIES or self._items > _MAX_ITEMS:
            self.settle()

    def settle(self) -> None:
        """Let the folds take in all that is kept."""
        for document, addresses in self._families.values():
            self._give(document, addresses)
        self._families.clear()
        self._items = 0

    def _give(self, document: Document, addresses: list[str]) -> None:
        for fold in self.folds:
            try:
                fold.add_alike(document, addresses)
            except Exception as error:
                self._crashed(fold, document, error)


class Folding:
    """All folds of a worker, and which of them take in items together."""

    def __init__(self, folds: Sequence[Fold], crashed: Crashed) -> None:
        self.folds = folds
        self._crashed = crashed
        self._each = folds
        self._alike: dict[Recalled, Alike] = {}
        self._sorted_by: Recalled | None = None

    def add(self, documents: Iterable[Document], folds: Iterable[Fold] | None = None) -> None:
        """Let folds take in documents, all of them where none are named."""
        for fold in self.folds if folds is None else folds:
            for document in documents:
                try:
                    fold.add(document)
                except Exception as error:
                    self._crashed(fold, document, error)

    def add_alike(self, verdicts: Sequence[Verdict], groups: Sequence[Recalled]) -> None:
        """Let all folds take in documents of one kind, now or together with others that are like them."""
        if not groups:
            self.add([verdict.document for verdict in verdicts])
            return
        if self._sorted_by is not groups[0]:
            self._sort(groups)
        self.add([verdict.document for verdict in verdicts], self._each)
        for number, group in enumerate(groups):
            if (alike := self._alike.get(group)) is not None:
                for verdict in verdicts:
                    alike.add(verdict.document, verdict.families[number])

    def _sort(self, groups: Sequence[Recalled]) -> None:
        """Find the group of each fold that does not read more than its checks."""
        self.settle()
        wanted: dict[Recalled, list[AlikeFold]] = {group: [] for group in groups}
        each: list[Fold] = []
        for fold in self.folds:
            reads = fold.reads if isinstance(fold, AlikeFold) else None
            group = next((g for g in groups if reads is not None and reads <= g.reads), None)
            if group is not None and isinstance(fold, AlikeFold):
                wanted[group].append(fold)
            else:
                each.append(fold)
        self._sorted_by, self._each = groups[0], each
        self._alike = {group: Alike(folds, self._crashed) for group, folds in wanted.items() if folds}

    def settle(self) -> None:
        """Let the folds take in all that is kept for them."""
        for alike in self._alike.values():
            alike.settle()
