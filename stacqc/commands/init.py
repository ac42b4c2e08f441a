"""`stacqc init`: begin with stacqc in a project."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stacqc.safe import safe
from stacqc.words import counted

if TYPE_CHECKING:
    from stacqc.starting.files import File
    from stacqc.starting.survey import Survey


@click.command(short_help="Write settings, pre-commit hooks and a CI job for a catalog.")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--ruleset", metavar="NAME", help="The rules to begin with, instead of those that fit the ids.")
@click.option(
    "--ci", type=click.Choice(("github", "gitlab", "none")), help="Which CI to write a job for, instead of the one in use."
)  # fmt: skip
@click.option("--force", is_flag=True, help="Write files that exist already anew.")
def command(folder: Path, ruleset: str | None, ci: str | None, force: bool) -> None:
    """Write a configuration, pre-commit hooks and a CI job for the catalog in FOLDER (default: here).

    Nothing that exists is changed, unless with --force.
    """
    from stacqc.starting.survey import survey

    found = survey(folder)
    if not found.kinds:
        click.echo(
            f"There is no STAC in {safe(str(folder))}; `stacqc sample` makes a catalog to try.", err=True
        )
        sys.exit(2)
    click.echo(f"found  {_words(found)}")
    chosen = _known(ruleset) if ruleset else "isdeform" if found.layout else "recommended"
    by_hand = [note for file in _files(folder, found, chosen, ci) if (note := _write(folder, file, force))]
    for note in by_hand:
        click.echo(f"\n{note}")
    if root := _root_above(folder):
        told = safe(shlex.quote(str(root)))
        click.echo(f"\npre-commit and CI read their files at the root of the repository: stacqc init {told}")
    click.echo(f"\nnext:  stacqc check {safe(shlex.quote(str(folder / found.path)))}")


def _known(ruleset: str) -> str:
    from stacqc.rulesets.error import RulesetError
    from stacqc.rulesets.ruleset import load

    try:
        load((ruleset,))
    except RulesetError as error:
        raise click.UsageError(str(error)) from None
    return ruleset


def _words(found: Survey) -> str:
    kinds = [(found.kinds[kind], kind.lower()) for kind in ("Item", "Collection", "Catalog")]
    counts = [counted(n, kind) for n, kind in kinds if n]
    more = " and more" if found.cut else ""
    ids = f"; ids of ISDeform products, layout {found.layout}" if found.layout else ""
    where = "this folder" if found.path == "." else safe(found.path)
    return f"{where}: {', '.join(counts) or 'collections of items'}{more}{ids}"


def _files(folder: Path, found: Survey, ruleset: str, ci: str | None) -> Iterator[File]:
    from stacqc.starting.files import CI, config, pre_commit

    yield config(found, ruleset)
    if _root_above(folder) is not None:
        return
    yield pre_commit(found)
    system = ci or _ci_of(folder)
    if system != "none":
        yield CI[system](found)


def _root_above(folder: Path) -> Path | None:
    """The root of the repository where it is another folder: hooks and CI read their files there alone."""
    from stacqc.starting.repository import root_of

    root = root_of(folder)
    return None if root is None or root.samefile(folder) else root


def _ci_of(folder: Path) -> str:
    """The CI in use: GitLab where its file or its address is there, else GitHub."""
    from stacqc.starting.repository import settings_of

    try:
        is_gitlab = (folder / ".gitlab-ci.yml").exists() or b"gitlab" in settings_of(folder)
    except (OSError, ValueError):
        is_gitlab = False
    return "gitlab" if is_gitlab else "github"


def _write(folder: Path, file: File, force: bool) -> str:
    """Write a file, or leave it as it is; returns what is left to do by hand."""
    from stacqc.commands._output import write_file
    from stacqc.sources.files import inside_after_links

    target = folder / file.path
    rival = _rival(folder) if file.path == "stacqc.toml" else ""
    if rival and not force:
        click.echo(f"kept   {rival}, which has the settings")
        return ""
    if not inside_after_links(str(target), str(folder)):
        click.echo(f"kept   {file.path}, a link of which leads out of the folder")
        return f"In {file.path} {file.by_hand}" if file.by_hand else ""
    if os.path.lexists(target) and not force:
        if file.by_hand and _names_us(target):
            click.echo(f"kept   {file.path}, which names stacqc already (--force writes it anew)")
            return ""
        click.echo(f"kept   {file.path}, which exists (--force writes it anew)")
        return f"In {file.path} {file.by_hand}" if file.by_hand else ""
    write_file(target, file.text)
    click.echo(f"wrote  {file.path}")
    return ""


def _names_us(file: Path) -> bool:
    try:
        return b"stacqc" in file.read_bytes()
    except OSError:
        return False


def _rival(folder: Path) -> str:
    """Another file of this folder that holds settings."""
    from stacqc.settings.config import find

    found = find(folder)
    is_here = found is not None and found.parent == folder.absolute() and found.name != "stacqc.toml"
    return found.name if found is not None and is_here else ""
