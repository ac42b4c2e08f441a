"""The report of a run: its findings, what was checked, and what could not be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from stacqc.findings import Failure, Finding, Location, Path, Severity

if TYPE_CHECKING:
    from stacqc.baseline import Known
    from stacqc.facts import Facts
    from stacqc.rule import RuleInfo


#: Failures kept for showing; beyond it they are only counted, so that memory stays bounded.
MAX_FAILURES = 10_000


class Failures(list[Failure]):
    """What could not be checked: the first ones, and how many more there are.

    Added to in the order of the input, so that the same ones are kept however a run is cut into parts.
    """

    #: How many were only counted.
    dropped = 0

    def __init__(self, given: Iterable[Failure] = ()) -> None:
        super().__init__()
        self.extend(given)

    @property
    def total(self) -> int:
        """How many there are, kept or not."""
        return len(self) + self.dropped

    def listed(self) -> Iterator[Failure]:
        """Yield those kept, and one more that tells how many were only counted."""
        yield from self
        if self.dropped:
            yield Failure("", f"{self.dropped:,} more that could not be checked are not listed")

    def append(self, failure: Failure) -> None:
        """Take in one more; the parts of a file that all say the same say it once."""
        if self and self[-1] == failure:
            return
        if len(self) < MAX_FAILURES:
            super().append(failure)
        else:
            self.dropped += 1

    def extend(self, others: Iterable[Failure]) -> None:
        """Take in more, and what of them was only counted."""
        for failure in others:
            self.append(failure)
        self.dropped += getattr(others, "dropped", 0)

    def __iadd__(self, others: Iterable[Failure]) -> Failures:  # type: ignore[override,misc]
        self.extend(others)
        return self


class Tally(NamedTuple):
    """Something a run passed over by design, how often, and what it means."""

    name: str
    times: int
    meaning: str


class Shared(NamedTuple):
    """What many findings of a comparison have in common, told once."""

    rule: str
    severity: Severity
    #: What differs, without in how many documents.
    sentence: str
    path: Path
    #: How many findings there are, also of those not kept, and in how many documents.
    times: int
    documents: int
    #: Of how many documents of this kind, 0 where the sentence says it.
    of: int
    kind: str
    #: In how many collections, 0 where that is not known.
    collections: int
    #: The place of the first one, None where no finding was kept.
    example: Location | None = None
    help: str = ""

    @property
    def message(self) -> str:
        """The sentence, and in how many documents it holds."""
        if not self.of:
            return self.sentence
        some = "all" if self.documents == self.of else f"{self.documents:,} of"
        among = f"{some} {self.of:,} {self.kind.lower()}s"
        own = self.collections and self.kind != "Collection"
        collections = "1 collection" if self.collections == 1 else f"{self.collections:,} collections"
        return f"{self.sentence}, in {among}{f' of {collections}' if own else ''}"


@dataclass(slots=True)
class Report:
    """All that a run found: findings in order of place, what was checked, what could not be.

    `counts` is exact even when `findings` was cut at a limit (`dropped` says how many are missing), and
    so is `failures.total`.
    """

    findings: list[Finding] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    failures: Failures = field(default_factory=Failures)
    counts: Counter[tuple[str, Severity]] = field(default_factory=Counter)
    dropped: int = 0
    suppressed: int = 0
    tally: list[Tally] = field(default_factory=list)
    #: What is known of the rules of the run, by name.
    rules: dict[str, RuleInfo] = field(default_factory=dict)
    #: The documents themselves, where a format asked for them.
    facts: Facts | None = None
    #: What the run met of the baseline.
    known: Known | None = None
    #: What many findings of a comparison have in common.
    shared: list[Shared] = field(default_factory=list)
    #: What a run as a whole suggests to do otherwise, such as to name its inputs in another order.
    hints: list[str] = field(default_factory=list)
    #: How many findings were mended, None where nobody asked for it.
    fixed: int | None = None

    def worst(self) -> Severity:
        """Return the highest severity among the findings."""
        return max((severity for _, severity in self.counts), default=Severity.OFF)

    @property
    def found(self) -> int:
        """How many findings there are, kept or not."""
        return sum(self.counts.values())

    def total(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(n for (_, s), n in self.counts.items() if s is severity)

    def exit_code(self, fail_on: Severity = Severity.ERROR) -> int:
        """Return 0 for clean, 1 for findings at or above `fail_on`, 2 where something was not checkable."""
        if self.failures:
            return 2
        return 1 if self.worst() >= max(fail_on, Severity.INFO) else 0

    def fixable(self, safe: bool) -> int:
        """Return how many of the findings kept have a safe fix, or one that is not."""
        return sum(f.fix is not None and f.fix.safe is safe for f in self.findings)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __repr__(self) -> str:
        """Say how much was checked and found, for a prompt or a notebook."""
        checked = sum(self.checked.values())
        return f"<Report: {checked:,} checked, {self.found:,} found, {self.failures.total:,} not checkable>"
