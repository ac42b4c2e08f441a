"""`stacqc lsp`: a language server for editors, on standard input and output."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any, BinaryIO

import click


@click.command(short_help="Serve an editor: findings, hover, completion, fixes.")
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

    _log_to_standard_error()
    server = make_server(Settings(config, no_config, ruleset))
    server.start_io(sys.stdin.buffer, _own_output())
    sys.exit(0 if server.is_shut_down else 1)


class _OneLine(logging.Formatter):
    """Says of an exception what it is, not where it came from."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 (the name is given)
        """Return the first line: what comes below is where it came from."""
        return super().formatMessage(record).partition("\n")[0]

    def formatException(self, ei: Any) -> str:  # noqa: N802 (the name is given)
        return f"{ei[0].__name__}: {str(ei[1])[:200]}; STACQC_DEBUG=1 shows where"


def _log_to_standard_error() -> None:
    handler = logging.StreamHandler()
    if not os.environ.get("STACQC_DEBUG"):
        handler.setFormatter(_OneLine())
    logging.getLogger().addHandler(handler)


def _own_output() -> BinaryIO:
    """Standard output for the editor alone: what anything else prints goes to standard error."""
    own = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return own
