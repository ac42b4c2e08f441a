"""Runs on a Dask cluster: its scheduler hands shards to workers, and again when one of them dies."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any

from stacqc.engine.plan import Input, Plan
from stacqc.report import Report
from stacqc.scale.running import Progress, run_on


class NoCluster(Exception):
    """A cluster that cannot be used, and why."""


def run_on_dask(address: str, shards: Iterable[Input], plan: Plan, progress: Progress = None) -> Report:
    """Check all shards on the workers of a scheduler; raises NoCluster."""
    client = _client(address)
    with client:
        workers = sum(client.nthreads().values())
        if not workers:
            raise NoCluster(f"the scheduler at {address} has no workers")
        # Equal shards are still two tasks: nothing is gained by comparing them.
        executor = client.get_executor(pure=False)
        return run_on(executor, shards, plan, progress, workers)


def _client(address: str) -> Any:
    try:
        client: Any = import_module("distributed").Client
    except ImportError:
        raise NoCluster("--dask needs distributed: pip install 'stacqc[dask]'") from None
    try:
        return client(address, timeout=10, set_as_default=False)
    except (OSError, ValueError) as error:
        raise NoCluster(f"there is no Dask scheduler at {address} ({type(error).__name__})") from None
