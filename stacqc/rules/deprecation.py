"""Rules on what has a successor: fields, extensions, versions of extensions, words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.aspects.field_names import fields_in, fields_of_outline, names_in
from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.rules.licenses import has_plain_license, license_of, place_of
from stacqc.vocabulary.fields import declared_by, fields_of
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.vocabulary.releases import releases_declared

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/extensions/README.md#extension-maturity"
_BASE = "https://stac-extensions.github.io"
#: Extensions that are given up, the version of STAC from which on that holds, and what to use now.
SUCCESSORS = {
    "item-assets": ("1.1", "item_assets is a member of every Collection now: leave the declaration out"),
    "asset": ("0.9", "item_assets is a member of every Collection now"),
    "collection-assets": ("1.0", "assets is a member of every Collection now: leave the declaration out"),
    "checksum": ("0.9", "the File extension holds checksums"),
    "commons": ("0.9", "write the common fields into every Item"),
    "datetime-range": ("0.9", "start_datetime and end_datetime are fields of the core"),
    "single-file-stac": ("0.8", "use a GeoJSON FeatureCollection or GeoParquet"),
    "timeseries": ("1.0", "use the Datacube extension"),
    "ml-model": ("1.0", "use the Machine Learning Model extension (mlm)"),
    "xarray-assets": ("1.0", "use the Zarr and Storage extensions"),
}


def _item(address: str, version: Any = "1.1.0", **properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "stac_version": version,
        "stac_extensions": [address],
        "properties": properties,
    }


@rule(
    "deprecated-extension",
    unless=has_plain_outline,
    severity="info",
    docs=_SPEC,
    fix="Use what took its place.",
    examples={
        "valid": [
            _item(f"{_BASE}/eo/v1.1.0/schema.json"),
            _item(f"{_BASE}/item-assets/v1.0.0/schema.json", version="1.0.0"),
        ],
        "invalid": [
            _item(f"{_BASE}/item-assets/v1.0.0/schema.json"),
            _item(f"{_BASE}/ml-model/v1.0.0/schema.json"),
        ],
    },
)
def deprecated_extension(document: Document) -> Iterable[Problem]:
    """No declared extension has been given up.

    What has a successor is no longer read by new clients.
    """
    return [
        Problem(("stac_extensions", index), f"The extension {name} has been given up", SUCCESSORS[name][1])
        for index, name in outline_of(document).recall(_given_up)
    ]


@work_of_rule
def _given_up(outline: Outline) -> tuple[tuple[int, str], ...]:
    return tuple(
        (index, extension.name)
        for index, extension in enumerate(declared_by(outline.extensions, outline.version))
        if extension.name in SUCCESSORS and _order(outline.version) >= _order(SUCCESSORS[extension.name][0])
    )


def _order(version: str) -> list[int]:
    return [int(part) for part in version.partition("-")[0].split(".") if part.isdecimal()]


@rule(
    "deprecated-field",
    unless=has_plain_outline,
    severity="warning",
    docs=_SPEC,
    fix="Use the field that took its place.",
    examples={
        "valid": [
            _item(f"{_BASE}/projection/v1.1.0/schema.json", **{"proj:epsg": 32631}),
            _item(f"{_BASE}/projection/v1.2.0/schema.json", **{"proj:code": "EPSG:32631"}),
        ],
        "invalid": [
            {
                "document": _item(f"{_BASE}/projection/v1.2.0/schema.json", **{"proj:epsg": 32631}),
                "expect": {"message": "proj:epsg is deprecated"},
            }
        ],
    },
)
def deprecated_field(document: Document) -> Iterable[Problem]:
    """No field is used that its extension advises against.

    The next version of the extension will not have it.
    """
    outline = outline_of(document)
    is_item = document.kind == "Item"
    deprecated = outline.recall(_deprecated) if is_item else _deprecated_among(outline, fields_in(document))
    if not deprecated:
        return ()
    return [
        Problem(path, f"{name} is deprecated in the extension {PREFIXES[name.partition(':')[0]]}", deprecated[name], key=True)
        for path, name in names_in(document)
        if name in deprecated
    ]  # fmt: skip


@work_of_rule
def _deprecated(outline: Outline) -> dict[str, str]:
    return _deprecated_among(outline, outline.recall(fields_of_outline))


def _deprecated_among(outline: Outline, used: frozenset[str]) -> dict[str, str]:
    return {
        name: field.get("description", "")
        for extension in releases_declared(outline.extensions, outline.version, used)
        for name, field in fields_of(extension.address).items()
        if field.get("deprecated") is True and name.partition(":")[0] in PREFIXES
        if name in used
    }


@rule(
    "license-deprecated",
    unless=has_plain_license,
    severity="info",
    kinds=("Item", "Collection"),
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/common-metadata.md#licensing",
    fix="Write other.",
    examples={
        "valid": [
            {"type": "Collection", "stac_version": "1.0.0", "license": "proprietary"},
            {"type": "Collection", "stac_version": "1.1.0", "license": "other"},
        ],
        "invalid": [
            {
                "document": {"type": "Collection", "stac_version": "1.1.0", "license": "proprietary"},
                "fixed": {"type": "Collection", "stac_version": "1.1.0", "license": "other"},
            }
        ],
    },
)
def license_deprecated(document: Document) -> Iterable[Problem]:
    """From STAC 1.1 on, a licence that is not on the list is called other.

    The words proprietary and various meant the same and are to go.
    """
    text = license_of(document)
    if text not in ("proprietary", "various") or not document.stac_version.startswith("1.1"):
        return ()
    fix = Fix((Edit("replace", place_of(document), "other"),), title="write other")
    return (Problem(place_of(document), f'"{text}" is deprecated since STAC 1.1', "write other", fix),)


@rule(
    "extension-outdated",
    severity="info",
    docs=_SPEC,
    rulesets=("strict",),
    fix="Migrate to the newest version.",
    examples={
        "valid": [_item(f"{_BASE}/sat/v1.2.0/schema.json")],
        "invalid": [_item(f"{_BASE}/sat/v1.0.0/schema.json")],
    },
)
def extension_outdated(document: Document) -> Iterable[Problem]:
    """Extensions are declared in their newest version.

    New fields and corrections come with new versions only.
    """
    return [
        Problem(
            ("stac_extensions", index), f"The extension {name} has a newer version", f"the newest is {newest}"
        )
        for index, name, newest in outline_of(document).recall(_outdated)
    ]


def _outdated(outline: Outline) -> tuple[tuple[int, str, str], ...]:
    from stacqc.schema.addresses import EXTENSIONS, latest

    found = []
    for index, (name, address) in enumerate(declared_by(outline.extensions, outline.version)):
        newest = latest(name) if address.startswith(EXTENSIONS) else None
        if newest is not None and address.endswith("/schema.json") and _release(address) < _release(newest):
            found.append((index, name, newest))
    return tuple(found)


def _release(address: str) -> tuple[list[int], bool]:
    version = address.split("/")[-2].removeprefix("v")
    return _order(version), "-" not in version
