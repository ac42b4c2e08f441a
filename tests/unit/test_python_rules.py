"""Rules in Python: what is wrong in their declaration or in what they yield is said to who wrote them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
import pytest

from stacqc import rule as rules
from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.worker import Worker
from stacqc.findings import Problem, Severity
from stacqc.rule import Rule, RuleInfo, Selected

ITEM = Document("a.json", orjson.dumps({"type": "Feature", "stac_version": "1.1.0", "id": "a"}))


@pytest.fixture(autouse=True)
def _registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "_REGISTRY", {})


def passes(document: Document) -> Iterable[Problem]:
    """An id is there."""
    return ()


@pytest.mark.parametrize(
    ("said", "mistake"),
    [
        ({"severity": "eror"}, "has the severity 'eror', it must be error, warning, info or off"),
        ({"kinds": ["Itm"]}, "is for Itm, kinds are Item, Collection and Catalog"),
        ({"kinds": ()}, "is for nothing, kinds are Item, Collection and Catalog"),
        ({"rulesets": "recommended"}, "has one text as rulesets: write ('recommended',)"),
        ({"summary": ""}, "has no summary: the first line of the docstring of its function"),
    ],
)
def test_a_declaration_that_cannot_be_meant_is_refused(said: dict[str, Any], mistake: str) -> None:
    with pytest.raises(ValueError, match="the rule own ") as caught:
        rules.rule("own", **said)(passes)
    assert str(caught.value) == f"the rule own {mistake}"


def test_a_rule_of_a_package_is_of_no_version_of_stacqc() -> None:
    rules.rule("own")(passes)
    rules.rule("dated", since="3.1")(passes)
    assert [made.info.since for made in rules.python_rules().values()] == ["", "3.1"]


def yields_text(document: Document) -> Iterator[Any]:
    yield "wrong"


def yields_a_name(document: Document) -> Iterator[Any]:
    yield Problem("id", "wrong")  # type: ignore[arg-type]


def stumbles(document: Document) -> Iterator[Problem]:
    yield Problem((document.data["nothing"],), "wrong")


@pytest.mark.parametrize(
    ("check", "said"),
    [
        (yields_text, "TypeError: a rule yields Problem, not 'wrong', at engine/judging.py:"),
        (yields_a_name, "TypeError: the path of a Problem is a tuple of names and numbers, not 'id', at"),
        (stumbles, "KeyError: 'nothing', at unit/test_python_rules.py:"),
    ],
)
def test_a_rule_that_fails_says_where_and_the_others_go_on(check: Any, said: str) -> None:
    def finds(document: Document) -> Iterator[Problem]:
        yield Problem(("id",), "found")

    made = [Rule(RuleInfo("fails", "S."), check=check), Rule(RuleInfo("finds", "S."), check=finds)]
    worker = Worker(Plan([Selected(rule, Severity.ERROR) for rule in made]))
    worker.check_all([ITEM])
    report = worker.outcome().report
    assert [finding.rule for finding in report.findings] == ["finds"]
    (failure,) = report.failures
    assert failure.message.startswith(f"rule fails failed on this document ({said}")
