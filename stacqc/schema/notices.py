"""What is said of versions and addresses, before any value is judged."""

from __future__ import annotations

from stacqc.findings import Edit, Fix, Problem
from stacqc.schema.addresses import CORE, OLD_CORE
from stacqc.schema.spellings import meant_by, meant_extension
from stacqc.schema.store import SchemaUnavailable
from stacqc.words import show

#: Versions of STAC whose own schemas are current; older ones are reported as outdated.
CURRENT = ("1.0.0", "1.1.0")


def outdated(version: str) -> Problem:
    """Advise to migrate a document of an older version of STAC."""
    message = f"STAC {version} is outdated"
    return Problem(("stac_version",), message, f"migrate to {CURRENT[-1]}", rule="stac-version-outdated")


def unknown_version(version: str) -> Problem:
    """Say that a version of STAC is not known."""
    message = f'"{version}" is no version of STAC that stacqc knows'
    return Problem(
        ("stac_version",), message, f"current versions: {', '.join(CURRENT)}", rule="stac-version-unknown"
    )


def without_schema(kind: str, version: str) -> Problem:
    """Say that documents of a kind have no schema in a version of STAC that is known otherwise."""
    message = f"No {kind} schema of STAC {version} is bundled"
    help_ = f"without --schemas-only it is judged as migrated to {CURRENT[-1]}"
    return Problem(("stac_version",), message, help_, rule="stac-version-unknown")


def alias(index: int, written: str, address: str) -> Problem:
    """Say that an extension is declared by another address than it is published at."""
    path = ("stac_extensions", index)
    name = address.rsplit("/", 3)[-3] if address.endswith(".json") else written
    by_name = address.startswith((CORE, OLD_CORE))
    entry = name if by_name else address
    fix = Fix((Edit("replace", path, entry),), title=f"write {entry}")
    message = f'The extension "{name}" is not declared by its published address'
    if by_name:
        message = f'There is no extension "{written}" in this version of STAC, "{name}" is meant'
    return Problem(path, message, f"write {entry}", fix, rule="extension-uri")


def again(index: int, written: str, address: str) -> Problem:
    """Say that an extension is declared by its published address and by another one too."""
    path = ("stac_extensions", index)
    fix = Fix((Edit("remove", path),), title="take it out")
    message = f"{written} is not the published address of the extension, which is declared by that too"
    return Problem(path, message, f"take it out; {address} stays", fix, rule="extension-uri")


def unavailable(index: int, trouble: SchemaUnavailable, written: str, *, named: bool) -> Problem:
    """Say that the schema of an extension, declared as `written`, is not at hand.

    `named` where that is an address, or a name that the specification had an address for.
    """
    if what := _no_address(trouble.address, written, named):
        message, help_ = f"{show(written)} is {what}", "write the address of its schema"
        return Problem(("stac_extensions", index), message, help_, rule="schema-unavailable")
    message = f"No schema for {trouble.address}: {trouble.reason}"
    own = "give it with --schema-dir or --schema-map, or allow --fetch-schemas"
    help_ = meant_by(trouble.address) or own
    meant = meant_extension(trouble.address)
    return Problem(
        ("stac_extensions", index),
        message,
        help_,
        rule="schema-unavailable",
        extensions=(meant,) if meant else (),
    )


def _no_address(address: str, written: str, named: bool) -> str:
    """Return what an entry is that leads to no address, empty where it leads to one."""
    if not named and "/" not in written and address.startswith(CORE):
        return "no extension that stacqc knows by its name"
    return "" if "://" in address else "no address of a schema"
