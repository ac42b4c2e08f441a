"""The rule of the ISDeform profile that links are titled like their targets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from os.path import dirname
from typing import Any

from stacqc.aspects.links import LocalLink, local_links
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import FoldProblem, fold_rule
from stacqc.rules._isdeform import TITLES, id_of, member, stem_of
from stacqc.rules._told import WRONG_TARGET
from stacqc.rules.isdeform_placeholders import PLACEHOLDERS
from stacqc.rulesets.captures import captured

Claim = tuple[str, int, str]
#: The titles of the collections of geometries, in lower case.
_OF_GEOMETRIES = frozenset(map(str.lower, TITLES.values()))
_uuid = re.compile(r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}", re.ASCII)


class LinkTitles:
    """The titles of documents, and the titles of links to documents that have not been read yet.

    A collection lists an item before it is read, so an item leaves nothing behind; what stays are the
    titles of collections, which all that is below them names.
    """

    def __init__(self) -> None:
        self.titles: dict[str, str] = {}
        self.waiting: dict[str, list[Claim]] = {}
        self.wrong: set[tuple[str, int, str, str]] = set()

    def add(self, document: Document) -> None:
        """Take in the title of one document and those of its links."""
        if not document.kind or not document.tree.folder:
            return
        self._add_title(document)
        links = document.data.get("links")
        for link in local_links(document):
            title = links[link.place].get("title")
            if type(title) is str and link.inside and _counts(document, link):
                self._claim(link.path, (document.uri, link.place, title))

    def _add_title(self, document: Document) -> None:
        uri, of_item = document.uri, document.kind == "Item"
        title = (document.properties if of_item else document.data).get("title")
        waiting = self.waiting.pop(uri, None)
        if type(title) is not str or "\ufffd" in title:  # what no decoder could read has a rule of its own
            return
        settled = waiting is not None and all(said == title for _, _, said in waiting)
        if not (of_item and settled) and _is_wrong_itself(document, title):
            return
        for claim in waiting or ():
            self._compare(claim, title)
        if not of_item or waiting is None:
            self.titles[uri] = title

    def _claim(self, path: str, claim: Claim) -> None:
        title = self.titles.get(path)
        if title is None:
            self.waiting.setdefault(path, []).append(claim)
        elif title != claim[2]:
            self._compare(claim, title)

    def _compare(self, claim: Claim, title: str) -> None:
        if claim[2] != title:
            self.wrong.add((*claim, title))

    def merge(self, other: LinkTitles) -> None:
        """Take in the state of another shard."""
        self.wrong |= other.wrong
        self.titles.update(other.titles)
        for path, claims in other.waiting.items():
            self.waiting.setdefault(path, []).extend(claims)
        for path in [p for p in self.waiting if p in self.titles]:
            for claim in self.waiting.pop(path):
                self._compare(claim, self.titles[path])

    def finish(self) -> Iterator[FoldProblem]:
        """Yield the links whose title is not that of their target."""
        for uri, place, said, title in sorted(self.wrong):
            path = ("links", place, "title")
            fix = Fix((Edit("replace", path, title),), title="write the title of the target")
            message = f'The link is titled "{said[:100]}", its target "{title[:100]}"'
            yield FoldProblem(
                uri, Problem(path, message, f'write "{title[:200]}"', fix, rule="link-type-title")
            )


def _is_wrong_itself(document: Document, title: str) -> bool:
    """Whether run-title, geometry-title, product-title or null-sentinel find a title wrong: no link follows it."""
    if document.kind == "Item":
        product = captured(document, "isdeform.product")
        is_other = product is not None and not title.startswith(product.get("title", ""))
        return is_other or title in PLACEHOLDERS
    if title.lower() in _OF_GEOMETRIES:
        return title != TITLES.get(id_of(document).get("geometry", ""), title)
    return title in PLACEHOLDERS or _uuid.fullmatch(title) is not None


def _counts(document: Document, link: LocalLink) -> bool:
    """Whether the title of a link is to be judged: not where the link leads to the wrong place."""
    if link.rel in ("child", "item"):
        return True
    if link.rel == "root":
        return link.path == document.tree.root
    if link.rel not in ("parent", "collection"):
        return False
    own = member(stem_of(document.uri))
    if own is None:  # in the nested layout parents lie in the same folder or in the one above
        return dirname(link.path) in (document.folder, dirname(document.folder))
    return stem_of(link.path) == own.parents[0]


def _tree(title: str) -> dict[str, Any]:
    collection = {"type": "Collection", "title": "Auxiliary data",
                  "links": [{"rel": "item", "href": "./a.json", "title": title}]}  # fmt: skip
    return {
        "collection.json": collection,
        "a.json": {"type": "Feature", "properties": {"title": "Spatial coherence"}},
    }


fold_rule(
    "link-type-title",
    LinkTitles,
    told_by=WRONG_TARGET,
    severity="warning",
    rulesets=("isdeform",),
    tags=("isdeform", "links"),
    summary="The title of a link is the title of its target.",
    why="Browsers show the title of the link; who clicks on it expects what it says.",
    fix="Write the title of the target.",
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/links.md#link-object",
    examples={"valid": [_tree("Spatial coherence")], "invalid": [_tree("Unwrapped interferogram")]},
)
