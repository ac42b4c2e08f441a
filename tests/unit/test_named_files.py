"""Files named one by one are judged the same whether they are kept as they were read or read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import stacqc
from stacqc.report import Report
from stacqc.sample import Options, write
from stacqc.sources import inputs
from stacqc.sources.inputs import Inputs


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("named")
    write(Options(items=24, runs=1, defects={"number-as-text": 2}), folder / "tree")
    (folder / "bom.json").write_bytes(b"\xef\xbb\xbf" + json.dumps({"type": "Feature"}).encode())
    (folder / "cut.json").write_bytes(b'{"type": "Feature", "id')
    items = sorted(map(str, (folder / "tree").rglob("*_item.json")))
    return [*items, *items[:3], str(folder / "bom.json"), str(folder / "cut.json"), str(folder / "gone.json")]


def judged(report: Report) -> tuple[list[str], list[str], int]:
    told = [f"{f.location.uri}:{f.location.line} {f.rule} {f.message}" for f in report.findings]
    return told, [f"{f.uri} {f.message}" for f in report.failures], report.checked["Item"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_few_and_many_are_judged_the_same(
    names: list[str], jobs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = judged(stacqc.check(names, ruleset="isdeform", jobs=jobs))
    monkeypatch.setattr(inputs, "_FEW", 0)
    assert judged(stacqc.check(names, ruleset="isdeform", jobs=jobs)) == kept
    assert kept[2] == 25


def test_a_named_file_that_goes_before_it_is_read_again_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inputs, "_FEW", 0)
    file = tmp_path / "a.json"
    file.write_text('{"type": "Feature", "id": "a"}')
    (shard,) = Inputs([str(file)]).shards()
    file.unlink()
    (failure,) = shard.documents()
    assert "does not exist" in failure.message  # type: ignore[union-attr]
