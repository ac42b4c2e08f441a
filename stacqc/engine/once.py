"""One defect is one finding: where several rules see the same thing, the one that says most speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from stacqc.document import Document
from stacqc.engine.judging import Found
from stacqc.findings import Path, Problem
from stacqc.rule import Rule
from stacqc.told_by import Advice, ToldBy, Where, places

Speaks = Callable[[str, Document], bool]
Declared = Mapping[str, tuple[ToldBy, ...]]


class Once:
    """Leaves out what another finding of the same document says better, as the rules declare it."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._declared = {rule.name: rule.told_by for rule in rules if rule.told_by}

    def speaking(self, found: Sequence[Found], document: Document, speaks: Speaks) -> Sequence[Found]:
        """Return what remains to be said of a document; `speaks` says which rules are reported at all."""
        if self._declared.keys().isdisjoint(one.rule for one in found):
            return found
        return self._findings(found, document, speaks).speaking()

    def is_declared(self, rules: Iterable[str]) -> bool:
        """Return whether others may speak for one of these rules."""
        return not self._declared.keys().isdisjoint(rules)

    def speaking_for(
        self, found: Sequence[Found], document: Document, speaks: Speaks
    ) -> Callable[[Problem], bool]:
        """Return the test whether findings of a document speak for something that a fold finds in it."""
        return self._findings(found, document, speaks).speak_for

    def _findings(self, found: Sequence[Found], document: Document, speaks: Speaks) -> _Findings:
        silent = {rule for rule in {one.rule for one in found} if not speaks(rule, document)}
        return _Findings([one for one in found if one.rule not in silent], document, self._declared)


class _Speaker(NamedTuple):
    """The finding that speaks for another one, by its index, and what becomes of the advice of that."""

    finding: int
    advice: Advice = Advice.NONE


class _Findings:
    """What is said of one document, and which finding speaks for which."""

    def __init__(self, found: Sequence[Found], document: Document, declared: Declared) -> None:
        self._found = found
        self._document = document
        self._declared = declared
        self._speakers: dict[int, _Speaker] = {}
        self._of_rule: dict[str, list[int]] = {}
        self._at: dict[tuple[str, Path, str], list[int]] = {}
        for index, (_, rule, problem) in enumerate(found):
            self._of_rule.setdefault(rule, []).append(index)
            for path, member in places(problem):
                self._at.setdefault((rule, path, member), []).append(index)

    def speaking(self) -> list[Found]:
        """Return the findings that speak, with the advice of the others."""
        kept = dict(enumerate(self._found))
        for index, one in enumerate(self._found):
            speaker = self._speaker_of(index)
            if speaker.finding != index:
                del kept[index]
                if speaker.finding in kept:
                    kept[speaker.finding] = _advised(kept[speaker.finding], one.problem, speaker.advice)
        return list(kept.values())

    def speak_for(self, other: Problem) -> bool:
        """Return whether any of the findings speaks for one that is not among them."""
        declared = self._declared.get(other.rule, ())
        return any(True for one in declared for _ in self._candidates(one, other))

    def _speaker_of(self, index: int) -> _Speaker:
        """Return the finding that speaks for one in the end: itself where no other does."""
        if index not in self._speakers:
            # In a circle of rules that speak for each other, the one that is asked first is the one to speak.
            self._speakers[index] = _Speaker(index)
            self._speakers[index] = self._sought(index)
        return self._speakers[index]

    def _sought(self, index: int) -> _Speaker:
        _, rule, problem = self._found[index]
        for declared in self._declared.get(rule, ()):
            for other in self._candidates(declared, problem):
                speaker = self._speaker_of(other).finding
                if speaker != index:
                    return _Speaker(speaker, declared.advice)
        return _Speaker(index)

    def _candidates(self, declared: ToldBy, problem: Problem) -> Iterator[int]:
        """Yield the findings that may speak for one, those at its own place first."""
        if declared.when is not None and not declared.when(problem, self._document):
            return
        if declared.seek is not None:
            test = declared.seek(problem, self._document)
            others = self._of_rules(declared.rules) if test is not None else ()
            yield from (i for i in others if test is not None and test(self._found[i].problem))
            return
        for rule in declared.rules:
            yield from self._at.get((rule, problem.path, problem.member), ())
            yield from self._at.get((rule, problem.other, ""), ()) if problem.other else ()
        if declared.where is Where.DOCUMENT:
            yield from self._of_rules(declared.rules)

    def _of_rules(self, rules: Iterable[str]) -> Iterator[int]:
        return (index for rule in rules for index in self._of_rule.get(rule, ()))


def _advised(stays: Found, silent: Problem, advice: Advice) -> Found:
    """Return a finding with the advice of one that is silent, where both are of one value."""
    problem = stays.problem
    if advice is Advice.NONE or (problem.path, problem.member, problem.key) != (
        silent.path, silent.member, silent.key):  # fmt: skip
        return stays
    if advice is Advice.ALSO:
        help_ = "; ".join(part for part in (problem.help, silent.help) if part)
    else:
        help_ = problem.help if problem.fix else silent.help or problem.help
    return stays._replace(problem=problem._replace(help=help_, fix=problem.fix or silent.fix))
