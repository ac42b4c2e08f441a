"""Reports made for the tests of the page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from stacqc.document import Document
from stacqc.engine.planning import Config, plan_of
from stacqc.engine.runner import run
from stacqc.facts import Facts, Subject
from stacqc.findings import Edit, Failure, Finding, Fix, Location, Severity, Sides
from stacqc.report import Failures, Report, Tally
from stacqc.rule import RuleInfo
from stacqc.sources.inputs import Inputs

#: Texts that would do harm, or hide, if a page took them for more than text.
HOSTILE = (
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(2)>",
    "<!--<script>",
    "\"'><svg/onload=alert(3)>",
    "{{7*7}} ${7*7} javascript:alert(4)",
    "&lt;b&gt; &amp; &#60;",
    "]]> \u2028 \u2029 \u0000 \ud800",
    "abc\u202egnp.exe \u2066\u200f שלום مرحبا",
)


def square(west: float, south: float, size: float = 1.0) -> dict[str, Any]:
    """A footprint; what lies beyond 180° east is written as west."""
    east = west + size if west + size <= 180 else west + size - 360
    ring = [[west, south], [east, south], [east, south + size], [west, south + size], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def item(id_: str, geometry: Any, **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": "1.0.0",
        "id": id_,
        "geometry": geometry,
        "bbox": [0, 0, 1, 1],
        "properties": {"datetime": "2020-01-01T00:00:00Z", **properties},
        "links": [
            {"rel": "root", "href": "./catalog.json"},
            {"rel": "parent", "href": "./catalog.json"},
        ],
        "assets": {},
    }


def catalog_report(folder: Path, items: list[dict[str, Any]], **members: Any) -> Report:
    """Write a catalog with items, check it, and return the report with its facts."""
    links = [{"rel": "root", "href": "./catalog.json"}]
    for number, member in enumerate(items):
        (folder / f"{number:03}.json").write_text(json.dumps(member, indent=1))
        links.append({"rel": "item", "href": f"./{number:03}.json"})
    catalog = {"type": "Catalog", "stac_version": "1.0.0", "id": "cat", "description": "d", "links": links}
    (folder / "catalog.json").write_text(json.dumps({**catalog, **members}, indent=1))
    return checked(folder / "catalog.json")


def checked(path: Path) -> Report:
    """The report of a check, as the page asks for it."""
    plan = plan_of(Config(), prose=True).plan
    plan.with_facts = True
    return run(Inputs([str(path)]).shards(), plan)


def made(findings: list[Finding], **members: Any) -> Report:
    """A report of findings."""
    report = Report(findings, **members)
    for finding in findings:
        report.counts[finding.rule, finding.severity] += 1
    return report


def many(amount: int) -> Report:
    """A report with so many findings, in files of ten."""
    findings = []
    for n in range(amount):
        severity = (Severity.ERROR, Severity.WARNING, Severity.INFO)[n % 3]
        uri = f"catalog/run_{n // 1000:03}/item_{n // 10:05}.json"
        place = Location(
            uri, n % 90 + 1, 5, n % 90 + 1, 12, ("properties", f"field_{n % 40}"), '    "field": 1', 4
        )
        message = f"finding number {n} is needle" if n % 5000 == 77 else f"finding number {n}"
        findings.append(
            Finding(f"rule-{n % 7}", severity, message, place, "do better", document=f"item_{n // 10}")
        )
    return made(findings)


def hostile() -> Report:
    """A report with harm in every field."""
    findings = []
    for n, text in enumerate(HOSTILE):
        place = Location(text, 1, 1, 1, 4, (text, n), text, 0)
        fix = Fix((Edit("replace", (text,), text), Edit("rename", (text,), text)), title=text)
        findings.append(
            Finding(
                text,
                Severity.ERROR,
                text,
                place,
                text,
                fix,
                (text,),
                text,
                text,
                Sides(text, f"{text}\n{text}"),
            )
        )
    facts = Facts()
    rules = {text: RuleInfo(text, text, text, docs="javascript:alert(5)", fix=text) for text in HOSTILE}
    failures = Failures(Failure(text, text) for text in HOSTILE)
    tally = [Tally(text, 1, text) for text in HOSTILE]
    for text in HOSTILE:
        _remember(facts, text)
    return made(findings, failures=failures, tally=tally, rules=rules, facts=facts)


def _remember(facts: Facts, text: str) -> None:
    footprint = ((10.0, 10.0, 11.0, 10.0, 11.0, 11.0, 10.0, 10.0),)
    facts.subjects[text] = Subject(text, text, "Item", text, text, text, footprint)
    facts.subjects[f"{text}/c"] = Subject(f"{text}/c", text, "Collection", text, text)
    raw = json.dumps(
        {
            "type": "Feature",
            "stac_version": "1.0.0",
            "id": text,
            "collection": text,
            "properties": {text: text},
        }
    )
    facts.add(Document(text, raw.encode()))
