"""Links between documents: what an href means, and where it leads in a tree of files."""

from __future__ import annotations

import os
import re
from functools import lru_cache
from urllib.parse import unquote

from stacqc.document import Document

#: Relations whose targets are documents of the same tree.
STRUCTURAL = frozenset({"root", "parent", "child", "item", "collection", "self"})
_scheme = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:").match


def is_remote(href: str) -> bool:
    """Return whether an href names a server or another scheme than a file (RFC 3986 section 3.1)."""
    if href.startswith(("./", "../")):
        return False
    if href.startswith("http"):
        return True
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


def target(document: Document, href: object) -> str | None:
    """Return the path an href leads to, or None where it is no local file."""
    if type(href) is not str or not href or is_remote(href) or not document.tree.folder:
        return None
    return resolve(href, document.folder)


@lru_cache(maxsize=65536)
def is_inside(path: str, folder: str) -> bool:
    """Return whether a normalised path lies in `folder`, judged by the names alone."""
    base = os.path.normpath(folder)
    if base == os.curdir:
        return not os.path.isabs(path) and not path.startswith(os.pardir)
    return path == base or path.startswith(base.rstrip(os.sep) + os.sep)
