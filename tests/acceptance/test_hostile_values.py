"""Wherever a rule looks, no value whatsoever makes it fail: the examples of all rules, spoilt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacqc.engine.plan import Plan
from stacqc.engine.runner import run
from stacqc.findings import Severity
from stacqc.handbook.examples import examples_of
from stacqc.rule import Rule, Selected
from stacqc.rulesets.ruleset import load
from stacqc.sources.inputs import Inputs

from ..unit.spoiling import MISSING, places, spoilt
from ..unit.test_writing_rules import texts

LARGE = 10**300
HOSTILE: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 1e308, LARGE, -LARGE, 10**400,
    "", "a", "\ud800", "1", "9" * 70, ":NULL", "http://[::1", "https://é.x/%zz?#", "../" * 50, "x" * 5000,
    "0001-01-01T00:00:00+05:00", "9999-12-31T23:59:59-05:00", "2020-02-30T00:00:00Z",
    [], {}, [None], [[]], [{}], [1], ["a"], [1, "a", None], {"a": None}, {"": 1},
    [LARGE] * 4, [1e308] * 4, [0, 0, 0, 0], [None] * 4, [180, 90, -180, -90], [-1e308, 0, 1e308, 0],
    {"minimum": LARGE, "maximum": -LARGE}, {"minimum": "a", "maximum": 1},
    {"type": "Point", "coordinates": []}, {"type": "Polygon", "coordinates": [[]]},
    {"type": "Polygon", "coordinates": [[[1e308, 0], [-1e308, 1], [0, 1e308], [1e308, 0]]]},
    {"type": "GeometryCollection", "geometries": [None, {"type": "Point"}]},
)  # fmt: skip
#: Elements of a list that are spoilt.
FEW = 3


def variants(rule: Rule) -> Iterator[dict[str, Any]]:
    for example in examples_of(rule):
        for document in example.files.values():
            if isinstance(document, dict):
                whole = {"stac_version": "1.0.0", **document}
                yield from (
                    spoilt(whole, path, v) for path in places(whole, FEW) for v in (*HOSTILE, MISSING)
                )


def failures(rule: Rule, folder: Path) -> list[str]:
    lines = folder / "spoilt.ndjson"
    lines.write_text("".join(f"{json.dumps(document)}\n" for document in variants(rule)))
    report = run(Inputs([str(lines)]).shards(), Plan([Selected(rule, rule.info.severity or Severity.INFO)]))
    return [f.message for f in report.failures if "not checked" not in f.message]


def judged(rulesets: list[str]) -> list[Rule]:
    rules = load(rulesets).rules.values()
    return [rule for rule in rules if rule.check is not None or rule.fold is not None]


RULES = {rule.name: rule for rule in judged(["stacqc:strict", "stacqc:isdeform"])}


@pytest.mark.parametrize("name", RULES)
def test_no_value_makes_a_bundled_rule_fail(name: str, tmp_path: Path) -> None:
    assert failures(RULES[name], tmp_path)[:2] == []


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.split("\n")[2].strip(" :"))
def test_no_value_makes_a_rule_of_the_reference_fail(text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.yaml"
    file.write_text(text, encoding="utf-8")
    ruleset = load([str(file)]).names[-1]
    own = [rule for rule in judged([str(file)]) if ruleset in rule.info.rulesets]
    assert own
    assert [message for rule in own for message in failures(rule, tmp_path)[:2]] == []
