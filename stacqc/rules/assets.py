"""Rules on assets: where they lie, what they are for, and what kind of file they are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.links import is_absolute_file, is_inside, is_remote, resolve
from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.engine.probing import exists
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS
from stacqc.vocabulary.gdal_paths import is_virtual, wrapped

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/assets.md"
_PRACTICE = "https://github.com/radiantearth/stac-spec/blob/master/best-practices.md"
#: Roles that the specification and its extensions know.
ROLES = (
    "data", "metadata", "thumbnail", "overview", "visual", "date", "graphic", "data-mask", "snow-ice",
    "land-water", "water-mask", "iso-19115", "reflectance", "temperature", "saturation", "cloud", "cloud-shadow",
    "incidence-angle", "azimuth", "sun-azimuth", "sun-elevation", "terrain-shadow", "terrain-occlusion",
    "terrain-illumination", "local-incidence-angle", "noise-power", "amplitude", "magnitude", "sigma0", "beta0",
    "gamma0", "date-offset", "covmat", "prd", "source", "archive", "coherence", "phase", "documentation", "quality",
)  # fmt: skip
_template = re.compile(r"\{\{|\}\}|\$\{|%\(\w+\)s").search


def _item(**asset: Any) -> dict[str, Any]:
    return {"type": "Feature", "assets": {"a": asset}}


def _two(first: str, second: str) -> dict[str, Any]:
    return {"type": "Feature", "assets": {"a": {"href": first}, "b": {"href": second}}}


@rule(
    "asset-href-wrong",
    told_by=(*SCHEMAS, "asset-href"),
    kinds=("Item", "Collection"),
    docs=f"{_SPEC}#asset-object",
    fix="Write the address of the file, or its path relative to this document.",
    examples={
        "valid": [_item(href="./a.tif"), _item(href="s3://bucket/a.tif"), _item(href="https://example.com/{z}/{x}/{y}")],
        "invalid": [
            _item(href="/home/me/run/a.tif"),
            _item(href="C:\\data\\a.tif"),
            _item(href="file:///tmp/a.tif"),
            _item(href="  "),
            _item(href="https://example.com/{{ run }}/a.tif"),
            {
                "document": _item(href="/vsicurl/https://example.com/a.tif"),
                "expect": {"message": "that only GDAL reads"},
                "fixed": _item(href="https://example.com/a.tif"),
            },
        ],
    },
)  # fmt: skip
def asset_href(document: Document) -> Iterable[Problem]:
    """The address of an asset leads to it from everywhere.

    A path of the machine that made the data works on no other one.
    """
    special = special_hrefs(document)
    return [problem for key, href in special for problem in _judged_href(key, href)] if special else ()


def special_hrefs(document: Document) -> list[tuple[str, str]]:
    """Return key and address of the assets whose address is not an ordinary one of the web."""
    found: list[tuple[str, str]] | None = document.memo.get("special_hrefs")
    if found is None:
        found = document.memo["special_hrefs"] = [
            (key, href)
            for key, asset in document.assets.items()
            if (href := asset.get("href")).__class__ is str
            and (href[:8] != "https://" or "{" in href or "%(" in href)
        ]
    return found


def _judged_href(key: str, href: str) -> Iterator[Problem]:
    path = ("assets", key, "href")
    if not href.strip():
        yield Problem(
            path, f"The asset {key} has an empty address", "write where the file is, or leave the asset out"
        )
    elif _template(href):
        yield Problem(path, f"The address of the asset {key} is a template that was not filled: {href}")
    elif is_virtual(href):
        yield _of_gdal(path, key, href)
    elif is_absolute_file(href):
        message = f"The asset {key} is a path on one machine: {href}"
        yield Problem(path, message, "write it relative to this file, or as an http address")


def _of_gdal(path: Path, key: str, href: str) -> Problem:
    message, address = f"The asset {key} has an address that only GDAL reads: {href}", wrapped(href)
    if not address:
        return Problem(path, message, "write an address that every client reads")
    help_ = f"write {address}"
    return Problem(path, message, help_, Fix((Edit("replace", path, address),), safe=False, title=help_))


def _local_assets(document: Document, special: list[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    for key, href in special:
        if href and not is_remote(href):
            path = resolve(href, document.folder)
            if is_inside(path, document.tree.folder):
                yield key, href, path


def asset_paths(document: Document) -> Iterator[str]:
    """Yield the paths of the files that assets lead to inside the tree of a document."""
    if document.tree.folder:
        yield from (path for _, _, path in _local_assets(document, special_hrefs(document)))


@rule(
    "asset-missing",
    probes=asset_paths,
    severity="warning",
    kinds=("Item", "Collection"),
    docs=f"{_SPEC}#asset-object",
    fix="Put the file there, correct the address, or leave the asset out.",
    examples={
        "valid": [
            {"a.json": _item(href="./b.json"), "b.json": _item(href="https://example.com/a.tif")},
            {"a.json": _item(href="./a.tif")},
        ],
        "invalid": [{"a.json": _two("b.json", "gone.tif"), "b.json": _item(href="a.json")}],
    },
)  # fmt: skip
def asset_missing(document: Document) -> Iterable[Problem]:
    """Files that assets lead to exist.

    Metadata is often kept without the data: a document none of whose files is there is passed over.
    """
    special = special_hrefs(document)
    if not special or not document.tree.folder:
        return ()
    local = list(_local_assets(document, special))
    missing = [(key, href, path) for key, href, path in local if not exists(path)]
    if not missing or len(missing) == len(local):
        return ()
    return [
        Problem(("assets", key, "href"), f"The asset {key} leads to {href}, which does not exist", f"looked for {path}")
        for key, href, path in missing
    ]  # fmt: skip


@rule(
    "asset-role-wrong",
    unless=has_plain_outline,
    severity="warning",
    kinds=("Item", "Collection"),
    docs=f"{_SPEC}#roles",
    fix="Write the role as the specification does, once.",
    examples={
        "valid": [_item(href="a", roles=["data", "mine"]), _item(href="a")],
        "invalid": [
            {"document": _item(href="a", roles=["Thumbnail"]), "fixed": _item(href="a", roles=["thumbnail"])},
            {"document": _item(href="a", roles=["data", "data"]), "fixed": _item(href="a", roles=["data"])},
            _item(href="a", roles=["meta-data"]),
        ],
    },
)
def asset_role(document: Document) -> Iterable[Problem]:
    """Roles are spelt as the specification spells them, and stand once.

    Clients look for the thumbnail and the data by these very words.
    """
    return _judged_roles(document) if outline_of(document).recall(_odd_roles) else ()


@work_of_rule
def _odd_roles(outline: Outline) -> bool:
    return any(
        len(set(roles)) < len(roles) or any(map(_meant_role, roles)) for _, _, roles, _ in outline.assets
    )


def _meant_role(role: Any) -> str:
    """The known role that another spelling means; the empty text for known roles and own ones."""
    if type(role) is not str or role in ROLES or ":" in role:
        return ""
    plain = role.strip().lower().replace("_", "-").replace(" ", "-")
    by_letters = {known.replace("-", ""): known for known in ROLES}
    for form in (plain, plain.removesuffix("s")):
        if form.replace("-", "") in by_letters:
            return by_letters[form.replace("-", "")]
    if len(plain) < 7 or any(c.isdigit() for c in plain):
        return ""
    from difflib import get_close_matches

    return next(iter(get_close_matches(plain, ROLES, 1, 0.9)), "")


def _judged_roles(document: Document) -> Iterator[Problem]:
    for key, asset in document.assets.items():
        roles = asset.get("roles")
        if type(roles) is not list:
            continue
        for index, role in enumerate(roles):
            path: Path = ("assets", key, "roles", index)
            if role in roles[:index]:
                fix = Fix((Edit("remove", path),), title="remove it")
                yield Problem(path, f'The role "{role}" stands twice', "list every role once", fix)
            elif meant := _meant_role(role):
                fix = Fix((Edit("replace", path, meant),), title=f"write {meant}")
                yield Problem(path, f'The role "{role}" is spelt "{meant}"', f"write {meant}", fix)
