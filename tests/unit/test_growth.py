"""What one document may hold without end is judged in a time that grows as it does, not as its square."""

from __future__ import annotations

import json
from collections.abc import Callable
from time import process_time

import pytest

from stacqc.document import Document, Tree
from stacqc.engine.plan import Plan
from stacqc.engine.runner import finish
from stacqc.engine.worker import Worker
from stacqc.rulesets.ruleset import choose
from stacqc.schema.check import SchemaCheck
from stacqc.sources.again import Reader

ITEM = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "a",
    "geometry": None,
    "links": [],
    "assets": {},
    "properties": {},
}
COLLECTION = {
    "type": "Collection",
    "stac_version": "1.1.0",
    "id": "c",
    "description": "d",
    "license": "MIT",
    "links": [],
}


def strays(n: int) -> str:
    return json.dumps({**COLLECTION, "links": [{"rel": "child", "href": f"/a b{i}"} for i in range(n)]})


def selves(n: int) -> str:
    return json.dumps(
        {**ITEM, "links": [{"rel": "self", "href": f"https://example.com/{i}.json"} for i in range(n)]}
    )


def doubled(n: int) -> str:
    return json.dumps(ITEM)[:-1] + "".join(f', "x{i // 2}": 1' for i in range(n)) + "}"


def unknown_releases(n: int) -> str:
    addresses = [f"https://stac-extensions.github.io/eo/v1.0.{i}/schema.json" for i in range(n)]
    return json.dumps({**ITEM, "stac_extensions": addresses})


def summaries(n: int) -> str:
    addresses = [f"https://example.com/e{i}/v1.0.0/schema.json" for i in range(n)]
    return json.dumps(
        {**COLLECTION, "stac_extensions": addresses, "summaries": {f"e{i}:p": [i] for i in range(n)}}
    )


def seconds(text: str) -> float:
    """Processor time of one check, folds included."""
    worker = Worker(Plan(choose(rulesets=("recommended", "strict")).selected, SchemaCheck()))
    document = Document("t/collection.json", text.encode(), Tree("t", "t/collection.json", whole=True))
    start = process_time()
    worker.check(document)
    finish(worker, Reader())
    return process_time() - start


@pytest.mark.parametrize("make", [strays, selves, doubled, unknown_releases, summaries])
def test_eight_times_as_much_takes_eight_times_as_long(make: Callable[[int], str]) -> None:
    seconds(make(10))  # what is read once
    small, large = make(500), make(4_000)
    # The square would take 64 times as long; a machine with other work is given three tries.
    assert any(seconds(large) < 32 * max(seconds(small), 0.02) for _ in range(3))
