"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from math import isfinite
from typing import Any, TypeVar

import click

from stacqc.commands._completion import formats
from stacqc.formats import NAMES

_SEVERITIES = ("info", "warning", "error")


class SettingsTrouble(click.ClickException):
    """Settings, rules or a baseline that cannot be used: no mistake in how the command was written."""

    exit_code = 2


class Number(click.FloatRange):
    """A finite number between limits; `nan` lies within any limits for click."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        number: float = super().convert(value, param, ctx)
        return number if isfinite(number) else self.fail(f"{value!r} is not a finite number.", param, ctx)


#: How many seconds something may take: what PostgreSQL can count in milliseconds.
SECONDS = Number(0.001, 2_147_483)
F = TypeVar("F", bound=Callable[..., Any])


def options(*each: Callable[[F], F]) -> Callable[[F], F]:
    """Return what adds options to a command, in this order."""

    def add(function: F) -> F:
        for option in reversed(each):
            function = option(function)
        return function

    return add


#: The parameters of `report_options`, for a heading of the help.
REPORT_OPTIONS = (
    "formats_", "output", "fail_on", "max_findings", "statistics", "quiet", "color", "no_progress",
)  # fmt: skip


#: The options that say what a report looks like, and where it goes.
report_options = options(
    click.option(
        "-f",
        "--format",
        "formats_",
        multiple=True,
        metavar="NAME[:FILE]",
        shell_complete=formats,
        help=f"{', '.join(NAMES)}; repeatable.",
    ),
    click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the report to a file."),
    click.option(
        "--fail-on", type=click.Choice(_SEVERITIES), help="The least severity that makes the exit code 1."
    ),
    click.option(
        "--max-findings",
        type=click.IntRange(0),
        default=0,
        metavar="N",
        help="Show at most N findings (0: all).",
    ),
    click.option("--statistics", is_flag=True, help="Show the counts per rule."),
    click.option(
        "-q", "--quiet", is_flag=True, help="Show no findings, only the summary when there are some."
    ),
    click.option("--color/--no-color", default=None, help="Colour the output (default: on a terminal)."),
    click.option("--no-progress", is_flag=True, help="Show no progress bar."),
)


#: The options that say where schemas come from.
schema_options = options(
    click.option(
        "--schema-dir",
        multiple=True,
        type=click.Path(exists=True, file_okay=False),
        help="Folder of more schemas.",
    ),
    click.option(
        "--schema-map", multiple=True, metavar="FROM=TO", help="Use the schema TO for the address FROM."
    ),
    click.option("--fetch-schemas", is_flag=True, help="Fetch schemas that are not at hand, and pin them."),
)


def parse_map(pairs: Iterable[str], option: str) -> dict[str, str]:
    """Return `NAME=VALUE` texts as a mapping, divided at their first "="; raises UsageError."""
    made = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key or not value:
            raise click.UsageError(f"{option} wants NAME=VALUE, not {pair!r}")
        made[key] = value
    return made
