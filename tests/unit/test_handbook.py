"""Pages and lists of rules: all that somebody needs who meets a rule for the first time, in lines that fit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stacqc.handbook.examples import Bench
from stacqc.handbook.layout import text_of
from stacqc.handbook.listing import listing, table
from stacqc.handbook.pages import as_text, facts, page

OWN = """
ruleset: own
summary: Our own.
options:
  most: {default: 20, help: How many there may be}
  form: {default: auto, allowed: [auto, live]}
define:
  id: {at: [$.id, $.title], pattern: '(?P<day>[0-9]{8})'}
  row: {by: '{id.day}', table: {'20240101': {most: '{option.most}'}}}
  file: {path: '(?P<day>[0-9]{8})[.]json'}
rules:
  plain: {summary: The first holds., at: a, check: {const: 1}, when: {type: Item}, help: write one}
  of-days:
    summary: The second holds.
    why: Since else it does not.
    when: {type: Item, id.day: '20240101', file: false, row.most: {present: true}}
    each: $.links[*]
    where: {rel: self}
    at: href
    check: {pattern: 'a'}
    docs: https://example.com/
    help: write {day}
  counted:
    summary: The third holds.
    severity: off
    at: a
    check: {length: [0, '{option.most}']}
    fix: {remove: true}
    examples:
      valid: [{properties: {a: [1]}}]
      invalid: [{document: {properties: {a: [1, 2]}}, options: {most: 1}}]
  formed: {summary: The fourth holds., at: a, check: {const: 1}, when: {option.form: live}, fix: {remove: true, safe: false}}
"""


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    (tmp_path / "own.yaml").write_text(OWN)
    return Bench((str(tmp_path / "own.yaml"),))


def page_of(bench: Bench, name: str) -> str:
    return page(bench.rules()[name], bench)


def test_a_page_shows_the_condition_as_its_file_has_it(bench: Bench) -> None:
    assert "## Applies where" not in page_of(bench, "plain")
    assert """## Applies where

```yaml
when:
  type: Item
  id.day: '20240101'
  file: false
  row.most: {present: true}
each: $.links[*]
where: {rel: self}
```

`id` is what the ruleset reads from `$.id` or `$.title`. `row` is what the ruleset reads from its table, by \
`{id.day}`. `file` is what the ruleset reads from the path of the file.
""" in page_of(bench, "of-days")
    assert "## Reference\n\n<https://example.com/>\n" in page_of(bench, "of-days")


def test_a_page_says_which_options_change_the_rule_and_how_they_are_set(bench: Bench) -> None:
    counted = page_of(bench, "counted")
    assert "- `most`: How many there may be. It is `20` unless set.\n" in counted
    assert "as in `--option most=20`:\n\n```toml\n[options]\nmost = 20\n```\n" in counted
    assert "With `most = 1`:\n\n```json\n" in counted
    formed = page_of(bench, "formed")
    assert '- `form`: It is `"auto"` unless set. Allowed: `"auto"`, `"live"`.\n' in formed
    assert 'as in `--option form=live`:\n\n```toml\n[options]\nform = "live"\n```\n' in formed
    assert "## Options" not in page_of(bench, "plain")
    assert "- `most`" in page_of(bench, "of-days")  # by its define


def test_a_page_says_how_to_fix(bench: Bench) -> None:
    assert "## Fix\n\nRemove it. `stacqc check --fix` does it where it can.\n" in page_of(bench, "counted")
    assert "## Fix\n\nRemove it (to be looked over)\n" in page_of(bench, "formed")
    assert "## Fix\n\nWrite one.\n" in page_of(bench, "plain")
    assert "## Fix" not in page_of(bench, "of-days")


def test_a_terminal_sees_no_marks_of_sections(bench: Bench) -> None:
    text = as_text(bench.rules()["counted"], bench)
    assert "\nOptions\n\n- `most`" in text
    assert "```" not in text
    narrow = as_text(bench.rules()["counted"], bench, 40)
    assert narrow.split() == text.split()
    assert "\nseverity: off · documents: Item ·\nrulesets: own · has a fix\n" in narrow
    assert "\n- `most`: How many there may be. It is\n  `20` unless set.\n" in narrow
    assert "\nexample.json:4:10 warning counted a has 2 elements, it must have from 0 to 1\n" in narrow


def test_facts_are_those_of_the_page(bench: Bench) -> None:
    known = facts(bench.rules()["counted"], bench)
    assert known["options"] == {"most": {"default": 20, "help": "How many there may be"}}
    assert facts(bench.rules()["formed"], bench)["condition"] == {"when": {"option.form": "live"}}


def test_the_list_fits_a_terminal() -> None:
    bench = Bench(("strict", "isdeform", "pgstac"))
    known = [facts(rule, bench) for rule in bench.rules().values()]
    for width in (80, 120):
        lines = listing(known, bench.summaries(), width).splitlines()
        assert max(map(len, lines)) <= width
        headings = [line.partition(" (")[0] for line in lines if line and not line.startswith(" ")]
        assert headings[0] == "recommended"
        assert {"strict", "isdeform", "pgstac"} < set(headings)
        begun = {line.split()[0] for line in lines if line.startswith("  ") and line[2] != " "}
        assert begun == set(bench.rules())


def test_a_program_reads_one_line_for_each_rule(bench: Bench) -> None:
    head, *lines = table(
        facts(rule, bench) for rule in bench.rules().values() if rule.info.rulesets == ("own",)
    ).splitlines()
    assert head.split() == ["rule", "severity", "kinds", "ruleset", "fix", "summary"]
    assert [line.split(maxsplit=5) for line in lines][2] == [
        "counted",
        "off",
        "Item",
        "own",
        "yes",
        "The third holds.",
    ]


@pytest.mark.parametrize(
    ("document", "lines"),
    [
        ({}, ["{}"]),
        ({"a": []}, ["{", '  "a": []', "}"]),
        ({"a": [1, [2.5, None]], "b": {"c": True}}, ["{", '  "a": [1, [2.5, null]],', '  "b": {', '    "c": true', "  }", "}"]),
        ({"a": [{"b": {"c": "ä\n"}}]}, ["{", '  "a": [', '    {"b": {"c": "ä\\n"}}', "  ]", "}"]),
        ({"a": ["x" * 40, "y" * 40]}, ["{", '  "a": [', f'    "{"x" * 40}",', f'    "{"y" * 40}"', "  ]", "}"]),
        ("{as it is", ["{as it is"]),
    ],
)  # fmt: skip
def test_documents_of_examples_take_few_lines(document: Any, lines: list[str]) -> None:
    assert text_of(document).split("\n") == lines
    if type(document) is dict:
        assert json.loads(text_of(document)) == document
