"""No input whatsoever makes stacqc crash: valid documents are mutated, and so are raw bytes."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from stacqc.document import Document, Tree
from stacqc.engine.plan import Plan
from stacqc.engine.runner import run
from stacqc.formats import NAMES, View, renderer
from stacqc.rulesets.ruleset import choose
from stacqc.schema.check import SchemaCheck
from stacqc.sources.containers.container import Container
from stacqc.sources.shard import Shard

from ..documents import CATALOG, ITEM

EXTENSIONS = [
    f"https://stac-extensions.github.io/{name}/schema.json"
    for name in (
        "sar/v1.3.0",
        "sat/v1.2.0",
        "processing/v1.2.0",
        "scientific/v1.0.0",
        "projection/v2.0.0",
        "datacube/v2.2.0",
    )
]
RICH = {
    **ITEM,
    "stac_extensions": EXTENSIONS,
    "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
    "bbox": [0, 0, 1, 1],
    "collection": "c",
    "links": [{"rel": "root", "href": "./catalog.json"}, {"rel": "collection", "href": "./c.json", "type": "application/json"}],
    "assets": {"data": {"href": "./a.tif", "type": "image/tiff", "roles": ["data"], "bands": [{"name": "x"}]}},
    "properties": {
        "datetime": None, "start_datetime": "2024-01-01T00:00:00Z", "end_datetime": "2024-01-02T00:00:00Z", "gsd": 5.0,
        "sar:frequency_band": "C", "sar:polarizations": ["VV"], "sat:orbit_state": "ascending", "license": "MIT",
        "processing:software": {"x": "1"}, "sci:doi": "10.1000/x", "providers": [{"name": "p", "roles": ["host"]}],
        "proj:code": "EPSG:4326", "proj:shape": [1, 2],
    },
}  # fmt: skip
COLLECTION = {
    **CATALOG, "type": "Collection", "license": "MIT", "summaries": {"gsd": [5], "sar:frequency_band": ["C"]},
    "extent": {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
}  # fmt: skip
odd = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
    | st.sampled_from(["Feature", "Point", "2024-01-01T00:00:00Z", "../../x.json", "http://[", "file:///", EXTENSIONS[0], ":NULL"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)  # fmt: skip
PLAN = Plan(choose(rulesets=("recommended", "strict")).selected, SchemaCheck())


def places(value: Any) -> list[tuple[Any, Any]]:
    """Every container with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    found = [(value, key) for key in keys]
    for key in keys:
        found += places(value[key])
    return found


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    document: dict[str, Any] = copy.deepcopy(draw(st.sampled_from([RICH, COLLECTION, CATALOG])))
    for _ in range(draw(st.integers(1, 4))):
        spots = places(document)
        if not spots:
            break
        container, key = spots[draw(st.integers(0, len(spots) - 1))]
        if draw(st.booleans()):
            container[key] = draw(odd)
        else:
            del container[key]
    return document


def survive(raw: bytes) -> None:
    """Check the bytes as a file of a tree, alone and as a member, and render the report in every format."""
    tree = Tree("data", "data/catalog.json", whole=True)
    shards = [
        Shard((Document("data/x.json", raw, tree), Document("data/y.json", raw, tree)), tree),
        Container("lines.ndjson", "lines", raw),
        Container("fc.json", "ItemCollection", b'{"type": "FeatureCollection", "features": [' + raw + b"]}"),
    ]
    report = run(shards, PLAN)
    assert not [f for f in report.failures if "please report" in f.message or "failed" in f.message], (
        report.failures
    )
    for name in NAMES:
        text = "".join(renderer(name)(report, View(width=80)))
        assert "\x1b" not in text


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(mutated())
def test_mutated_documents(document: dict[str, Any]) -> None:
    survive(json.dumps(document).encode())


@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from([RICH, COLLECTION]),
    st.lists(st.tuples(st.integers(0, 3000), st.binary(max_size=3)), max_size=4),
)
def test_damaged_bytes(document: dict[str, Any], edits: list[tuple[int, bytes]]) -> None:
    raw = json.dumps(document).encode()
    for at, content in edits:
        at %= len(raw)
        raw = raw[:at] + content + raw[at + 1 :]
    survive(raw)


@settings(max_examples=100)
@given(st.binary(max_size=60))
def test_any_bytes(raw: bytes) -> None:
    survive(raw)


@pytest.mark.parametrize("depth", [10, 200, 300, 1000, 1023, 1024, 5000])
def test_any_depth(depth: int) -> None:
    for opening, closing in ((b"[", b"]"), (b'{"a":', b"}")):
        nested = opening * depth + b"1" + closing * depth
        survive(json.dumps(RICH).encode()[:-1] + b', "x": ' + nested + b"}")
