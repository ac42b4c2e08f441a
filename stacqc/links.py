"""Links between documents: what an href means, where it leads in a tree of files, and what it says."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote

from stacqc.document import Document

_JSON, _GEOJSON = "application/json", "application/geo+json"
_TARGETS = {"item": _GEOJSON, "child": _JSON, "root": _JSON, "parent": _JSON, "collection": _JSON}
#: The media type that a link of each relation has, in an item and in other documents.
MEDIA_TYPES_OF_ITEM = {**_TARGETS, "self": _GEOJSON}
MEDIA_TYPES = {**_TARGETS, "self": _JSON}
_scheme = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:").match


def is_remote(href: str) -> bool:
    """Return whether an href names a server or another scheme than a file (RFC 3986 section 3.1)."""
    if href.startswith(("./", "../")):
        return False
    match = _scheme(href)
    # One letter is a Windows drive.
    return href.startswith("//") or (match is not None and len(match[0]) > 2 and not href.startswith("file:"))


def is_absolute_file(href: str) -> bool:
    """Return whether an href is a path of one machine: it breaks wherever else the tree is read."""
    return (href.startswith(("/", "file:", "\\")) and not href.startswith("//")) or href[1:3] in (":\\", ":/")


@lru_cache(maxsize=65536)
def resolve(href: str, folder: str) -> str:
    """Return the normalised file path that `href` means in a document in `folder`.

    Query and fragment are left out, percent-encoding is undone. Meant for hrefs that are not remote.
    """
    if href.startswith("file:"):
        href = href.removeprefix("file:").removeprefix("//")
    plain = href.partition("#")[0].partition("?")[0]
    if "%" in plain:
        plain = unquote(plain)
    if "\0" in plain:
        plain = plain.replace("\0", "")
    return os.path.normpath(os.path.join(folder, plain))


@lru_cache(maxsize=65536)
def is_inside(path: str, folder: str) -> bool:
    """Return whether a normalised path lies in `folder`, judged by the names alone."""
    base = os.path.normpath(folder)
    if base == os.curdir:
        return not os.path.isabs(path) and not path.startswith(os.pardir)
    return path == base or path.startswith(base.rstrip(os.sep) + os.sep)


class LocalLink(NamedTuple):
    """A link to a file: its place, relation, href as written, the path it leads to, and whether that
    lies inside the folder of the tree.
    """

    place: int
    rel: str
    href: str
    path: str
    inside: bool


class Links(NamedTuple):
    """What rules ask of the links of a document, gathered in one pass.

    `local` lead to files of the document's tree; `mistyped` are the places of structural links whose
    media type is not that of their target; `selves` are places and hrefs of the self links.
    """

    local: list[LocalLink]
    mistyped: list[int]
    selves: list[tuple[int, str]]


def links_of(document: Document) -> Links:
    """Return what rules ask of the links of a document; worked out once per document."""
    found: Links | None = document.memo.get("links of")
    if found is None:
        found = document.memo["links of"] = _gather(document)
    return found


def _gather(document: Document) -> Links:
    local: list[LocalLink] = []
    mistyped: list[int] = []
    selves: list[tuple[int, str]] = []
    types = MEDIA_TYPES_OF_ITEM if document.kind == "Item" else MEDIA_TYPES
    folder, top = document.folder, document.tree.folder
    for index, link in document.links:
        rel, href = link.get("rel"), link.get("href")
        if type(rel) is not str:
            continue
        meant = types.get(rel)
        if meant is not None and link.get("type", meant) != meant:
            mistyped.append(index)
        if type(href) is not str or not href:
            continue
        if rel == "self":
            selves.append((index, href))
        if top and not (href.startswith("http") or is_remote(href)):
            local.append(LocalLink(index, rel, href, *_located(href, folder, top)))
    return Links(local, mistyped, selves)


def local_links(document: Document) -> list[LocalLink]:
    """Return the links of a document that lead to files."""
    return links_of(document).local


@lru_cache(maxsize=65536)
def _located(href: str, folder: str, top: str) -> tuple[str, bool]:
    path = resolve(href, folder)
    return path, is_inside(path, top)


def relative(path: str, document: Document) -> str:
    """Return the href that leads from a document to the file at `path`."""
    href = os.path.relpath(path, document.folder or os.curdir).replace(os.sep, "/")
    return href if href.startswith("../") else f"./{href}"


def forget() -> None:
    """Forget what links meant: for walks of large trees, in which each link is asked for once."""
    resolve.cache_clear()
    is_inside.cache_clear()
    _located.cache_clear()
