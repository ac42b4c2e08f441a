"""Pairs are compared in several processes with the same outcome as in one, whatever becomes of these processes."""

from __future__ import annotations

import io
import json
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from stacqc.comparison import elsewhere, pairs
from stacqc.comparison.batches import Outcomes, Slot
from stacqc.comparison.elsewhere import Elsewhere, Process, Work
from stacqc.comparison.plan import Plan
from stacqc.comparison.run import run
from stacqc.report import Report
from stacqc.sources.sides.opening import Opening, open_database, open_files

Json = dict[str, Any]
COUNT = 90


def item(number: int, **properties: Any) -> Json:
    return {"type": "Feature", "id": f"i{number:03}", "collection": "c",
            "properties": {"n": number, "title": "é", **properties}}  # fmt: skip


def dump(file: Path, change: Callable[[Json], Json]) -> Path:
    lines = [json.dumps(change(item(number))) for number in range(COUNT)]
    file.write_text("".join(line + "\n" for line in lines))
    return file


def changed(data: Json) -> Json:
    """Members in another order, every seventh item with another value, every tenth without one."""
    number = data["properties"]["n"]
    properties = dict(reversed(data["properties"].items()))
    if number % 7 == 0:
        properties["n"] = str(number)
    if number % 10 == 0:
        del properties["title"]
    return {**data, "properties": properties}


@pytest.fixture
def sides(tmp_path: Path) -> tuple[Path, Path]:
    return dump(tmp_path / "files.ndjson", lambda data: data), dump(tmp_path / "database.ndjson", changed)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Start processes for small batches at once, and let their files lie where they can be counted."""
    begin = Elsewhere.__init__

    def begun(self: Elsewhere, *given: Any) -> None:
        begin(self, *given)
        for process in self._processes:
            process.receive()
            assert process.is_ready

    monkeypatch.setattr(Elsewhere, "__init__", begun)
    monkeypatch.setattr(pairs, "FEW", 1)
    monkeypatch.setattr(pairs, "_MANY", 3)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()


def compared(sides: tuple[Path, Path], jobs: int) -> Report:
    opening = Opening()
    database = open_database(str(sides[1]), opening)
    files = open_files(str(sides[0]), opening, database)
    try:
        return run(files, database, Plan(jobs=jobs))
    finally:
        files.close()
        database.close()


def told(report: Report) -> list[Any]:
    return [report.findings, report.counts, report.checked, report.failures, report.tally]


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch) -> list[Work]:
    """The batches that were handed out."""
    handed: list[Work] = []
    start = Elsewhere.start

    def noted(self: Elsewhere, batch: Any) -> Work | None:
        work = start(self, batch)
        handed.extend([work] if work is not None else [])
        return work

    monkeypatch.setattr(Elsewhere, "start", noted)
    return handed


@pytest.mark.parametrize("jobs", [2, 3])
def test_outcome_is_the_same_in_several_processes(
    sides: tuple[Path, Path], jobs: int, away: list[Work], tmp_path: Path
) -> None:
    alone = compared(sides, 1)
    assert not away
    assert told(compared(sides, jobs)) == told(alone)
    assert sum(alone.counts.values()) == 13 + 9
    assert [t.times for t in alone.tally if t.name == "key-order"] == [COUNT - 9 - 13 + 2]
    assert any(work.outcomes for work in away)
    assert not list((tmp_path / "temporary").iterdir())


def test_batches_that_a_process_died_over_are_compared_here(
    sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    start, killed = Process.start, []

    def fatal(self: Process, slot: Slot) -> Work:
        work = start(self, slot)
        if not killed:
            killed.append(self._process.pid)
            os.kill(self._process.pid or 0, signal.SIGKILL)
        return work

    alone = compared(sides, 1)
    monkeypatch.setattr(Process, "start", fatal)
    assert told(compared(sides, 2)) == told(alone)
    assert killed


def test_batches_that_a_process_cannot_compare_are_compared_here(
    sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = compared(sides, 1)
    lost: list[Outcomes | None] = []

    def wait(self: Work) -> None:
        lost.append(self.outcomes)

    monkeypatch.setattr(Work, "wait", wait)
    assert told(compared(sides, 2)) == told(alone)
    assert lost


def test_where_no_process_can_be_started_all_is_compared_here(
    sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuse(*_: Any) -> None:
        raise OSError("no more processes")

    alone = compared(sides, 1)
    monkeypatch.setattr(elsewhere, "Process", refuse)
    assert told(compared(sides, 2)) == told(alone)
    assert not list((tmp_path / "temporary").iterdir())


class Full(io.FileIO):
    """A file on a disk that is nearly full: of what it is given it takes a part, and says how much."""

    def write(self, data: Any) -> int:
        return super().write(data[: len(data) // 2])


def test_batches_that_cannot_be_written_out_are_compared_here(
    sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, away: list[Work]
) -> None:
    alone = compared(sides, 1)
    monkeypatch.setattr(elsewhere.os, "fdopen", lambda handle, *_, **__: Full(handle, "w"))
    assert told(compared(sides, 2)) == told(alone)
    assert not away


def test_document_that_is_nested_too_deeply_is_said_to_be_so_wherever_it_is_compared(tmp_path: Path) -> None:
    def deep(data: Json) -> Json:
        value: Any = data["properties"]["n"]
        for _ in range(900):
            value = {"a": value}
        return {**data, "properties": {**data["properties"], "n": value}}

    def deep_too(data: Json) -> Json:
        return changed(deep(data))

    sides = dump(tmp_path / "a.ndjson", deep), dump(tmp_path / "b.ndjson", lambda data: deep(changed(data)))
    alone = compared(sides, 1)
    assert alone.failures
    assert told(compared(sides, 2)) == told(alone)


def test_what_was_found_before_a_disorder_is_told(
    sides: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    from stacqc.sources.sides.ndjson import LinesSide

    lines = sides[1].read_text().splitlines(keepends=True)
    monkeypatch.setattr(LinesSide, "sort", lambda self: False)
    monkeypatch.setattr(LinesSide, "_survey", lambda self, files: None)
    sides[1].write_text("".join([*lines[:80], lines[3], *lines[80:]]))
    report = compared(sides, 2)
    assert told(report) == told(compared(sides, 1))
    assert len(report.failures) == 1
    assert report.checked["Item"] == 80
    assert report.counts.total() > 15


@pytest.mark.skipif(os.name == "nt", reason="an open file keeps its name there")
def test_file_of_the_batches_is_gone_as_soon_as_all_have_opened_it(
    sides: tuple[Path, Path], away: list[Work], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    left: list[Path] = []
    send = Process.start

    def looked(self: Process, slot: Slot) -> Work:
        left.extend((tmp_path / "temporary").iterdir())
        return send(self, slot)

    monkeypatch.setattr(Process, "start", looked)
    compared(sides, 3)
    assert away
    assert not left
