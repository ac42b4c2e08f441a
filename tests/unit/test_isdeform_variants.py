"""Of the ISDeform profile: the defects of the specification in other places and spellings than those of the samples."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stacqc.api import check
from stacqc.findings import Finding
from stacqc.sample import Options, write

Json = dict[str, Any]
Change = Callable[[Json], object]


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("variants")
    for layout in ("live", "legacy"):
        write(Options(22, 1, layout=layout), folder / layout)
    return {layout: folder / layout for layout in ("live", "legacy")}


def judged(tree: Path, name: str, change: Change) -> list[Finding]:
    """Return what is found after a change of the first file of such a name."""
    file = min(tree.glob(f"**/{name}"))
    before = file.read_bytes()
    document = json.loads(before)
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        report = check(tree / "collection.json", ruleset=["isdeform"])
        assert not report.failures
        return list(report.findings)
    finally:
        file.write_bytes(before)


def test_a_prefix_in_one_summary_is_used_in_that_collection_alone(trees: dict[str, Path]) -> None:
    # Collections of the same members share what is worked out of them.
    used = {"sar:looks_range": {"minimum": 4, "maximum": 4}}
    found = judged(
        trees["live"], "geo_interferogram_*_*_collection.json", lambda c: c["summaries"].update(used)
    )
    assert [f.rule for f in found if f.rule == "extension-declared"] == ["extension-declared"]
