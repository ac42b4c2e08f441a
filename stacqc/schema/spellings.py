"""Other spellings of the addresses of schemas: the published address of each, and what misspelt ones mean."""

from __future__ import annotations

import re

from stacqc.schema.addresses import (
    VERSION,
    address_of_version,
    bundled_extensions,
    bundled_versions,
    is_bundled,
    latest,
)
from stacqc.vocabulary.prefixes import PREFIXES

_RAW = re.compile(
    r"https://(?:raw\.githubusercontent\.com/stac-extensions/(?P<raw>[\w-]+)/"
    r"|(?:www\.)?github\.com/stac-extensions/(?P<web>[\w-]+)/(?:blob|raw|tree)/)"
    r"(?:refs/(?:heads|tags)/)?(?P<ref>[^/]+)/(?:json-schema/)?(?P<file>[\w-]+\.json)?"
)
#: A copy of the repository, of its newest release where no version is named.
_CDN = re.compile(
    r"https://cdn\.jsdelivr\.net/gh/stac-extensions/(?P<raw>[\w-]+)(?:@(?P<ref>[^/]+))?"
    r"/(?:json-schema/)?(?P<file>[\w-]+\.json)?"
)
_HOST = re.compile(r"https?://[^/]+", re.IGNORECASE)
#: The start page of a repository.
_START = re.compile(r"https://(?:www\.)?github\.com/stac-extensions/(?P<name>[\w-]+?)(?:\.git)?")
_PAGES = re.compile(
    r"https://(?:www\.)?stac-extensions\.github\.io/(?P<name>[\w-]+)"
    r"(?:/(?P<version>[^/]+?))?(?:/(?:json-schema/)?(?P<file>[\w-]+(?:\.json)?))?"
)
#: Addresses whose host is nearly that of the published extensions.
_NEAR_PAGES = re.compile(
    r"https?://(?:www\.)?stac-?extensions?\.(?:github\.(?:io|com)|io|org)/(?P<name>[\w-]+)/[^/]+/(?:[\w./-]*\.json)?"
)


def canonical(address: str) -> str:
    """Return the published address that `address` is another spelling of, else `address` itself.

    Known spellings: http, white space, capitals in the host, a trailing `#` or `/`, addresses of the
    repository (raw, web or a copy; a branch means the newest released version), and a missing file name or `v`.
    """
    if is_bundled(address) and not address.endswith("#"):
        return address
    plain = _HOST.sub(lambda host: host[0].lower(), address.strip().rstrip("#/"), count=1)
    if plain.startswith("http://"):
        plain = "https://" + plain.removeprefix("http://")
    if is_bundled(plain):
        return plain
    return _repository_address(plain) or _pages_address(plain) or _plain_or_same(address, plain)


def _plain_or_same(address: str, plain: str) -> str:
    return plain if address.startswith(("http://stac-ext", "http://schemas.stac")) else address


def _repository_address(plain: str) -> str | None:
    if start := _START.fullmatch(plain):
        return latest(start["name"])
    match = _RAW.fullmatch(plain) or _CDN.fullmatch(plain)
    if match is None or match["file"] not in (None, "schema.json"):
        return None
    return _versioned(match["raw"] or match["web"], match["ref"] or "")


def _pages_address(plain: str) -> str | None:
    match = _PAGES.fullmatch(plain)
    if match is None or match["file"] not in (None, "schema", "schema.json"):
        return None
    return _versioned(match["name"], match["version"] or "")


def _versioned(name: str, ref: str) -> str | None:
    """The address of a tag, or of the newest release for a branch; None if neither is bundled."""
    version = VERSION.fullmatch(ref)
    if version is not None:
        wanted = address_of_version(name, f"v{version[1]}")
        return wanted if is_bundled(wanted) else None
    return latest(name)


def meant_by(address: str) -> str:
    """Return what was probably meant by the address of an extension that does not exist, as advice."""
    found = _PAGES.fullmatch(address)
    if found is not None and (versions := bundled_versions(found["name"])):
        return f"known versions of {found['name']} are {', '.join(versions)}"
    meant = meant_extension(address)
    if not meant:
        return ""
    version = next((v for v in bundled_versions(meant) if f"/{v}/" in address), None)
    written = address_of_version(meant, version) if version else latest(meant)
    return f"did you mean {written}?"


def meant_extension(address: str) -> str:
    """Return the name of the published extension that a misspelt address means, empty where it means none."""
    from stacqc.words import nearest

    found = _PAGES.fullmatch(address) or _NEAR_PAGES.fullmatch(address)
    if found is None:
        return ""
    name = found["name"]
    known = name if bundled_versions(name) else PREFIXES.get(name)
    return str(known or nearest(name, bundled_extensions(), 0.75) or "")
