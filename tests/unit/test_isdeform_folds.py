"""The folds of the ISDeform profile say the same however the documents are shared out."""

from __future__ import annotations

import pickle
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.rules._runs import Runs
from stacqc.rules.isdeform_extensions import ExtensionVersions
from stacqc.rules.isdeform_extents import Coverages
from stacqc.rules.isdeform_titles import LinkTitles
from stacqc.sample import Options, kinds, write
from stacqc.sources.inputs import Inputs

FOLDS = (ExtensionVersions, Coverages, Runs, LinkTitles)
RULES = {
    "extent-covers", "summaries-match", "link-type-title", "extension-versions", "pair-complete", "geometry-twin",
    "duplicate-run", "looks-per-run", "track-per-run", "software-per-run", "product-id-form", "baseline-per-pair",
    "ingestion-order",
}  # fmt: skip


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    folder = tmp_path_factory.mktemp("tree") / "t"
    wanted = {kind.name: 1 for kind in kinds().values() if kind.rule in RULES and kind.on != "row"}
    write(Options(612, 4, runs=6, defects=wanted), folder)
    shards = Inputs([str(folder / "collection.json")]).shards()
    return [entry for shard in shards for entry in shard.documents() if isinstance(entry, Document)]


def told(fold: Any) -> list[Any]:
    return sorted(fold.finish(), key=repr)


def shared_out(make: type[Any], documents: list[Document], shards: int) -> Any:
    folds = [make() for _ in range(shards)]
    for number, document in enumerate(documents):
        folds[number * 7919 % shards].add(document)
    first, *others = [pickle.loads(pickle.dumps(fold)) for fold in reversed(folds)]
    for other in others:
        first.merge(other)
    return first


@pytest.mark.parametrize("make", FOLDS, ids=lambda make: make.__name__)
@pytest.mark.parametrize("shards", [2, 7])
def test_shards_say_what_one_stream_says(make: type[Any], shards: int, documents: list[Document]) -> None:
    whole = make()
    for document in documents:
        whole.add(document)
    expected = told(whole)
    assert expected
    assert told(shared_out(make, documents, shards)) == expected
    assert told(shared_out(make, documents[::-1], shards)) == expected
