"""`stacqc test`: run the examples of rules."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from stacqc.commands._completion import files
from stacqc.commands._options import SettingsTrouble
from stacqc.safe import safe_lines

if TYPE_CHECKING:
    from stacqc.handbook.examples import Bench
    from stacqc.rule import Rule


@click.command(short_help="Run the examples of rules.")
@click.argument("rules", nargs=-1, metavar="RULES...", shell_complete=files)
@click.option("-v", "--verbose", is_flag=True, help="Name every rule, not only those with trouble.")
def command(rules: tuple[str, ...], verbose: bool) -> None:
    """Run the examples of rules: of rule files and folders of them, of bundled rulesets, or of rules by name.

    Exit code: 0 all agree, 1 some do not, 2 a rule file cannot be used.
    """  # fmt: skip
    from stacqc.rulesets.error import RulesetError
    from stacqc.words import counted

    try:
        bench, chosen = _chosen(rules)
    except RulesetError as error:
        raise SettingsTrouble(str(error)) from None
    count = troubles = 0
    for rule in chosen:
        found = list(_troubles(bench, rule))
        count += sum(len(kind) for kind in (rule.info.examples.valid, rule.info.examples.invalid))
        troubles += len(found)
        if verbose or found:
            click.echo(f"{safe_lines(rule.name)}: {'ok' if not found else ''}".rstrip())
        for trouble in found:
            click.echo(f"  {safe_lines(trouble)}")
    ran = f"{counted(len(chosen), 'rule')}, {counted(count, 'example')}"
    click.echo(f"{ran}, {troubles} that do not agree")
    sys.exit(1 if troubles else 0)


def _troubles(bench: Bench, rule: Rule) -> Iterator[str]:
    from stacqc.handbook.examples import missing_examples

    if lacking := missing_examples(rule):
        yield lacking
    for outcome in bench.outcomes(rule):
        if outcome.trouble:
            yield f"{outcome.example.label}: {outcome.trouble}"


def _chosen(given: tuple[str, ...]) -> tuple[Bench, list[Rule]]:
    """Return the rules to test: those of the named rulesets and files, and those named themselves."""
    from stacqc.handbook.examples import Bench
    from stacqc.rulesets.error import RulesetError
    from stacqc.rulesets.ruleset import bundled, load
    from stacqc.words import did_you_mean

    files = tuple(file for text in given for file in _rulesets(text))
    names = [text for text in given if not _rulesets(text)]
    bench = Bench(files or tuple(bundled()))
    known = bench.rules()
    for name in names:
        if name not in known:
            help = did_you_mean(name, [*known, *bundled()]) or "stacqc rules lists them"
            raise RulesetError(f"There is no rule or ruleset {name}", help=help)
    own = {load([file]).names[-1] for file in files} if files or names else set(bundled())
    chosen = [rule for rule in known.values() if rule.name in names or own & set(rule.info.rulesets)]
    return bench, sorted(chosen, key=lambda rule: rule.name)


def _rulesets(text: str) -> list[str]:
    """Return the rulesets that a text names: one, those in a folder, or none when it names a rule."""
    from stacqc.rulesets.ruleset import SUFFIXES, names_ruleset

    if names_ruleset(text):
        return [text]
    return [str(file) for file in sorted(Path(text).glob("*.y*ml")) if file.suffix in SUFFIXES]
