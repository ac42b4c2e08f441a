"""JUnit XML as its readers read it."""

from __future__ import annotations

from io import StringIO
from xml.etree import ElementTree

from junitparser import Error, Failure, JUnitXml

from stacqc import findings
from stacqc.findings import Severity
from stacqc.formats import View
from stacqc.formats.junit import render
from stacqc.report import Report
from tests.unit.reports import finding, hostile, report


def text_of(made: Report, view: View | None = None) -> str:
    return "".join(render(made, view or View()))


def read(made: Report, view: View | None = None) -> JUnitXml:
    return JUnitXml.fromroot(ElementTree.parse(StringIO(text_of(made, view))).getroot())


def test_each_finding_is_a_failed_case_of_its_file() -> None:
    xml = read(report(finding(), finding(1, Severity.WARNING), finding(2, Severity.INFO)))
    assert (xml.tests, xml.failures, xml.errors) == (4, 2, 0)
    suite, documents = xml
    assert (suite.name, suite.tests, suite.failures) == ("dir/a b.json", 3, 2)
    first, second, third = suite
    assert first.name == "schema /properties/sar:looks~1range"
    assert isinstance(first.result[0], Failure)
    assert (first.result[0].message, first.result[0].type) == ("Value 0 is wrong", "error")
    assert "dir/a b.json:1:3 error schema Value 0 is wrong\nhelp: write 5" in first.result[0].text
    assert second.result[0].type == "warning"
    assert third.is_passed
    assert [case.name for case in documents] == ["documents checked"]


def test_a_clean_run_passes_and_is_not_empty() -> None:
    xml = read(report())
    assert (xml.tests, xml.failures, xml.errors) == (1, 0, 0)
    assert "3 Item" in next(iter(next(iter(xml)))).system_out


def test_what_was_not_checked_is_an_error() -> None:
    xml = read(report(failures=[findings.Failure("x.json", "not read")]))
    assert (xml.tests, xml.errors) == (2, 1)
    (case,) = next(suite for suite in xml if suite.name == "not checked")
    assert isinstance(case.result[0], Error)
    assert (case.name, case.result[0].message) == ("x.json", "not read")


def test_hostile_text_stays_text() -> None:
    made = text_of(hostile())
    root = ElementTree.fromstring(made)
    assert {element.tag for element in root.iter()} == {
        "testsuites", "testsuite", "testcase", "failure", "error", "system-out",
    }  # fmt: skip
    message = root.find(".//failure").get("message")  # type: ignore[union-attr]
    assert message is not None
    assert message.startswith("<script>alert(1)</script> <!-- --> ]]> & ' \" \\")
    made.encode("utf-8")
    assert read(hostile()).errors == 1


def test_what_is_left_out_is_told() -> None:
    xml = read(report(*map(finding, range(5))), View(max_findings=2))
    assert xml.failures == 2
    assert "3 more findings are not in this file" in text_of(
        report(*map(finding, range(5))), View(max_findings=2)
    )
