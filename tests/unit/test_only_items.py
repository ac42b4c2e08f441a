"""Items in containers are held against their collections where these take part, and cost nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

import stacqc
from stacqc.comparison.record import Key, Place, Record
from stacqc.comparison.trouble import SideTrouble
from stacqc.findings import Failure
from stacqc.folds.covering import ExtentCovers
from stacqc.folds.summaries import SummariesMatch
from stacqc.report import Failures
from stacqc.sources.remote import Remote
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


class Broken:
    """A database that gives a collection and some of its items."""

    name = "postgresql://h/d"

    def __init__(self, reason: str, left_out: str) -> None:
        self._reason = reason
        self.failures = Failures([Failure(f"{self.name}#c", left_out, is_rest=True)] if left_out else ())
        self.unread: set[str] = set()

    def collection_ids(self) -> set[str]:
        return {"c"}

    def chosen(self) -> Iterator[Record]:
        yield from self.again([("", "c"), ("c", "i1")])
        if self._reason:
            raise SideTrouble(self.name, self._reason)

    def again(self, keys: Iterable[Key]) -> Iterator[Record]:
        for key in keys:
            place = Place(f"{self.name}#{'/'.join(filter(None, key))}", (), 0)
            yield Record(*key, place, data=item("i1", "c", platform="b") if key[0] else SMALL)

    def key_of(self, address: str) -> Key | None:
        return ("c", "i1") if address.endswith("/i1") else ("", "c")

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    ("reason", "left_out"), [("", ""), ("the connection was lost", ""), ("", "left out")]
)
def test_a_collection_is_not_held_against_some_of_its_items(
    reason: str, left_out: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Remote, "_opened", lambda self: Broken(reason, left_out))
    report = stacqc.check(Broken.name, only=["summaries-stale"])
    assert (len(report.findings), len(report.failures)) == ((0, 1) if reason or left_out else (1, 0))
