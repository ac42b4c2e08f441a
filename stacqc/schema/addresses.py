"""Addresses of schemas: those of the specification and of extensions, and the file each is bundled in."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from stacqc.disk.data import data_dir
from stacqc.vocabulary.prefixes import PREFIXES

CORE = "https://schemas.stacspec.org/"
EXTENSIONS = "https://stac-extensions.github.io/"
GEOJSON = "https://geojson.org/schema/"
OLD_CORE = "https://raw.githubusercontent.com/radiantearth/stac-spec/"
_CORE_FILE = {
    "Item": "item-spec/json-schema/item.json",
    "Catalog": "catalog-spec/json-schema/catalog.json",
    "Collection": "collection-spec/json-schema/collection.json",
    "ItemCollection": "item-spec/json-schema/itemcollection.json",
}
#: Where much used extensions are published that are not among the others.
_ELSEWHERE = (
    "https://crim-ca.github.io/mlm-extension/",
    "https://cs-si.github.io/eopf-stac-extension/",
    "https://daccs-climate.github.io/marble-stac-extension/",
    "https://dewberry.github.io/sst-stac-extension/",
    "https://emc.spacebel.be/stac/schemas/eof-eos/",
    "https://englacial.github.io/opr-stac-extension/",
    "https://eovoc.github.io/eof-eos-stac-extension/",
    "https://esgf.github.io/stac-transaction-api/",
    "https://home.rs-python.eu/",
    "https://hotosm.github.io/stactools-hotosm/oam/",
    "https://ifrcgo.github.io/monty-stac-extension/",
    "https://ifrcgo.org/monty-stac-extension/",
    "https://landsat.usgs.gov/stac/",
    "https://raw.githubusercontent.com/DACCS-Climate/marble-stac-extension/",
    "https://raw.githubusercontent.com/dchandan/stac-extension-cmip6/",
    "https://raw.githubusercontent.com/thareUSGS/ssys/",
    "https://rs-python.github.io/",
    "https://stac.linz.govt.nz/",
    "https://terradue.github.io/stac-extensions-disaster/",
    "https://umbra-space.github.io/umbra-stac-extension/",
)
#: The kinds of documents that the specification has a schema for.
CORE_KINDS = frozenset(_CORE_FILE)
#: Versions whose schemas still live in the repository of the specification.
_AT_REPOSITORY = re.compile(r"0\.|1\.0\.0-beta\.1$")
VERSION = re.compile(r"v?(\d+\.\d+\.\d+(?:-[0-9A-Za-z.]+)?)")


_NAME = re.compile(r"[A-Za-z][\w-]*")
#: Characters of a name that every file system takes; those of bundled schemas are shorter.
_LONGEST = 200


def core_address(kind: str, version: str) -> str:
    """Return the address of the core schema for a kind of document and a version of STAC."""
    base = OLD_CORE if _AT_REPOSITORY.match(version) else CORE
    return f"{base}v{version}/{_CORE_FILE[kind]}"


def bundled_file(address: str) -> Path | None:
    """Return the file an address would be bundled in, whether it exists or not."""
    address = address.rstrip("#")
    root = data_dir("schemas")
    if address.startswith(EXTENSIONS):
        return _extension_file(root / "extensions", address.removeprefix(EXTENSIONS))
    for base in (CORE, OLD_CORE):
        if address.startswith(base):
            return _core_file(root, address.removeprefix(base))
    if address.startswith(GEOJSON):
        return _inside(root / "other" / "geojson", address.removeprefix(GEOJSON))
    if "projjson.schema.json" in address:
        return _inside(root / "other" / "projjson", f"{address.split('/')[-2]}.json")
    if address.startswith(_ELSEWHERE):
        return _inside(root / "elsewhere", *address.removeprefix("https://").split("/"))
    return None


def _extension_file(root: Path, rest: str) -> Path | None:
    """`name/version/schema.json` is kept as `name/version.json`, other files as `name/version-file.json`."""
    name, _, rest = rest.partition("/")
    version, _, file = rest.partition("/")
    if not file.endswith(".json"):
        return None
    variant = "" if file == "schema.json" else f"-{file.removesuffix('.json').removeprefix('schema-')}"
    return _inside(root, name, *f"{version}{variant}.json".split("/"))


def _core_file(root: Path, rest: str) -> Path | None:
    version, *steps = rest.split("/")
    if len(steps) > 1 and steps[0] == "extensions":
        return _inside(root / "core", version, "extensions", f"{steps[1]}.json")
    return _inside(root / "core", version, steps[-1]) if steps else None


def _inside(root: Path, *steps: str) -> Path | None:
    """A path below `root`; None where an address tries to climb out of it, or names what no file is called."""
    if any(step in ("", ".", "..") or "/" in step or "\\" in step or "\0" in step for step in steps):
        return None
    name = "/".join(steps)
    return root.joinpath(*steps) if name.isascii() and len(name) <= _LONGEST else None


def is_bundled(address: str) -> bool:
    """Return whether a schema for exactly this address is bundled."""
    file = bundled_file(address)
    return file is not None and file.is_file()


@cache
def bundled_versions(name: str) -> tuple[str, ...]:
    """Return the bundled versions of an extension ("v1.0.0", …), oldest first."""
    folder = bundled_file(address_of_version(name, "x"))
    if folder is None or not folder.parent.is_dir():
        return ()
    stems = [f.stem for f in folder.parent.glob("*.json")]
    return tuple(sorted((s for s in stems if VERSION.fullmatch(s)), key=_order))


@cache
def bundled_extensions() -> tuple[str, ...]:
    """Return the names of all bundled extensions."""
    return tuple(sorted(p.name for p in (data_dir("schemas") / "extensions").iterdir() if p.is_dir()))


def address_of_version(name: str, version: str) -> str:
    """Return the address under which a version of an extension ("v1.0.0") is published."""
    return f"{EXTENSIONS}{name}/{version}/schema.json"


def released(name: str) -> list[str]:
    """Return the addresses of the bundled releases of an extension, oldest first."""
    versions = [v for v in bundled_versions(name) if v.startswith("v") and "-" not in v]
    return [address_of_version(name, version) for version in versions]


def latest(name: str) -> str | None:
    """Return the address of the newest released version of an extension that is bundled."""
    found = released(name) or [address_of_version(name, version) for version in bundled_versions(name)]
    return found[-1] if found else None


def address_of_name(name: str, version: str, *, as_written: bool = False) -> str:
    """Return the address of an extension that is named without one.

    Until 1.0.0-rc.1 the specification had extensions of its own, whose names were enough; later on the
    newest release is meant, but not where a name counts for what is written.
    """
    inside = _inside_specification(name, version)
    if as_written or is_bundled(inside):
        return inside
    meant = PREFIXES.get(name, name)
    if _had_own_extensions(version):
        other = _inside_specification(meant, version)
        return other if is_bundled(other) else inside
    return latest(name) or latest(meant) or inside


def _inside_specification(name: str, version: str) -> str:
    base = OLD_CORE if _AT_REPOSITORY.match(version) else CORE
    return f"{base}v{version}/extensions/{name}/json-schema/schema.json"


def _had_own_extensions(version: str) -> bool:
    return version.startswith(("0.", "1.0.0-beta", "1.0.0-rc.1"))


def names_suffice(written: str, version: str) -> bool:
    """Return whether an extension may be declared by its name alone, as the specification had it once."""
    return _had_own_extensions(version) and bool(_NAME.fullmatch(written))


def is_named(written: str, address: str, version: str) -> bool:
    """Return whether an entry names the extension at `address` as the specification once wanted it."""
    return names_suffice(written, version) and f"/extensions/{written}/" in address


def _order(version: str) -> tuple[list[int], int, str]:
    release, _, pre = version.removeprefix("v").partition("-")
    return [int(n) for n in release.split(".")], pre == "", pre
