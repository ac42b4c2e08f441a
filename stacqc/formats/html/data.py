"""What the page shows, as data that is small where findings repeat themselves."""

from __future__ import annotations

import os
from collections import Counter
from datetime import UTC, datetime
from typing import Any

import orjson

from stacqc.findings import Finding, Severity
from stacqc.fixing.titles import said_of
from stacqc.formats import View
from stacqc.formats.html.documents import Documents
from stacqc.formats.html.matrix import matrix
from stacqc.formats.html.strings import Strings
from stacqc.report import Report, Shared
from stacqc.safe import cut, safe, safe_line
from stacqc.version import __version__

#: More than a browser shows at ease; the counts stay exact.
MAX_FINDINGS = 100_000
_LONGEST = 4000
_TITLES = {"check": "STAC metadata", "diff": "Files and database compared"}


def payload(report: Report, view: View) -> dict[str, Any]:
    """Return the data of the page for a report."""
    strings = Strings()
    documents = Documents(report, strings)
    shown = report.findings[: min(view.max_findings or MAX_FINDINGS, MAX_FINDINGS)]
    rules = sorted({rule for rule, _ in report.counts})
    number = {rule: index for index, rule in enumerate(rules)}
    findings = [_finding(f, number[f.rule], documents.of(f), strings) for f in shown]
    kind = "diff" if _is_comparison(report) else "check"
    heading = documents.heading(named=kind == "check")
    heading["title"] = heading["title"] or _TITLES[kind]
    return {
        "version": __version__,
        "made": _now(),
        "kind": kind,
        **heading,
        "totals": _totals(report, len(shown)),
        "rules": [_rule(report, rule) for rule in rules],
        "findings": findings,
        "shared": [_shared(shared, number, strings) for shared in report.shared],
        "hints": [safe(hint) for hint in report.hints],
        "failures": [[safe(f.uri), safe(cut(f.message, _LONGEST))] for f in report.failures.listed()],
        "failed": report.failures.total,
        "passed": [[safe(t.name), t.times, safe(t.meaning)] for t in report.tally],
        **documents.as_data(),
        **matrix(report.facts, strings),
        "sides": report.facts is not None and report.facts.sides,
        "strings": strings.all,
    }


def _is_comparison(report: Report) -> bool:
    return bool(report.tally) or any(rule.startswith("diff/") for rule, _ in report.counts)


def _now() -> str:
    """The time of the report; SOURCE_DATE_EPOCH makes it one that repeats."""
    given = os.environ.get("SOURCE_DATE_EPOCH", "")
    time = datetime.fromtimestamp(int(given), UTC) if given.isdecimal() else datetime.now(UTC)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def _totals(report: Report, shown: int) -> dict[str, Any]:
    return {
        "checked": {safe(kind): n for kind, n in report.checked.most_common()},
        "severity": [report.total(s) for s in (Severity.ERROR, Severity.WARNING, Severity.INFO)],
        "uncounted": report.dropped,
        "hidden": report.found - shown,
        "suppressed": report.suppressed,
    }


def _rule(report: Report, name: str) -> dict[str, Any]:
    counts: Counter[int] = Counter()
    for (rule, severity), n in report.counts.items():
        if rule == name:
            counts[3 - severity] += n
    made: dict[str, Any] = {"name": safe(name), "counts": [counts[i] for i in range(3)]}
    info = report.rules.get(name)
    if info is not None:
        made |= {key: safe(getattr(info, key)) for key in ("summary", "why", "fix", "docs")}
    return made


def _finding(finding: Finding, rule: int, document: int, strings: Strings) -> list[Any]:
    place = finding.location
    return [
        rule,
        3 - finding.severity,
        document,
        strings.add(safe(cut(finding.message, _LONGEST))),
        strings.add(safe(cut(finding.help, _LONGEST))),
        strings.add(safe(place.pointer)),
        [place.line, place.column, place.end_line, place.end_column],
        strings.add(safe_line(place.text)),
        place.offset,
        strings.add(safe(finding.value)),
        finding.fingerprint,
        [strings.add(safe(uri)) for uri in finding.related],
        _fix(finding, strings),
        [strings.add(_lines(side)) for side in finding.sides] if finding.sides else 0,
        finding.shared,
    ]


def _shared(shared: Shared, number: dict[str, int], strings: Strings) -> list[Any]:
    texts = (shared.message, shared.help)
    return [
        number[shared.rule],
        3 - shared.severity,
        *(strings.add(safe(cut(text, _LONGEST))) for text in texts),
        shared.times,
    ]


def _fix(finding: Finding, strings: Strings) -> Any:
    if finding.fix is None:
        return 0
    edits = [
        [e.action, safe("/".join(map(str, e.path))), safe(cut(_json(e.value), 500))]
        for e in finding.fix.edits
    ]
    return [strings.add(safe(said_of(finding.fix, finding.help))), finding.fix.safe, edits]


def _json(value: Any) -> str:
    try:
        return orjson.dumps(value).decode()
    except orjson.JSONEncodeError:
        return str(value)


def _lines(text: str) -> str:
    return "\n".join(map(safe_line, text.split("\n")))
