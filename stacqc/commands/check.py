"""`stacqc check`: judge files, trees, folders and streams."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from itertools import islice
from typing import Any

import click

from stacqc.commands._completion import files, rules, rulesets
from stacqc.commands._config import config_of
from stacqc.commands._fixing import fix_options, mend, refuse_wrong_fixes, show_diff
from stacqc.commands._hrefs import href_options, told_hrefs, trusted
from stacqc.commands._known import baseline_options, change_baseline, take_baseline
from stacqc.commands._options import (
    REPORT_OPTIONS,
    SettingsTrouble,
    parse_map,
    report_options,
    schema_options,
)
from stacqc.commands._output import outputs_of, write_report
from stacqc.commands._scale import run_checks, scale_options
from stacqc.commands._sections import sectioned
from stacqc.commands._sources import chooses_items, some_path, source_options
from stacqc.commands._tell import tell
from stacqc.engine.layering import layered
from stacqc.engine.plan import Plan
from stacqc.engine.planning import plan_of
from stacqc.findings import Severity
from stacqc.report import Report
from stacqc.schema.combination import Options
from stacqc.settings.config import Config

#: How many exceptions that lead nowhere are told.
_MOST_WARNINGS = 20
#: The headings of the help.
_SECTIONS = {
    "Report": REPORT_OPTIONS,
    "Rules": [
        "ruleset",
        "select",
        "ignore",
        "only",
        "options",
        "core_only",
        "schemas_only",
        "formats",
        "second_opinion",
    ],
    "Settings": ["config_file", "no_config", "show_config"],
    "What is read": ["no_follow", "each_alone", "changed_since"],
    "Mending": ["fix", "unsafe_fixes", "diff"],
    "Known findings": ["baseline", "write_baseline", "prune_baseline", "strict_baseline"],
    "Schemas": ["schema_dir", "schema_map", "fetch_schemas"],
    "Databases and APIs": ["collection", "ids", "bbox", "datetime", "max_items", "timeout"],
    "Addresses": ["check_hrefs", "allow_hosts", "trust_proxy", "max_hrefs"],
    "Speed": ["jobs", "cache", "dask"],
}


@click.command(
    cls=sectioned(_SECTIONS), short_help="Check STAC: files, trees, folders, lines, APIs, databases."
)
@click.argument("paths", nargs=-1, callback=some_path, metavar="PATH...", shell_complete=files)
@click.option(
    "--ruleset",
    multiple=True,
    metavar="NAME|FILE",
    shell_complete=rulesets,
    help="Rules to check: recommended (default), strict, isdeform, pgstac, or a file.",
)
@click.option("--select", multiple=True, metavar="RULE", shell_complete=rules, help="Check these rules too.")
@click.option(
    "--ignore", multiple=True, metavar="RULE", shell_complete=rules, help="Do not check these rules."
)
@click.option(
    "--only", multiple=True, metavar="RULE", shell_complete=rules, help="Check nothing but these rules."
)
@click.option("--option", "options", multiple=True, metavar="NAME=VALUE", help="Set an option of a ruleset.")
@click.option("--config", "config_file", type=click.Path(dir_okay=False), help="Use this configuration file.")
@click.option("--no-config", is_flag=True, help="Use no configuration file.")
@click.option("--show-config", is_flag=True, help="Show the settings in force and stop.")
@click.option("--no-follow", is_flag=True, help="Check the given files alone, without following their links.")
@click.option(
    "--each-alone",
    is_flag=True,
    help="Judge each file by itself: no links followed, no rules across documents, other JSON passed over.",
)
@report_options
@source_options
@href_options
@scale_options
@fix_options
@baseline_options
@schema_options
@click.option("--core-only", is_flag=True, help="Check the core schemas, not those of extensions.")
@click.option(
    "--schemas-only",
    is_flag=True,
    help="Check schemas and nothing else: 0 valid, 1 invalid, 2 not checkable.",
)
@click.option(
    "--formats/--no-formats", "formats", default=None, help="Check formats such as date-time and uri."
)
@click.option("--second-opinion", is_flag=True, help="Ask other validators too; report where they disagree.")
def command(**given: Any) -> None:
    """Check STAC files, catalog trees, folders, FeatureCollections, NDJSON, or - (standard input).

    A PATH may also be in object storage (s3://..., gs://..., az://...), a STAC API (https://...), or pgstac
    (postgresql://..., service=..., pgstac:).

    Exit code: 0 clean, 1 findings, 2 something could not be checked.
    """  # fmt: skip
    outputs = outputs_of(given["formats_"], given["output"], given["paths"])
    config = _config(given)
    if given["show_config"]:
        click.echo(_shown(config))
        return
    plan = _plan(config, given, prose=any(output.wants_prose for output in outputs))
    plan.with_facts = any(output.wants_facts for output in outputs)
    plan.in_part = chooses_items(given)
    _warn_of_exceptions(config, given)
    take_baseline(plan, config, given)
    refuse_wrong_fixes(given)
    report = run_checks(given, plan, config)
    if given["fix"]:
        report = mend(given, plan, report, lambda: run_checks(given, plan, config))
    change_baseline(report, given)
    if given["diff"]:
        show_diff(given, plan, report)
        outputs = [output for output in outputs if output.file]
    write_report(report, outputs, given)
    sys.exit(_exit_code(report, config, given["schemas_only"]))


def _warn_of_exceptions(config: Config, given: dict[str, Any]) -> None:
    """Say which exceptions of the configuration lead nowhere, where more is checked than some files."""
    whole = any(os.path.isdir(path) or os.path.basename(path) == "catalog.json" for path in given["paths"])
    if whole and config.per_file and not given["each_alone"]:
        from stacqc.settings.exceptions import lead_nowhere

        said = [*islice(lead_nowhere(config), _MOST_WARNINGS + 1)]
        for one in said[:_MOST_WARNINGS]:
            tell(f"warning: {one}")
        if len(said) > _MOST_WARNINGS:
            tell("warning: there are more exceptions for no file")


def _exit_code(report: Report, config: Config, schemas_only: bool) -> int:
    if schemas_only and any(
        rule in ("schema-unavailable", "stac-version-unknown") for rule, _ in report.counts
    ):
        invalid = any(rule in ("schema", "schema-format") for rule, _ in report.counts)
        return report.exit_code() if invalid else 2
    return report.exit_code(Severity.parse(config.fail_on))


def _config(given: dict[str, Any]) -> Config:
    """The settings of the nearest file with those of the command line on top."""
    no_config = given["no_config"] or given["schemas_only"]
    config = config_of({**given, "no_config": no_config}, given["paths"][0])
    if not given["config_file"]:
        config = trusted(config)
    return layered(
        config,
        ruleset=given["ruleset"],
        select=given["select"],
        ignore=given["ignore"],
        options=parse_map(given["options"], "--option"),
        fail_on=given["fail_on"],
        schema_dir=given["schema_dir"],
        schema_map=parse_map(given["schema_map"], "--schema-map"),
        jobs=given["jobs"],
        cache=given["cache"],
        **told_hrefs(given, config),
    )


def _shown(config: Config) -> str:
    """Return the settings as JSON, named and valued as in a configuration file."""
    from json import dumps

    settings = _as_in_a_file(config._asdict())
    settings |= {name: _as_in_a_file(settings[name]) for name in ("diff", "hrefs")}
    settings["jobs"] = config.jobs or "auto"
    settings["per-file"] = {pattern: {"ignore": rules} for pattern, rules in config.per_file.items()}
    return dumps(settings, indent=2, default=str)


def _as_in_a_file(settings: Mapping[str, Any]) -> dict[str, Any]:
    return {name.replace("_", "-"): value for name, value in settings.items()}


def _plan(config: Config, given: dict[str, Any], prose: bool) -> Plan:
    from stacqc.hrefs.settings import MissingClient
    from stacqc.rulesets.error import RulesetError
    from stacqc.schema.second_opinion import MissingJudge

    verdict_only = given["schemas_only"]
    formats = given["formats"] if given["formats"] is not None else not verdict_only
    try:
        planned = plan_of(
            config,
            only=("tag:verdict",) if verdict_only else given["only"],
            schema_options=Options(
                extensions=not given["core_only"], formats=formats, verdict_only=verdict_only
            ),
            fetch=given["fetch_schemas"],
            across=not given["each_alone"],
            prose=prose,
            second_opinion=given["second_opinion"],
        )
    except (RulesetError, MissingJudge, MissingClient) as error:
        raise SettingsTrouble(str(error)) from None
    for warning in planned.warnings:
        tell(f"warning: {warning}")
    return planned.plan
