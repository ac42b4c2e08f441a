"""Examples of rules: each kind of disagreement is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stacqc.commands import rules as rules_command
from stacqc.commands import test as test_command
from stacqc.handbook.examples import Bench
from stacqc.rulesets.ruleset import bundled

RULE = """
ruleset: own
rules:
  one:
    summary: A is an integer.
    why: Because.
    at: a
    check: {{type: integer}}
    fix: {{convert: type}}
    examples:
      valid: [{valid}]
      invalid: [{invalid}]
"""
GOOD = "{properties: {a: 1}}"
BAD = "{properties: {a: '1'}}"


def file_of(folder: Path, valid: str = GOOD, invalid: str = BAD) -> str:
    file = folder / "own.yaml"
    file.write_text(RULE.format(valid=valid, invalid=invalid))
    return str(file)


def invoke(command: Any, *args: str) -> tuple[int, str]:
    result = CliRunner().invoke(command, args)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.output
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("valid", "invalid", "trouble"),
    [
        (GOOD, BAD, ""),
        (BAD, BAD, "valid example 1: it yields: a is text"),
        (GOOD, GOOD, "invalid example 1: it yields nothing"),
        ("", BAD, "it has no valid example"),
        ("", "", "it has no valid and no invalid example"),
        (GOOD, "{document: {properties: {a: '1'}}, expect: {path: $.properties.b}}", "not at $.properties.b"),
        (GOOD, "{document: {properties: {a: '1'}}, expect: {message: is null}}", "it says: a is text"),
        (GOOD, "{document: {properties: {a: '1'}}, expect: {path: $.properties.a, message: is text}}", ""),
        (GOOD, "{document: {properties: {a: '1'}}, fixed: {properties: {a: 1}}}", ""),
        (
            GOOD,
            "{document: {properties: {a: '1'}}, fixed: {properties: {a: 2}}}",
            'the fix makes {"type":"Feature"',
        ),
        (GOOD, "{document: {properties: {a: x}}, fixed: {properties: {a: 1}}}", "no fix is proposed"),
        (GOOD, "{folder/x.json: {properties: {a: 1}}, folder/y.json: {properties: {a: x}}}", ""),
        (GOOD, "[{properties: {a: 1}}, {properties: {a: x}}]", ""),
    ],
)
def test_troubles(tmp_path: Path, valid: str, invalid: str, trouble: str) -> None:
    code, output = invoke(test_command.command, file_of(tmp_path, valid, invalid))
    assert trouble in output
    assert code == (1 if trouble else 0)


@pytest.mark.parametrize("name", sorted(bundled()))
def test_examples_of_bundled_rules_agree(name: str) -> None:
    code, output = invoke(test_command.command, name)
    assert code == 0, output


def test_test_takes_folders(tmp_path: Path) -> None:
    file_of(tmp_path)
    assert invoke(test_command.command, str(tmp_path)) == (0, "1 rule, 2 examples, 0 that do not agree\n")


def test_test_takes_names_of_rules() -> None:
    code, output = invoke(test_command.command, "-v", "link-cycle")
    assert (code, output.splitlines()[0]) == (0, "link-cycle: ok")
    code, output = invoke(test_command.command, "link-cicle")
    assert code == 2
    assert 'did you mean "link-cycle"?' in output


def test_bad_rule_file_is_exit_2(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text("ruleset: own\nrules: 5\n")
    for command, args in ((test_command.command, []), (rules_command.command, ["--ruleset"])):
        code, output = invoke(command, *args, str(tmp_path / "own.yaml"))
        assert code == 2
        assert "own.yaml:2:8: " in output


def test_rules_lists_and_explains(tmp_path: Path) -> None:
    file = file_of(tmp_path)
    code, output = invoke(rules_command.command, "--ruleset", file)
    assert code == 0
    assert [line.split() for line in output.splitlines() if line.startswith("one ")] == [
        ["one", "error", "Item", "own", "yes", "A", "is", "an", "integer."]
    ]
    code, output = invoke(rules_command.command, "--ruleset", file, "own/one")
    assert code == 0
    for part in (
        "Because.",
        'example.json:4:10 error one a is text ("1"), it must be a whole number',
        "fix: write 1 without",
    ):
        assert part in output
    code, output = invoke(rules_command.command, "--ruleset", file, "-f", "json", "one")
    assert '"fixable": true' in output
    code, output = invoke(rules_command.command, "--ruleset", file, "noe")
    assert (code, 'did you mean "one"?' in output) == (2, True)


def test_pages_are_written_and_checked(tmp_path: Path) -> None:
    file, pages = file_of(tmp_path), str(tmp_path / "pages")
    command = rules_command.command
    assert invoke(command, "--ruleset", file, "--write-docs", pages, "--check")[0] == 1
    assert invoke(command, "--ruleset", file, "--write-docs", pages)[0] == 0
    assert invoke(command, "--ruleset", file, "--write-docs", pages, "--check") == (0, "")
    page = tmp_path / "pages" / "one.md"
    assert "## Wrong" in page.read_text()
    page.write_text("changed")
    (tmp_path / "pages" / "gone.md").write_text("---\ntitle: gone\n---\n\n# gone\n")
    (tmp_path / "pages" / "README.md").write_text("# Ours\n")
    code, output = invoke(command, "--ruleset", file, "--write-docs", pages, "--check")
    assert (code, output.count("is out of date")) == (1, 2)
    assert invoke(command, "--ruleset", file, "--write-docs", pages)[0] == 0
    assert not (tmp_path / "pages" / "gone.md").exists()
    assert (tmp_path / "pages" / "README.md").read_text() == "# Ours\n"


def test_schema_of_rule_files_fits_the_bundled_ones() -> None:
    import json

    import jsonschema_rs

    from stacqc.rulesets.yaml_json import load

    code, output = invoke(rules_command.command, "--schema")
    assert code == 0
    validator = jsonschema_rs.validator_for(json.loads(output))
    for file in bundled().values():
        assert validator.is_valid(load(file.read_text(encoding="utf-8")).data)
    assert not validator.is_valid({"ruleset": "a", "rules": {"b": {"check": {"between": {"mn": 1}}}}})


def test_options_of_examples(tmp_path: Path) -> None:
    text = """
