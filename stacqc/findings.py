"""What stacqc says about documents: findings, where they are, and the report that holds them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING, Any, NamedTuple

from stacqc.digest import digest_of_text

if TYPE_CHECKING:
    from stacqc.baseline import Known
    from stacqc.facts import Facts
    from stacqc.rule import RuleInfo

#: Steps from the root of a document to a value: member names and array indexes.
Path = tuple[str | int, ...]


class Severity(IntEnum):
    """How much a finding matters; a property of the configured rule, never of its name."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """Return the severity called `text`; raises KeyError for an unknown word."""
        return cls[text.upper()]


class Edit(NamedTuple):
    """A change of one value: `action` is "replace" (by `value`), "rename" (key to `value`) or "remove"."""

    action: str
    path: Path
    value: Any = None


class Fix(NamedTuple):
    """Edits that mend a finding; `safe` ones never change what the document means.

    `rests_on` are the paths in other documents from whose values the edits were worked out.
    """

    edits: tuple[Edit, ...]
    safe: bool = True
    title: str = ""
    rests_on: tuple[Path, ...] = ()


class Problem(NamedTuple):
    """What a rule yields: a path inside the document and a sentence; positions are added elsewhere.

    `key` asks for the position of the member's name instead of its value. `related` names other
    documents that take part. `rule` is set by checks that serve several rules. `member` names what is
    missing at the path, where that is a member of an object. `other` is the place of a second value, where two do
    not fit each other. `extensions` names those that it is about:
    rules that speak for each other ask for them. `for_others` says of what a fold finds that it stands for
    further documents, which are not named: it is told in any case.
    """

    path: Path
    message: str
    help: str = ""
    fix: Fix | None = None
    related: tuple[str, ...] = ()
    key: bool = False
    rule: str = ""
    member: str = ""
    extensions: tuple[str, ...] = ()
    for_others: bool = False
    other: Path = ()


class Location(NamedTuple):
    """A place in an input: 1-based line and column (in code points) of a range; line 0 when unknown."""

    uri: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    path: Path = ()
    #: The source line, cut to a window around the column, with … where it is cut, for code frames.
    text: str = ""
    #: The offset of the column inside `text`.
    offset: int = 0

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer (RFC 6901)."""
        return pointer(self.path)

    def __str__(self) -> str:
        """Return `uri:line:column`, as editors and terminals take it, or the uri where lines are unknown."""
        return f"{self.uri}:{self.line}:{self.column}" if self.line else self.uri


class Sides(NamedTuple):
    """A value in the file and in the database as JSON, cut where it is long; empty where it is absent."""

    file: str
    database: str


class Finding(NamedTuple):
    """One defect of one document, ready to be shown."""

    rule: str
    severity: Severity
    message: str
    location: Location
    help: str = ""
    fix: Fix | None = None
    related: tuple[str, ...] = ()
    #: The value found, as compact JSON cut to 200 characters: part of the fingerprint.
    value: str = ""
    #: The id of the document, empty where it has none.
    document: str = ""
    #: What differs, where two sides were compared.
    sides: Sides | None = None
    #: The member that is missing: part of the fingerprint, since an object may lack several.
    member: str = ""
    #: Which of the report's `shared` tells of it together with others, from 1; 0 where none does.
    shared: int = 0

    @property
    def order(self) -> tuple[Any, ...]:
        """What findings are sorted by: their places, then their rules and messages."""
        return *self.location[:5], self.rule, self.message

    @property
    def fingerprint(self) -> str:
        """A name for this finding that survives edits elsewhere in the file: 16 hex digits."""
        loc = self.location
        lacking = (self.member,) if self.member else ()
        parts = "\0".join((self.rule, loc.uri, loc.pointer, self.value, *lacking))
        return digest_of_text(parts, 8)


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


class Failure(NamedTuple):
    """Something that could not be checked, and why: an input, a document, or a rule that crashed."""

    uri: str
    message: str


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
        checked, found = sum(self.checked.values()), sum(self.counts.values())
        return f"<Report: {checked:,} checked, {found:,} found, {self.failures.total:,} not checkable>"


def at_path(data: Any, path: Iterable[str | int]) -> Any:
    """Return the value at a path; raises KeyError, IndexError or TypeError where there is none."""
    return reduce(getitem, path, data)


def pointer(path: Iterable[str | int]) -> str:
    """Return `path` as a JSON Pointer (RFC 6901); the root is the empty text."""
    made = ""
    for step in path:
        made += f"/{step}" if step.__class__ is int else f"/{_escaped(str(step))}"
    return made


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name
