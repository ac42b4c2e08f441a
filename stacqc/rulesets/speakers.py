"""`told_by:` of a rule file: which rules speak for another one, and where they must."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rulesets.condition import condition
from stacqc.rulesets.error import BadValue, within
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.scope import Scope
from stacqc.rulesets.selector import EVERY, Steps, getter, parse
from stacqc.rulesets.targets import Spec
from stacqc.told_by import Advice, Seek, ToldBy, When, Where, in_full, places


def speakers(rule: str, spec: Spec, scope: Scope) -> tuple[ToldBy, ...]:
    """Return which rules speak for one; that there are such is seen to when all rules are known."""
    with within("told_by"):
        given = [
            one if type(one) is str else _in_detail(one, rule, scope.aside())
            for one in as_list(spec.get("told_by", []))
        ]
        try:
            return in_full(given, rule)
        except ValueError:
            raise BadValue(
                f"The rule {rule} cannot be told by itself", "name the rules that speak for it"
            ) from None


def speakers_across(rule: str, spec: Spec, scope: Scope) -> tuple[ToldBy, ...]:
    """Return which rules speak for one across documents, which has no advice for them: it comes last."""
    for one in as_list(spec.get("told_by", [])):
        if type(one) is dict and one.get("advice", Advice.NONE) != Advice.NONE:
            with within("told_by"):
                raise BadValue(
                    f"advice: {one['advice']} is for rules that look at one document at a time",
                    "leave it out",
                )
    return speakers(rule, spec, scope)


def _in_detail(spec: dict[str, Any], rule: str, scope: Scope) -> ToldBy:
    rules, advice = tuple(as_list(spec["rule"])), Advice(spec.get("advice", Advice.INSTEAD))
    where, when = spec.get("where", Where.HERE), _when(spec.get("when"), scope)
    if where in list(Where):
        return ToldBy(rules, Where(where), advice, when=when)
    seek = _seek([parse(text) for text in as_list(where)], rule in rules)
    return ToldBy(rules, advice=advice, seek=seek, when=when)


def _when(spec: Any, scope: Scope) -> When | None:
    """Return the test of documents in which others may speak, None where that is in all."""
    if spec is None:
        return None
    with within("when"):
        kinds, holds = condition(spec, scope)

    def may_speak(problem: Problem, document: Document) -> bool:
        return (kinds is None or document.kind in kinds) and (holds is None or holds(document))

    return may_speak


def _seek(selectors: Sequence[Steps], is_own: bool) -> Seek:
    """Return the test of findings that are about what one of the selectors leads to, be it there or missing.

    A rule speaks for itself where it finds the same value under another name.
    """

    def is_there(other: Problem) -> bool:
        found = [(*path, member) if member else path for path, member in places(other)]
        return any(_leads_to(steps, path) for steps in selectors for path in found)

    def seek(problem: Problem, document: Document) -> Any:
        if not is_own:
            return is_there
        value = getter(problem.path)(document.data)
        return lambda other: is_there(other) and getter(other.path)(document.data) == value

    return seek


def _leads_to(steps: Steps, path: Path) -> bool:
    return len(steps) == len(path) and all(a is EVERY or a == b for a, b in zip(steps, path, strict=True))
