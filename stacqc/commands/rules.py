"""`stacqc rules`: what the rules are, and what each of them wants."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stacqc.commands._completion import rules, rulesets
from stacqc.commands._options import SettingsTrouble

if TYPE_CHECKING:
    from stacqc.handbook.examples import Bench
    from stacqc.rule import Rule


#: What the groups of rules are for that `stacqc diff` reports, and no ruleset.
_OF_DIFF = {
    "diff": "What `stacqc diff` says where files and database differ.",
    "integrity": "What `stacqc diff --integrity` says of a pgstac database by itself.",
}


@click.command()
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
    """List the rules, or explain those that are named."""
    from stacqc.rulesets.error import RulesetError
    from stacqc.rulesets.ruleset import bundled

    if schema:
        click.echo(_schema())
        return
    try:
        sets = ruleset or (*bundled(), *(() if write_docs else _configured()))
        bench, rules = _chosen(names, sets)
    except RulesetError as error:
        raise SettingsTrouble(str(error)) from None
    if write_docs:
        sys.exit(_write(Path(write_docs), _pages(bench, rules, ruleset), check))
    click.echo(_shown(format_, bench, rules, bool(names)), nl=False)


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
    """Return the rules of the names, which may be any that `--select` takes, or all."""
    from stacqc.handbook.examples import Bench
    from stacqc.rulesets.ruleset import choose

    bench = Bench(sets)
    known = bench.rules()
    if names:
        choice = choose(sets, only=names, preview=True)
        for warning in choice.warnings:
            click.echo(f"note: {warning}", err=True)
        return bench, [known[selected.rule.name] for selected in choice.selected]
    return bench, sorted(known.values(), key=lambda rule: rule.name)


def _shown(format_: str, bench: Bench, rules: list[Rule], named: bool) -> str:
    from stacqc.handbook import pages as docs

    if format_ == "json":
        import json

        return json.dumps([docs.facts(rule, bench) for rule in rules], indent=2, ensure_ascii=False) + "\n"
    if named:
        write = docs.page if format_ == "markdown" else docs.as_text
        return "\n".join(write(rule, bench) for rule in rules)
    listed = [docs.facts(rule, bench) for rule in rules]
    return docs.index(listed) if format_ == "markdown" else docs.table(listed)


def _pages(bench: Bench, rules: list[Rule], rulesets: tuple[str, ...]) -> dict[str, str]:
    """Return the page of each rule and that of all, by the name of their file."""
    from stacqc.handbook import pages as docs
    from stacqc.rulesets.loader import find
    from stacqc.rulesets.mistakes import Mistakes
    from stacqc.rulesets.rule_file import read_rule_file
    from stacqc.rulesets.ruleset import bundled

    files = [find(name, Path()) for name in rulesets or bundled()]
    plain = [read_rule_file(Mistakes(file.read_bytes(), str(file))) for file in files]
    about = {content["ruleset"]: content.get("summary", "") for content in plain} | _OF_DIFF
    pages = {f"{rule.name}.md": _site_page(rule.name, docs.page(rule, bench)) for rule in rules}
    pages["index.md"] = docs.index([docs.facts(rule, bench) for rule in rules], about)
    return pages


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
