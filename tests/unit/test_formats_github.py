"""Workflow commands as the runner of GitHub reads them."""

from __future__ import annotations

import re

from stacqc.findings import Failure, Severity
from stacqc.formats import View
from stacqc.formats.github import render
from stacqc.report import Report
from tests.unit.reports import finding, hostile, report

_command = re.compile(r"^\s*::(?P<name>[a-z-]+)(?: (?P<values>[^:]*))?::(?P<data>.*)$")


def commands(made: Report) -> list[tuple[str, dict[str, str], str]]:
    """What a runner does with the output: it heeds commands until it is told to stop, and then none."""
    found, waits_for = [], ""
    for line in "".join(render(made, View())).split("\n"):
        match = _command.match(line)
        if waits_for:
            waits_for = "" if line == f"::{waits_for}::" else waits_for
        elif match and match["name"] == "stop-commands":
            waits_for = match["data"]
        elif match:
            pairs = (pair.split("=", 1) for pair in (match["values"] or "").split(",") if pair)
            found.append((match["name"], {k: decoded(v) for k, v in pairs}, decoded(match["data"])))
        else:
            assert not line.strip(), f"text outside the guard: {line}"
    assert not waits_for
    return found


def decoded(text: str) -> str:
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


def test_annotations_name_file_line_and_columns_and_errors_come_first() -> None:
    made = report(finding(0, Severity.INFO), finding(1, Severity.WARNING), finding(2))
    assert [name for name, *_ in commands(made)] == ["error", "warning", "notice"]
    _, values, message = commands(made)[0]
    assert values == {
        "title": "schema", "file": "dir/a b.json", "line": "3", "endLine": "3", "col": "3", "endColumn": "9",
    }  # fmt: skip
    assert message == "Value 2 is wrong\nwrite 5"


def test_the_text_report_follows_whole() -> None:
    made = report(*map(finding, range(30)))
    assert len(commands(made)) == 10
    text = "".join(render(made, View()))
    assert text.count("error schema Value") == 30
    assert "4 documents checked" in text


def test_failures_take_the_first_places_of_errors() -> None:
    made = report(*map(finding, range(30)), failures=[Failure("x.json#/features/0", "not read")])
    found = commands(made)
    assert len(found) == 10
    assert found[0] == ("error", {"title": "could not check", "file": "x.json"}, "not read")


def test_hostile_text_is_no_command() -> None:
    found = commands(hostile())
    assert [name for name, *_ in found] == ["error", "error", "error"]
    for _, values, message in found:
        assert set(values) <= {"title", "file", "line", "endLine", "col", "endColumn"}
        assert "<script>" in message
        assert "\x1b" not in message + "".join(values.values())


def test_the_guard_cannot_be_guessed() -> None:
    guards = {re.search("::stop-commands::(.*)", "".join(render(report(), View())))[1] for _ in range(5)}  # type: ignore[index]
    assert len(guards) == 5
    assert all(len(guard) == 32 for guard in guards)
