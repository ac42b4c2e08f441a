"""Rules on the links of one document: where they lead, and what they say of their target."""

from __future__ import annotations

import os
from collections.abc import Iterator
from posixpath import basename
from typing import Any

from stacqc.aspects.links import (
    LocalLink,
    is_absolute_file,
    is_alone,
    is_inside,
    is_remote,
    links_of,
    relative,
    resolve,
)
from stacqc.aspects.outline import Outline, has_plain_outline, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.rules._told import NO_ADDRESS, OTHER_RELATION
from stacqc.told_by import Advice, ToldBy

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/links.md"
_JSON, _GEOJSON = "application/json", "application/geo+json"
_TARGETS = {"item": _GEOJSON, "child": _JSON, "root": _JSON, "parent": _JSON, "collection": _JSON}
_ADDRESS = "write it relative to this file, or as an http address"
_ADDRESS_OF_SELF = "write the http address at which this file is published, or leave the link out"
#: The media type that a link of each relation has, in an item and in other documents.
_TYPES_IN_ITEMS = {**_TARGETS, "self": _GEOJSON}
_TYPES = {**_TARGETS, "self": _JSON}


def _at(link: LocalLink) -> tuple[str | int, ...]:
    return ("links", link.place, "href")


@rule(
    "link-outside-root",
    told_by=(NO_ADDRESS, ToldBy(("root-link-wrong",), advice=Advice.NONE)),
    unless=is_alone,
    tags=("structure",),
    docs=_SPEC,
    fix="Move the target into the catalog, or link to its published address.",
    examples={
        "valid": [{"catalog.json": {"type": "Catalog", "links": [{"rel": "child", "href": "https://example.com/c.json"}]}}],
        "invalid": [
            {"catalog.json": {"type": "Catalog", "links": [{"rel": "child", "href": "../../other/catalog.json"}]}},
            {"catalog.json": {"type": "Catalog", "links": [{"rel": "license", "href": "/home/me/LICENSE"}]}},
        ],
    },
)  # fmt: skip
def link_outside_root(document: Document) -> Iterator[Problem]:
    """Links stay inside the folder of the catalog.

    A path to another place of one machine works only there; such links are never followed.
    """
    for link in links_of(document).strays:
        if is_absolute_file(link.href):
            where = "machine or server" if link.href.startswith("/") else "machine"
            message = f"The {link.rel} link is a path on one {where}: {link.href}"
            yield Problem(_at(link), message, _ADDRESS_OF_SELF if link.rel == "self" else _ADDRESS)
        elif not link.inside and (_leads_down(link, document) or _is_top(document.tree)):
            message = f"The {link.rel} link leaves the catalog's folder: {link.href}"
            yield Problem(_at(link), message, "it is not followed; move its target into the catalog")


def _leads_down(link: LocalLink, document: Document) -> bool:
    """Whether a link outside belongs to what the catalog lists, in a folder that is known to be the catalog's.

    Of a file named by itself that lies elsewhere than the working folder nobody knows how far its catalog goes.
    """
    tree = document.tree
    known = tree.whole or tree.folder != os.path.dirname(document.uri)
    return known and link.rel in ("child", "item")


def _is_top(tree: Any) -> bool:
    """Whether the folder of a tree is all there is: its root lies in it, nothing above it is meant."""
    return tree.whole and tree.root != "" and is_inside(tree.root, tree.folder)


def _rooted(href: str) -> dict[str, Any]:
    """A catalog with one item, whose root link is `href`, for examples."""
    up = [{"rel": "root", "href": href}, {"rel": "parent", "href": "./catalog.json"}]
    down = [{"rel": "root", "href": "./catalog.json"}, {"rel": "item", "href": "./a.json"}]
    return {"catalog.json": {"type": "Catalog", "links": down}, "a.json": {"type": "Feature", "links": up}}