ruleset: own
options: {most: {default: 1}}
rules:
  one:
    summary: s
    at: $.links
    check: {length: [0, '{option.most}']}
    examples:
      valid: [{links: []}, {document: {links: [{}, {}]}, options: {most: 2}}]
      invalid: [{links: [{}, {}]}]
"""
    (tmp_path / "own.yaml").write_text(text)
    bench = Bench((str(tmp_path / "own.yaml"),))
    assert [o.trouble for o in bench.outcomes(bench.rules()["one"])] == ["", "", ""]


@pytest.mark.parametrize(
    ("parts", "document", "why"),
    [
        ("at: a\n    when: {b: 1}", "{properties: {a: 1}}", ": when: does not hold for it"),
        ("at: a", "{a: 1}", ": nothing stands at a in it"),
        ("at: [a, $.b]", "{}", ": nothing stands at a or $.b in it"),
        ("at: a", "{type: Collection, a: 1}", ": the rule is for Item, this is Collection"),
        ("each: $.links[*]\n    at: a", "{links: []}", ": each: chooses nothing in it"),
        ("each: $.links[*]\n    where: {rel: x}", "{links: [{}]}", ": each: and where: choose nothing in it"),
        ("at: a", "{properties: {a: 5}}", ""),
        ("at: a", "[{}, {}]", ""),
        ("at: a", "{document: {}, options: {mot: 3}}", None),
    ],
)
def test_an_example_that_is_passed_over_says_why(
    parts: str, document: str, why: str | None, tmp_path: Path
) -> None:
    text = "ruleset: own\noptions: {most: {default: 1}}\nrules:\n  one:\n    summary: s\n"
    text += f"    {parts}\n    check: {{const: 5}}\n    examples: {{invalid: [{document}]}}\n"
    (tmp_path / "own.yaml").write_text(text)
    bench = Bench((str(tmp_path / "own.yaml"),))
    (outcome,) = bench.outcomes(bench.rules()["one"])
    wrong = 'No loaded ruleset has an option mot (did you mean "most"?)'
    assert outcome.trouble == (wrong if why is None else f"it yields nothing{why}")
