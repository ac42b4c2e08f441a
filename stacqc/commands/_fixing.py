"""What `stacqc check --fix` and `--diff` do after the check."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from stacqc.commands._options import options
from stacqc.commands._sources import shards_of
from stacqc.commands._tell import tell
from stacqc.engine.plan import Plan
from stacqc.report import Report
from stacqc.words import counted

if TYPE_CHECKING:
    from stacqc.findings import Failure
    from stacqc.fixing.files import Change, FileMender, Outcome

#: How often the whole is checked again for fixes that only then come to light.
_PASSES = 3
_NOTES = 20


#: The options that mend files.
fix_options = options(
    click.option("--fix", is_flag=True, help="Mend in the files what can be mended safely."),
    click.option(
        "--unsafe-fixes", is_flag=True, help="With --fix or --diff: also what may change the meaning."
    ),
    click.option("--diff", is_flag=True, help="Show what --fix would change, and change nothing."),
)


def refuse_wrong_fixes(given: dict[str, Any]) -> None:
    """End the run where options and inputs do not go with mending; raises UsageError."""
    from stacqc.sources.names import is_local

    if given["unsafe_fixes"] and not (given["fix"] or given["diff"]):
        raise click.UsageError("--unsafe-fixes goes with --fix or --diff")
    if given["diff"] and given["write_baseline"]:
        raise click.UsageError("--write-baseline makes known what --diff would mend: give one of them")
    if given["fix"] and given["diff"]:
        raise click.UsageError("--fix writes and --diff only shows: give one of them")
    others = [path for path in given["paths"] if not is_local(path)]
    if (given["fix"] or given["diff"]) and others:
        raise click.UsageError(f"only files can be mended, not {others[0]}")


def mend(given: dict[str, Any], plan: Plan, report: Report, again: Callable[[], Report]) -> Report:
    """Mend the files of a report, and return the report of what remains."""
    from stacqc.fixing.files import FileMender

    mender = FileMender(plan, given["unsafe_fixes"])
    fixed: Counter[str] = Counter()
    notes: dict[Failure, None] = {}
    failures: dict[Failure, None] = {}
    first = report
    for _ in range(_PASSES):
        with shards_of(given) as shards:
            outcome = mender.run(shards, report)
        fixed.update(outcome.fixed)
        notes.update(dict.fromkeys(outcome.notes))
        failures.update(dict.fromkeys(outcome.failures))
        if not outcome.changed:
            break
        report = again()
    report.failures += failures
    report.fixed = sum(fixed.values())
    _say([*notes, *_new_findings(first, report, mender)])
    return report


def show_diff(given: dict[str, Any], plan: Plan, report: Report) -> None:
    """Print what mending would change."""
    from stacqc.fixing.files import FileMender

    with shards_of(given) as shards:
        outcome = FileMender(plan, given["unsafe_fixes"], keep=_print).run(shards, report)
    _say(outcome.notes)
    click.echo(_promise(outcome), err=True)


def _promise(outcome: Outcome) -> str:
    n = sum(outcome.fixed.values())
    if not n:
        return "nothing would be fixed"
    return f"{counted(n, 'finding')} in {counted(outcome.changed, 'file')} would be fixed"


def _print(change: Change) -> None:
    import sys

    from stacqc.commands._output import echo
    from stacqc.fixing.patch import unified
    from stacqc.safe import safe, safe_line

    old, new = change.old.decode(), change.new.decode()
    for line in unified(safe(change.uri), old, new):
        echo(safe_line(line.rstrip("\r\n")) + "\n" if sys.stdout.isatty() else line)


def _new_findings(before: Report, after: Report, mender: FileMender) -> list[Failure]:
    """What looking across the documents finds more of than before they were mended."""
    from stacqc.findings import Failure

    old, new = _counts_by_rule(before), _counts_by_rule(after)
    return [
        Failure("", f"after mending, {rule} finds {new[rule] - old[rule]:,} more")
        for rule in sorted(mender.folded)
        if new[rule] > old[rule]
    ]


def _counts_by_rule(report: Report) -> Counter[str]:
    counts: Counter[str] = Counter()
    for (rule, _), n in report.counts.items():
        counts[rule] += n
    return counts


def _say(notes: list[Failure]) -> None:
    for note in notes[:_NOTES]:
        where = f"not fixed {note.uri}: " if note.uri else ""
        tell(f"{where}{note.message}")
    if len(notes) > _NOTES:
        tell(f"… and {len(notes) - _NOTES:,} more that could not be fixed")
