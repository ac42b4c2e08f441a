"""Runs in several processes say what a run in one says, whatever becomes of the processes."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from stacqc.engine.plan import Plan
from stacqc.engine.planning import plan_of
from stacqc.engine.runner import run
from stacqc.formats import View
from stacqc.formats.json import render
from stacqc.report import Report
from stacqc.sample import Options, kinds, write
from stacqc.scale.choosing import FEW, run_in_processes
from stacqc.scale.pools import Here
from stacqc.scale.running import run_in, run_on
from stacqc.scale.shards import parts_of
from stacqc.settings.config import Config
from stacqc.sources import shard
from stacqc.sources.again import Reader
from stacqc.sources.containers import ranges
from stacqc.sources.inputs import Inputs

from ..documents import ITEM
from .conftest import Stacqc

#: Some defects that only show across documents, and some of single ones.
_DEFECTS = {
    name: 0.03
    for name, kind in kinds().items()
    if kind.on != "row" and not kind.lexical and "live" in kind.layouts
}


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a catalog of some 250 documents, as a tree and as lines and features."""
    folder = tmp_path_factory.mktemp("catalog")
    options = Options(items=160, seed=3, defects=_DEFECTS, overlap=True)
    for name, sink in (("tree", "dir"), ("ndjson", "ndjson"), ("fc", "fc")):
        write(options, folder / name, sink)
    return folder


def plan(ruleset: str = "isdeform", **more: Any) -> Plan:
    """Return a plan as the command line makes it."""
    return plan_of(Config(ruleset=(ruleset, "strict")), **more).plan


def shown(report: Report) -> str:
    """Return all that a report says."""
    return "".join(render(report, View()))


_SOURCES = ("tree/collection.json", "tree", "ndjson/items.ndjson", "fc/items.json")


