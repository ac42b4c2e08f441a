"""Every bundled schema says what the official one says: recorded, and anew where those are at hand."""

from __future__ import annotations

import os
from collections import defaultdict
from pathlib import Path

import pytest

from tests.conformance import differential
from tests.conformance.vectors import Vector, vectors

SHARED = Path(__file__).resolve().parents[3] / "shared"
CASES = int(os.environ.get("STACQC_CASES", "40"))


@pytest.fixture(scope="module")
def ours() -> differential.Side:
    return differential.our_side()


def test_recorded_verdicts(ours: differential.Side) -> None:
    by_schema: dict[str, list[Vector]] = defaultdict(list)
    for vector in vectors():
        by_schema[vector.schema].append(vector)
    wrong = []
    for uri, recorded in by_schema.items():
        for _, document, *verdicts in recorded:
            said = [ours.validator(uri, formats).is_valid(document) for formats in (False, True)]
            wrong += [(uri, document, verdicts, said)] if said != verdicts else []
    assert not wrong, wrong[0]
    assert len(by_schema) > 180
    judged = [{v.valid_formats for v in recorded} for recorded in by_schema.values()]
    assert sum(len(both) == 2 for both in judged) > 170


@pytest.mark.skipif(not SHARED.is_dir(), reason="the official schemas are not at hand")
def test_fresh_documents_get_the_official_verdict(ours: differential.Side) -> None:
    official = differential.official_side(SHARED / "official-schemas")
    wrong = []
    for uri in differential.bundled_uris():
        if official.knows(uri):
            result = differential.compare(uri, official, ours, [], CASES, seed=11)
            wrong += [(uri, *case) for case in result[2]]
    assert not wrong, wrong[0]
