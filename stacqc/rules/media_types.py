"""Rules on media types: there, spelt as they are registered, and fit for what the file is for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS, Advice, ToldBy
from stacqc.vocabulary.file_names import type_by_name
from stacqc.vocabulary.media_types import SHOWN, wrong_type

_PRACTICE = "https://github.com/radiantearth/stac-spec/blob/master/best-practices.md"
_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/assets.md#media-types"


def _item(**asset: Any) -> dict[str, Any]:
    return {"type": "Feature", "assets": {"a": asset}}


@rule(
    "media-type",
    unless=has_plain_outline,
    told_by=(*SCHEMAS, ToldBy(("link-media-type",), advice=Advice.NONE)),
    severity="warning",
    docs=f"{_PRACTICE}#working-with-media-types",
    fix="Write the type as it is registered.",
    examples={
        "valid": [
            _item(href="a", type="image/tiff; application=geotiff; profile=cloud-optimized"),
            _item(href="a", type="application/vnd.mine"),
        ],
        "invalid": [
            {"document": _item(href="a", type="image/jpg"), "fixed": _item(href="a", type="image/jpeg")},
            _item(href="a", type="GeoTIFF"),
            {"type": "Catalog", "links": [{"rel": "about", "href": "a", "type": "application/html"}]},
        ],
    },
)  # fmt: skip
def media_type(document: Document) -> Iterable[Problem]:
    """Media types are written as they are registered.

    Clients choose the program for a file by its type; they do not know other spellings.
    """
    if document.kind == "Item" and not outline_of(document).recall(_wrong_types):
        return ()
    return _judged_types(document)


@work_of_rule
def _wrong_types(outline: Outline) -> bool:
    kinds = [kind for _, kind, *_ in (*outline.assets, *outline.links)]
    return any(type(kind) is str and wrong_type(kind)[0] for kind in kinds)


def _judged_types(document: Document) -> Iterator[Problem]:
    holders: list[tuple[str, Any]] = [("assets", one) for one in document.assets.items()]
    holders += [("links", one) for one in document.links]
    for part, (key, holder) in holders:
        text = holder.get("type")
        trouble, meant = wrong_type(text) if type(text) is str else ("", "")
        if trouble:
            path: Path = (part, key, "type")
            fix = Fix((Edit("replace", path, meant),), safe=False, title=f"write {meant}") if meant else None
            yield Problem(path, trouble, f"write {meant}" if meant else "a type is written image/png", fix)


@rule(
    "thumbnail-not-shown",
    told_by=ToldBy(("media-type",), advice=Advice.NONE),
    unless=has_plain_outline,
    severity="warning",
    kinds=("Item", "Collection"),
    docs=f"{_PRACTICE}#list-of-asset-roles",
    fix="Make a small PNG, JPEG or WebP of it.",
    examples={
        "valid": [
            _item(href="a.png", type="image/png", roles=["thumbnail"]),
            _item(href="a.tif", type="image/tiff"),
        ],
        "invalid": [_item(href="a.tif", type="image/tiff; application=geotiff", roles=["thumbnail"])],
    },
)
def thumbnail_type(document: Document) -> Iterable[Problem]:
    """A thumbnail is an image that every browser shows.

    Clients put it on the page as it is.
    """
    if not outline_of(document).recall(_bad_thumbnails):
        return ()
    return [
        Problem(
            ("assets", key, "type"),
            f"The thumbnail {key} has type {asset.get('type')}, which browsers do not show",
            "make it a PNG, JPEG or WebP",
        )
        for key, asset in document.assets.items()
        if _is_bad_thumbnail(asset.get("type"), asset.get("roles"))
    ]


@work_of_rule
def _bad_thumbnails(outline: Outline) -> bool:
    return any(_is_bad_thumbnail(kind, roles) for _, kind, roles, _ in outline.assets)


def _is_bad_thumbnail(kind: Any, roles: Any) -> bool:
    if type(kind) is not str or type(roles) not in (list, tuple) or "thumbnail" not in roles:
        return False
    plain = kind.partition(";")[0].strip().lower()
    return plain not in SHOWN and wrong_type(kind)[1] not in SHOWN


@rule(
    "asset-type-missing",
    unless=has_plain_outline,
    severity="info",
    told_by=ToldBy(("member-misspelt",), advice=Advice.NONE),
    kinds=("Item", "Collection"),
    docs=_SPEC,
    fix="Write the media type of the file.",
    examples={
        "valid": [_item(href="a.tif", type="image/tiff"), {"type": "Feature", "assets": {}}],
        "invalid": [{"document": _item(href="a.tif"), "expect": {"path": "$.assets.a"}}],
    },
)
def asset_type_missing(document: Document) -> Iterable[Problem]:
    """Every asset says its media type.

    Clients decide by it what they can open; without it they must fetch the file to see.
    """
    if not outline_of(document).recall(_untyped):
        return ()
    return [
        Problem(
            ("assets", key),
            f"The asset {key} has no media type",
            f"write its type, {type_by_name(asset.get('href')) or 'such as image/tiff'}",
            key=True,
            member="type",
        )
        for key, asset in document.assets.items()
        if "type" not in asset and "href" in asset
    ]


@work_of_rule
def _untyped(outline: Outline) -> bool:
    return any("type" not in names and "href" in names for names, *_ in outline.assets)
