"""`stacqc rules`: what the rules are, and what each of them wants."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stacqc.commands._completion import rules, rulesets
from stacqc.commands._options import SettingsTrouble
from stacqc.commands._tell import tell
from stacqc.safe import safe_lines

if TYPE_CHECKING:
    from stacqc.handbook.examples import Bench
    from stacqc.rule import Rule


#: What the groups of rules are for that `stacqc diff` reports, and no ruleset.
_OF_DIFF = {
    "diff": "What `stacqc diff` says where files and database differ.",
    "integrity": "What `stacqc diff --integrity` says of a pgstac database by itself.",
}


@click.command(short_help="List the rules, or explain those that are named.")
@click.argument("names", nargs=-1, metavar="[NAME...]", shell_complete=rules)
@click.option(
    "--ruleset",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=rulesets,
    help="Rules of these rulesets (default: bundled, and those of the configuration here).",
)
@click.option("-f", "--format", "format_", type=click.Choice(("text", "json", "markdown")), default="text")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of rule files, for editors, and stop.")
@click.option(
    "--write-docs", type=click.Path(file_okay=False), help="Write a page for each rule to a folder."
)
@click.option(
    "--check", is_flag=True, help="With --write-docs: write nothing, exit 1 when pages are out of date."
)
def command(
    names: tuple[str, ...], ruleset: tuple[str, ...], format_: str, schema: bool, write_docs: str, check: bool
) -> None:
    """List the rules, all or those of rulesets and rule files, or explain those that are named."""
    from stacqc.rulesets.error import RulesetError
    from stacqc.rulesets.ruleset import bundled, names_ruleset

    if schema:
        click.echo(_schema())
        return
    try:
        sets = ruleset or (*bundled(), *(() if write_docs else _configured()))
        bench, rules = _chosen(names, sets)
    except RulesetError as error:
        raise SettingsTrouble(str(error)) from None
    if write_docs:
        sys.exit(_write(Path(write_docs), _pages(bench, rules), check))
    alone = bool(names) and not all(map(names_ruleset, names))
    click.echo(safe_lines(_shown(format_, bench, rules, alone)), nl=False)


def _schema() -> str:
    import json

    from stacqc.rulesets.rule_file import schema_of_files

    return json.dumps(schema_of_files(), indent=2)


def _configured() -> list[str]:
    """Return the rulesets of the configuration that holds in this folder, those of files by their paths."""
    from stacqc.rulesets.ruleset import bundled
    from stacqc.settings.config import ConfigError, find, read

    file = find(Path())
    try:
        config = read(file) if file else None
    except ConfigError as error:
        raise SettingsTrouble(str(error)) from None
    named = config.ruleset if config else ()
    own = [name for name in named if name.removeprefix("stacqc:") not in bundled()]
    return [str(config.base / name) for name in own] if config else []


def _chosen(names: tuple[str, ...], sets: tuple[str, ...]) -> tuple[Bench, list[Rule]]:
    """Return the rules of the names, which may be rulesets, rule files, and any that `--select` takes, or all."""
    from stacqc.handbook.examples import Bench
    from stacqc.rulesets.ruleset import choose, load, names_ruleset

    whole = [name for name in names if names_ruleset(name)]
    own = {load([name]).names[-1] for name in whole}
    sets = (*sets, *whole)
    bench = Bench(sets)
    known = bench.rules()
    chosen = {name for name, rule in known.items() if not names or own & set(rule.info.rulesets)}
    if single := [name for name in names if name not in whole]:
        choice = choose(sets, only=single, preview=True)
        for warning in choice.warnings:
            tell(f"note: {warning}")
        chosen |= {selected.rule.name for selected in choice.selected}
    return bench, [known[name] for name in sorted(chosen)]


def _shown(format_: str, bench: Bench, rules: list[Rule], alone: bool) -> str:
    from stacqc.handbook import listing, pages

    if format_ != "json" and alone:
        in_markdown = format_ == "markdown"
        return "\n".join(
            pages.page(rule, bench) if in_markdown else pages.as_text(rule, bench, _width()) for rule in rules
        )
    facts = [pages.facts(rule, bench) for rule in rules]
    if format_ == "json":
        import json

        return json.dumps(facts, indent=2, ensure_ascii=False) + "\n"
    if format_ == "markdown":
        return listing.index(facts, _summaries(bench))
    width = _width()
    return listing.listing(facts, _summaries(bench), width) if width else listing.table(facts)


def _width() -> int:
    """Return how many characters a line may have, 0 where nobody looks but a program."""
    from shutil import get_terminal_size

    return get_terminal_size().columns if sys.stdout.isatty() or "COLUMNS" in os.environ else 0


def _summaries(bench: Bench) -> dict[str, str]:
    return {**bench.summaries(), **_OF_DIFF}


def _pages(bench: Bench, rules: list[Rule]) -> dict[str, str]:
    """Return the page of each rule and that of all, by the name of their file."""
    from stacqc.handbook import listing, pages

    made = {f"{rule.name}.md": _site_page(rule.name, pages.page(rule, bench)) for rule in rules}
    made["index.md"] = listing.index([pages.facts(rule, bench) for rule in rules], _summaries(bench))
    return made


def _site_page(name: str, page: str) -> str:
    up = "../" * name.count("/")
    return f"---\ntitle: {name}\n---\n\n{page}\n[All rules]({up}index.md)\n"


def _write(folder: Path, pages: dict[str, str], check: bool) -> int:
    """Write the pages, or say which are out of date; returns the exit code."""
    stale = [name for name, text in pages.items() if not _is(folder / name, text)]
    extra = sorted(set(_pages_in(folder)) - set(pages))
    if check:
        for name in [*stale, *extra]:
            click.echo(f"{folder / name} is out of date", err=True)
        return 1 if stale or extra else 0
    for name in stale:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(pages[name], encoding="utf-8")
    for name in extra:
        (folder / name).unlink()
    click.echo(f"{len(pages)} pages, {len(stale)} written, {len(extra)} removed")
    return 0


def _pages_in(folder: Path) -> Iterator[str]:
    """Yield the names of the pages of rules in a folder, not those of other files there."""
    for file in folder.rglob("*.md"):
        name = file.relative_to(folder).with_suffix("").as_posix()
        if file.is_file() and file.read_bytes().startswith(f"---\ntitle: {name}\n---\n".encode()):
            yield f"{name}.md"


def _is(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text
