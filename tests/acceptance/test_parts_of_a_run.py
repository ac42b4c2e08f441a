"""A part of an ISDeform run is not blamed for what lies beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stacqc.sample import Options, write

from .conftest import Stacqc

ISDEFORM = ("--no-config", "--ruleset", "isdeform", "-f", "concise")


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "catalog"
    write(Options(), folder)
    return folder


def test_each_file_by_itself_is_sound(stacqc: Stacqc, catalog: Path) -> None:
    for file in sorted(catalog.glob("*/*.json")):
        outcome = stacqc("check", *ISDEFORM, "--no-follow", file)
        assert (outcome.code, outcome.out) == (0, "1 document checked: no findings\n"), outcome.out


def test_each_branch_of_a_run_is_sound(stacqc: Stacqc, catalog: Path) -> None:
    for file in sorted(catalog.glob("*/*collection.json")):
        outcome = stacqc("check", *ISDEFORM, file)
        assert "no findings" in outcome.out, outcome.out


def test_what_a_pair_lacks_is_told_of_several_of_its_items(stacqc: Stacqc, catalog: Path) -> None:
    outcome = stacqc("check", *ISDEFORM, *catalog.glob("*/geo_interferogram*_in*_item.json"))
    assert "error pair-complete " in outcome.out
    assert "in ground geometry: no coherence" in outcome.out
    assert "geometry-twin" not in outcome.out


def test_what_a_whole_run_lacks_is_told(stacqc: Stacqc, catalog: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(catalog, tmp_path / "catalog"))
    for file in whole.glob("*/radar_*"):
        file.unlink()
    outcome = stacqc("check", *ISDEFORM, "--only", "geometry-twin", whole / "collection.json")
    assert outcome.out.count("only in ground geometry") == 4
