"""Other validators are asked offline, agree on plain cases, and a disagreement is a finding."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.schema.second_opinion import SecondOpinion
from stacqc.schema.store import SchemaStore
from tests.documents import CATALOG, ITEM

SAT = "https://stac-extensions.github.io/sat/v1.0.0/schema.json"


def item(state: str) -> dict[str, Any]:
    properties = {**ITEM["properties"], "sat:orbit_state": state}
    return {**ITEM, "stac_extensions": [SAT], "properties": properties}


@pytest.fixture(scope="module")
def opinion() -> SecondOpinion:
    return SecondOpinion(SchemaStore())


@pytest.mark.parametrize(
    "data", [ITEM, CATALOG, item("ascending"), item("up"), {**ITEM, "assets": 5}, {**CATALOG, "id": 5}]
)
def test_all_agree(opinion: SecondOpinion, data: dict[str, Any]) -> None:
    assert list(opinion.problems(Document("x.json", json.dumps(data).encode()))) == []


def test_documents_that_they_would_go_to_the_network_for_are_left_alone(opinion: SecondOpinion) -> None:
    data = {**ITEM, "stac_extensions": ["https://example.com/x/v1.0.0/schema.json"]}
    assert list(opinion.problems(Document("x.json", json.dumps(data).encode()))) == []


def test_a_disagreement_is_a_finding() -> None:
    opinion = SecondOpinion(SchemaStore())
    opinion.judges["someone"] = lambda data: False
    (problem,) = opinion.problems(Document("x.json", json.dumps(ITEM).encode()))
    assert problem.rule == "second-opinion"
    assert "someone calls this document invalid" in problem.message
