"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click


class SettingsTrouble(click.ClickException):
    """Settings, rules or a baseline that cannot be used: no mistake in how the command was written."""

    exit_code = 2


F = TypeVar("F", bound=Callable[..., Any])


def schema_options(function: F) -> F:
    """Add the options that say where schemas come from."""
    options = (
        click.option(
            "--schema-dir",
            multiple=True,
            type=click.Path(exists=True, file_okay=False),
            help="Folder of more schemas.",
        ),
        click.option(
            "--schema-map", multiple=True, metavar="FROM=TO", help="Use the schema TO for the address FROM."
        ),
        click.option(
            "--fetch-schemas", is_flag=True, help="Fetch schemas that are not at hand, and pin them."
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def parse_map(pairs: Iterable[str], option: str) -> dict[str, str]:
    """Return `FROM=TO` texts as a mapping; the last "=" before a path or address divides."""
    made = {}
    for pair in pairs:
        key, equals, value = pair.partition("=")
        if not equals or not key or not value:
            raise click.UsageError(f"{option} wants NAME=VALUE, not {pair!r}")
        made[key] = value
    return made
