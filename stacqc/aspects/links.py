"""Links between documents: what an href means, where it leads in a tree of files, and what it says."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from typing import Any, NamedTuple
from urllib.parse import unquote

from stacqc.document import Document
from stacqc.paths import ended, in_store, meant, normalised
from stacqc.vocabulary.relations import KNOWN, relation_meant

_scheme = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:").match
_DOWN = ("child", "item")
_WEB = ("https:", "http:")
#: A file in the same folder, in the usual letters.
_is_neighbour = re.compile(r"\./[A-Za-z0-9_-][A-Za-z0-9_.-]*", re.ASCII).fullmatch


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


def resolve(href: str, folder: str) -> str:
    """Return the normalised file path that `href` means in a document in `folder`.

    Query and fragment are left out, percent-encoding is undone. Meant for hrefs that are not remote.
    """
    return _base(folder) + href[2:] if _is_neighbour(href) else _resolved(href, folder)


@lru_cache(maxsize=65536)
def _resolved(href: str, folder: str) -> str:
    if href.startswith("file:"):
        href = href.removeprefix("file:").removeprefix("//")
    plain = href.partition("#")[0].partition("?")[0]
    if "%" in plain:
        plain = unquote(plain)
    if "\0" in plain:
        plain = plain.replace("\0", "")
    return meant(plain, folder)


@lru_cache(maxsize=4096)
def _base(folder: str) -> str:
    """Return what stands before the names of the files in a folder."""
    base = normalised(folder)
    return "" if base == os.curdir else ended(base)


@lru_cache(maxsize=65536)
def is_inside(path: str, folder: str) -> bool:
    """Return whether a normalised path lies in `folder`, judged by the names alone."""
    base = normalised(folder)
    if base == os.curdir:
        return not os.path.isabs(path) and not path.startswith(os.pardir)
    return path == base or path.startswith(ended(base))


class LocalLink(NamedTuple):
    """A link to a file: its index, relation, href as written, and the path it leads to.

    `inside` says that the path lies in the folder of the tree, `stray` that the link leads astray: outside,
    or to a path of one machine.
    """

    place: int
    rel: str
    href: str
    path: str
    inside: bool
    stray: bool


class Links(NamedTuple):
    """What rules ask of the links of a document, gathered in one pass.

    `local` lead to files: `listed` are those of them to children and items inside the tree, `others` those
    to anything else inside, `strays` those that lead astray. `selves` are places and hrefs of the self links.
    """

    local: list[LocalLink]
    listed: list[LocalLink]
    others: list[LocalLink]
    strays: list[LocalLink]
    selves: list[tuple[int, str]]


def links_of(document: Document) -> Links:
    """Return what rules ask of the links of a document; worked out once per document."""
    found: Links | None = document.memo.get("links of")
    if found is None:
        found = document.memo["links of"] = _gather(document)
    return found


def _gather(document: Document) -> Links:
    made = Links([], [], [], [], [])
    local = made.local
    folder, top = document.folder, document.tree.folder
    for index, link in document.links:
        get = link.get
        rel, href = get("rel"), get("href")
        if rel.__class__ is not str:
            continue
        if rel == "self" and href and href.__class__ is str:
            made.selves.append((index, href))
        if top and href and (_is_local(href) or _is_own(href, top)):
            # What is misspelt is told as such, and not what would follow from it.
            rel = rel if rel in KNOWN else relation_meant(rel) or rel
            # What a container lists is met once; what leads up is met again in every document of a folder.
            local.append((_located if rel in _DOWN else _recalled)(index, rel, href, folder, top))
    for known in local:
        if known.stray:
            made.strays.append(known)
        if known.inside:
            (made.listed if known.rel in _DOWN else made.others).append(known)
    return made


def _is_local(href: Any) -> bool:
    """Whether an href is the path of a file, most often one that starts with a dot."""
    return href.__class__ is str and (href[0] == "." or not (href.startswith(_WEB) or is_remote(href)))


def _is_own(href: Any, top: str) -> bool:
    """Whether an href is the whole address of an object in the folder of its own tree."""
    return in_store(top) and href.__class__ is str and href.startswith(ended(top))


def _located(place: int, rel: str, href: str, folder: str, top: str) -> LocalLink:
    # Where all of a folder's files are the same, it is enough to ask of the folder.
    if _is_neighbour(href):
        inside = _is_folder_inside(folder, top)
        return LocalLink(place, rel, href, _base(folder) + href[2:], inside, not inside)
    path = resolve(href, folder)
    inside = is_inside(path, top)
    return LocalLink(place, rel, href, path, inside, not inside or is_absolute_file(href))


_recalled = lru_cache(maxsize=16384)(_located)


def path_down(rel: str, href: str, folder: str, top: str) -> str:
    """Return the path inside a tree that a link to a child or an item leads to, empty for any other link.

    `folder` is that of the file with the link, `top` that of the tree.
    """
    if rel not in _DOWN or not (href and top and (_is_local(href) or _is_own(href, top))):
        return ""
    link = _located(0, rel, href, folder, top)
    return link.path if link.inside else ""


@lru_cache(maxsize=4096)
def _is_folder_inside(folder: str, top: str) -> bool:
    return is_inside(resolve(".", folder), top)


def is_alone(document: Document) -> bool:
    """Say whether a document has no place in a tree of files, so that no link of it leads to a file."""
    return not document.tree.folder


def local_links(document: Document) -> list[LocalLink]:
    """Return the links of a document that lead to files."""
    return links_of(document).local


def relative(path: str, document: Document) -> str:
    """Return the href that leads from a document to the file at `path`."""
    return relative_from(document.folder, path)


def relative_from(folder: str, path: str) -> str:
    """Return the href that leads from a document in a folder to the file at `path`."""
    href = os.path.relpath(path, folder or os.curdir).replace(os.sep, "/")
    return href if href.startswith("../") else f"./{href}"


def forget() -> None:
    """Forget what links meant: for walks of large trees, in which each link is asked for once."""
    _resolved.cache_clear()
    is_inside.cache_clear()
    _recalled.cache_clear()
