"""Rules on the links of one document: where they lead, and what they say of their target."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import lru_cache
from posixpath import basename
from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.links import is_absolute_file, is_inside, is_remote, resolve, target
from stacqc.rule import rule

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/links.md"
_JSON, _GEOJSON = "application/json", "application/geo+json"
_MEDIA_TYPES = {"item": _GEOJSON, "child": _JSON, "root": _JSON, "parent": _JSON, "collection": _JSON}
_JSON_RELATIONS = ("child", "root", "parent", "collection")


class LocalLink(NamedTuple):
    """A link to a file: its place, relation, href as written, the path it leads to, and whether that
    lies inside the folder of the tree.
    """

    place: int
    rel: str
    href: str
    path: str
    inside: bool


def local_links(document: Document) -> list[LocalLink]:
    """Return the links of a document that lead to files; worked out once per document."""
    found: list[LocalLink] | None = document.memo.get("local_links")
    if found is None:
        found = document.memo["local_links"] = list(_local_links(document))
    return found


def _local_links(document: Document) -> Iterator[LocalLink]:
    top = document.tree.folder
    if not top:
        return
    folder = document.folder
    for index, link in document.links:
        href, rel = link.get("href"), link.get("rel")
        if type(href) is str and type(rel) is str and href and not is_remote(href):
            path = resolve(href, folder)
            yield LocalLink(index, rel, href, path, is_inside(path, top))


def relative(path: str, document: Document) -> str:
    """Return the href that leads from a document to the file at `path`."""
    href = os.path.relpath(path, os.path.dirname(document.uri) or os.curdir).replace(os.sep, "/")
    return href if href.startswith("../") else f"./{href}"


def _at(link: LocalLink) -> tuple[str | int, ...]:
    return ("links", link.place, "href")


@lru_cache(maxsize=65536)
def _exists(path: str) -> bool:
    return os.path.exists(path)


@rule(
    "link-target-missing",
    tags=("structure",),
    docs=_SPEC,
    fix="Correct the href, restore the file, or remove the link.",
    examples={
        "valid": [{"catalog.json": {"type": "Catalog", "links": [{"rel": "item", "href": "./a.json"}]}, "a.json": {"type": "Feature"}}],
        "invalid": [{"catalog.json": {"type": "Catalog", "links": [{"rel": "item", "href": "./gone.json"}]}}],
    },
)  # fmt: skip
def link_target_missing(document: Document) -> Iterator[Problem]:
    """Links lead to files that exist.

    Whoever follows a dead link, a person or a harvester, loses everything behind it.
    """
    for link in local_links(document):
        exists = os.path.exists if link.rel in ("child", "item") else _exists
        if link.inside and not exists(link.path):
            message = f"The {link.rel} link leads to {link.href}, which does not exist"
            yield Problem(_at(link), message, f"looked for {link.path}")


@rule(
    "link-outside-root",
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
    tree = document.tree
    for link in local_links(document):
        if is_absolute_file(link.href):
            message = f"The {link.rel} link is a path on one machine: {link.href}"
            yield Problem(_at(link), message, "write it relative to this file, or as an http address")
        elif not link.inside and (link.rel in ("child", "item") or _is_top(tree)):
            message = f"The {link.rel} link leaves the catalog's folder: {link.href}"
            yield Problem(_at(link), message, "it is not followed; move its target into the catalog")


def _is_top(tree: Any) -> bool:
    """Whether the folder of a tree is all there is: its root lies in it, nothing above it is meant."""
    return tree.whole and tree.root != "" and is_inside(tree.root, tree.folder)


@rule(
    "root-link-wrong",
    tags=("structure",),
    docs=_SPEC,
    fix="Write the relative path to the catalog's root document.",
    examples={
        "valid": [{
            "catalog.json": {"type": "Catalog", "links": [{"rel": "root", "href": "./catalog.json"}, {"rel": "item", "href": "./a.json"}]},
            "a.json": {"type": "Feature", "links": [{"rel": "root", "href": "./catalog.json"}, {"rel": "parent", "href": "./catalog.json"}]},
        }],
        "invalid": [{
            "catalog.json": {"type": "Catalog", "links": [{"rel": "item", "href": "./a.json"}]},
            "a.json": {"type": "Feature", "links": [{"rel": "root", "href": "./a.json"}, {"rel": "parent", "href": "./catalog.json"}]},
        }],
    },
)  # fmt: skip
def root_link_wrong(document: Document) -> Iterator[Problem]:
    """The root link leads to the root of the tree; only the root itself may point at itself.

    Browsers and clients climb to the root to show where a product belongs; a file that calls itself
    the root is cut off from its catalog.
    """
    links = local_links(document)
    root = document.tree.root
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
    if not document.tree.folder:
        return
    own = os.path.basename(document.uri)
    for index, link in document.links:
        href = link.get("href")
        if link.get("rel") != "self" or type(href) is not str:
            continue
        if is_remote(href):
            name = basename(href.partition("#")[0].partition("?")[0])
            wrong = name.endswith(".json") and name != own
        else:
            wrong = target(document, href) != document.uri
        if wrong:
            yield Problem(
                ("links", index, "href"), f"The self link names another file: {href}", f"this file is {own}"
            )


@rule(
    "link-media-type",
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
    for index, link in document.links:
        said, rel = link.get("type"), link.get("rel")
        if said == _JSON and rel in _JSON_RELATIONS:
            continue
        if type(rel) is not str or type(said) is not str:
            continue
        if rel == "self":
            meant = _GEOJSON if document.kind == "Item" else _JSON
        else:
            meant = _MEDIA_TYPES.get(rel, said)
        if said != meant and said.partition(";")[0].strip().lower() != meant:
            path = ("links", index, "type")
            fix = Fix((Edit("replace", path, meant),), title=f"write {meant}")
            yield Problem(path, f"The {rel} link has type {said}", f"write {meant}", fix)
