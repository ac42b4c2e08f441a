"""The comparison of two sides from beginning to end, and the report of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from stacqc.comparison.asked import Asked
from stacqc.comparison.batches import Outcome
from stacqc.comparison.choice import Choice
from stacqc.comparison.compare import Comparer
from stacqc.comparison.difference import PREFIX
from stacqc.comparison.levels import infos
from stacqc.comparison.merge import MergedPair, OutOfOrder, merge
from stacqc.comparison.pairs import Pairs
from stacqc.comparison.plan import Plan
from stacqc.comparison.record import Key, Record, Side
from stacqc.comparison.trouble import SideTrouble
from stacqc.comparison.unpaired import Alone, Unpaired
from stacqc.engine.runner import sorted_report, without_cycle_collector
from stacqc.findings import Failure
from stacqc.report import Failures, Report, Tally

if TYPE_CHECKING:
    from stacqc.comparison.shown import Shown

_STEP = 500


class Comparison:
    """One run over two sides."""

    def __init__(
        self, files: Side, database: Side, plan: Plan, progress: Callable[[int], None] | None
    ) -> None:
        self.files = files
        self.database = database
        self.plan = plan
        self.report = Report(rules=infos(PREFIX))
        self.comparer = Comparer(plan.settings)
        completions = files.completion, database.completion
        self._pairs = Pairs(self.comparer, completions, self._told, plan.jobs)
        self._keeper = plan.keeper(self.report)
        self._unpaired = Unpaired()
        self._asked = Asked(self.plan.choice)
        self._absent: list[Tally] = []
        self._unread = 0
        self._shown = _new_shown(files.name) if plan.with_facts else None
        self._progress = progress
        self._last: Key | None = None

    def run(self) -> Report:
        """Compare collections, then items, and return what was found.

        Raises OutOfOrder where the side has promised order if all begins anew.
        """
        try:
            with without_cycle_collector():
                self._compare_all()
                self._pairs.finish()
        finally:
            self._pairs.close()
        self._finish()
        return sorted_report(self.report)

    def _compare_all(self) -> None:
        try:
            self._collections()
            self._items()
            held = self.files.collection_ids() | self.database.collection_ids()
            if self.files.unread or self.database.unread:
                self._asked.forget_ids()
            self.report.failures += self._asked.failures(held)
            self._absent = self._asked.tally()
        except SideTrouble as trouble:
            self._break_off(trouble.side, trouble.reason)
        except OutOfOrder as disorder:
            if any(side.name == disorder.side and side.sort() for side in (self.files, self.database)):
                self._unpaired.close()
                raise
            self._break_off(disorder.side, str(disorder))

    def _break_off(self, side: str, reason: str) -> None:
        where = ""
        if self._last:
            any_item = self.report.checked["Item"] > 0
            what, rest = ("", "the rest is not") if any_item else ("collections ", "and no items")
            where = f"; {what}compared as far as {'/'.join(filter(None, self._last))}, {rest}"
        self.report.failures.append(Failure(side, f"{reason}{where}"))

    def _finish(self) -> None:
        for file, row in self._unpaired.resolve():
            self._keep_alone(file, row)
        self._unpaired.close()
        self._keeper.tell_together()
        self.report.failures += self.files.failures
        self.report.failures += self.database.failures
        if self._shown is not None:
            self._shown.facts.finish()
            self.report.facts = self._shown.facts
        for side in (self.files, self.database):
            self.comparer.equivalences.used.update(side.passed)
        self.report.tally = self.comparer.equivalences.tally()
        self.report.tally += self._absent
        if self._unread:
            meaning = "items of one side whose collection could not be read on the other"
            self.report.tally.append(Tally("unread", self._unread, meaning))
        if self.plan.state is not None and self.plan.state.skipped:
            meaning = "pairs found equal before, of which neither file nor row has changed since"
            self.report.tally.append(Tally("unchanged", self.plan.state.skipped, meaning))
        if self.plan.known is not None and self.plan.choice == Choice() and not self.report.failures:
            self.plan.known.have_compared(self.files, self.database)

    def _keep_alone(self, file: Alone | None, row: Alone | None) -> None:
        """Keep a document of one side, or one that lies elsewhere on the other."""
        self._keeper.unread = self.files.failures.total, self.database.failures.total
        kept = False
        if file is not None:
            kept = self._keeper.only_file(file) if row is None else self._keeper.elsewhere(file, row)
        elif row is not None:
            kept = self._keeper.only_database(row)
        if self._shown is not None:
            self._shown.settle(file, row, kept)

    def _collections(self) -> None:
        """Compare the collections, where both sides have them."""
        if not (self.files.has_collections and self.database.has_collections):
            return
        for file, row in self._merged(self.files.collections(), self.database.collections()):
            if file is None or row is None:
                self._alone_collection(file, row)
            else:
                self._pair(file, row, "Collection")

    def _alone_collection(self, file: Record | None, row: Record | None) -> None:
        self._show_alone(file, row)
        alone = file or row
        if alone is not None and not alone.id.isascii():
            # The other side may have the same id composed otherwise.
            self._put_aside(file, row, is_item=False)
            return
        self._keep_alone(_alone(file) if file is not None else None, _alone(row) if row is not None else None)

    def _show_alone(self, file: Record | None, row: Record | None) -> None:
        if self._shown is None:
            return
        if file is not None:
            self._shown.add_file(file, self._keeper.severity_of("only-file"))
        elif row is not None:
            self._shown.add_row(row, self._keeper.severity_of("only-database"))

    def _items(self) -> None:
        choice = self.plan.choice
        for file, row in self._asked.met(self._merged(self.files.items(), self.database.items())):
            if choice.by_content and not choice.fits_any(file, row):
                continue
            if file is not None and row is not None:
                self._pair(file, row, "Item")
                continue
            if self._is_unread(file, row):
                self._unread += 1
                continue
            self._show_alone(file, row)
            self._put_aside(file, row)

    def _is_unread(self, file: Record | None, row: Record | None) -> bool:
        """Whether an item of one side is of a collection that the other side could not read."""
        if file is not None:
            return file.collection in self.database.unread
        return row is not None and row.collection in self.files.unread

    def _put_aside(self, file: Record | None, row: Record | None, is_item: bool = True) -> None:
        """Keep a document of one side until it is known whether the other side has it elsewhere."""
        if file is not None:
            self._unpaired.add_file(file, is_item)
        elif row is not None:
            self._unpaired.add_database(row, is_item)

    def _merged(self, files: Iterator[Record], database: Iterator[Record]) -> Iterator[MergedPair]:
        doubled = (self._doubled_file, self._doubled_row)
        return merge(files, database, doubled, (self.files.name, self.database.name))

    def _doubled_file(self, first: Record, second: Record) -> None:
        self._keeper.doubled(first, second, "files")

    def _doubled_row(self, first: Record, second: Record) -> None:
        self._keeper.doubled(first, second, "database")

    def _pair(self, file: Record, row: Record, kind: str) -> None:
        self._last = file.key
        checked = self.report.checked
        checked[kind] += 1
        state = self.plan.state
        if state is None or not state.is_equal(file, row):
            if self._shown is not None:
                self._shown.add_pair(file, row)
            self._pairs.add(file, row)
        if self._progress is not None and checked[kind] % _STEP == 0:
            self._progress(sum(checked.values()))

    def _told(self, file: Record, row: Record, differences: Outcome) -> None:
        """Take in how two documents differ."""
        if isinstance(differences, str):
            reason = f"not compared with {row.place.address}: {differences}"
            self.report.failures.append(Failure(file.place.address, reason))
            return
        for difference in differences:
            if self._keeper.differs(file, row, difference) and self._shown is not None:
                self._shown.found(file, self._keeper.severity_of(difference.kind))
        if not differences and self.plan.state is not None:
            self.plan.state.remember(file, row)


def _new_shown(files: str) -> Shown:
    from stacqc.comparison.shown import Shown

    return Shown(files)


def _alone(record: Record) -> Alone:
    return Alone(record.collection, record.id, record.place.location, is_item=False)


def run(
    files: Side, database: Side, plan: Plan | None = None, progress: Callable[[int], None] | None = None
) -> Report:
    """Compare two sides and return the report; trouble on one side ends the run, but loses nothing found."""
    sides = files, database
    before = [(Failures(side.failures), Counter(side.passed), set(side.unread)) for side in sides]
    try:
        return Comparison(files, database, plan or Plan(), progress).run()
    except OutOfOrder:
        for side, told in zip(sides, before, strict=True):
            side.failures, side.passed, side.unread = told
        return run(files, database, plan, progress)
