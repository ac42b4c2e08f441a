"""The command that makes sample catalogs."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("sample", short_help="Make an ISDeform-shaped catalog to try things on.")
@click.argument("directory", type=click.Path(path_type=Path), required=False)
@click.option("--items", default=14, show_default=True, help="How many items; an even number from 14 up.")
@click.option("--seed", default=1, show_default=True, help="Equal seeds give equal bytes.")
@click.option(
    "--runs", type=click.IntRange(1), help="How many runs; one for each thousand items if not given."
)
@click.option("--layout", type=click.Choice(["live", "legacy"]), default="live", show_default=True)
@click.option(
    "--defect", "defects", multiple=True, metavar="KIND=AMOUNT",
    help="Put in a kind of defect: 0.02 or 2% of the documents it fits, or exactly 3. May be repeated.",
)  # fmt: skip
@click.option(
    "--faithful", is_flag=True, help="Put in the defects seen in published files, as often as they were."
)
@click.option("--overlap", is_flag=True, help="Let a document have several defects.")
@click.option("--canonical", is_flag=True, help="Sort the keys of every object.")
@click.option("--database", is_flag=True, help="Also write the rows a database would have of the items.")
@click.option("--sink", type=click.Choice(["dir", "tar", "ndjson", "fc"]), default="dir", show_default=True)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, help="How many processes.")
@click.option("--list-defects", is_flag=True, help="List the kinds of defect and stop.")
def command(
    directory: Path | None,
    items: int,
    seed: int,
    runs: int | None,
    layout: str,
    defects: tuple[str, ...],
    faithful: bool,
    overlap: bool,
    canonical: bool,
    database: bool,
    sink: str,
    jobs: int,
    list_defects: bool,
) -> None:
    """Make an ISDeform-shaped catalog in DIRECTORY, sound unless defects are asked for.

    The file manifest.ndjson in it says what is wrong where.
    """
    if list_defects:
        return _list()
    if directory is None:
        raise click.UsageError("Missing argument 'DIRECTORY'.")
    from stacqc.sample import Options, write

    try:
        wanted = dict(map(_amount, defects))
        options = Options(items, seed, runs, layout, wanted, faithful, overlap, canonical, database=database)
        head = write(options, directory, sink, jobs)
    except (ValueError, FileExistsError) as error:
        raise click.UsageError(str(error)) from None
    except OSError as error:
        raise click.ClickException(f"{directory} cannot be written ({error.strerror})") from None
    counts = ", ".join(f"{number} {name}" for name, number in head["counts"].items())
    click.echo(f"{directory}: {counts}")
    return None


def _amount(text: str) -> tuple[str, float | int]:
    from stacqc.sample.options import parse_amount

    name, separator, amount = text.partition("=")
    if not separator:
        raise ValueError(f"{text}: write KIND=RATE or KIND=COUNT")
    try:
        return name, parse_amount(amount)
    except ValueError:
        raise ValueError(f"{text}: {amount} is neither a rate nor a count") from None


def _list() -> None:
    """Show each kind of defect with the rule that should find it."""
    from stacqc.sample import kinds

    for kind in kinds().values():
        click.echo(f"{kind.name}  [{kind.rule}, {kind.severity}, {kind.on}]\n    {kind.summary}")
