"""Who lists whom in the tree that links make, and what is wrong where both sides disagree.

A listing and the parent link that answers it cancel each other out, so what stays in memory is
what is wrong, not the catalog.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from stacqc.aspects.links import LocalLink, links_of, relative_from
from stacqc.document import Document
from stacqc.engine.probing import exists, is_file
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import FoldProblem
from stacqc.sources.files import inside_after_links

Edge = tuple[str, str]
#: Tell whether the second of two files is the parent of the first by their names, where a layout has such names.
name_parents: list[Callable[[str, str], bool]] = []


class LinkGraph:
    """The edges of a tree that are not matched yet.

    `edges` maps (container, child) to the index of the link that says so: as it is for a listing in
    the container, inverted (~index) for a parent link in the child. Both together are removed.
    """

    def __init__(self) -> None:
        self.edges: dict[Edge, int] = {}
        self.doubles: dict[Edge, int] = {}
        self.containers: dict[str, list[tuple[str, int]]] = {}
        self.unparented: set[str] = set()
        self.unreadable: set[str] = set()
        self.roots: set[str] = set()
        #: Documents with several parent links.
        self.several: set[str] = set()

    def add(self, document: Document) -> None:
        """Take in the structural links of one document."""
        tree = document.tree
        if not tree.whole:
            return
        uri = document.uri
        if not document.readable:
            self.unreadable.add(uri)
            return
        self.roots.add(tree.root)
        links = links_of(document)
        if document.kind != "Item":
            self._add_listings(uri, links.listed)
        parents = {link.path: ~link.place for link in links.others if link.rel == "parent"}
        if len(parents) > 1:
            self.several.add(uri)
        for path, index in parents.items():
            self._meet((path, uri), index)
        if not parents and uri != tree.root and not any(k.rel == "parent" for k in links.strays):
            self.unparented.add(uri)

    def _add_listings(self, uri: str, links: list[LocalLink]) -> None:
        met: set[str] = set()
        for link in links:
            # A second listing answers nothing, whether or not the child has been seen by now.
            if link.path in met:
                self.doubles[uri, link.path] = link.place
            else:
                met.add(link.path)
                self._meet((uri, link.path), link.place)
        self.containers[uri] = [(link.path, link.place) for link in links if link.rel == "child"]

    def _meet(self, edge: Edge, index: int) -> None:
        known = self.edges.get(edge)
        if known is None:
            self.edges[edge] = index
        elif (known < 0) != (index < 0):
            del self.edges[edge]

    def merge(self, other: LinkGraph) -> None:
        """Take in the state of another shard."""
        for edge, index in other.edges.items():
            self._meet(edge, index)
        self.doubles.update(other.doubles)
        self.containers.update(other.containers)
        self.unparented |= other.unparented
        self.unreadable |= other.unreadable
        self.roots |= other.roots
        self.several |= other.several

    def finish(self) -> Iterator[FoldProblem]:
        """Yield cycles first, then what is left of the edges."""
        cycles = dict(self._cycles())
        yield from (_cycle(edge, index) for edge, index in sorted(cycles.items()))
        listed: dict[str, list[tuple[str, int]]] = {}
        named: dict[str, tuple[str, int]] = {}
        for (container, child), index in sorted(self.edges.items()):
            if index < 0:
                named[child] = (container, ~index)
            elif (container, child) not in cycles:
                listed.setdefault(child, []).append((container, index))
        for (container, child), index in sorted(self.doubles.items()):
            if (container, child) not in cycles:
                yield _twice(container, index, child, container)
        for child, listings in sorted(listed.items()):
            yield from self._unanswered(child, listings, named.get(child))
        yield from self._orphans(listed, named)

    def _unanswered(
        self, child: str, listings: list[tuple[str, int]], names: tuple[str, int] | None
    ) -> Iterator[FoldProblem]:
        if child in self.unreadable or child in self.roots:
            return
        first, *others = listings
        if names is not None:
            yield _parent_wrong(child, names, first)
        elif child in self.unparented:
            yield _no_way_back(first, child)
        elif not exists(child):
            yield from (FoldProblem(c, missing(i, child)) for c, i in listings)
            return
        elif is_file(child) and self._is_inside(child):
            # Its parent link met another listing, so all of these are one too many.
            yield from (_twice(c, i, child, "the document it names as its parent") for c, i in listings)
            return
        yield from (_twice(c, i, child, first[0]) for c, i in others)

    def _is_inside(self, path: str) -> bool:
        """Say whether a file is read: not where a symbolic link leads out of the folder of the root."""
        return not os.path.islink(path) or any(
            inside_after_links(path, os.path.dirname(root) or ".") for root in self.roots
        )

    def _orphans(
        self, listed: dict[str, list[tuple[str, int]]], named: dict[str, tuple[str, int]]
    ) -> Iterator[FoldProblem]:
        for child, (parent, index) in sorted(named.items()):
            if child not in listed and not exists(parent):
                yield FoldProblem(child, missing(index, parent))
            if child not in listed and parent in self.containers and (parent, child) not in self.doubles:
                message = f"No document lists this file; its parent link names {parent}, which does not"
                help_ = f"list it in {parent}, or remove the file"
                if child in self.several:
                    message = f"This file has several parent links, and {parent} does not list it"
                    help_ = "keep the parent link to the document that lists the file"
                yield FoldProblem(
                    child, Problem(("links", index, "href"), message, help_, rule="orphan-document")
                )
        known = self.roots - {""}
        for child in sorted(self.unparented - listed.keys()):
            if known and child not in known:
                message = "No document lists this file, and it has no parent link"
                help_ = "list it in its catalog or collection, or remove the file"
                yield FoldProblem(child, Problem((), message, help_, rule="orphan-document"))

    def _cycles(self) -> Iterator[tuple[Edge, int]]:
        """Yield the child links that lead back to a document above them."""
        done: set[str] = set()
        for start in sorted(self.containers, key=lambda uri: (uri not in self.roots, uri)):
            if start in done:
                continue
            above = {start: None}
            stack = [(start, iter(self.containers[start]))]
            while stack:
                here, children = stack[-1]
                for child, index in children:
                    if child in above:
                        yield (here, child), index
                    elif child in self.containers and child not in done:
                        above[child] = None
                        stack.append((child, iter(self.containers[child])))
                        break
                else:
                    done.add(here)
                    del above[here]
                    stack.pop()


def missing(place: int, path: str) -> Problem:
    """Return the finding for a link to a path at which nothing is."""
    message = f"The link leads to {path}, which does not exist"
    help_ = "correct the link, or bring the file back"
    return Problem(("links", place, "href"), message, help_, rule="link-target-missing")


def _problem(uri: str, index: int, rule: str, message: str, help_: str) -> FoldProblem:
    return FoldProblem(uri, Problem(("links", index, "href"), message, help_, rule=rule))


def _cycle(edge: Edge, index: int) -> FoldProblem:
    container, child = edge
    message = f"The child link leads back up to {child}, of which this document is a part"
    return _problem(
        container, index, "link-cycle", message, "remove the link; children lie below their parent"
    )


def _twice(container: str, index: int, child: str, other: str) -> FoldProblem:
    message = (
        f"{child} is listed here and by {other}" if other != container else f"{child} is listed here twice"
    )
    return _problem(container, index, "listed-twice", message, "list every document once")


def _no_way_back(listing: Edge | tuple[str, int], child: str) -> FoldProblem:
    container, index = listing
    message = f"{child} is listed here but has no parent link"
    return _problem(
        container,
        int(index),
        "child-not-reciprocal",
        message,
        f"add a parent link to it that leads to {container}",
    )


def _parent_wrong(child: str, names: tuple[str, int], listing: tuple[str, int]) -> FoldProblem:
    named, place = names
    lister, index = listing
    path, href = ("links", place, "href"), relative_from(os.path.dirname(child), lister)
    if _is_parent(child, named) and not _is_parent(child, lister):
        message = f"{child} is listed here, but by its name and its parent link it belongs to {named}"
        return _problem(lister, index, "parent-link-wrong", message, "list it there")
    message = f"The parent link names {named}, but {lister} lists this file"
    fix = Fix((Edit("replace", path, href),), safe=_is_parent(child, lister), title=f"write {href}")
    return FoldProblem(child, Problem(path, message, f"write {href}", fix, rule="parent-link-wrong"))


def _is_parent(child: str, parent: str) -> bool:
    return any(tells(child, parent) for tells in name_parents)
