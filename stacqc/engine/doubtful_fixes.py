"""Fixes that rest on doubtful values: a collection is not to be mended by values of items that are wrong themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stacqc.findings import Finding, Path, Severity
from stacqc.sources.containers.members import steps_to_member

#: Steps to the values that fixes rest on.
_DEEPEST = 2


def without_doubtful_fixes(findings: Sequence[Finding]) -> list[Finding]:
    """Return findings of which each fix rests on values that none of the others speaks of."""
    if not any(finding.fix is not None and finding.fix.rests_on for finding in findings):
        return list(findings)
    doubts = _by_value(findings)
    return [_without_fix(finding, doubts) for finding in findings]


def _by_value(findings: Iterable[Finding]) -> dict[Path, list[Finding]]:
    """Return the errors and warnings by the paths of the values that they speak of."""
    made: dict[Path, list[Finding]] = {}
    for finding in findings:
        if finding.severity is not Severity.INFO:
            path = finding.location.path
            path = path[steps_to_member(path) :]
            for depth in range(1, min(_DEEPEST, len(path)) + 1):
                made.setdefault(path[:depth], []).append(finding)
    return made


def _without_fix(finding: Finding, doubts: dict[Path, list[Finding]]) -> Finding:
    """Return a finding without its fix where something in its folder or below is to be mended first."""
    uri = finding.location.uri
    folder = uri[: uri.rfind("/") + 1]
    for path in finding.fix.rests_on if finding.fix is not None else ():
        for other in doubts.get(path, ()):
            if other.location.uri.startswith(folder):
                where = other.location.uri
                help_ = f"first mend what {other.rule} says of {where}, from which this may follow"
                return finding._replace(fix=None, help=help_, related=(where, *finding.related))
    return finding
