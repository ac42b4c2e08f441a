"""All mistakes of a rule file are told at once, each of its entries with its place."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from stacqc.rulesets.error import MOST_TOLD, RulesetError
from stacqc.rulesets.ruleset import load

SOUND = "summary: s, at: a, check: {const: 1}"


def mistakes(folder: Path, text: str) -> RulesetError:
    (folder / "own.yaml").write_text(text)
    with pytest.raises(RulesetError) as caught:
        load([str(folder / "own.yaml")])
    return caught.value


def told(error: RulesetError) -> list[tuple[int, str]]:
    return [(one.line, one.message) for one in (error, *error.others)]


def test_every_entry_is_told_in_the_order_of_the_file(tmp_path: Path) -> None:
    text = f"""ruleset: own
extends: stacqc:recommended
rules:
  one: {{summary: s, att: a, check: {{const: 1}}}}
  two: {{{SOUND}, when: {{type: Itm}}, severity: warning}}
  three: {{{SOUND}}}
  three: {{{SOUND}}}
  four: {{{SOUND}, severity: eror}}
  five: {{summary: s, at: a, check: {{type: integr}}}}
  six: {{summary: s, at: a}}
  id-dupliate: off
  seven: {{<<: {{summary: s}}, at: a, check: {{const: 1}}}}
  eight: {{{SOUND}, told_by: eightt}}
options:
  most: {{default: 5, allowed: [1]}}
patterns:
  day: '('
define:
  id: {{pattern: a, att: $.id}}
"""
    error = mistakes(tmp_path, text)
    lines = [(line, message.partition(",")[0]) for line, message in told(error)]
    assert lines == [
        (4, "att is not known here"),
        (5, "type: Itm is no kind of document"),
        (7, "three stands twice in this mapping"),
        (8, 'rules.four.severity is text ("eror")'),
        (9, 'rules.five.check.type is text ("integr")'),
        (10, "The rule six has no check"),
        (11, "There is no rule id-dupliate"),
        (12, "Rule files do not merge mappings by <<"),
        (13, "There is no rule eightt that could speak for eight"),
        (15, "5 is not a value of the option most"),
        (17, "( is not a regular expression: missing )"),
        (19, "att is not known here"),
    ]
    file = tmp_path / "own.yaml"
    said = str(error).splitlines()
    assert said[:3] == [
        f"{file}:4:21: att is not known here",
        '  help: did you mean "at"?',
        f"{file}:5:60: type: Itm is no kind of document",
    ]
    assert [one.help for one in error.others if one.line in (8, 9)] == [
        'did you mean "error"?',
        'did you mean "integer"?',
    ]


@pytest.mark.parametrize(
    ("broken", "user"),
    [
        ("define: {id: {pattern: '('}}", "summary: s, at: a, check: {equals: '{id.day}'}"),
        ("define: {id: {pattern: a, att: b}}", "summary: s, at: a, check: {equals: '{id.day}x'}"),
        ("define: {id: {pattern: a, att: b}}", f"{SOUND}, when: {{id: 5}}"),
        ("define: {id: {pattern: a, att: b}}", f"{SOUND}, when: {{id.day: {{max: x}}}}"),
        (
            "define: {id: {pattern: '('}, row: {by: '{id.day}', table: {a: {b: 1}}}}",
            f"{SOUND}, when: {{row: 5}}",
        ),
        ("options: {most: {defalt: 3}}", "summary: s, at: a, check: {length: [0, '{option.most}']}"),
        ("options: {most: {default: 3, allowed: [1]}}", f"{SOUND}, when: {{option.most: 3}}"),
        ("patterns: {day: '('}", "summary: s, at: a, check: {pattern: '(?&day)'}"),
        ("patterns: {day: 5}", "summary: s, at: a, check: {pattern: '(?&day)'}"),
        ("rules: {other: {summary: s, att: a}}", f"{SOUND}, told_by: other"),
    ],
)
def test_what_follows_from_another_mistake_is_not_told(tmp_path: Path, broken: str, user: str) -> None:
    before, rules = ("", broken.removesuffix("}") + ",") if "rules" in broken else (f"{broken}\n", "rules: {")
    error = mistakes(tmp_path, f"ruleset: own\n{before}{rules} user: {{{user}}}}}\n")
    assert told(error) == [(2, error.message)]
    assert "user" not in error.message


def test_a_mistake_besides_is_told(tmp_path: Path) -> None:
    options = "options: {most: {defalt: 3}, mostly: {default: 3}}"
    user = "summary: s, at: a, check: {length: [x, '{option.mostly}']}"
    error = mistakes(tmp_path, f"ruleset: own\n{options}\nrules:\n  user: {{{user}}}\n")
    assert [line for line, _ in told(error)] == [2, 4]


@pytest.mark.parametrize("wrong", ["rulez: {}", "define: []", "extends: 5", "extends: [no.yaml]", "options:"])
def test_what_all_entries_need_is_told_before_them(tmp_path: Path, wrong: str) -> None:
    error = mistakes(tmp_path, f"ruleset: own\n{wrong}\nrules:\n  one: {{{SOUND}, when: {{id: 5}}}}\n")
    assert [line for line, _ in told(error)] == [2]


def test_many_mistakes_are_counted(tmp_path: Path) -> None:
    rules = "".join(f"  r{i}: {{summary: s, at: a}}\n" for i in range(MOST_TOLD + 7))
    error = mistakes(tmp_path, f"ruleset: own\nrules:\n{rules}")
    assert len(error.others) == MOST_TOLD + 6
    said = str(error).splitlines()
    assert said[-1] == "and 7 more"
    assert len([line for line in said if line.startswith(str(tmp_path))]) == MOST_TOLD


def test_mistakes_of_what_is_extended_come_with_their_file(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("ruleset: base\nrules:\n  a: {summary: s}\n  b: {summary: s}\n")
    error = mistakes(tmp_path, f"ruleset: own\nextends: base.yaml\nrules: {{one: {{{SOUND}}}}}\n")
    assert [(one.file, one.line) for one in (error, *error.others)] == [
        (str(tmp_path / "base.yaml"), 3),
        (str(tmp_path / "base.yaml"), 4),
    ]


def test_mistakes_of_several_files_are_told_once_each(tmp_path: Path) -> None:
    texts = {
        "base.yaml": f"ruleset: base\nrules:\n  sound: {{{SOUND}}}\n  a: {{summary: s}}\n  b: {{summary: s}}\n",
        "own.yaml": f"ruleset: own\nextends: base.yaml\nrules: {{one: {{{SOUND}}}}}\n",
        "other.yaml": "ruleset: other\nrules: {two: {summary: s}}\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(RulesetError) as caught:
        load([str(tmp_path / name) for name in texts])
    error = caught.value
    assert [(Path(one.file).name, one.line) for one in (error, *error.others)] == [
        ("base.yaml", 4),
        ("base.yaml", 5),
        ("other.yaml", 2),
    ]


def test_all_are_there_in_another_process(tmp_path: Path) -> None:
    error = mistakes(tmp_path, "ruleset: own\nrules:\n  a: {summary: s}\n  b: {summary: s}\n")
    assert str(pickle.loads(pickle.dumps(error))) == str(error)
