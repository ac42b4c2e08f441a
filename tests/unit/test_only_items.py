"""Items in containers are held against their collections where these take part, and cost nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import stacqc
from stacqc.folds.covering import ExtentCovers
from stacqc.folds.summaries import SummariesMatch
from tests.documents import COLLECTION, item

SMALL = {
    **COLLECTION,
    "extent": {**COLLECTION["extent"], "spatial": {"bbox": [[0, 0, 1, 1]]}},
    "summaries": {"platform": ["a"]},
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, first in (("one", 0), ("two", 3)):
        features = [item(f"i{number}", "c", platform="b") for number in range(first, first + 3)]
        text = json.dumps({"type": "FeatureCollection", "features": features})
        (tmp_path / f"{name}.json").write_text(text)
    (tmp_path / "collections.json").write_text(json.dumps({"collections": [SMALL], "links": []}))
    (tmp_path / "collection.json").write_text(json.dumps(SMALL))
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 2])
@pytest.mark.parametrize("collections", ["collections.json", "collection.json"])
@pytest.mark.parametrize("first", [True, False])
def test_items_are_held_against_collections(folder: Path, collections: str, first: bool, jobs: int) -> None:
    names = ["one.json", "two.json"]
    names.insert(0 if first else 2, collections)
    report = stacqc.check(
        [folder / name for name in names], jobs=jobs, only=["summaries-stale", "extent-too-small"]
    )
    assert {finding.rule for finding in report.findings} == {"summaries-stale", "extent-too-small"}


@pytest.mark.parametrize("jobs", [1, 2])
def test_items_alone_are_not_taken_in_for_collections(
    folder: Path, monkeypatch: pytest.MonkeyPatch, jobs: int
) -> None:
    for fold in (SummariesMatch, ExtentCovers):
        monkeypatch.setattr(fold, "add", fail)
    report = stacqc.check([folder / "one.json", folder / "two.json"], jobs=jobs)
    assert (report.failures, report.checked["Item"]) == ([], 6)
    if jobs == 1:
        assert stacqc.check([folder / "one.json", folder / "collections.json"], jobs=1).failures


def fail(self: Any, document: Any) -> None:
    raise AssertionError(document.address)
