"""The command line as tests of several folders run it."""

from __future__ import annotations

from click.testing import CliRunner, Result

from stacqc.cli import group


def stacqc(*args: object) -> Result:
    """Run the command line; an error in it is an error of the test."""
    result = CliRunner().invoke(group, [str(a) for a in args])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result
