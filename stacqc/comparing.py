"""Comparing files with a database from Python: what `stacqc diff` does, as a function."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from stacqc.api import config_of, texts
from stacqc.comparison.record import Side
from stacqc.findings import Failure
from stacqc.report import Failures, Report
from stacqc.settings.config import Config
from stacqc.sources.sides.opening import Opening


def diff(
    files: str | os.PathLike[str],
    database: str | os.PathLike[str],
    *,
    collections: str | Iterable[str] = (),
    ids: str | Iterable[str] = (),
    only: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    equivalences: Mapping[str, bool] | None = None,
    tolerance: float | None = None,
    flatten: str | None = None,
    config: str | os.PathLike[str] | Config | None = None,
    facts: bool = False,
) -> Report:
    """Compare files with a database and return what differs, as `stacqc diff` does.

    Each side is a tree or folder of files, NDJSON, a FeatureCollection, the address of a STAC API, or
    pgstac (`postgresql://...`). A side that cannot be opened is among the report's failures. Raises
    ValueError for a setting that does not exist, ConfigError, and BaselineError. The baseline of a
    configuration file is used where `config` names that file. `facts` remembers the documents too,
    which the HTML report shows.
    """
    from stacqc.comparison.choice import Choice
    from stacqc.comparison.known import with_stale
    from stacqc.comparison.planning import plan_of, rules_of, settings_of
    from stacqc.comparison.run import run

    if flatten not in (None, "auto", "top", "none"):
        raise ValueError(f"flatten is {flatten!r}, it must be 'auto', 'top' or 'none'")
    base = config_of(config)
    switches = [f"{name}={'on' if on else 'off'}" for name, on in (equivalences or {}).items()]
    ignored = texts(ignore)
    given = {"equivalences": switches, "ignore": ignored, "tolerance": tolerance, "flatten": flatten}
    settings, choice = settings_of(base, given), Choice(frozenset(texts(collections)), frozenset(texts(ids)))
    plan = plan_of(base, settings, choice, texts(only), rules_of(ignored))
    plan.with_facts = facts
    names = os.fspath(files), os.fspath(database)
    opening = Opening(settings, choice)
    report = with_sides(*names, opening, lambda left, right: run(left, right, plan))
    return with_stale(report, plan)


def with_sides(files: str, database: str, opening: Opening, use: Callable[[Side, Side], Report]) -> Report:
    """Open both sides, the database first, since the files are mapped to what it holds, and close them."""
    from stacqc.comparison.trouble import SideTrouble
    from stacqc.sources.sides.opening import open_database, open_files

    opened: list[Side] = []
    try:
        opened.append(open_database(database, opening))
        opened.append(open_files(files, opening, opened[0]))
        return _hinted(use(opened[1], opened[0]), files, database)
    except SideTrouble as trouble:
        return Report(failures=Failures([Failure(trouble.side, trouble.reason)]))
    finally:
        for side in opened:
            side.close()


def _hinted(report: Report, files: str, database: str) -> Report:
    from stacqc.comparison.swapped import swapped

    report.hints += swapped(files, database, report)
    return report
