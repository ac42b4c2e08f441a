"""The command line: finds the command asked for, imports nothing else, and never shows a traceback."""

from __future__ import annotations

import errno
import io
import os
import sys
from importlib import import_module
from itertools import takewhile
from pkgutil import iter_modules
from typing import Any, NoReturn

import click

from stacqc import commands
from stacqc.commands._tell import tell, tell_lines
from stacqc.safe import without_secrets
from stacqc.version import __version__

EXIT_TROUBLE = 2
#: How an output ends that takes no more.
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EFBIG, errno.EIO}


class NobodyReads(Exception):
    """The reader of our output has gone; click would take that for exit code 1, which means findings."""


class Commands(click.Group):
    """A group whose commands are the modules of `stacqc.commands`, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(m.name for m in iter_modules(commands.__path__) if not m.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = import_module(f"stacqc.commands.{cmd_name}").command
        return found

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise NobodyReads from None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and self.get_command(ctx, args[0]) is None and not args[0].startswith("-"):
            raise click.UsageError(_unknown(args[0], self.list_commands(ctx)), ctx)
        _refuse_files_as_options(args)
        return super().resolve_command(ctx, args)


def _refuse_files_as_options(words: list[str]) -> None:
    """Refuse words that are names of files here and read as options: a pattern of the shell, or a hook, brings them."""
    for word in takewhile(lambda word: word != "--", words):
        if word.startswith("-") and word != "-" and os.path.lexists(word):
            raise click.UsageError(
                f"{word} reads as an option and is a file here: write ./{word}, or rename it"
            )


def _unknown(name: str, known: list[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, 1)
    if near:
        return f"there is no command {name!r}; did you mean {near[0]!r}?"
    if os.path.exists(name):
        return f"there is no command {name!r}; did you mean: stacqc check {name}"
    return f"there is no command {name!r}; the commands are {', '.join(known)}"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="stacqc")
def group() -> None:
    """Quality control of STAC metadata: files, catalogs and databases."""


def main() -> None:
    """Run the command line and end the process with its exit code."""
    try:
        sys.exit(group(standalone_mode=False) or 0)
    except click.exceptions.Exit as end:
        sys.exit(end.exit_code)
    except click.ClickException as error:
        told = io.StringIO()
        error.show(told)
        tell_lines(without_secrets(told.getvalue().rstrip("\n")))
        sys.exit(EXIT_TROUBLE)
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        sys.exit(130)
    except NobodyReads:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(EXIT_TROUBLE)
    except PermissionError as error:
        if error.filename is None:
            _crashed(error)
        tell(f"Error: {error.filename}: permission denied")
        sys.exit(EXIT_TROUBLE)
    except OSError as error:
        if error.errno not in _FULL or error.filename is not None:
            _crashed(error)
        click.echo(f"Error: the output cannot be written ({error.strerror})", err=True)
        sys.exit(EXIT_TROUBLE)
    except Exception as error:
        _crashed(error)


def _crashed(error: Exception) -> NoReturn:
    if os.environ.get("STACQC_DEBUG"):
        raise error
    said = without_secrets(f"{type(error).__name__}: {error}")
    tell_lines(f"stacqc failed ({said}); please report it")
    click.echo("STACQC_DEBUG=1 shows where", err=True)
    sys.exit(EXIT_TROUBLE)
