"""What commands say on standard error."""

from __future__ import annotations

import click

from stacqc.safe import safe


def tell(text: str) -> None:
    """Say something on standard error, with what files and servers put into it made harmless."""
    click.echo("\n".join(map(safe, text.split("\n"))), err=True)
