"""The options of `stacqc check` for large catalogs, and the run that they ask for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from stacqc.commands._progress import Progress
from stacqc.commands._sources import shards_of
from stacqc.config import Config
from stacqc.findings import Report
from stacqc.runner import Plan

F = TypeVar("F", bound=Callable[..., Any])


class Jobs(click.ParamType[int]):
    """A number of processes, or auto."""

    name = "jobs"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number, 0 for auto."""
        if value == "auto" or isinstance(value, int):
            return 0 if value == "auto" else value
        if not value.isascii() or not value.isdecimal() or not 1 <= int(value[:6]) <= 1024:
            self.fail(f"{value!r} is neither auto nor a number from 1 to 1024", param, ctx)
        return int(value)


def scale_options(function: F) -> F:
    """Add the options for large catalogs."""
    options = (
        click.option(
            "--jobs", type=Jobs(), metavar="N|auto", help="Check in N processes (auto: where that pays)."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def run_checks(given: dict[str, Any], plan: Plan, config: Config) -> Report:
    """Check the inputs of a command."""
    from stacqc.scale.choosing import run_in_processes

    enabled = not given["no_progress"] and not given["quiet"]
    with shards_of(given) as shards, Progress(enabled=enabled) as progress:
        return run_in_processes(shards, plan, progress, config.jobs)
