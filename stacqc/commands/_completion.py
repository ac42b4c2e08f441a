"""What the TAB key offers in a shell: files, and the names of rules, rulesets and report formats."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    Offered = list[CompletionItem]


def files(context: click.Context, parameter: click.Parameter, begun: str) -> Offered:
    """Offer files and folders, where an argument may be an address too."""
    from click.shell_completion import CompletionItem

    return [CompletionItem(begun, type="file")]


def rulesets(context: click.Context, parameter: click.Parameter, begun: str) -> Offered:
    """Offer the bundled rulesets, and files."""
    from stacqc.rulesets.ruleset import bundled

    return [*files(context, parameter, begun), *_beginning(bundled(), begun)]


def rules(context: click.Context, parameter: click.Parameter, begun: str) -> Offered:
    """Offer the bundled rulesets and their rules."""
    from stacqc.rulesets.ruleset import bundled, load

    return _beginning(sorted({*bundled(), *load(bundled()).rules}), begun)


def formats(context: click.Context, parameter: click.Parameter, begun: str) -> Offered:
    """Offer the report formats."""
    from stacqc.formats import NAMES

    return _beginning(NAMES, begun)


def _beginning(names: Iterable[str], begun: str) -> Offered:
    from click.shell_completion import CompletionItem

    return [CompletionItem(name) for name in names if name.startswith(begun)]
