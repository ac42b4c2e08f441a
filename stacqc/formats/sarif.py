"""SARIF 2.1.0, for code scanning services and editors."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import orjson

from stacqc.findings import Failure, Finding, Fix, Location, Severity
from stacqc.formats import View
from stacqc.formats.address import is_below, reference
from stacqc.formats.order import worst_first
from stacqc.formats.repeats import numbered
from stacqc.formats.sarif_fixes import description, replacements_of
from stacqc.report import Report
from stacqc.rule import RuleInfo
from stacqc.safe import safe
from stacqc.schemes import of_web
from stacqc.version import __version__

#: Code scanning of GitHub refuses files with more results in one run.
MAX_RESULTS = 25_000
MAX_NOTIFICATIONS = 1_000
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note", Severity.OFF: "none"}
_RECOMMENDED = {**_LEVEL, Severity.INFO: "recommendation"}
_link = re.compile(r"\[[^\]]*\]\(").search


def render(report: Report, view: View) -> Iterator[str]:
    """Yield the report as one SARIF log with one run, without white space."""
    shown = report.findings[: view.max_findings or None]
    if len(shown) > MAX_RESULTS:
        shown = worst_first(shown)[:MAX_RESULTS]
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [_run(report, shown)]}
    yield orjson.dumps(log, option=orjson.OPT_APPEND_NEWLINE).decode()


def _run(report: Report, shown: Sequence[Finding]) -> dict[str, Any]:
    severities = dict(report.counts.keys())
    severities.update((f.rule, f.severity) for f in shown)
    index = {rule: number for number, rule in enumerate(sorted(severities))}
    return {
        "tool": {
            "driver": {
                "name": "stacqc",
                "version": __version__,
                "rules": [_rule(rule, severities[rule], report.rules.get(rule)) for rule in index],
            }
        },
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, len(shown))],
        "results": _results(shown, index),
    }


def _rule(name: str, severity: Severity, info: RuleInfo | None) -> dict[str, Any]:
    made: dict[str, Any] = {
        "id": safe(name),
        "defaultConfiguration": {"level": _LEVEL[severity]},
        "properties": {"problem.severity": _RECOMMENDED[severity]},
    }
    if info is None:
        return made
    made["shortDescription"] = {"text": safe(info.summary)}
    made["fullDescription"] = {"text": safe(info.why or info.summary)}
    made["help"] = {"text": "\n\n".join(safe(text) for text in (info.summary, info.why, info.fix) if text)}
    if of_web(info.docs):
        made["helpUri"] = reference(info.docs)
    if info.tags:
        made["properties"]["tags"] = [safe(tag) for tag in sorted(set(info.tags))]
    return made


def _results(shown: Sequence[Finding], index: dict[str, int]) -> list[dict[str, Any]]:
    replacements = replacements_of(shown)
    made = []
    for finding, fingerprint, occurrence in numbered(shown):
        made.append(_result(finding, fingerprint, occurrence, index[finding.rule]))
        if finding.fix is not None and id(finding) in replacements:
            made[-1]["fixes"] = [_fix(finding, finding.fix, replacements[id(finding)])]
    return made


def _fix(finding: Finding, fix: Fix, replacements: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "description": {"text": _plain(description(finding, fix))},
        "artifactChanges": [{**_artifact(finding.location.uri), "replacements": replacements}],
        "properties": {"safe": fix.safe},
    }


def _result(finding: Finding, fingerprint: str, occurrence: int, rule: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        "ruleId": safe(finding.rule),
        "ruleIndex": rule,
        "level": _LEVEL[finding.severity],
        "message": {"text": _plain(_sentence(finding))},
        "locations": [_location(finding.location)],
        "partialFingerprints": {
            "stacqc/v1": fingerprint,
            # The only one that GitHub looks at; it tells equal ones apart by a number.
            "primaryLocationLineHash": f"{fingerprint}:{occurrence}",
        },
    }
    if finding.related:
        made["relatedLocations"] = [_related(n, uri) for n, uri in enumerate(finding.related)]
    if finding.document:
        made["properties"] = {"document": safe(finding.document)}
    return made


def _sentence(finding: Finding) -> str:
    return f"{finding.message} ({finding.help})" if finding.help else finding.message


def _plain(text: str) -> str:
    """A message in which nothing is taken for a link."""
    text = safe(text)
    return re.sub(r"([\\\[\]])", r"\\\1", text) if _link(text) else text


def _location(place: Location) -> dict[str, Any]:
    physical = _artifact(place.uri)
    if place.line:
        physical["region"] = _region(place)
    made: dict[str, Any] = {"physicalLocation": physical}
    if place.path:
        name = safe(str(place.path[-1]))
        made["logicalLocations"] = [
            {"name": name, "fullyQualifiedName": safe(place.pointer), "kind": "value"}
        ]
    return made


def _region(place: Location) -> dict[str, int]:
    region = {"startLine": place.line}
    if place.column:
        region["startColumn"] = place.column
    if place.end_line >= place.line and place.end_column:
        region |= {"endLine": place.end_line, "endColumn": place.end_column}
    return region


def _artifact(uri: str) -> dict[str, Any]:
    made = {"uri": reference(uri)}
    if is_below(uri):
        made["uriBaseId"] = "%SRCROOT%"
    return {"artifactLocation": made}


def _related(number: int, uri: str) -> dict[str, Any]:
    file, _, pointer = uri.partition("#")
    made: dict[str, Any] = {
        "id": number,
        "physicalLocation": _artifact(file),
        "message": {"text": "see also"},
    }
    if pointer:
        made["logicalLocations"] = [{"fullyQualifiedName": safe(pointer), "kind": "value"}]
    return made


def _invocation(report: Report, shown: int) -> dict[str, Any]:
    notices = [_notice("error", _failed(f), f.uri) for f in report.failures[:MAX_NOTIFICATIONS]]
    hidden = report.found - shown
    if hidden:
        notices.append(_notice("warning", f"{hidden:,} more findings are not in this file"))
    unlisted = report.failures.total - MAX_NOTIFICATIONS
    if unlisted > 0:
        notices.append(_notice("error", f"{unlisted:,} more inputs could not be checked"))
    made: dict[str, Any] = {"executionSuccessful": not report.failures}
    if notices:
        made["toolExecutionNotifications"] = notices
    return made


def _failed(failure: Failure) -> str:
    return f"{failure.uri}: {failure.message}" if failure.uri else failure.message


def _notice(level: str, text: str, uri: str = "") -> dict[str, Any]:
    made: dict[str, Any] = {"level": level, "message": {"text": _plain(text)}}
    if uri:
        made["locations"] = [{"physicalLocation": _artifact(uri.partition("#")[0])}]
    return made
