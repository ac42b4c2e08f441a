"""Documents and rules in, findings out: the one place that turns problems into findings."""

from __future__ import annotations

import gc
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from stacqc.alike import Folding
from stacqc.document import Document
from stacqc.findings import Failure, Finding, Problem, Report, Severity
from stacqc.recalled import Checks, Due, Outlook
from stacqc.rule import ALL_KINDS, AlikeFold, Check, Fold, FoldProblem, SecondLook, Selected, folds_of
from stacqc.schema.check import SchemaCheck
from stacqc.sources.again import Reader

if TYPE_CHECKING:
    from stacqc.baseline import Baseline, Known
    from stacqc.facts import Facts
    from stacqc.hrefs.check import HrefCheck
    from stacqc.recipe import Recipe
    from stacqc.scale.changed import Changed

#: Findings kept for showing; beyond it they are only counted, so that memory stays bounded.
MAX_FINDINGS = 200_000
_SHOWN_VALUE = 200


class Documents(Protocol):
    """A part of the input that can be read anywhere."""

    def documents(self) -> Iterator[Document | Failure]:
        """Yield documents, and what could not be read."""


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

    def _checks_of(self, kind: str) -> Checks:
        rules = [choice.rule for choice in self.rules]
        own = [(r.name, r.check, r) for r in rules if r.check is not None and kind in r.info.kinds]
        folds = [fold.reads for make in folds_of(self.rules) if isinstance(fold := make(), AlikeFold)]
        opinions = [("second-opinion", check, None) for check in self.opinions]
        return Checks(kind, [*opinions, *own], [reads for reads in folds if reads])


@dataclass(slots=True)
class Partial:
    """The outcome of some shards: what was found, and folds that still wait for the other shards."""

    report: Report = field(default_factory=Report)
    folds: list[Fold] = field(default_factory=list)
    #: What rules asked of the file system, and the answers.
    asked: dict[str, bool] = field(default_factory=dict)

    def merge(self, later: Partial, limit: int) -> None:
        """Take in the outcome of the shards that follow, of whose findings so many are kept as fit."""
        report, its = self.report, later.report
        room = max(0, limit - len(report.findings))
        report.findings += its.findings[:room]
        report.dropped += its.dropped + len(its.findings[room:])
        report.failures += its.failures
        report.checked.update(its.checked)
        report.counts.update(its.counts)
        report.suppressed += its.suppressed
        for mine, other in zip(self.folds, later.folds, strict=True):
            try:
                mine.merge(other)
            except Exception as error:
                report.failures.append(Failure("", _failed(mine, error)))