@rule(
    "root-link-wrong",
    unless=is_alone,
    tags=("structure",),
    docs=_SPEC,
    fix="Write the relative path to the catalog's root document.",
    examples={"valid": [_rooted("./catalog.json")], "invalid": [_rooted("./a.json")]},
)
def root_link_wrong(document: Document) -> Iterator[Problem]:
    """The root link leads to the root of the tree; only the root itself may point at itself.

    Browsers and clients climb to the root to show where a product belongs; a file that calls itself
    the root is cut off from its catalog.
    """
    links = links_of(document).others
    root = document.tree.root
    for link in links_of(document).strays if root and _is_top(document.tree) else ():
        if link.rel == "root":
            message = f"The root link leads to {link.href}, not to the root of the tree"
            yield _root_problem(document, link, root, message)
    for link in links:
        if link.rel != "root" or link.path == root:
            continue
        if link.path == document.uri and (document.kind == "Item" or root or _has_parent(document, links)):
            message = "The root link points at this very file"
        elif root and link.inside:
            message = f"The root link leads to {link.href}, not to the root of the tree"
        else:
            continue
        yield _root_problem(document, link, root, message)


def _root_problem(document: Document, link: LocalLink, root: str, message: str) -> Problem:
    if not root:
        return Problem(_at(link), message, "write the path to the catalog's root document")
    href = relative(root, document)
    edits = (Edit("replace", _at(link), href),)
    return Problem(_at(link), message, f"write {href}", Fix(edits, title=f"write {href}"))


def _has_parent(document: Document, links: list[LocalLink]) -> bool:
    return any(link.rel == "parent" and link.path != document.uri for link in links)


@rule(
    "self-link-wrong",
    told_by=ToldBy(("link-outside-root",), advice=Advice.NONE),
    unless=is_alone,
    tags=("structure",),
    severity="warning",
    docs=_SPEC,
    fix="Write this file's own address, or leave the self link out.",
    examples={
        "valid": [
            {"a.json": {"type": "Feature", "links": [{"rel": "self", "href": "https://example.com/stac/a.json"}]}},
        ],
        "invalid": [
            {"a.json": {"type": "Feature", "links": [{"rel": "self", "href": "https://example.com/stac/b.json"}]}},
            {"a.json": {"type": "Feature", "links": [{"rel": "self", "href": "./b.json"}]}},
        ],
    },
)  # fmt: skip
def self_link_wrong(document: Document) -> Iterator[Problem]:
    """The self link names this file.

    A copied file often keeps the self link of its model: everything that stores the address of a
    product then stores the wrong one.
    """
    selves = links_of(document).selves
    if not selves:
        return
    own = os.path.basename(document.uri)
    for index, href in selves:
        if is_remote(href):
            name = basename(href.partition("#")[0].partition("?")[0])
            wrong = name.endswith(".json") and name != own
        else:
            wrong = resolve(href, document.folder) != document.uri
        if wrong:
            yield Problem(
                ("links", index, "href"), f"The self link names another file: {href}", f"this file is {own}"
            )


@rule(
    "link-media-type",
    told_by=OTHER_RELATION,
    unless=has_plain_outline,
    tags=("structure",),
    severity="warning",
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/links.md#media-types",
    fix="Items are application/geo+json, catalogs and collections application/json.",
    examples={
        "valid": [
            {
                "type": "Catalog",
                "links": [{"rel": "item", "href": "./a.json", "type": "application/geo+json"}],
            }
        ],
        "invalid": [
            {"type": "Catalog", "links": [{"rel": "item", "href": "./a.json", "type": "application/json"}]}
        ],
    },
)
def link_media_type(document: Document) -> Iterator[Problem]:
    """The media type of a link is that of its target.

    Clients choose by media type: an item announced as plain JSON is not recognised as GeoJSON.
    """
    types = _TYPES_IN_ITEMS if document.kind == "Item" else _TYPES
    for index, link in document.links:
        rel, said = link.get("rel"), link.get("type")
        if rel.__class__ is not str or said.__class__ is not str or said == (meant := types.get(rel, said)):
            continue
        if said.partition(";")[0].strip().lower() != meant:
            path = ("links", index, "type")
            fix = Fix((Edit("replace", path, meant),), title=f"write {meant}")
            yield Problem(path, f"The {rel} link has type {said}", f"write {meant}", fix)


@work_of_rule
def _mistyped(outline: Outline) -> bool:
    return any(kind not in (None, _TYPES_IN_ITEMS.get(rel, kind)) for rel, kind, *_ in outline.links)
