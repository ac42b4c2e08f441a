"""JUnit XML, for test reports: one suite per input, one failed case per finding."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from xml.etree import ElementTree

from stacqc.findings import Failure, Finding, Severity
from stacqc.formats import View
from stacqc.report import Report
from stacqc.safe import safe

#: Code points that XML 1.0 cannot hold; the control characters are gone before.
_unfit = re.compile("[\ufffe\uffff]")


def render(report: Report, view: View) -> Iterator[str]:
    """Yield the report as XML; information is no failure, what could not be checked is an error."""
    suites = ElementTree.Element("testsuites", name="stacqc")
    shown = report.findings[: view.max_findings or None]
    for uri, findings in groupby(shown, key=lambda f: f.location.uri):
        _suite(suites, uri, findings)
    if report.failures:
        _failures(suites, report.failures.listed())
    _documents(suites, report, len(shown))
    _count(suites, suites.iter("testcase"))
    ElementTree.indent(suites)
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield ElementTree.tostring(suites, encoding="unicode") + "\n"


def _suite(parent: ElementTree.Element, uri: str, findings: Iterable[Finding]) -> None:
    suite = ElementTree.SubElement(parent, "testsuite", name=_text(uri))
    for finding in findings:
        place = finding.location
        name = f"{finding.rule} {place.pointer or '/'}"
        case = ElementTree.SubElement(suite, "testcase", name=_text(name), classname=_text(uri))
        case.set("file", _text(place.uri))
        if place.line:
            case.set("line", str(place.line))
        _outcome(case, finding)
    _count(suite, suite)


def _outcome(case: ElementTree.Element, finding: Finding) -> None:
    lines = [f"{finding.location} {finding.severity} {finding.rule} {finding.message}"]
    lines += [f"help: {finding.help}"] if finding.help else []
    body = "\n".join(_text(line) for line in lines)
    if finding.severity is Severity.INFO:
        ElementTree.SubElement(case, "system-out").text = body
        return
    failure = ElementTree.SubElement(case, "failure", message=_text(finding.message))
    failure.set("type", str(finding.severity))
    failure.text = body


def _failures(parent: ElementTree.Element, failures: Iterable[Failure]) -> None:
    suite = ElementTree.SubElement(parent, "testsuite", name="not checked")
    for uri, message, _ in failures:
        name = _text(uri or "stacqc")
        case = ElementTree.SubElement(suite, "testcase", name=name, classname="not checked")
        ElementTree.SubElement(case, "error", message=_text(message), type="not-checked")
    _count(suite, suite)


def _documents(parent: ElementTree.Element, report: Report, shown: int) -> None:
    """Add a case that always passes: it says how much was checked, so that a clean run is no empty one."""
    suite = ElementTree.SubElement(parent, "testsuite", name="documents")
    case = ElementTree.SubElement(suite, "testcase", name="documents checked", classname="stacqc")
    counts = [f"{n} {kind}" for kind, n in sorted(report.checked.items())]
    hidden = report.found - shown
    lines = [*counts, *([f"{hidden} more findings are not in this file"] if hidden else [])]
    ElementTree.SubElement(case, "system-out").text = "\n".join(lines)
    _count(suite, suite)


def _count(element: ElementTree.Element, cases: Iterable[ElementTree.Element]) -> None:
    """Write the counts that readers take from the attributes."""
    listed = list(cases)
    element.set("tests", str(len(listed)))
    for name in ("failure", "error"):
        element.set(f"{name}s", str(sum(case.find(name) is not None for case in listed)))
    element.set("skipped", "0")


def _text(text: str) -> str:
    return _unfit.sub("\ufffd", safe(text))
