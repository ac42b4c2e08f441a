"""`stacqc schemas`: which schemas are at hand, what one says, and adding one's own."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click
import orjson

from stacqc.commands._options import parse_map, schema_options
from stacqc.commands._tell import tell
from stacqc.disk.given_files import read_given
from stacqc.engine.planning import store_of
from stacqc.safe import safe_lines
from stacqc.schema.cache import SchemaCache
from stacqc.schema.store import SchemaUnavailable, bundled_schemas
from stacqc.settings.config import Config


@click.group()
def command() -> None:
    """List, show and add JSON Schemas."""


@command.command("list")
@click.option(
    "--format", "format_", type=click.Choice(["text", "json"]), default="text", help="How to show them."
)
def list_(format_: str) -> None:
    """List the addresses whose schemas are bundled or were added or fetched."""
    rows = [{"address": a, "from": "bundled", "title": t} for a, _, t in sorted(bundled_schemas())]
    rows += [{"address": a, "from": "cache", "title": ""} for a in SchemaCache().addresses()]
    if format_ == "json":
        click.echo(safe_lines(orjson.dumps(rows, option=orjson.OPT_INDENT_2).decode()))
        return
    for row in rows:
        click.echo(safe_lines(f"{row['from']:<8} {row['address']}"))


@command.command()
@click.argument("uri")
@schema_options
def show(uri: str, **given: Any) -> None:
    """Show the schema that is used for an address, whatever spelling it has."""
    config = Config(schema_dir=given["schema_dir"], schema_map=parse_map(given["schema_map"], "--schema-map"))
    store = store_of(config, given["fetch_schemas"])
    try:
        schema = store.get(store.canonical(uri))
    except SchemaUnavailable as trouble:
        tell(str(trouble))
        sys.exit(2)
    click.echo(safe_lines(orjson.dumps(schema, option=orjson.OPT_INDENT_2).decode()))


@command.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--uri", help="The address it is for; its $id without this option.")
def add(file: Path, uri: str | None) -> None:
    """Keep a schema in the cache folder, so that every later run knows its address."""
    try:
        content = read_given(file)
    except OSError as error:
        raise click.ClickException(f"{file} cannot be read ({error.strerror})") from None
    address = uri or _declared(file, content)
    try:
        SchemaCache().add(address.rstrip("#"), content)
    except SchemaUnavailable as trouble:
        raise click.ClickException(str(trouble)) from None
    click.echo(f"added {address}")


def _declared(file: Path, content: bytes) -> str:
    try:
        schema = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise click.ClickException(f"{file} is not valid JSON: {error}") from None
    address = schema.get("$id", schema.get("id")) if isinstance(schema, dict) else None
    if not isinstance(address, str):
        raise click.UsageError(f"{file} has no $id; say with --uri which address it is for")
    return address
