"""No value of the wrong type, anywhere in a document, makes a rule of the ISDeform profile fail."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from stacqc.document import Document, Tree
from stacqc.engine.plan import Plan
from stacqc.engine.runner import finish
from stacqc.engine.worker import Worker
from stacqc.rulesets.ruleset import choose
from stacqc.sample import Options, generate
from stacqc.sources.again import Reader

from .spoiling import places, spoilt

ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    2**60,
    0.5,
    "",
    "x",
    "[](",
    [],
    {},
    [[]],
    [{}],
    [None, 1, "x"],
    {"a": [None]},
)


def documents() -> list[tuple[str, Any]]:
    files = {file.path: orjson.loads(file.content) for file in generate(Options(22, 3))}
    ends = ("/collection.json", "geo_aux_collection.json", "geo_net_item.json", "coh_item.json")
    chosen = {end: path for path in reversed(files) for end in ends if path.endswith(end)}
    return [(path, files[path]) for path in chosen.values()]


@pytest.mark.parametrize(
    ("path", "data"), documents(), ids=lambda value: value[-40:] if isinstance(value, str) else ""
)
def test_no_rule_fails_on_odd_values(path: str, data: Any) -> None:
    selected = [
        choice for choice in choose(("isdeform",)).selected if "isdeform" in choice.rule.info.rulesets
    ]
    worker = Worker(Plan(selected))
    for number, place in enumerate(places(data)):
        for odd in ODD:
            raw = orjson.dumps(spoilt(data, place, odd))
            worker.check(Document(f"t{number}/{path}", raw, Tree("t", "t/collection.json", whole=True)))
    finish(worker, Reader())
    crashed = {
        f.message
        for f in worker.partial.report.failures
        if "report it" in f.message or f.message.startswith("rule ")
    }
    assert crashed == set()


def test_a_list_of_polarizations_is_shown_as_json() -> None:
    from stacqc import check

    document = {"type": "Feature", "stac_version": "1.1.0", "id": "a", "properties": {"polarisation": ["XX"]}}
    found = [f for f in check(document, ruleset="isdeform").findings if f.rule == "sar-enums"]
    assert [f.message for f in found] == ['polarisation is ["XX"], it must be a list of VV, VH, HH and HV']
