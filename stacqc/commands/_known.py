"""The options of `stacqc check` that have to do with the baseline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stacqc.commands._options import SettingsTrouble, options
from stacqc.commands._tell import tell
from stacqc.engine.plan import Plan
from stacqc.findings import Severity
from stacqc.report import Report
from stacqc.settings.config import Config
from stacqc.words import counted

if TYPE_CHECKING:
    from stacqc.baseline import Baseline
    from stacqc.rule import Selected


#: The options of the baseline.
baseline_options = options(
    click.option(
        "--baseline",
        type=click.Path(dir_okay=False),
        metavar="FILE",
        help="Pass over the findings that this file knows.",
    ),
    click.option("--write-baseline", is_flag=True, help="Make all that is found now known."),
    click.option("--prune-baseline", is_flag=True, help="Take out what is no longer found."),
    click.option("--strict-baseline", is_flag=True, help="Make what is no longer found an error."),
)


def baseline_of(config: Config, given: dict[str, Any]) -> Baseline | None:
    """Return the baseline that options or the configuration name, None where they name none."""
    from stacqc.baseline import Baseline, BaselineError
    from stacqc.baseline_file import FILE_NAME, read
    from stacqc.paths import from_here

    changes = given["write_baseline"] or given["prune_baseline"]
    name = given["baseline"] or (config.baseline and str(config.base / config.baseline))
    if not name and not changes:
        if given["strict_baseline"]:
            raise click.UsageError(
                "--strict-baseline needs --baseline FILE or a baseline in the configuration"
            )
        return None
    file = Path(from_here(str(name or config.base / FILE_NAME)))
    try:
        return Baseline(file) if given["write_baseline"] and not file.exists() else read(file)
    except BaselineError as error:
        raise SettingsTrouble(str(error)) from None


def take_baseline(plan: Plan, config: Config, given: dict[str, Any]) -> None:
    """Let a run pass over what its baseline knows."""
    from stacqc.baseline import STALE

    plan.baseline = baseline_of(config, given)
    if given["write_baseline"] or given["prune_baseline"]:
        plan.rules = [choice for choice in plan.rules if choice.rule.name != STALE]
    elif given["strict_baseline"]:
        plan.rules = _with_stale(plan)


def _with_stale(plan: Plan) -> list[Selected]:
    """The rules of a plan with that of stale entries as an error."""
    import stacqc.rules.engine  # noqa: F401 (declares it)
    from stacqc.baseline import STALE
    from stacqc.rule import Selected, python_rules

    others = [choice for choice in plan.rules if choice.rule.name != STALE]
    return [*others, Selected(python_rules()[STALE], Severity.ERROR)]


def change_baseline(report: Report, given: dict[str, Any]) -> None:
    """Write the baseline anew, where that was asked for; what it then knows leaves the report."""
    if report.known is None or not (given["write_baseline"] or given["prune_baseline"]):
        return
    from stacqc.baseline import extended, pruned
    from stacqc.baseline_file import as_json
    from stacqc.commands._output import write_file

    if given["write_baseline"]:
        if report.dropped:
            raise click.UsageError(f"{report.found:,} findings are too many for a baseline")
        made = extended(report.known, report.findings)
        report.suppressed += report.found
        report.findings.clear()
        report.counts.clear()
    else:
        made = pruned(report.known)
    write_file(made.file, as_json(made))
    _say(made, report.known.baseline)


def _say(made: Baseline, before: Baseline) -> None:
    old, new = ({key for key, _, _ in baseline.accepted()} for baseline in (before, made))
    tell(
        f"{made.file}: {counted(len(new), 'known finding')} ({len(new - old):,} new, {len(old - new):,} removed)"
    )
