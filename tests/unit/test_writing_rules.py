"""The reference of the rule format: every rule in it loads, and its examples agree."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from stacqc.handbook.examples import Bench, missing_examples
from stacqc.rulesets.arguments import ARGUMENTS
from stacqc.rulesets.ruleset import load

PAGE = (Path(__file__).parents[2] / "docs" / "writing-rules.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
FILES = [block for block in BLOCKS if block.startswith("ruleset:")]
RULES = [block for block in BLOCKS if not block.startswith("ruleset:")]


def indented(text: str) -> str:
    return "".join(f"  {line}" if line.strip() else line for line in text.splitlines(keepends=True))


def texts() -> list[str]:
    return [*FILES, *("ruleset: page\nrules:\n" + indented(text) for text in RULES)]


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.split("\n")[2].strip(" :"))
def test_examples_of_the_reference_agree(text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.yaml"
    file.write_text(text, encoding="utf-8")
    bench = Bench((str(file),))
    name = load([str(file)]).names[-1]
    own = [rule for rule in bench.rules().values() if name in rule.info.rulesets]
    assert own
    for rule in own:
        assert not missing_examples(rule)
        assert [f"{o.example.label}: {o.trouble}" for o in bench.outcomes(rule) if o.trouble] == []


def test_reference_shows_every_check() -> None:
    shown = {
        check
        for text in texts()
        for spec in (yaml.safe_load(text)["rules"] or {}).values()
        if isinstance(spec, dict)
        for check in spec["check"]
    }
    assert shown == set(ARGUMENTS)
    assert set(re.findall(r"^### (\w+)$", PAGE, re.MULTILINE)) == set(ARGUMENTS)
