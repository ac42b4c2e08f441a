"""A tree of files as a stream of documents: links are followed downwards inside one folder."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, TypeVar

from stacqc.aspects.links import links_of, local_links
from stacqc.document import Document, Tree
from stacqc.findings import Failure
from stacqc.paths import in_store, meant, normalised
from stacqc.sources.containers.peek import LOOKED_INTO, holds_no_stac, kind_or_document, stream_kind
from stacqc.sources.files import Unreadable, read_file, walk
from stacqc.sources.storage import is_file, read_at

T = TypeVar("T")
#: The usual names of the top document of a folder.
ROOT_NAMES = ("catalog.json", "collection.json")


def root_in(folder: str) -> str:
    """Return the path of the file in a folder that has the usual name of a root, empty where there is none."""
    roots = (meant(name, normalised(folder)) for name in ROOT_NAMES)
    return next((path for path in roots if is_file(path)), "")


def tree_of(start: Document) -> Tree:
    """Return the tree below a catalog or collection given by the user, whose uri is a normalised path."""
    folder = os.path.dirname(start.uri) or os.curdir
    return Tree(folder, _root_of(start.within(Tree(folder))), whole=True)


def _root_of(start: Document) -> str:
    """The document that root links must name: the start itself, or what lies above it."""
    named = {link.rel: link.path for link in local_links(start)}
    parent, root = named.get("parent"), named.get("root")
    if parent in (None, start.uri):
        return start.uri
    return root if root is not None and root != start.uri else ""


def walk_tree(first: Document, seen: set[int], passed: list[str]) -> Iterator[Document | Failure | str]:
    """Yield the documents of the tree of `first`: containers read, items as paths still to be read.

    Below a file with the usual name of a root, the files that no link reaches come last; what lies
    beside any other catalog need not be a part of it. `seen` holds hashes of the paths
    that any input has brought already. `passed` takes the paths of files of many documents.
    """
    tree = first.tree
    if not is_new(first.uri, seen):
        return
    pending = deque([first])
    while pending:
        container = pending.popleft()
        yield container
        new = (pair for pair in listed(container) if is_new(pair[1], seen))
        for rel, path in at_hand(new, tree, lambda pair: pair[1] if pair[0] == "child" else None):
            if rel == "item":
                yield path
            elif (child := load(path, tree)) is None:
                continue
            elif isinstance(child, Failure):
                yield child
            else:
                pending.append(child)
    if os.path.basename(first.uri) in ROOT_NAMES:
        yield from unlisted(tree, seen, passed)


def listed(container: Document) -> Iterator[tuple[str, str]]:
    """Return relation and path of the child and item links that stay inside the tree."""
    return ((link.rel, link.path) for link in links_of(container).listed)


def unlisted(tree: Tree, seen: set[int], passed: list[str]) -> Iterator[Document | Failure]:
    """Yield what STAC documents lie in the tree's folder though no link led to them.

    A file of many documents is no part of a tree: it may be a copy of it.
    """
    searched = tree._replace(strict=False)
    new = (f for f in walk(tree.folder) if isinstance(f, Unreadable) or is_new(normalised(f), seen))
    for found in at_hand(new, tree, lambda found: found):
        if isinstance(found, Unreadable):
            yield Failure(found.path, found.reason)
        elif isinstance(document := load_unlisted(path := normalised(found), searched), str):
            seen.discard(hash(path))
            passed.append(path)
        elif document is not None:
            yield document


def load_unlisted(path: str, tree: Tree) -> Document | Failure | str | None:
    """Read a file that no link leads to; None for what is no STAC, the kind of files of many documents."""
    with suppress(OSError):  # what cannot be read is told below
        if not in_store(path) and (kind := stream_kind(path)):
            return None if holds_no_stac(kind, read_at(path, 0, LOOKED_INTO)) else kind
    raw = read(path, tree)
    if not isinstance(raw, bytes):
        return raw
    found = kind_or_document(path, raw, tree)
    return None if holds_no_stac(found, raw) else found


def at_hand(entries: Iterable[T], tree: Tree, path_of: Callable[[T], Any]) -> Iterable[T]:
    """Return entries as they are; where the tree lies in a store, their objects are read ahead."""
    if not in_store(tree.folder):
        return entries
    from stacqc.sources.stores.ahead import read_ahead

    return read_ahead(entries, path_of)


def load(path: str, tree: Tree) -> Document | Failure | None:
    """Read one file of a tree; None where a link led to it and it does not exist, which is the link's defect."""
    raw = read(path, tree)
    return Document(path, raw, tree) if isinstance(raw, bytes) else raw


def read(path: str, tree: Tree) -> bytes | Failure | None:
    """Return the bytes of one file of a tree; None where a link led to it and it does not exist."""
    try:
        return read_file(path, tree.folder)
    except Unreadable as trouble:
        # What was named, or found in a folder, was there a moment ago, and no link tells that it is gone.
        is_told = trouble.missing and tree.strict and tree.whole
        return None if is_told else Failure(path, f"not read: {trouble.reason}")


def is_new(path: str, seen: set[int]) -> bool:
    """Return whether a path is met for the first time, and remember it in `seen` by its hash."""
    key = hash(path)
    if key in seen:
        return False
    seen.add(key)
    return True
