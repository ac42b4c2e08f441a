"""What a comparison is to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from stacqc.comparison.choice import Choice
from stacqc.comparison.findings import DifferenceKeeper
from stacqc.comparison.known import KnownDifferences
from stacqc.comparison.levels import levels_of
from stacqc.comparison.settings import Settings
from stacqc.comparison.state import State
from stacqc.findings import Severity
from stacqc.report import Report


@dataclass(slots=True)
class Plan:
    """What a comparison is to do: settings, choice, the rules it reports, and what is accepted."""

    settings: Settings = field(default_factory=Settings)
    choice: Choice = field(default_factory=Choice)
    levels: Mapping[str, Severity] = field(default_factory=levels_of)
    #: Rules that are not reported for files that match a pattern.
    per_file: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Differences that are known and passed over.
    known: KnownDifferences | None = None
    #: What earlier runs found equal.
    state: State | None = None
    #: Whether the report is to tell of the documents too.
    with_facts: bool = False
    #: How many processes compare.
    jobs: int = 1

    def keeper(self, report: Report) -> DifferenceKeeper:
        """Return what keeps the findings of this comparison in a report."""
        return DifferenceKeeper(report, self.levels, self.known, self.per_file)