@pytest.mark.parametrize("source", _SOURCES)
@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_any_sharding_gives_the_same_report(
    catalog: Path, source: str, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(catalog / source)
    serial = run(Inputs([path]).shards(), plan())
    assert len(serial.findings) > 50
    monkeypatch.setattr(shard, "SHARD_SIZE", -(-sum(serial.checked.values()) // pieces))
    monkeypatch.setattr(ranges, "PART", -(-Path(path).stat().st_size // pieces))
    made = plan()
    parts = list(parts_of(Inputs([path]).shards(), Reader()))
    assert min(pieces, 5) <= len(parts) <= pieces + 3
    assert shown(run_in(Here(made), Inputs([path]).shards(), made)) == shown(serial)


@pytest.mark.parametrize("pieces", [1, 2, 7])
def test_any_sharding_tells_one_defect_once(
    catalog: Path, pieces: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = str(catalog / "ndjson/items.ndjson")
    serial = run(Inputs([path]).shards(), plan("recommended"))
    places: dict[str, set[tuple[Any, ...]]] = {}
    for finding in serial.findings:
        places.setdefault(finding.rule, set()).add(finding.location)
    assert places["number-as-text"].isdisjoint(places["property-type-mixed"])
    monkeypatch.setattr(ranges, "PART", -(-Path(path).stat().st_size // pieces))
    for made in (plan("recommended"), plan("recommended")):
        assert shown(run_in(Here(made), Inputs([path]).shards(), made)) == shown(serial)
    assert shown(run_in_processes(Inputs([path]).shards(), plan("recommended"), jobs=2)) == shown(serial)


@pytest.mark.parametrize("source", _SOURCES)
def test_processes_give_the_same_report(catalog: Path, source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(catalog / source)
    serial = run(Inputs([path]).shards(), plan())
    monkeypatch.setattr(shard, "SHARD_SIZE", 20)
    monkeypatch.setattr(ranges, "PART", 100_000)
    done: list[int] = []
    parallel = run_in_processes(Inputs([path]).shards(), plan(), done.append, jobs=2)
    assert shown(parallel) == shown(serial)
    assert done == sorted(done)
    assert done[-1] == sum(serial.checked.values())


def test_standard_input_and_objects_can_be_sent(catalog: Path, stacqc: Stacqc) -> None:
    for name in ("ndjson/items.ndjson", "fc/items.json"):
        raw = (catalog / name).read_bytes()
        one, two = (stacqc("check", "-", "-f", "json", "--jobs", jobs, stdin=raw) for jobs in (1, 2))
        assert one.out == two.out
        assert len(json.loads(one.out)["findings"]) > 0


def test_findings_beyond_the_limit_are_counted_alike(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard, "SHARD_SIZE", 20)
    path = str(catalog / "tree")
    reports = []
    for jobs in (1, 2):
        made = plan()
        made.limit = 37
        reports.append(run_in_processes(Inputs([path]).shards(), made, jobs=jobs))
    assert shown(reports[0]) == shown(reports[1])
    assert reports[0].dropped == reports[1].dropped > 0


def test_baseline_and_facts_are_the_same(catalog: Path, stacqc: Stacqc, tmp_path: Path) -> None:
    stacqc("check", catalog / "tree", "--write-baseline", "--jobs", 2)
    outcomes = [
        stacqc("check", catalog / "tree", "--baseline", "stacqc-baseline.json", "--strict-baseline",
               "--jobs", jobs, "-f", "json", "-f", f"html:{jobs}.html") for jobs in (1, 2)
    ]  # fmt: skip
    assert outcomes[0] == outcomes[1]
    assert json.loads(outcomes[0].out)["summary"]["suppressed"] > 0
    one, two = (_timeless(Path(f"{jobs}.html").read_text()) for jobs in (1, 2))
    assert one == two


def _timeless(page: str) -> str:
    """Return a page without the moment it was made at."""
    return re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\"", "", page, count=1)


class Deadly(Executor):
    """An executor that loses shards: the first with an error, the second with its worker."""

    def __init__(self) -> None:
        self.tasks = 0

    def submit(self, function: Any, /, *given: Any, **named: Any) -> Future[Any]:
        """Take a task."""
        self.tasks += 1
        future: Future[Any] = Future()
        if self.tasks == 1:
            future.set_exception(RuntimeError("lost"))
        elif self.tasks == 2:
            future.set_exception(type("KilledWorker", (Exception,), {})("lost"))
        else:
            future.set_result(function(*given, **named))
        return future


def test_lost_shards_are_checked_again(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shard, "SHARD_SIZE", 40)
    path = str(catalog / "tree")
    executor = Deadly()
    found = run_on(executor, Inputs([path]).shards(), plan())
    assert executor.tasks > 2
    assert shown(found) == shown(run(Inputs([path]).shards(), plan()))


def test_a_plan_without_settings_cannot_be_sent() -> None:
    with pytest.raises(ValueError, match="made from settings"), ProcessPoolExecutor(1) as executor:
        run_on(executor, [], Plan())


_DEADLY_RULE = """
import os
from stacqc.rule import rule

@rule("deadly", rulesets=("recommended",))
def deadly(document):
    "Kills the process."
    if document.id == "deadly":
        os._exit(9)
    return ()
"""


def test_a_document_that_kills_its_process_is_named_and_the_others_are_checked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "site"
    (package / "deadly-1.dist-info").mkdir(parents=True)
    (package / "deadly.py").write_text(_DEADLY_RULE)
    (package / "deadly-1.dist-info" / "entry_points.txt").write_text("[stacqc.rules]\ndeadly = deadly\n")
    (package / "deadly-1.dist-info" / "METADATA").write_text("Name: deadly\nVersion: 1\n")
    folder = tmp_path / "items"
    folder.mkdir()
    for n in range(60):
        item = {**ITEM, "id": "deadly" if n == 33 else f"i{n}"}
        (folder / f"{n:02}.json").write_text(json.dumps(item))
    script = (
        "import stacqc.sources.shard as shard; shard.SHARD_SIZE = 10\nfrom stacqc.cli import main; main()"
    )
    environment = {**os.environ, "PYTHONPATH": str(package), "STACQC_CACHE_DIR": str(tmp_path / "c")}
    done = subprocess.run(
        [sys.executable, "-c", script, "check", str(folder), "--jobs", "2", "-f", "json", "--no-config"],
        env=environment, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.stderr == b""
    report = json.loads(done.stdout)
    (failure,) = report["failures"]
    assert failure["uri"].endswith("33.json")
    assert failure["message"] == "not checked: the process that checked it died"
    assert report["summary"]["checked"] == {"Item": 59}
    assert done.returncode == 2


@pytest.mark.parametrize("wait", [0.6, 1.0, 3.0])
def test_interrupting_ends_all_processes_quietly(tmp_path: Path, wait: float) -> None:
    lines = tmp_path / "items.ndjson"
    line = json.dumps(ITEM) + "\n"
    lines.write_text(line * (80_000_000 // len(line)))
    command = [sys.executable, "-m", "stacqc", "check", str(lines), "--jobs", "2", "--no-config"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
        preexec_fn=_interruptible,
    )  # fmt: skip
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out, err.strip()) == (130, b"", b"stopped"), err
    assert _is_gone(process.pid)


def _interruptible() -> None:
    """Take interrupts, which a shell lets the programs that it runs in the background ignore."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _is_gone(group: int) -> bool:
    """Return whether all processes of a group end within some seconds."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.1)
    return False


def test_processes_end_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    lines = tmp_path / "items.ndjson"
    line = json.dumps(ITEM) + "\n"
    lines.write_text(line * (80_000_000 // len(line)))
    command = [sys.executable, "-m", "stacqc", "check", str(lines), "--jobs", "2", "--no-config"]
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )
    time.sleep(3)
    process.kill()
    process.wait()
    assert _is_gone(process.pid)


def test_small_inputs_start_no_processes(catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("a small input was sent to processes")

    monkeypatch.setattr("stacqc.scale.pools.Processes", refuse)
    monkeypatch.setattr("stacqc.scale.choosing.available", lambda: 8)
    report = run_in_processes(Inputs([str(catalog / "tree")]).shards(), plan())
    assert 0 < sum(report.checked.values()) < FEW


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "5000"])
def test_wrong_numbers_of_jobs_are_refused(stacqc: Stacqc, jobs: str) -> None:
    outcome = stacqc("check", ".", "--jobs", jobs)
    assert outcome.code == 2
    assert "neither auto nor a number" in outcome.err


def test_jobs_of_the_configuration_hold(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "stacqc.toml").write_text("jobs = 3\n")
    assert json.loads(stacqc("check", ".", "--show-config").out)["jobs"] == 3
    assert json.loads(stacqc("check", ".", "--show-config", "--jobs", "auto").out)["jobs"] == "auto"
    (tmp_path / "stacqc.toml").write_text("jobs = 0\n")
    assert stacqc("check", ".").code == 2
