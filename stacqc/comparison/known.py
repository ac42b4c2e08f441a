"""Differences that are known and accepted: the baseline, asked by what stands on both sides."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stacqc.baseline import ROWS, STALE, Baseline, Key, Known, value_of
from stacqc.comparison.record import Side
from stacqc.document import Document
from stacqc.engine.runner import sorted_report
from stacqc.findings import Finding, Severity, pointer
from stacqc.report import Report
from stacqc.sources.containers.members import steps_to_member

if TYPE_CHECKING:
    from stacqc.comparison.plan import Plan


class KnownDifferences(Known):
    """The entries that a comparison met.

    A difference is told by its document and by both of its values, not by the line of an NDJSON file.
    """

    def __init__(self, baseline: Baseline, rules: Iterable[str]) -> None:
        super().__init__(baseline, rules)
        self._sides: tuple[Side, ...] = ()

    def accepts(self, finding: Finding) -> bool:
        """Return whether a difference is accepted, and remember that its entry still holds."""
        key = self.key_of(finding)
        if key not in self._keys:
            return False
        self._matched.add(key)
        return True

    def key_of(self, finding: Finding) -> Key:
        """Return the key of the entry that accepts a difference."""
        found = "\0".join((finding.document, *(finding.sides or (finding.value,))))
        path = finding.location.path
        place = pointer(path[steps_to_member(path) :])
        return Key(finding.rule, self.baseline.name_of(finding.location.uri), place, value_of(found, ""))

    def have_compared(self, *sides: Side) -> None:
        """Say that all of these sides was compared, so that what was not found is no longer there."""
        self._sides = sides

    def is_stale(self, key: Key) -> bool:
        """Return whether an entry was not found again though it was looked for."""
        if key.rule not in self._rules or key in self._matched:
            return False
        return any(self._holds(side, key.file) for side in self._sides) or not self.baseline.exists(key.file)

    def _holds(self, side: Side, name: str) -> bool:
        """Whether the document of an entry belongs to a side."""
        if side.name.startswith(ROWS):
            return name.startswith(ROWS)
        if "://" in side.name:
            return name.startswith(side.name)
        path = self.baseline.path_of(name)
        return path != "" and any(path == p or path.startswith(p + os.sep) for p in _places(side))


def _places(side: Side) -> list[str]:
    """The files of a side, or the folder that they are in."""
    from stacqc.sources.sides.tree import TreeSide

    paths = side.name.split(", ")
    return [os.path.abspath(os.path.dirname(p) if isinstance(side, TreeSide) else p) for p in paths]


def with_stale(report: Report, plan: Plan) -> Report:
    """Add to the report of a comparison the entries that no longer hold."""
    known, severity = plan.known, plan.levels.get(STALE, Severity.OFF)
    if known is None:
        return report
    report.known = known
    if severity is not Severity.OFF:
        for finding in _stale(known, severity):
            report.counts[STALE, severity] += 1
            report.findings.append(finding)
    return sorted_report(report)


def _stale(known: KnownDifferences, severity: Severity) -> Iterator[Finding]:
    problems = [problem for _, problem in known.finish()]
    if problems:
        file = known.baseline.file
        document = Document(str(file), file.read_bytes())
        for problem in problems:
            place = document.location(problem.path, problem.key)
            yield Finding(STALE, severity, problem.message, place, problem.help)
