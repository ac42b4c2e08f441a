"""Options of databases and APIs as sources, shared by check and diff."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from stacqc.diff.choice import Choice, parse_box, parse_interval
from stacqc.sources.pgstac import PgstacOptions
from stacqc.sources.stac_api import ApiOptions


def choice_of(given: dict[str, Any]) -> Choice:
    """Return which documents were asked for; raises ValueError."""
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
    try:
        return [line.strip() for line in Path(part[1:]).read_text("utf-8").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(f"--ids {part}: the file cannot be read ({type(error).__name__})") from None


def pgstac_options(given: dict[str, Any]) -> PgstacOptions:
    """Return how pgstac is read."""
    return PgstacOptions(timeout=given["timeout"], server_hydrate=given.get("server_hydrate", False))


def api_options(given: dict[str, Any]) -> ApiOptions:
    """Return how a STAC API is read."""
    return ApiOptions(timeout=min(given["timeout"], 120.0))
