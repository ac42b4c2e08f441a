"""A tree of files as a stream of documents: links are followed downwards inside one folder."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator

from stacqc.document import Document, Tree
from stacqc.findings import Failure
from stacqc.links import local_links
from stacqc.sources.files import Unreadable, read_file, walk

#: The usual names of the top document of a folder.
ROOT_NAMES = ("catalog.json", "collection.json")


def tree_of(start: Document) -> Tree:
    """Return the tree below a catalog or collection given by the user."""
    path = os.path.normpath(start.uri)
    return Tree(os.path.dirname(path) or os.curdir, _root_of(start, path), whole=True)


def _root_of(start: Document, path: str) -> str:
    """The document that root links must name: the start itself, or what lies above it."""
    located = Document(path, start.raw, Tree(os.path.dirname(path) or os.curdir))
    named = {link.rel: link.path for link in local_links(located)}
    parent, root = named.get("parent"), named.get("root")
    if parent in (None, path):
        return path
    return root if root is not None and root != path else ""


def walk_tree(start: Document, seen: set[int]) -> Iterator[Document | Failure | str]:
    """Yield the documents of a tree: containers read, items as paths still to be read.

    Below a file with the usual name of a root, the files that no link reaches come last; what lies
    beside any other catalog need not be a part of it. `seen` holds hashes of the paths
    that any input has brought already.
    """
    tree = tree_of(start)
    first = Document(os.path.normpath(start.uri), start.raw, tree)
    if not _is_new(first.uri, seen):
        return
    pending = deque([first])
    while pending:
        container = pending.popleft()
        yield container
        for rel, path in listed(container):
            if not _is_new(path, seen):
                continue
            if rel == "item":
                yield path
            elif (child := load(path, tree)) is None:
                continue
            elif isinstance(child, Failure):
                yield child
            else:
                pending.append(child)
    if os.path.basename(first.uri) in ROOT_NAMES:
        yield from unlisted(tree, seen)


def listed(container: Document) -> Iterator[tuple[str, str]]:
    """Yield relation and path of the child and item links that stay inside the tree."""
    for link in local_links(container):
        if link.inside and link.rel in ("child", "item"):
            yield link.rel, link.path


def unlisted(tree: Tree, seen: set[int]) -> Iterator[Document | Failure | str]:
    """Yield what STAC documents lie in the tree's folder though no link led to them."""
    searched = tree._replace(strict=False)
    for found in walk(tree.folder):
        if isinstance(found, Unreadable):
            yield Failure(found.path, found.reason)
        elif _is_new(os.path.normpath(found), seen):
            document = load(os.path.normpath(found), searched)
            if document is not None:
                yield document


def load(path: str, tree: Tree) -> Document | Failure | None:
    """Read one file of a tree; None where it does not exist, which is its link's defect."""
    try:
        return Document(path, read_file(path, tree.folder), tree)
    except Unreadable as trouble:
        return None if trouble.missing else Failure(path, f"not read: {trouble.reason}")


def _is_new(path: str, seen: set[int]) -> bool:
    key = hash(path)
    if key in seen:
        return False
    seen.add(key)
    return True
