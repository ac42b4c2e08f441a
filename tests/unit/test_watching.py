"""Checks are recalled together where they see new values in the same items."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import product
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.engine.judging import Due, Verdict
from stacqc.engine.recalled import Checks
from stacqc.engine.watching import Watched, put_together
from stacqc.findings import Problem
from stacqc.reads import reads_of
from stacqc.rule import Rule, RuleInfo

Values = list[dict[str, Any]]


def item(values: dict[str, Any]) -> Document:
    return Document("a.json", json.dumps({"type": "Feature", "properties": values}).encode())


def watched(names: Iterable[str], values: Values) -> list[Watched]:
    made = [Watched(reads_of(name.split("+")), Due(n, name, lambda _: ())) for n, name in enumerate(names)]
    for one in values:
        for each in made:
            each.watch(item(one))
    return made


def together(names: Iterable[str], values: Values) -> tuple[list[set[str]], set[str]]:
    groups, left_out = put_together(watched(names, values))
    return [{due.name for due in group.dues} for group in groups], {
        one.due.name for one in left_out if one.due
    }


#: Eight products of each of eight pairs, each product and each pair with some values.
PAIRS = [
    {"one": 1, "product": p, "unit": f"unit {p}", "date1": d, "date2": d + 12, "id": f"{d} {p}"}
    for d, p in product(range(8), range(8))
]


def test_products_and_dates_are_apart() -> None:
    groups, left_out = together(["date1", "date1+date2", "date2", "id", "one", "product", "unit"], PAIRS)
    assert groups == [{"one", "product", "unit"}, {"date1", "date2", "date1+date2"}]
    assert not left_out


def test_what_is_always_new_is_not_worth_it() -> None:
    assert together(["id"], PAIRS) == ([], set())


def test_what_fits_nowhere_is_said() -> None:
    values = [{**one, "tile": n % 7} for n, one in enumerate(PAIRS)]
    groups, left_out = together(["product", "date1", "tile"], values)
    assert groups == [{"tile"}, {"product"}]
    assert left_out == {"date1"}


def test_what_cannot_be_compared_is_like_nothing_else() -> None:
    (one,) = watched(["a"], [{"a": 2**70}, {"a": 2**70}, {"a": 1}, {"a": 1}])
    assert one.seen == [0, 1, 2, 2]


NAMES = ("product", "date1", "tile")


def rule(name: str) -> tuple[str, Any, Rule]:
    def check(document: Document) -> list[Problem]:
        return [Problem(("properties", name), "it is 7")] if document.properties[name] == 7 else []

    info = RuleInfo(name, "A value is not 7.")
    return name, check, Rule(info, check, reads=reads_of([name]))


def asked(checks: Checks, values: Values, at_a_time: int) -> list[list[set[str]]]:
    """Let checks judge items; return the groups that were recalled after each time."""
    groups = []
    for start in range(0, len(values), at_a_time):
        part = values[start : start + at_a_time]
        verdicts = [Verdict(item(one)) for one in part]
        checks.ask(verdicts)
        for one, verdict in zip(part, verdicts, strict=True):
            assert len(verdict.families) == len(checks.recalled)
            assert {rule for _, rule, _ in verdict.in_order()} == {name for name in NAMES if one[name] == 7}
        groups.append([{due.name for due in group.dues} for group in checks.recalled])
    return groups


@pytest.mark.parametrize("at_a_time", [1, 40])
def test_it_is_looked_again_where_the_first_items_are_of_one_sort(at_a_time: int) -> None:
    values: Values = [{"product": n % 8, "date1": n // 8, "tile": n % 7} for n in range(100)]
    values += [{"product": n % 8, "date1": n // 8, "tile": 3} for n in range(100, 1400)]
    groups = asked(Checks("Item", [rule(name) for name in NAMES]), values, at_a_time)
    assert groups[110 // at_a_time] == [{"tile"}, {"product"}]
    assert groups[-1] == [{"tile", "product"}, {"date1"}]


def test_it_is_looked_again_where_a_group_was_given_up() -> None:
    values: Values = [{"product": n % 8, "date1": 1, "tile": 1} for n in range(100)]
    values += [{"product": n % 8, "date1": n, "tile": 1} for n in range(100, 1400)]
    groups = asked(Checks("Item", [rule(name) for name in NAMES]), values, 40)
    assert groups[3] == [{"date1", "product", "tile"}]
    assert groups[-1] == [{"product", "tile"}]


def test_once_is_enough_where_that_serves_well() -> None:
    checks = Checks("Item", [rule(name) for name in NAMES])
    values: Values = [{"product": n % 8, "date1": n // 8, "tile": 1} for n in range(1400)]
    asked(checks, values[:200], 40)
    first = checks.recalled
    asked(checks, values[200:], 40)
    assert checks.recalled is first
