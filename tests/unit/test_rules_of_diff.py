"""Every kind of finding of `stacqc diff` is a rule with a page."""

from __future__ import annotations

import pytest

from stacqc.comparison.difference import CLASSES
from stacqc.comparison.integrity import QUESTIONS, TAGS
from stacqc.comparison.levels import rules_of_diff
from stacqc.handbook.examples import Bench
from stacqc.handbook.pages import as_text


def test_classes_and_questions_are_rules() -> None:
    names = {f"diff/{kind}" for kind in CLASSES} | {f"integrity/{q.name}" for q in (*QUESTIONS, TAGS)}
    assert set(rules_of_diff()) == names | {"baseline-stale"}


@pytest.mark.parametrize("kind", CLASSES)
def test_examples_of_classes_differ_as_they_say(kind: str) -> None:
    rule = rules_of_diff()[f"diff/{kind}"]
    outcomes = list(Bench(()).outcomes(rule))
    assert [(o.example.valid, o.trouble) for o in outcomes] == [(True, ""), (False, "")]


@pytest.mark.parametrize("name", [name for name in rules_of_diff() if name != "baseline-stale"])
def test_pages_say_why_show_a_finding_and_what_to_do(name: str) -> None:
    page = as_text(rules_of_diff()[name], Bench(()))
    for part in ("reported by: stacqc diff", "\nWhy\n", f" {name} ", "\nFix\n"):
        assert part in page
