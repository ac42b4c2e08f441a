"""`stacqc flatten`: a tree of files as the lines that a flat database loads."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from stacqc.commands._completion import files
from stacqc.commands._tell import tell
from stacqc.report import Failures
from stacqc.words import counted


@click.command(short_help="Write a nested catalog as the rows that `pypgstac load` takes.")
@click.argument("tree", metavar="TREE", shell_complete=files)
@click.option("-o", "--output", required=True, type=click.Path(file_okay=False, path_type=Path), metavar="DIR",
              help="Folder for collections.ndjson and items.ndjson.")  # fmt: skip
@click.option(
    "--self-href", metavar="ADDRESS", help="Address of the tree's folder, for self_href; else paths below it."
)
@click.option(
    "--flatten",
    type=click.Choice(("top", "none")),
    help="Put items under the first collection below the root (default), or leave them.",
)
@click.option("--config", "config_file", type=click.Path(dir_okay=False), help="Use this configuration file.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
def command(tree: str, output: Path, **given: Any) -> None:
    """Write the collections and items of TREE as `pypgstac load` takes them.

    Items go under the collection of their run and say in parent_collection and self_href where they
    were. Exit code: 0 all written, 2 something could not be read.
    """
    failures = _write(tree, output, given)
    for failure in failures:
        tell(f"not written: {failure.uri}: {failure.message}")
    sys.exit(2 if failures else 0)


def _write(tree: str, output: Path, given: dict[str, Any]) -> Failures:
    from stacqc.commands._config import config_of
    from stacqc.comparison.flat_files import write
    from stacqc.comparison.planning import settings_of
    from stacqc.comparison.trouble import SideTrouble

    try:
        settings = settings_of(config_of(given, tree), {"flatten": "top", **_chosen(given)})
        counts, failures = write(tree, output, settings)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    except SideTrouble as trouble:
        raise click.ClickException(str(trouble)) from None
    except OSError as error:
        raise click.ClickException(f"{output} cannot be written ({error.strerror})") from None
    click.echo(f"{output}: {counted(counts[0], 'collection')}, {counted(counts[1], 'item')}")
    return failures


def _chosen(given: dict[str, Any]) -> dict[str, Any]:
    return {name: given[name] for name in ("flatten", "self_href") if given[name] is not None}
