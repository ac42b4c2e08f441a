"""What a run checks: schemas, rules with their severities, and what becomes of the findings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from stacqc.document import Document
from stacqc.engine.recalled import Checks
from stacqc.findings import Failure
from stacqc.rule import ALL_KINDS, AlikeFold, Check, Fold, OfCollections, Probes, Selected, folds_of
from stacqc.schema.check import SchemaCheck

if TYPE_CHECKING:
    from stacqc.baseline import Baseline
    from stacqc.engine.recipe import Recipe
    from stacqc.hrefs.check import HrefCheck
    from stacqc.scale.changed import Changed

#: Findings kept for showing; beyond it they are only counted, so that memory stays bounded.
MAX_FINDINGS = 200_000


class Documents(Protocol):
    """A part of the input that can be read anywhere."""

    def documents(self) -> Iterator[Document | Failure]:
        """Yield documents, and what could not be read."""


class Input(Documents, Protocol):
    """What a user named, or a part of it, before it is cut for several processes."""

    def size(self) -> int:
        """Return about how many documents there are."""

    def parts(self) -> Iterator[Documents]:
        """Yield parts that can be checked anywhere, in order, and together hold the same documents."""


@dataclass(slots=True)
class Plan:
    """What a run checks: the schemas, the rules with their severities, and how much it keeps."""

    rules: Sequence[Selected] = ()
    schemas: SchemaCheck | None = None
    #: Further judges of single documents, whose problems name their rule.
    opinions: Sequence[Check] = ()
    limit: int = MAX_FINDINGS
    #: Rules that are not reported for files that match a pattern.
    per_file: Mapping[str, Sequence[str]] = field(default_factory=dict)
    #: Whether the report is to tell of the documents too.
    with_facts: bool = False
    #: Findings that are known and passed over.
    baseline: Baseline | None = None
    #: The files that are judged, None for all; the others take part in rules across documents only.
    changed: Changed | None = None
    #: Asks servers for what documents lead to, None where nobody asked for that.
    hrefs: HrefCheck | None = None
    #: Whether not all items of the collections take part, or no collections: nothing is held against all their items.
    in_part: bool = False
    #: How another process can make this plan, None where it cannot.
    recipe: Recipe | None = None
    #: Changes when a rule or an option changes.
    digest: str = ""
    #: The checks by kind of document, which remember from shard to shard, and the rules they are made of.
    _checks: tuple[Sequence[Selected], dict[str, Checks]] | None = field(default=None, init=False, repr=False)

    def checks(self) -> dict[str, Checks]:
        """Return the checks for each kind of document."""
        if self._checks is None or self._checks[0] is not self.rules:
            self._checks = (self.rules, {kind: self._checks_of(kind) for kind in ALL_KINDS})
        return self._checks[1]

    def folds(self) -> list[Fold]:
        """Return a new fold of each kind that the rules need."""
        folds = [make() for make in folds_of(self.rules)]
        return [fold for fold in folds if not (self.in_part and isinstance(fold, OfCollections))]

    def probes(self) -> list[Probes]:
        """Return what tells the paths that rules will ask for, each once."""
        return list(dict.fromkeys(c.rule.probes for c in self.rules if c.rule.probes is not None))

    def _checks_of(self, kind: str) -> Checks:
        rules = [choice.rule for choice in self.rules]
        own = [(r.name, r.check, r) for r in rules if r.check is not None and kind in r.info.kinds]
        # Only items are many and alike.
        folds = [f.reads for f in self.folds() if isinstance(f, AlikeFold)] if kind == "Item" else []
        opinions = [("second-opinion", check, None) for check in self.opinions]
        return Checks(kind, [*opinions, *own], [reads for reads in folds if reads])
