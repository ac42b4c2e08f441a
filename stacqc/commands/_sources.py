"""Options of databases and APIs as sources, shared by check and diff."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from stacqc.commands._options import SECONDS, options
from stacqc.commands._tell import tell

if TYPE_CHECKING:
    from stacqc.comparison.choice import Choice
    from stacqc.sources.api.client import ApiOptions
    from stacqc.sources.containers.container import Container
    from stacqc.sources.pgstac.side import PgstacOptions
    from stacqc.sources.remote import Remote
    from stacqc.sources.shard import Shard


#: The options that choose from databases and APIs given as inputs.
source_options = options(
    click.option("--collection", multiple=True, metavar="ID", help="Of a database or API: this collection; repeatable."),
    click.option("--ids", multiple=True, metavar="ID,...|@FILE", help="Of a database or API: these items."),
    click.option("--bbox", metavar="W,S,E,N", help="Of a database or API: items that meet this box."),
    click.option("--datetime", metavar="TIME|START/END", help="Of a database or API: items of this time."),
    click.option("--max-items", type=click.IntRange(0), default=0, metavar="N", help="Of a database or API: N items at the most."),
    click.option("--timeout", type=SECONDS, default=600.0, metavar="S", help="Limit of a query (600)."),
)  # fmt: skip

#: Those of them that choose among the items of a collection.
_OF_ITEMS = ("ids", "bbox", "datetime", "max_items")


def some_path(ctx: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    """Refuse a command without a path, and say what one may be."""
    if given or ctx.resilient_parsing:
        return given
    here = next((name for name in ("catalog.json", "collection.json") if Path(name).is_file()), ".")
    raise click.UsageError(
        "PATH is missing: a file, a folder, an address, or - for standard input; "
        f"for what lies here: stacqc {ctx.info_name} {here}"
    )


@contextmanager
def shards_of(given: dict[str, Any]) -> Iterator[Iterator[Shard | Container]]:
    """Bring all inputs of a check, files first, and close the servers among them in the end."""
    from stacqc.sources.inputs import Inputs
    from stacqc.sources.names import is_remote

    local = [path for path in given["paths"] if not is_remote(path)]
    remotes = _remotes(given, [path for path in given["paths"] if is_remote(path)])
    alone = given["each_alone"]
    inputs = Inputs(local, follow=not (given["no_follow"] or alone), strict=not alone)
    try:
        yield chain(inputs.shards(), *(r.shards() for r in remotes))
    finally:
        for remote in remotes:
            remote.close()
    for note in inputs.notes:
        tell(note)


def _remotes(given: dict[str, Any], names: list[str]) -> list[Remote]:
    asked = [name for name in ("collection", *_OF_ITEMS) if given[name]]
    if asked and not names:
        raise click.UsageError(
            f"--{asked[0].replace('_', '-')} chooses from a database or API, and none is given"
        )
    if not names:
        return []
    from stacqc.sources.remote import Remote

    options = pgstac_options(given), api_options(given)
    try:
        return [Remote(name, choice_of(given), given["max_items"], *options) for name in names]
    except ValueError as error:
        raise click.UsageError(str(error)) from None


def chooses_items(given: dict[str, Any]) -> bool:
    """Return whether not all items of the collections that take part were asked for."""
    return any(given[name] for name in _OF_ITEMS)


def choice_of(given: dict[str, Any]) -> Choice:
    """Return which documents were asked for; raises ValueError."""
    from stacqc.comparison.choice import Choice, parse_box, parse_interval

    box, interval = given["bbox"], given["datetime"]
    return Choice(
        frozenset(given["collection"]),
        frozenset(id for part in given["ids"] for id in _ids(part)),
        parse_box(box) if box else None,
        parse_interval(interval) if interval else None,
    )


def _ids(part: str) -> list[str]:
    if not part.startswith("@"):
        return [id for id in part.split(",") if id]
    from stacqc.disk.given_files import read_given

    try:
        return [
            line.strip()
            for line in read_given(Path(part[1:])).decode("utf-8-sig").splitlines()
            if line.strip()
        ]
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--ids {part}: the file cannot be read ({type(error).__name__})") from None


def pgstac_options(given: dict[str, Any]) -> PgstacOptions:
    """Return how pgstac is read."""
    from stacqc.sources.pgstac.side import PgstacOptions

    return PgstacOptions(timeout=given["timeout"], server_hydrate=given.get("server_hydrate", False))


def api_options(given: dict[str, Any]) -> ApiOptions:
    """Return how a STAC API is read."""
    from stacqc.sources.api.client import ApiOptions

    return ApiOptions(timeout=min(given["timeout"], 120.0))
