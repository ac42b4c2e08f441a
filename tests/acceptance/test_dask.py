"""Runs on a real Dask cluster say what a local run says, also when a worker is killed."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from stacqc.engine.runner import run
from stacqc.scale.cluster import run_on_dask
from stacqc.sources import shard
from stacqc.sources.containers import ranges
from stacqc.sources.inputs import Inputs

from .conftest import Stacqc
from .test_parallel import catalog, plan, shown

distributed = pytest.importorskip("distributed")
pytestmark = pytest.mark.filterwarnings("ignore")
__all__ = ["catalog"]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Return a cluster of two worker processes on this machine."""
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None
    ) as made:
        yield made


@pytest.mark.parametrize("source", ["tree/collection.json", "ndjson/items.ndjson", "fc/items.json"])
def test_a_cluster_gives_the_same_report(
    cluster: Any, catalog: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard, "SHARD_SIZE", 20)
    monkeypatch.setattr(ranges, "PART", 100_000)
    path = str(catalog / source)
    found = run_on_dask(cluster.scheduler_address, Inputs([path]).shards(), plan())
    assert shown(found) == shown(run(Inputs([path]).shards(), plan()))


def test_a_killed_worker_loses_nothing(cluster: Any, catalog: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "PART", 40_000)
    path = str(catalog / "ndjson" / "items.ndjson")
    before = {name: nanny.process.pid for name, nanny in cluster.workers.items()}
    victim = next(iter(before.values()))
    killer = threading.Timer(0.3, os.kill, (victim, signal.SIGKILL))
    killer.start()
    lines = [path] * 1
    found = run_on_dask(cluster.scheduler_address, _slowly(Inputs(lines).shards()), plan())
    killer.join()
    assert shown(found) == shown(run(Inputs(lines).shards(), plan()))
    assert victim not in {nanny.process.pid for nanny in cluster.workers.values() if nanny.process}


def _slowly(shards: Any) -> Iterator[Any]:
    """Give the killer time to meet a worker at work."""
    for whole in shards:
        yield _Slow(whole)


class _Slow:
    def __init__(self, shard: Any) -> None:
        self.shard = shard

    def parts(self) -> Iterator[Any]:
        """Yield the parts, one after the other."""
        for part in self.shard.parts():
            time.sleep(0.05)
            yield part


def test_the_command_line_reaches_the_cluster(cluster: Any, catalog: Path, stacqc: Stacqc) -> None:
    path = catalog / "tree"
    far = stacqc("check", path, "-f", "json", "--dask", cluster.scheduler_address)
    assert far.out == stacqc("check", path, "-f", "json", "--jobs", 1).out


def test_no_cluster_is_said_so(stacqc: Stacqc, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome = stacqc("check", ".", "--dask", "nowhere")
    assert outcome.code == 2
    assert "there is no Dask scheduler at nowhere" in outcome.err
