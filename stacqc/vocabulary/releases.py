"""Which release of an extension is meant where none is named."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from stacqc.vocabulary.fields import Extension, all_names, extension_of, fields_of, prefix_of
from stacqc.vocabulary.prefixes import PREFIXES


def releases_declared(extensions: Iterable[str], version: str, used: frozenset[str]) -> list[Extension]:
    """Return the declared extensions in order, each in the release that is meant where `used` are the fields."""
    return [_release_meant(declared, version, used) for declared in extensions]


@lru_cache(maxsize=4096)
def _release_meant(declared: str, version: str, used: frozenset[str]) -> Extension:
    found = extension_of(declared, version)
    if not names_no_release(declared, found.address):
        return found
    return Extension(found.name, release_for(found.name, used) or found.address)


def names_no_release(written: str, address: str) -> bool:
    """Say whether an entry of stac_extensions, which means `address`, is a name or the address of a branch."""
    release = address.split("/")[-2] if address.count("/") > 2 else ""
    return address != written and release.startswith("v") and release[1:] not in written


@lru_cache(maxsize=4096)
def release_for(name: str, used: frozenset[str]) -> str | None:
    """Return the address of the newest release of an extension that has the fields in use.

    Where no release has all of them, it is one with most of them; then one that advises against fewest.
    """
    from stacqc.schema.addresses import latest, released

    own = {field for field in used if PREFIXES.get(prefix_of(field)) == name}
    return max(reversed(released(name)), key=lambda a: _fitness(a, own), default=latest(name))


def entry_for(name: str, version: str, used: frozenset[str]) -> str:
    """Return what declares an extension in a document of a version of STAC, empty where that is not known.

    It is the name alone where that version had the extension, else the address of the release that fits `used`.
    """
    from stacqc.schema.addresses import address_of_name, is_bundled, names_suffice

    if names_suffice(name, version) and is_bundled(address_of_name(name, version)):
        return name
    return release_for(name, used) or ""


def _fitness(address: str, used: set[str]) -> tuple[int, int]:
    fields = fields_of(address)
    deprecated = sum(fields[name].get("deprecated") is True for name in used if name in fields)
    return len(used & all_names(address)), -deprecated
