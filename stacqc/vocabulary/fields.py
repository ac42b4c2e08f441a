"""What the bundled schemas say about fields: whose prefix it is, what an extension defines, what is text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from stacqc.vocabulary.prefixes import PREFIXES

#: Those that are no words by themselves, so that a name beginning with one means the extension.
_SHORT = frozenset({"eo", "insar", "mgrs", "mlm", "proj", "s1", "s2", "s3", "sar", "sat", "sci", "view"})
#: Fields that are in the text of an extension and not in its schema.
IN_PROSE = frozenset({"table:storage_options"})
#: Extensions whose fields are spread over several schemas, or told in prose only.
SPREAD = frozenset({"card4l", "ceos-ard"})
#: Extensions whose fields may also carry the prefix of another one.
GUESTS = {"vector": ("table",), "card4l": ("proj",), "cmip6": ("file",), "mlm": ("classification",),
          "classification": ("raster",)}  # fmt: skip
#: Fields of the core that are times, and that their schemas give the format date-time.
CORE_TIMES = frozenset({"datetime", "start_datetime", "end_datetime", "created", "updated"})
_VERSION = re.compile(r"v?\d+\.\d+")
#: What names of repositories and files have around the name of the extension.
_AROUND = re.compile(r"^stac-extensions?-|-(?:stac-)?extension$|\.json$")
Schema = dict[str, Any]


class Extension(NamedTuple):
    """A declared extension: its name, and the published address that its spelling means."""

    name: str
    address: str


@lru_cache(maxsize=4096)
def extension_of(declared: str, version: str) -> Extension:
    """Return which extension an entry of stac_extensions names."""
    from stacqc.schema.addresses import address_of_name
    from stacqc.schema.spellings import canonical

    if "/" not in declared:
        name = declared.strip()
        known = PREFIXES.get(name, name)
        return Extension(known, address_of_name(name, version) if name else "")
    address = canonical(declared)
    return Extension(_name(address), address)


def _name(address: str) -> str:
    """The step of an address that names the extension: a known one, else one beside the version, or the first."""
    steps = [_AROUND.sub("", step) for step in address.partition("://")[2].split("/")[1:]]
    known = set(PREFIXES.values())
    for step in steps:
        if step in known:
            return step
    before = [a for a, b in pairwise(steps) if _VERSION.match(b)]
    others = [step for step in steps if step and not _VERSION.match(step)]
    return before[0] if before else next(iter(others), "")


@lru_cache(maxsize=512)
def schema_of(address: str) -> Schema:
    """Return the bundled schema at a published address, empty where there is none."""
    from pathlib import Path

    from stacqc.schema.addresses import bundled_file
    from stacqc.schema.store import SchemaUnavailable, read_schema

    try:
        found = read_schema(bundled_file(address) or Path(), address)
    except SchemaUnavailable:
        return {}
    return found if isinstance(found, dict) else {}


def defining_schema(address: str) -> Schema:
    """Return the schema at an address, or the one at another address where all it does is to refer to it."""
    found = schema_of(address)
    match found:
        case {"allOf": [{"$ref": str(other)}]} if not found.keys() & {"properties", "definitions"}:
            return schema_of(other)
    return found


@lru_cache(maxsize=512)
def fields_of(address: str) -> dict[str, Schema]:
    """Return the fields that the schema at an address defines, by name."""
    found = defining_schema(address).get("definitions", {}).get("fields", {}).get("properties", {})
    return {name: field for name, field in found.items() if isinstance(field, dict)}


@lru_cache(maxsize=512)
def all_names(address: str) -> frozenset[str]:
    """Return every field name that stands anywhere in the schema at an address."""
    found: set[str] = set()
    pending: list[Any] = [defining_schema(address)]
    while pending:
        node = pending.pop()
        if isinstance(node, dict):
            found.update(node.get("properties", ()) if isinstance(node.get("properties"), dict) else ())
            pending.extend(node.values())
        elif isinstance(node, list):
            pending.extend(node)
    return frozenset(found)


@lru_cache(maxsize=64)
def core_fields(version: str) -> dict[str, Schema]:
    """Return the common metadata fields of a version of STAC; those of 1.1.0 for any other."""
    from stacqc.schema.addresses import CORE

    base = f"{CORE}v{version}/item-spec/json-schema/"
    found: dict[str, Schema] = {}
    for file in ("basics", "datetime", "licensing", "instrument", "provider", "common"):
        found.update(schema_of(f"{base}{file}.json").get("properties", {}))
    return found or (core_fields("1.1.0") if version != "1.1.0" else {})


def newest_fields(prefix: str) -> dict[str, Schema]:
    """Return the fields of the newest version of the extension that a prefix belongs to."""
    address = newest_address(prefix)
    return fields_of(address) if address else {}


def newest_address(prefix: str) -> str | None:
    """Return the address of the newest version of the extension that a prefix belongs to."""
    from stacqc.schema.addresses import latest

    name = PREFIXES.get(prefix)
    return latest(name) if name else None


def prefix_of(name: str) -> str:
    """Return what stands before the colon of a field name, empty where it has none."""
    before, colon, _ = name.partition(":")
    return before if colon else ""


@lru_cache(maxsize=4096)
def field_meant(name: str, declared: frozenset[str]) -> str:
    """Return the field that a name without a colon means (`eo_cloud_cover`), empty where it means none.

    `declared` are names of extensions: only of these, prefixes that are words count (`file_size`).
    """
    prefix, mark, rest = name.partition("_")
    owner = PREFIXES.get(prefix)
    if not mark or owner is None or (prefix not in _SHORT and owner not in declared):
        return ""
    from stacqc.schema.addresses import released

    field = f"{prefix}:{rest}"
    return field if any(field in all_names(address) for address in released(owner)) else ""


def declared_by(extensions: Iterable[str], version: str) -> list[Extension]:
    """Return the extensions that a document declares, in order."""
    return [extension_of(declared, version) for declared in extensions]
