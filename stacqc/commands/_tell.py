"""What commands say on standard error."""

from __future__ import annotations

import click

from stacqc.safe import safe


def tell(text: str) -> None:
    """Say something on one line of standard error, with what files and servers put into it made harmless."""
    click.echo(safe(text), err=True)


def tell_lines(text: str) -> None:
    """Say something that has lines of its own."""
    for line in text.split("\n"):
        tell(line)
