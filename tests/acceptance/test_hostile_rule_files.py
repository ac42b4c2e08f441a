"""Whatever stands in a rule file, it is taken or refused with a place: no value makes reading it fail."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest
import yaml

from stacqc.rulesets.error import RulesetError
from stacqc.rulesets.ruleset import load

from ..unit.spoiling import MISSING, places, spoilt
from ..unit.test_writing_rules import texts

ODD: tuple[Any, ...] = (
    MISSING, None, True, -1, 1e308, 10**400, "", "x", "$", "$..a", "$.a[*]", "@.x", "{value}", "{nope.x}", "(a+)+$",
    "[a-", "(?P<x>a)(?P<x>b)", "stacqc:nope", "/etc/passwd", [], {}, [None], ["x", 1], {"": 1}, {"any": []},
    {"not": {}}, {"of": "{value}", "as": "nope"}, {"a": None},
)  # fmt: skip
#: Of the values, those that are tried at one place: in turn, so that many places see all of them.
AT_ONE_PLACE = 4
#: Elements of a list in which values are put.
FEW = 3


def refusal(file: Path) -> RulesetError | None:
    try:
        load([str(file)])
    except RulesetError as error:
        return error
    return None


@pytest.mark.parametrize("text", texts(), ids=lambda text: text.split("\n")[2].strip(" :"))
def test_no_value_makes_a_rule_file_fail(text: str, tmp_path: Path) -> None:
    file = tmp_path / "page.yaml"
    whole = yaml.safe_load(text)
    refused = []
    turn = iter(ODD * 1000)
    for path in places(whole, FEW):
        for value in () if "examples" in path else islice(turn, AT_ONE_PLACE):
            file.write_text(yaml.safe_dump(spoilt(whole, path, value), sort_keys=False), encoding="utf-8")
            refused.append(refusal(file))
    assert None in refused
    assert all(error.line and error.message for error in filter(None, refused))
