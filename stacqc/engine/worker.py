"""Checking documents: some at a time, each as if it were alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from stacqc.document import Document
from stacqc.engine.alike import Folding
from stacqc.engine.judging import Found, Verdict, ask_schemas
from stacqc.engine.keeper import Keeper
from stacqc.engine.once import Once
from stacqc.engine.partial import Partial, in_words
from stacqc.engine.plan import Plan
from stacqc.engine.prefetching import prefetched
from stacqc.findings import Failure, Problem
from stacqc.rule import Fold, FoldProblem
from stacqc.sources.again import Reader

#: Bytes of the documents that are checked together; what becomes of more does not fit the fast memory.
_TOGETHER = 262_144
#: Signs of a faulty text by which a finding is known again.
_VALUE = 100


class Worker:
    """Checks documents and keeps the outcome."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.keeper = Keeper(plan)
        self.hrefs = plan.hrefs.collector() if plan.hrefs is not None else None
        more: tuple[Fold | None, ...] = (self.keeper.facts, self.keeper.known, self.hrefs)
        self.partial = Partial(folds=[*plan.folds(), *(fold for fold in more if fold is not None)])
        self._checks = plan.checks()
        self._probes = plan.probes()
        self._once = Once(choice.rule for choice in plan.rules)
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
        """Check one document."""
        self.check_all((entry,))

    def check_all(self, entries: Iterable[Document | Failure]) -> None:
        """Check documents; whatever happens to one of them, the others are checked too."""
        together: list[Document] = []
        size = 0
        for entry in prefetched(entries, self._probes) if self._probes else entries:
            if isinstance(entry, Failure):
                self.partial.report.failures.append(entry)
                continue
            together.append(entry)
            size += entry.size
            if size >= _TOGETHER:
                self._check(together)
                together, size = [], 0
        if together:
            self._check(together)

    def _check(self, documents: Iterable[Document]) -> None:
        verdicts = [Verdict(document) for document in documents if self._is_subject(document)]
        by_kind: dict[str, list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.document.readable:
                by_kind.setdefault(verdict.document.kind, []).append(verdict)
        for kind, alike in by_kind.items():
            self._judge(kind, alike)
        for verdict in verdicts:
            document = verdict.document
            self.partial.report.checked[document.kind or "unreadable"] += 1
            if verdict.problems or verdict.crashes or document.problems:
                self._keep(verdict)
        # Folds keep less of items once they know what is said of them.
        for kind, alike in sorted(by_kind.items(), key=lambda of_kind: of_kind[0] == "Item"):
            checks = self._checks.get(kind)
            self._folding.add_alike(alike, checks.recalled if checks is not None else ())
        self._folding.add([v.document for v in verdicts if not v.document.readable])

    def _is_subject(self, document: Document) -> bool:
        """Whether a document is to be judged; says so when a file that must be STAC is not."""
        if self.plan.changed is not None and not self.plan.changed.concerns(document):
            left_out = (self.keeper.known, self.hrefs)
            self._folding.add((document,), [fold for fold in self.partial.folds if fold not in left_out])
            return False
        if document.kind or not document.readable:
            return True
        if document.tree.strict:
            message = "This is JSON but not STAC"
            help_ = 'a STAC object has "stac_version" and a "type" of Feature, Collection or Catalog'
            problem = Problem((), message, help_, rule="not-stac")
            self.keeper.keep(self.partial.report, problem, "not-stac", document)
            if not self._judges_only():
                self._fail(document, "not checked: see not-stac above")
        return False

    def _judges_only(self) -> bool:
        """Whether the verdict of the schemas is all that is asked for: what is not STAC is then invalid."""
        return self.plan.schemas is not None and self.plan.schemas.options.verdict_only

    def _judge(self, kind: str, verdicts: list[Verdict]) -> None:
        if self.plan.schemas is not None:
            ask_schemas(self.plan.schemas, verdicts)
        checks = self._checks.get(kind)
        if checks is not None:
            checks.ask(verdicts)

    def _keep(self, verdict: Verdict) -> None:
        """Keep all that is said of one document."""
        document, report = verdict.document, self.partial.report
        if document.problems:
            self._keep_lexical(document)
        found = verdict.in_order()
        if len(found) > 1:
            found = self._once.speaking(found, document, self.keeper.speaks)
        for _, rule, problem in found:
            self.keeper.keep(report, problem, rule, document)
        for rule, error in verdict.crashes:
            self._crashed(rule, document, error)
        if not document.readable:
            self._fail(document, f"not checked: see {document.problems[-1].rule} above")

    def _keep_lexical(self, document: Document) -> None:
        """Keep what is wrong with a text; the same signs once more have a number, to be told apart."""
        seen: Counter[tuple[str, str]] = Counter()
        for lexical in document.problems:
            location = document.location_of_offsets(lexical.start, lexical.end)
            problem = Problem((), lexical.message, lexical.help, rule=lexical.rule)
            value = document.text[lexical.start : lexical.end][:_VALUE]
            seen[lexical.rule, value] += 1
            number = seen[lexical.rule, value]
            value = f"{value} {number}" if number > 1 else value
            self.keeper.keep(self.partial.report, problem, lexical.rule, document, location, value)

    def _fold_crashed(self, fold: Fold, document: Document, error: Exception) -> None:
        self._crashed(type(fold).__name__, document, error)

    def _crashed(self, rule: str, document: Document, error: Exception) -> None:
        self._fail(document, f"rule {rule} failed on this document ({in_words(error)}); please report it")

    def _fail(self, document: Document, reason: str) -> None:
        self.partial.report.failures.append(Failure(document.address, reason))

    def keep_folded(self, found: Iterable[FoldProblem], reader: Reader) -> None:
        """Keep what folds found, with positions looked up in the documents they name."""
        problems: dict[str, list[Problem]] = {}
        for address, problem in found:
            if self.keeper.is_wanted(problem.rule):
                problems.setdefault(address, []).append(problem)
        report = self.partial.report
        for address, document in reader.documents(problems):
            if document is None:
                for problem in problems[address]:
                    what = f"cannot be read again for {problem.rule}: {problem.message}"
                    report.failures.append(Failure(address, what))
                continue
            try:
                self._keep_of(document, problems[address])
            except Exception as error:
                rules = ", ".join(sorted({problem.rule for problem in problems[address]}))
                self._crashed(rules, document, error)

    def _keep_of(self, document: Document, folded: Sequence[Problem]) -> None:
        for problem in self._untold(folded, document):
            if self._touches_judged(problem, document):
                self.keeper.keep(self.partial.report, problem, problem.rule, document)

    def _untold(self, folded: Sequence[Problem], document: Document) -> list[Problem]:
        """Return what folds find in a document and its own findings do not tell.

        Those were kept nowhere: the document is judged again.
        """
        found: Sequence[Found] = ()
        if self._once.is_declared(problem.rule for problem in folded) and self._is_judged(document):
            verdict = Verdict(document)
            self._judge(document.kind, [verdict])
            found = verdict.in_order()
        rules = {problem.rule for problem in folded}
        speak_for = {rule: self._speaking_for(rule, found, document) for rule in rules}
        return [problem for problem in folded if problem.for_others or not speak_for[problem.rule](problem)]

    def _speaking_for(
        self, folded: str, found: Sequence[Found], document: Document
    ) -> Callable[[Problem], bool]:
        """Return the test whether findings of a document that matter no less speak for what a fold finds in it."""
        severities = self.keeper.severities

        def speaks(rule: str, document: Document) -> bool:
            return self.keeper.speaks(rule, document) and severities[rule] >= severities[folded]

        return self._once.speaking_for(found, document, speaks)

    def _is_judged(self, document: Document) -> bool:
        """Whether findings of this document alone are reported."""
        return document.readable and (self.plan.changed is None or self.plan.changed.concerns(document))

    def _touches_judged(self, problem: Problem, document: Document) -> bool:
        """Whether a problem seen across documents touches a file that is judged."""
        changed = self.plan.changed
        return changed is None or changed.concerns(document) or any(map(changed.has, problem.related))
