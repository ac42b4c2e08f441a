"""Rings that run the wrong way: told one by one, or together where they are many."""

from __future__ import annotations

import json

import pytest

from stacqc.document import Document
from stacqc.fixing.edits import edit_data
from stacqc.rules.rings import ring_orientation


def document_of(count: int) -> Document:
    ring = [[10, 40], [10, 41], [11, 41], [11, 40], [10, 40]]
    geometry = {"type": "MultiPolygon", "coordinates": [[ring] for _ in range(count)]}
    return Document("a.json", json.dumps({"type": "Feature", "geometry": geometry}).encode())


@pytest.mark.parametrize(("count", "told"), [(0, 0), (1, 1), (3, 3), (4, 1), (500, 1)])
def test_many_rings_are_one_finding(count: int, told: int) -> None:
    found = list(ring_orientation(document_of(count)))
    assert len(found) == told
    if count == 500:
        assert found[0].message == "The outer ring runs clockwise; 499 more rings run the wrong way"


def test_one_fix_turns_all_of_them() -> None:
    document = document_of(6)
    (problem,) = ring_orientation(document)
    assert problem.fix is not None
    made = Document("a.json", json.dumps(edit_data(document.data, problem.fix.edits)).encode())
    assert list(ring_orientation(made)) == []