class Worker:
    """Checks documents one after the other and keeps the outcome."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.severities = {choice.rule.name: choice.severity for choice in plan.rules}
        self.facts = _new_facts() if plan.with_facts else None
        self.partial = Partial(folds=[make() for make in folds_of(plan.rules)])
        if self.facts is not None:
            self.partial.folds.append(self.facts)
        self.known = _known(plan.baseline, self.severities) if plan.baseline is not None else None
        if self.known is not None:
            self.partial.folds.append(self.known)
        self.hrefs = plan.hrefs.collector() if plan.hrefs is not None else None
        if self.hrefs is not None:
            self.partial.folds.append(self.hrefs)
        self._checks = plan.checks()
        self._folding = Folding(self.partial.folds, self._fold_crashed)

    def begin_anew(self) -> None:
        """Forget what was found; from now on documents are judged one by one, and not put together."""
        self.partial = Partial()
        self._folding = Folding([], self._fold_crashed)

    def outcome(self) -> Partial:
        """Return all that was found, with nothing held back from the folds."""
        self._folding.settle()
        return self.partial

    def check(self, entry: Document | Failure) -> None:
        """Check one document; whatever happens to it, the next one is checked too."""
        report = self.partial.report
        if isinstance(entry, Failure):
            report.failures.append(entry)
            return
        if self.plan.changed is not None and not self.plan.changed.concerns(entry):
            others = [f for f in self.partial.folds if f is not self.known and f is not self.hrefs]
            self._folding.add(entry, others)
            return
        if not self._is_subject(entry):
            return
        report.checked[entry.kind or "unreadable"] += 1
        for lexical in entry.problems:
            location = entry.location_of_offsets(lexical.start, lexical.end)
            problem = Problem((), lexical.message, lexical.help, rule=lexical.rule)
            self._keep(problem, lexical.rule, entry, location)
        if entry.readable and entry.kind:
            self._folding.add_item(entry, self._check_data(entry))
            return
        if not entry.readable:
            report.failures.append(
                Failure(entry.address, f"not checked: see {entry.problems[-1].rule} above")
            )
        self._folding.add(entry)

    def _is_subject(self, document: Document) -> bool:
        """Whether a document is to be judged; says so when a file that must be STAC is not."""
        if document.kind or not document.readable:
            return True
        if document.tree.strict:
            message = "This is JSON but not STAC"
            help_ = 'a STAC object has "stac_version" and a "type" of Feature, Collection or Catalog'
            self._keep(Problem((), message, help_, rule="not-stac"), "not-stac", document)
            if not self._judges_only():
                self.partial.report.failures.append(
                    Failure(document.address, "not checked: see not-stac above")
                )
        return False

    def _judges_only(self) -> bool:
        """Whether the verdict of the schemas is all that is asked for: what is not STAC is then invalid."""
        return self.plan.schemas is not None and self.plan.schemas.options.verdict_only

    def _check_data(self, document: Document) -> Outlook:
        schemas = self.plan.schemas
        if schemas is not None:
            try:
                for problem in schemas.problems(document):
                    if not document.problems or not _is_told(problem, document):
                        self._keep(problem, problem.rule, document)
            except Exception as error:
                self._crashed("schema", document, error)
        checks = self._checks.get(document.kind)
        if checks is None:
            return Outlook(())
        outlook = checks.outlook(document)
        checks.learn(outlook, self._told(outlook.dues, document) if outlook.dues else ())
        return outlook

    def _told(self, due: Iterable[Due], document: Document) -> list[Due]:
        """Do checks, keep what they find, and return those that found something or failed."""
        told: list[Due] = []
        for one in due:
            found = False
            try:
                problems = one.check(document)
                if not problems:  # most often an empty tuple
                    continue
                for problem in problems:
                    found = True
                    self._keep(problem, problem.rule or one.name, document)
            except Exception as error:
                found = True
                self._crashed(one.name, document, error)
            if found:
                told.append(one)
        return told

    def _fold_crashed(self, fold: Fold, document: Document, error: Exception) -> None:
        self._crashed(type(fold).__name__, document, error)

    def _crashed(self, rule: str, document: Document, error: Exception) -> None:
        what = f"rule {rule} failed on this document ({type(error).__name__}: {str(error)[:200]})"
        self.partial.report.failures.append(Failure(document.address, f"{what}; please report it"))

    def _keep(self, problem: Problem, rule: str, document: Document, location: Any = None) -> None:
        severity = self.severities.get(rule)
        if severity is None or severity is Severity.OFF or self._is_excepted(rule, document.uri):
            return
        report = self.partial.report
        value = shown_value(document.data, problem.path) if location is None else ""
        if self.known is not None and self.known.covers(rule, document, problem, value):
            report.suppressed += 1
            return
        report.counts[rule, severity] += 1
        if self.facts is not None:
            self.facts.found(document, severity)
        if len(report.findings) >= self.plan.limit:
            report.dropped += 1
            return
        place = location or document.location(problem.path, problem.key)
        report.findings.append(
            Finding(
                rule,
                severity,
                problem.message,
                place,
                problem.help,
                problem.fix,
                problem.related,
                value,
                document.id,
            )
        )

    def _is_excepted(self, rule: str, uri: str) -> bool:
        return any(rule in rules and fnmatch(uri, pattern) for pattern, rules in self.plan.per_file.items())

    def keep_folded(self, found: Iterable[FoldProblem], reader: Reader) -> None:
        """Keep what folds found, with positions looked up in the documents they name."""
        problems: dict[str, list[Problem]] = {}
        for address, problem in found:
            if self.severities.get(problem.rule, Severity.OFF) is not Severity.OFF:
                problems.setdefault(address, []).append(problem)
        for address, document in reader.documents(problems):
            for problem in problems[address]:
                if document is not None and not self._is_wanted(problem, document):
                    continue
                if document is not None:
                    self._keep(problem, problem.rule, document)
                else:
                    what = f"cannot be read again for {problem.rule}: {problem.message}"
                    self.partial.report.failures.append(Failure(address, what))

    def _is_wanted(self, problem: Problem, document: Document) -> bool:
        """Whether a problem seen across documents touches a file that is judged."""
        changed = self.plan.changed
        return changed is None or changed.concerns(document) or any(map(changed.has, problem.related))


def run(shards: Iterable[Documents], plan: Plan, progress: Callable[[int], None] | None = None) -> Report:
    """Check all shards and return one report, its findings in order of place."""
    worker = Worker(plan)
    reader = Reader()
    with bulk_memory():
        for shard in shards:
            for entry in shard.documents():
                worker.check(entry)
            if progress is not None:
                progress(sum(worker.partial.report.checked.values()))
            reader.remember(shard)
        return finished(worker, reader)


def finished(worker: Worker, reader: Reader) -> Report:
    """Let the folds speak and return the report of all that a worker has checked or taken in."""
    finish(worker, reader)
    report = worker.partial.report
    report.facts = worker.facts
    report.known = worker.known
    report.rules = {choice.rule.name: choice.rule.info for choice in worker.plan.rules}
    return sorted_report(report)


def finish(worker: Worker, reader: Reader) -> None:
    """Let the folds speak; a fold that fails is reported and the others go on."""
    folds = worker.outcome().folds
    _look_again(worker, reader)
    _ask(worker, reader)
    for fold in folds:
        try:
            worker.keep_folded(list(fold.finish()), reader)
        except Exception as error:
            worker.partial.report.failures.append(Failure("", _failed(fold, error)))


def _look_again(worker: Worker, reader: Reader) -> None:
    """Show folds the documents that they must see a second time; all that they ask for are read once."""
    folds = [fold for fold in worker.partial.folds if isinstance(fold, SecondLook)]
    failures = worker.partial.report.failures
    wanted: set[str] = set()
    for fold in folds:
        try:
            wanted.update(fold.unsure())
        except Exception as error:
            failures.append(Failure("", _failed(fold, error)))
    for address, document in reader.documents(sorted(wanted)):
        if document is None:
            failures.append(Failure(address, "cannot be read again to compare it with others"))
            continue
        for fold in folds:
            try:
                fold.see_again(document)
            except Exception as error:
                failures.append(Failure(address, _failed(fold, error)))


def _ask(worker: Worker, reader: Reader) -> None:
    """Ask servers for what the documents lead to, before the baseline says which of its entries still hold."""
    check = worker.plan.hrefs
    if check is None or worker.hrefs is None:
        return
    try:
        worker.keep_folded(list(check.problems(worker.hrefs)), reader)
    except Exception as error:
        worker.partial.report.failures.append(Failure("", _failed(worker.hrefs, error)))


def _failed(fold: object, error: Exception) -> str:
    return f"rule {type(fold).__name__} failed ({type(error).__name__}: {str(error)[:200]})"


def _new_facts() -> Facts:
    from stacqc.facts import Facts

    return Facts()


def _known(baseline: Baseline, rules: Iterable[str]) -> Known:
    from stacqc.baseline import Known

    return Known(baseline, rules)


def _is_told(problem: Problem, document: Document) -> bool:
    """Whether a lexical problem lies at this place: the value seen here is then not the one written."""
    start = document.spans.find(problem.path).start
    return any(told.start == start for told in document.problems)


def sorted_report(report: Report) -> Report:
    """Order a report by place, then rule, so that every run and every sharding says the same."""
    report.findings.sort(key=lambda f: f.order)
    report.failures.sort()
    return report


def shown_value(data: Any, path: Sequence[str | int]) -> str:
    """Return the value at a path as short JSON; empty where there is none or it is a container."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return ""
    if isinstance(data, dict | list):
        return ""
    try:
        return orjson.dumps(data).decode()[:_SHOWN_VALUE]
    except orjson.JSONEncodeError:
        return str(data)[:_SHOWN_VALUE]


@contextmanager
def bulk_memory() -> Iterator[None]:
    """Switch the cycle collector off: documents hold no cycles, and scanning them costs half the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def counts_by_rule(report: Report) -> Counter[str]:
    """Return how many findings each rule has."""
    counts: Counter[str] = Counter()
    for (rule, _), n in report.counts.items():
        counts[rule] += n
    return counts
