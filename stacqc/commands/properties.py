"""`stacqc properties`: what properties a catalog has."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stacqc.commands._completion import files
from stacqc.commands._sources import shards_of, some_path, source_options
from stacqc.commands._tell import tell
from stacqc.safe import safe_lines

if TYPE_CHECKING:
    from stacqc.properties.survey import Survey
    from stacqc.report import Failures

_SECTIONS = ("items", "assets", "collections", "summaries", "all")


@click.command(short_help="Show every property, its types and values, and the odd ones.")
@click.argument("paths", nargs=-1, callback=some_path, metavar="PATH...", shell_complete=files)
@click.option(
    "--of",
    "sections",
    type=click.Choice(_SECTIONS),
    multiple=True,
    help="Of what; repeatable (default: items).",
)
@click.option("--by-collection", is_flag=True, help="One table for the items of each collection.")
@click.option(
    "-f",
    "--format",
    "format_",
    type=click.Choice(["text", "json"]),
    default="text",
    help="text (default) or json.",
)
@click.option("-o", "--output", type=click.Path(dir_okay=False), help="Write the table to a file.")
@click.option(
    "--write-rules",
    type=click.Path(dir_okay=False),
    metavar="FILE",
    help="Also write a ruleset that says what is so now.",
)
@click.option("--no-follow", is_flag=True, help="Read the given files alone, without following their links.")
@source_options
@click.option("--no-progress", is_flag=True, help="Show no progress bar.")
def command(**given: Any) -> None:
    """Show every property with its types, coverage and values, and where the odd ones are.

    Reads what `stacqc check` reads. Exit code: 0, or 2 where something could not be read.
    """  # fmt: skip
    from stacqc.commands._output import refuse_documents

    refuse_documents((given["output"], given["write_rules"]), given["paths"])
    survey, failures = _surveyed(given)
    if given["write_rules"]:
        _write_rules(given["write_rules"], survey)
    _show("".join(_rendered(survey, given)), given["output"])
    _say(failures)
    sys.exit(2 if failures else 0)


def _surveyed(given: dict[str, Any]) -> tuple[Survey, Failures]:
    from stacqc.commands._progress import Progress
    from stacqc.document import Document
    from stacqc.engine.runner import without_cycle_collector
    from stacqc.findings import Failure
    from stacqc.properties.survey import SECTIONS, Survey
    from stacqc.report import Failures

    chosen = given["sections"] or ("items",)
    survey = Survey(SECTIONS if "all" in chosen else chosen, given["by_collection"])
    failures = Failures()
    done = 0
    enabled = not given["no_progress"]
    with (
        shards_of({**given, "each_alone": False}) as shards,
        Progress(enabled) as progress,
        without_cycle_collector(),
    ):
        for shard in shards:
            for entry in shard.documents():
                if isinstance(entry, Document):
                    survey.add(entry)
                    done += 1
                    if not entry.readable:
                        failures.append(Failure(entry.address, f"not read: {entry.problems[-1].message}"))
                else:
                    failures.append(entry)
            progress(done)
    return survey, failures


def _rendered(survey: Survey, given: dict[str, Any]) -> Iterator[str]:
    if given["format_"] == "json":
        from stacqc.properties.as_json import survey_object

        yield safe_lines(json.dumps(survey_object(survey.finish()), indent=2, ensure_ascii=False) + "\n")
        return
    from stacqc.properties.view import render

    yield from render(survey.finish(), shutil.get_terminal_size((80, 24)).columns)


def _show(text: str, file: str | None) -> None:
    from stacqc.commands._output import echo, write_file

    if file:
        write_file(file, text)
    else:
        echo(text)


def _write_rules(file: str, survey: Survey) -> None:
    import re

    from stacqc.commands._output import write_file
    from stacqc.properties.as_rules import render

    name = re.sub("[^a-z0-9]+", "-", Path(file).stem.lower()).strip("-")
    name = name if name[:1].isalpha() else f"rules-{name}".strip("-")
    write_file(file, "".join(render(name, survey.finish())))


def _say(failures: Failures) -> None:
    for failure in sorted(failures)[:50]:
        tell(f"could not read {failure.uri}: {failure.message}")
    if failures.total > 50:
        tell(f"… and {failures.total - 50:,} more that could not be read")
