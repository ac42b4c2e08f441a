"""Checking from Python: what `stacqc check` does, as a function."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stacqc.engine.layering import layered
from stacqc.engine.planning import plan_of
from stacqc.report import Report
from stacqc.scale.choosing import run_in_processes
from stacqc.schema.combination import Options
from stacqc.settings.config import Config

if TYPE_CHECKING:
    from stacqc.sources.containers.container import Container
    from stacqc.sources.remote import Remote
    from stacqc.sources.shard import Shard

#: What can be checked: a path or pattern, a mapping, an object of pystac or of a pydantic model.
Source = str | os.PathLike[str] | Mapping[str, Any] | Any


def check(
    source: Source | Iterable[Source],
    *,
    ruleset: str | Iterable[str] = (),
    select: str | Iterable[str] = (),
    ignore: str | Iterable[str] = (),
    only: str | Iterable[str] = (),
    severity: Mapping[str, str] | None = None,
    options: Mapping[str, Any] | None = None,
    config: str | os.PathLike[str] | Config | None = None,
    schema_dir: str | os.PathLike[str] | Iterable[str | os.PathLike[str]] = (),
    schema_map: Mapping[str, str] | None = None,
    fetch_schemas: bool = False,
    extensions: bool = True,
    formats: bool = True,
    follow: bool = True,
    across: bool = True,
    check_hrefs: bool | None = None,
    allow_hosts: str | Iterable[str] = (),
    facts: bool = False,
    jobs: int = 1,
) -> Report:
    """Check STAC and return what was found.

    `source` is what the command line takes (a file, a tree, a folder, a pattern, a STAC API, pgstac), a
    mapping, an object of pystac or of a pydantic model, or an iterable of them. What cannot be read, or
    written as JSON, is among the report's failures.

    The settings are those of the command line. A configuration file, and the baseline in it, is used
    only where `config` names it. `follow=False` leaves links alone; `across=False` leaves out rules that
    look from one document to another. Nothing is fetched unless `fetch_schemas` says so, and no server is
    asked for what documents lead to unless `check_hrefs` says so; `allow_hosts` are those that may be
    asked though their addresses are not public. `jobs` is the number of processes that check; 0 takes as
    many as the machine has where that pays. `facts` remembers the documents too, and why rules are there,
    which the HTML report shows.

    Raises RulesetError for an unknown rule or ruleset, ConfigError or BaselineError for a file of
    settings that cannot be used, ImportError where `check_hrefs` lacks httpx, ValueError where `jobs` is
    below 0, and TypeError for an object that is none of the above.
    """
    if jobs < 0:
        raise ValueError(f"jobs is {jobs}, it must be 0 (as many as pay) or more")
    settings = layered(
        config_of(config),
        ruleset=texts(ruleset),
        select=texts(select),
        ignore=texts(ignore),
        severity=severity,
        options=options,
        schema_dir=texts(schema_dir),
        schema_map=schema_map,
        check_hrefs=check_hrefs,
        hrefs={"allow_hosts": tuple(texts(allow_hosts))} if allow_hosts else None,
    )
    planned = plan_of(
        settings,
        only=texts(only),
        schema_options=Options(extensions=extensions, formats=formats),
        fetch=fetch_schemas,
        across=across,
        prose=facts,
    )
    planned.plan.with_facts = facts
    if settings.baseline:
        from stacqc.baseline_file import read

        planned.plan.baseline = read(settings.base / settings.baseline)
    with _shards(source, follow) as shards:
        return run_in_processes(shards, planned.plan, jobs=jobs)


def config_of(config: str | os.PathLike[str] | Config | None) -> Config:
    """Return the configuration that is named, or one without settings; raises ConfigError."""
    if config is None or isinstance(config, Config):
        return config or Config()
    from stacqc.settings.config import read

    return read(Path(config))


def texts(given: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[str]:
    """Return one text or several as a list."""
    several = [given] if isinstance(given, str | os.PathLike) else list(given)
    return [os.fspath(one) for one in several]


def _is_path(given: Any) -> bool:
    return isinstance(given, str | os.PathLike)


@contextmanager
def _shards(source: Any, follow: bool) -> Iterator[Iterator[Shard | Container]]:
    """Bring all that is to be checked, and close the servers among it in the end."""
    from stacqc.sources.inputs import Inputs
    from stacqc.sources.names import is_remote
    from stacqc.sources.objects import containers

    sources = list(source) if _is_many(source) else [source]
    paths = [os.fspath(one) for one in sources if _is_path(one)]
    # Read before the run, which would take what an object raises for a rule's crash.
    objects = list(containers(one for one in sources if not _is_path(one)))
    remotes = _remotes([path for path in paths if is_remote(path)])
    local = Inputs([path for path in paths if not is_remote(path)], follow=follow)
    try:
        yield chain(local.shards(), objects, *(remote.shards() for remote in remotes))
    finally:
        for remote in remotes:
            remote.close()


def _remotes(names: list[str]) -> list[Remote]:
    if not names:
        return []
    from stacqc.comparison.choice import Choice
    from stacqc.sources.api.client import ApiOptions
    from stacqc.sources.pgstac.side import PgstacOptions
    from stacqc.sources.remote import Remote

    return [Remote(name, Choice(), 0, PgstacOptions(), ApiOptions()) for name in names]


def _is_many(source: Any) -> bool:
    """Whether a source is several; models and collections of items can be iterated, and are one object."""
    is_one = _is_path(source) or isinstance(source, Mapping)
    is_object = hasattr(source, "to_dict") or hasattr(source, "model_dump_json")
    return isinstance(source, Iterable) and not (is_one or is_object)
