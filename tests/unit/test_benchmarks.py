"""What the benchmarks print: who is missing is named, and copies are items of other runs."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import copies
import measure
import peers
import run
import simulate

from stacqc.engine.planning import plan_of
from stacqc.sample import Options, write
from stacqc.settings.config import Config


def test_a_peer_that_cannot_be_had_is_in_the_table_as_missing() -> None:
    there = measure.Contender("there", [sys.executable, "-c", ""], 10)
    missing = measure.Contender("gone", ["", "--option"], 10)
    outcomes = measure.race([there, missing], 1, {})
    rows = list(run.table([there, missing], outcomes))[2:]
    assert [row.startswith(("| there | 10 | 0.", "| gone | 10 | missing")) for row in rows] == [True, True]


def test_an_installation_that_fails_gives_no_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(peers, "HOME", tmp_path)
    monkeypatch.setattr(peers.sys, "executable", str(tmp_path / "no-python"))
    assert peers.program("rustac", "rustac") == ""
    monkeypatch.setattr(peers.shutil, "which", lambda name: None)
    assert peers.node_validator() == [""]
    assert list(tmp_path.iterdir()) == []


def test_folds_grow_by_items_of_other_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Options(items=160, seed=3), tmp_path / "160" / "ndjson", "ndjson")
    monkeypatch.setattr(simulate, "_BASE", 160)
    lines = tmp_path / "160" / "ndjson" / "items.ndjson"
    first, second = (set(copies.copy_of(lines, copy)) for copy in (0, 1))
    assert first == set(lines.read_bytes().splitlines(keepends=True))
    assert not first & second
    rules = list(plan_of(Config(ruleset=("isdeform",))).plan.rules)
    columns = simulate.simulate(rules, tmp_path, [160, 800])
    (ids,) = (column for column in columns if column.rules == "id-unique")
    assert 8 < ids.slope([160, 800]) < 40
    assert ids.again == ids.found == 0
    assert len(list(simulate.table(columns, [160, 800]))) == len(columns) + 3
