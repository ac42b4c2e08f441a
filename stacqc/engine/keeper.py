"""From problems to findings: which are kept, counted, or known already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import orjson

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.findings import Finding, Location, Problem, Severity, at_path
from stacqc.report import Report
from stacqc.settings.exceptions import is_excepted

if TYPE_CHECKING:
    from stacqc.baseline import Baseline, Known
    from stacqc.facts import Facts

_SHOWN_VALUE = 200


class Keeper:
    """Turns problems into findings of a report, with the severities and exceptions of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.severities = {choice.rule.name: choice.severity for choice in plan.rules}
        self.facts = _new_facts() if plan.with_facts else None
        self.known = _known(plan.baseline, self.severities) if plan.baseline is not None else None

    def is_wanted(self, rule: str) -> bool:
        """Return whether anything that a rule says is to be reported."""
        return self.severities.get(rule, Severity.OFF) is not Severity.OFF

    def speaks(self, rule: str, document: Document) -> bool:
        """Return whether what a rule says of a document is to be reported."""
        return self.is_wanted(rule) and not is_excepted(self.plan.per_file, rule, document.uri)

    def keep(
        self,
        report: Report,
        problem: Problem,
        rule: str,
        document: Document,
        location: Location | None = None,
        value: str = "",
    ) -> None:
        """Add a problem of a document to a report, at a place that is looked up unless it is given with its value."""
        if not self.speaks(rule, document):
            return
        severity = self.severities[rule]
        if location is None:
            value = shown_value(document.data, problem.path)
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
                member=problem.member,
            )
        )


def shown_value(data: Any, path: Sequence[str | int]) -> str:
    """Return the value at a path as short JSON; empty where there is none or it is a container."""
    try:
        value = at_path(data, path)
    except (KeyError, IndexError, TypeError):
        return ""
    if isinstance(value, dict | list):
        return ""
    try:
        return orjson.dumps(value).decode()[:_SHOWN_VALUE]
    except orjson.JSONEncodeError:
        return str(value)[:_SHOWN_VALUE]


def _new_facts() -> Facts:
    from stacqc.facts import Facts

    return Facts()


def _known(baseline: Baseline, rules: Iterable[str]) -> Known:
    from stacqc.baseline import Known

    return Known(baseline, rules)
