"""`stacqc properties` as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stacqc.sample import Options, write

from ..documents import ITEM
from .conftest import Stacqc


@pytest.fixture
def sample(tmp_path: Path) -> str:
    write(Options(items=28, faithful=True), tmp_path / "sample", "dir", 1)
    return "sample/collection.json"


def test_the_rules_that_are_written_hold_for_what_they_were_written_from(stacqc: Stacqc, sample: str) -> None:
    for more in ((), ("--by-collection",)):
        outcome = stacqc("properties", sample, "--of", "all", "--write-rules", "mine.yaml", *more)
        assert (outcome.code, outcome.err) == (0, "")
        assert stacqc("check", sample, "--ruleset", "mine.yaml", "--fail-on", "info").code == 0
        assert stacqc("test", "mine.yaml").code == 0


def test_text_and_json(stacqc: Stacqc, sample: str) -> None:
    out = stacqc("properties", sample).out
    assert out.startswith("items: 28, ")
    assert "\ndatesOfSARScenes " in out
    made = json.loads(stacqc("properties", sample, "-f", "json").out)
    assert [t["section"] for t in made["tables"]] == ["items"]
    assert made["tables"][0]["properties"]["license"]["values"][0]["count"] == 28


@pytest.mark.parametrize("text", ["{", "[1]"])
def test_what_cannot_be_read_is_told_and_the_rest_is_shown(stacqc: Stacqc, tmp_path: Path, text: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(ITEM))
    (tmp_path / "b.json").write_text(text)
    outcome = stacqc("properties", "a.json", "b.json", "missing.json")
    assert outcome.code == 2
    assert outcome.out.startswith("items: 1, ")
    assert "could not read missing.json: not read: it does not exist" in outcome.err


def test_standard_input_and_an_output_file(stacqc: Stacqc, tmp_path: Path) -> None:
    outcome = stacqc("properties", "-", "-o", "out.txt", stdin=json.dumps(ITEM).encode())
    assert (outcome.code, outcome.out) == (0, "")
    assert (tmp_path / "out.txt").read_text().startswith("items: 1, ")


@pytest.mark.parametrize("width", [30, 40, 56])
def test_the_table_fits_a_narrow_terminal(
    stacqc: Stacqc, sample: str, monkeypatch: pytest.MonkeyPatch, width: int
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = stacqc("properties", sample).out.splitlines()
    odd = [line for line in lines if line.startswith("    ")]
    assert max(len(line) for line in lines if line not in odd) <= width
    assert odd
    assert all(line.endswith(".json") for line in odd)
    at = next(i for i, line in enumerate(lines) if line.startswith("license"))
    assert lines[at + 1].startswith("  CC-BY")
