"""The options of `stacqc check` for large catalogs, and the run that they ask for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from stacqc.commands._jobs import Jobs
from stacqc.commands._options import options
from stacqc.commands._progress import Progress
from stacqc.commands._sources import shards_of
from stacqc.engine.plan import Plan
from stacqc.report import Report
from stacqc.settings.config import Config

if TYPE_CHECKING:
    from stacqc.scale.changed import Changed


#: The options for large catalogs.
scale_options = options(
    click.option(
        "--jobs", type=Jobs(), metavar="N|auto", help="Check in N processes (auto: where that pays)."
    ),
    click.option(
        "--cache/--no-cache",
        default=None,
        help="Take what has not changed since the last run from .stacqc_cache.",
    ),
    click.option(
        "--dask",
        metavar="ADDRESS",
        help="Check on the Dask cluster with this scheduler (tcp://HOST:8786).",
    ),
    click.option(
        "--changed-since",
        metavar="REV",
        help="Judge the files that differ from a revision of git, still looking across all documents.",
    ),
)


def run_checks(given: dict[str, Any], plan: Plan, config: Config) -> Report:
    """Check the inputs of a command."""
    from stacqc.scale.choosing import run_in_processes

    if given["changed_since"] is not None:
        plan.changed = _changed(given)
    if given["dask"]:
        return _on_dask(given, plan)
    if config.cache and _can_be_kept(given):
        report = _with_cache(given, plan, config)
        if report is not None:
            return report
    with shards_of(given) as shards, _progress(given, plan) as progress:
        return run_in_processes(shards, plan, progress, config.jobs)


def _on_dask(given: dict[str, Any], plan: Plan) -> Report:
    from stacqc.scale.cluster import NoCluster, run_on_dask

    try:
        with shards_of(given) as shards, _progress(given, plan) as progress:
            return run_on_dask(given["dask"], shards, plan, progress)
    except NoCluster as trouble:
        raise click.UsageError(str(trouble)) from None


def _changed(given: dict[str, Any]) -> Changed:
    from stacqc.scale.changed import NoHistory, changed_since
    from stacqc.sources.names import is_local

    others = [path for path in given["paths"] if not is_local(path)]
    if others:
        raise click.UsageError(f"--changed-since is for files, not {others[0]}")
    try:
        return changed_since(given["changed_since"], given["paths"])
    except NoHistory as trouble:
        raise click.UsageError(str(trouble)) from None


def _progress(given: dict[str, Any], plan: Plan) -> Progress:
    progress = Progress(enabled=not given["no_progress"] and not given["quiet"])
    if plan.hrefs is not None:
        plan.hrefs.progress = progress.asked
    return progress


def _can_be_kept(given: dict[str, Any]) -> bool:
    """Whether the inputs are files, judged by nothing but rules and schemas."""
    from stacqc.sources.names import is_local

    others = given["second_opinion"] or given["changed_since"] is not None
    return not others and all(map(is_local, given["paths"]))


def _with_cache(given: dict[str, Any], plan: Plan, config: Config) -> Report | None:
    """Run with the cache; one that is broken is removed, and nothing is lost but time."""
    from stacqc.scale.cache import FOLDER, CacheUnusable, remove
    from stacqc.scale.choosing import run_with_cache

    folder = config.base / FOLDER
    for _ in range(2):
        try:
            with shards_of(given) as shards, _progress(given, plan) as progress:
                return run_with_cache(shards, plan, folder, progress, config.jobs)
        except CacheUnusable:
            remove(folder)
    return None
