"""`stacqc lsp`: a language server for editors, on standard input and output."""

from __future__ import annotations

import os
import sys
from typing import BinaryIO

import click


@click.command()
@click.option("--stdio", is_flag=True, help="Speak on standard input and output, which is always so.")
@click.option(
    "--ruleset", multiple=True, metavar="NAME|FILE", help="Rules to check instead of the project's."
)
@click.option("--config", type=click.Path(dir_okay=False), default="", help="Use this configuration file.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
def command(stdio: bool, ruleset: tuple[str, ...], config: str, no_config: bool) -> None:
    """Serve an editor: findings while typing, hover, completion and fixes (docs/editors.md)."""
    try:
        from stacqc.lsp.server import make_server
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("pygls", "lsprotocol"):
            raise
        raise click.UsageError('stacqc lsp needs pygls: pip install "stacqc[lsp]"') from None
    from stacqc.lsp.project import Settings

    make_server(Settings(config, no_config, ruleset)).start_io(sys.stdin.buffer, _own_output())


def _own_output() -> BinaryIO:
    """Standard output for the editor alone: what anything else prints goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own
