"""`stacqc diff`: files against a database."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from stacqc.commands._completion import files
from stacqc.commands._config import config_of
from stacqc.commands._jobs import Jobs
from stacqc.commands._known import baseline_of, baseline_options, change_baseline
from stacqc.commands._options import REPORT_OPTIONS, SECONDS, Number, SettingsTrouble, report_options
from stacqc.commands._output import outputs_of, write_report
from stacqc.commands._sections import sectioned
from stacqc.comparison.difference import CLASSES
from stacqc.comparison.known import with_stale
from stacqc.comparison.plan import Plan
from stacqc.comparison.record import Side
from stacqc.findings import Severity
from stacqc.report import Report
from stacqc.scale.available import available
from stacqc.settings.config import Config, ConfigError
from stacqc.sources.sides.opening import Opening

#: The headings of the help.
_SECTIONS = {
    "What is compared": ["collection", "ids", "bbox", "datetime", "integrity"],
    "What counts as a difference": [
        "only",
        "ignore",
        "tolerance",
        "equivalences",
        "list_equivalences",
        "flatten",
    ],
    "Report": REPORT_OPTIONS,
    "Settings": ["config_file", "no_config"],
    "Known differences": ["baseline", "write_baseline", "prune_baseline", "strict_baseline"],
    "Speed and patience": ["state", "jobs", "timeout", "server_hydrate"],
}


@click.command(cls=sectioned(_SECTIONS))
@click.argument("files", metavar="FILES", shell_complete=files)
@click.argument("database", metavar="DATABASE", shell_complete=files)
@click.option(
    "--only",
    multiple=True,
    metavar="CLASS",
    help=f"Report these classes alone; repeatable: {', '.join(CLASSES)}.",
)
@click.option(
    "--collection", multiple=True, metavar="ID", help="Compare these collections of the database alone."
)
@click.option(
    "--ids",
    multiple=True,
    metavar="ID,...|@FILE",
    help="Compare these items alone; @FILE holds one id per line.",
)
@click.option("--bbox", metavar="W,S,E,N", help="Compare items that meet this box on either side.")
@click.option("--datetime", metavar="TIME|START/END", help="Compare items of this time on either side.")
@click.option("--tolerance", type=Number(0), metavar="DEGREES", help="How far coordinates may differ (1e-9).")
@click.option(
    "--ignore",
    multiple=True,
    metavar="POINTER|RULE",
    help="Do not compare what is at or below this JSON Pointer; do not report this rule, such as diff/stale.",
)
@click.option(
    "--equivalence",
    "equivalences",
    multiple=True,
    metavar="NAME=on|off",
    help="Switch what is passed over; --list-equivalences names them.",
)
@click.option(
    "--list-equivalences",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=lambda c, p, v: _list(c, v),
    help="List what is passed over and stop.",
)
@click.option(
    "--flatten",
    type=click.Choice(("auto", "top", "none")),
    help="Under which collection of the database a nested item is looked for.",
)
@click.option(
    "--integrity",
    is_flag=True,
    help="Ask pgstac for what no document shows: doubled rows, columns, geometries, extents.",
)
@report_options
@baseline_options
@click.option(
    "--state",
    type=click.Path(dir_okay=False),
    help="Remember in this file what was equal, and compare only what changed since.",
)
@click.option(
    "--timeout",
    type=SECONDS,
    default=600.0,
    show_default=True,
    metavar="SECONDS",
    help="How long one query or request may take.",
)
@click.option("--jobs", type=Jobs(), metavar="N|auto", help="Compare in N processes (auto: where that pays).")
@click.option("--server-hydrate", is_flag=True, help="Let pgstac complete its rows itself (slower).")
@click.option("--config", "config_file", type=click.Path(dir_okay=False), help="Use this configuration file.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
def command(**given: Any) -> None:
    """Compare FILES with a DATABASE and say what differs.

    Each is a tree or folder of STAC files, NDJSON, a FeatureCollection, here or in object storage
    (s3://...), a STAC API (https://...), or pgstac: postgresql://..., service=..., or pgstac: alone for
    PGHOST, PGSERVICE and ~/.pgpass.

    Exit code: 0 equal, 1 different, 2 something could not be compared.
    """
    outputs = outputs_of(given["formats_"], given["output"], (given["files"], given["database"]))
    config = config_of(given, given["files"])
    opening, plan = _told(config, given)
    plan.with_facts = any(output.wants_facts for output in outputs)
    if given["jobs"] is not None:
        plan.jobs = given["jobs"] or available()
    report = with_stale(_compared(given, opening, plan), plan)
    change_baseline(report, given)
    write_report(report, outputs, given)
    sys.exit(report.exit_code(Severity.parse(given["fail_on"] or config.fail_on)))


def _list(context: click.Context, wanted: bool) -> None:
    if wanted:
        from stacqc.comparison.equivalences import ALL

        for name, code, meaning, on in ALL:
            click.echo(f"{name:<20} {code:<7} {'on ' if on else 'off'}  {meaning}")
        context.exit()


def _told(config: Config, given: dict[str, Any]) -> tuple[Opening, Plan]:
    from stacqc.commands._sources import api_options, choice_of, pgstac_options
    from stacqc.comparison.planning import plan_of, rules_of, settings_of

    baseline = baseline_of(config, given)
    try:
        settings, choice = settings_of(config, given), choice_of(given)
        ignored = rules_of(given["ignore"])
        plan = plan_of(config, settings, choice, given["only"], ignored, baseline, given["integrity"])
    except ConfigError as error:
        raise SettingsTrouble(str(error)) from None
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    opening = Opening(settings, choice, pgstac_options(given), api_options(given))
    return opening, replace(plan, levels={**plan.levels, **_level_of_stale(given)})


def _level_of_stale(given: dict[str, Any]) -> dict[str, Severity]:
    """The severity that options give to entries that no longer hold: none where these are taken out."""
    from stacqc.baseline import STALE

    if given["write_baseline"] or given["prune_baseline"]:
        return {STALE: Severity.OFF}
    return {STALE: Severity.ERROR} if given["strict_baseline"] else {}


def _compared(given: dict[str, Any], opening: Opening, plan: Plan) -> Report:
    from stacqc.comparing import with_sides

    return with_sides(
        given["files"], given["database"], opening, lambda *sides: _run(given, list(sides), plan)
    )


def _run(given: dict[str, Any], sides: list[Side], plan: Plan) -> Report:
    from stacqc.commands._progress import Progress
    from stacqc.comparison.run import run

    with (
        _remembering(given["state"], sides, plan) as told,
        Progress(enabled=not given["no_progress"] and not given["quiet"]) as progress,
    ):
        report = run(sides[0], sides[1], told, progress)
    if told.state is not None:
        report.failures += told.state.failures
    return _with_integrity(report, sides[1], plan) if given["integrity"] else report


@contextmanager
def _remembering(file: str | None, sides: list[Side], plan: Plan) -> Iterator[Plan]:
    """Let both sides leave out what a state file knows to be unchanged, and write it in the end."""
    if not file:
        yield plan
        return
    from stacqc.comparison.state import State

    state = State(Path(file), plan.settings, (sides[0].name, sides[1].name))
    try:
        for side in sides:
            side.use_state(state)
        yield replace(plan, state=state)
    finally:
        state.close()


def _with_integrity(report: Report, database: Side, plan: Plan) -> Report:
    from stacqc.comparison.integrity import check_integrity
    from stacqc.sources.pgstac.side import PgstacSide

    if not isinstance(database, PgstacSide):
        raise click.UsageError("--integrity asks a pgstac database, and DATABASE is none")
    return check_integrity(database, report, plan)
