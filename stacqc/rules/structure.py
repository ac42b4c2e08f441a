"""Rules on the tree that links make: who lists whom, and whether both sides agree.

A listing and the parent link that answers it cancel each other out, so what stays in memory is
what is wrong, not the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.aspects.links import LocalLink, is_alone, links_of
from stacqc.document import Document
from stacqc.engine.probing import exists, exists_once, is_file
from stacqc.findings import Problem
from stacqc.rule import FoldProblem, fold_rule, rule

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#structural-metadata"
Edge = tuple[str, str]


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
            yield _parent_wrong(child, names, first[0])
        elif child in self.unparented:
            yield _no_way_back(first, child)
        elif not exists(child):
            yield from (FoldProblem(c, _missing(i, child)) for c, i in listings)
            return
        elif is_file(child):
            # Its parent link met another listing, so all of these are one too many.
            yield from (_twice(c, i, child, "the document it names as its parent") for c, i in listings)
            return
        yield from (_twice(c, i, child, first[0]) for c, i in others)

    def _orphans(
        self, listed: dict[str, list[tuple[str, int]]], named: dict[str, tuple[str, int]]
    ) -> Iterator[FoldProblem]:
        for child, (parent, index) in sorted(named.items()):
            if child not in listed and parent in self.containers and (parent, child) not in self.doubles:
                message = f"No document lists this file; its parent link names {parent}, which does not"
                help_ = f"list it in {parent}, or remove the file"
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


def _missing(place: int, path: str) -> Problem:
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


def _parent_wrong(child: str, names: tuple[str, int], lister: str) -> FoldProblem:
    message = f"The parent link names {names[0]}, but {lister} lists this file"
    return _problem(child, names[1], "parent-link-wrong", message, f"let it lead to {lister}")


def _tree(child_parent: str | None, listed: bool = True) -> dict[str, object]:
    """A catalog with one item, for examples."""
    links = [{"rel": "item", "href": "./a.json"}] if listed else []
    up = [{"rel": "parent", "href": child_parent}] if child_parent else []
    return {
        "catalog.json": {"type": "Catalog", "id": "c", "links": links},
        "other.json": {"type": "Catalog", "id": "o", "links": [{"rel": "parent", "href": "./catalog.json"}]},
        "a.json": {"type": "Feature", "id": "a", "links": up},
    }


def _listing_other(tree: dict[str, object], *hrefs: str) -> dict[str, object]:
    catalog = tree["catalog.json"]
    assert isinstance(catalog, dict)
    links = [*catalog["links"], *({"rel": "child", "href": h} for h in ("./other.json", *hrefs))]
    return {**tree, "catalog.json": {**catalog, "links": links}}


_GONE = {"type": "Catalog", "id": "c", "links": [{"rel": "item", "href": "./gone.json"}]}


@rule(
    "link-target-missing",
    unless=is_alone,
    fold=LinkGraph,
    tags=("structure",),
    docs=_SPEC,
    fix="Correct the href, restore the file, or remove the link.",
    examples={"valid": [_tree("./catalog.json")], "invalid": [{"catalog.json": _GONE}]},
)
def link_target_missing(document: Document) -> list[Problem]:
    """Links lead to files that exist.

    Whoever follows a dead link, a person or a harvester, loses everything behind it.
    """
    # Where the whole tree is read, a listed file that does not exist leaves its edge open.
    links = links_of(document)
    asked = links.others if document.tree.whole else sorted(links.others + links.listed)
    return [_missing(link.place, link.path) for link in asked if not exists_once(link.path)]


_GOOD = _listing_other(_tree("./catalog.json"))

fold_rule(
    "parent-link-wrong",
    LinkGraph,
    tags=("structure",),
    summary="The parent link leads to the document that lists this one.",
    why="Where both sides disagree, the way down and the way up show two different catalogs.",
    fix="Let the parent link lead to the document that lists this one.",
    docs=_SPEC,
    examples={"valid": [_GOOD], "invalid": [_listing_other(_tree("./other.json"))]},
)
fold_rule(
    "child-not-reciprocal",
    LinkGraph,
    tags=("structure",),
    severity="warning",
    summary="Every listed document links back to its parent.",
    why="Without a parent link nobody who finds the document by itself can find its catalog.",
    fix="Add the parent link to the listed document.",
    docs=_SPEC,
    examples={"valid": [_GOOD], "invalid": [_listing_other(_tree(None))]},
)
fold_rule(
    "orphan-document",
    LinkGraph,
    tags=("structure",),
    severity="warning",
    summary="Every document of a catalog is listed by another one.",
    why="Crawlers and browsers follow links: what no link reaches is not published.",
    fix="List it in its catalog or collection, or remove the file.",
    docs=_SPEC,
    examples={"valid": [_GOOD], "invalid": [_listing_other(_tree("./catalog.json", listed=False))]},
)
fold_rule(
    "listed-twice",
    LinkGraph,
    tags=("structure",),
    summary="Every document is listed once.",
    why="A document under two parents is counted, harvested and shown twice.",
    fix="Remove all but one of the links.",
    docs=_SPEC,
    examples={"valid": [_GOOD], "invalid": [_listing_other(_tree("./catalog.json"), "./a.json")]},
)
fold_rule(
    "link-cycle",
    LinkGraph,
    tags=("structure",),
    summary="Child links never lead back to a document above.",
    why="Whoever follows the links downwards never arrives.",
    fix="Remove the link that leads back up.",
    docs=_SPEC,
    examples={"valid": [_GOOD], "invalid": [_listing_other(_tree("./catalog.json"), "./catalog.json")]},
)
