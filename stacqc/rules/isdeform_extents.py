"""Rules of the ISDeform profile on what collections say of the items below them, at any depth."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from stacqc.aspects.linked import linked
from stacqc.aspects.links import links_of
from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.rule import FoldProblem, fold_rule
from stacqc.rules._coverage import SUMMARISED, TIMES, Coverage, CoverageShelf
from stacqc.rules._coverage_findings import extent_findings, summary_findings
from stacqc.rules._isdeform import breaks_pair, id_of

#: Shapes of items whose names are kept apart.
_MAX_SHAPES = 1000
_NAMES = (*TIMES, *SUMMARISED)
_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/collection-spec/collection-spec.md"


class Claim(NamedTuple):
    """What a collection says: its id, its extent and summaries, how many items it lists, its child files.

    `is_ours` where the profile knows its id: then it is complete, while the root goes on growing.
    """

    id: str
    extent: Any
    summaries: Any
    items: int
    children: tuple[str, ...]
    lost: bool
    is_ours: bool


class Coverages:
    """The items of each collection by its id, and what the collections claim by their address."""

    of_collections = True

    def __init__(self) -> None:
        self.own = CoverageShelf()
        self.claims: dict[str, Claim] = {}
        #: The names that items have, those of a shape together: they are few.
        self.names: set[frozenset[str]] = set()

    def add(self, document: Document) -> None:
        """Take in an item or a collection."""
        kind, data = document.kind, document.data
        if kind == "Item":
            self._see(outline_of(document).recall(_names_in))
            name = data.get("collection")
            if name.__class__ is str:
                own = self.own.live.get(name) or self.own.begin(name)
                get = document.properties.get
                if breaks_pair(get, id_of(document)):
                    own.items += 1
                    own.partial = True
                else:
                    own.add([data.get("bbox"), *map(get, _NAMES)])
        elif kind == "Collection" and document.id:
            self.claims[document.address] = _claim(document)

    def _see(self, names: frozenset[str]) -> None:
        self.names.add(names)
        if len(self.names) > _MAX_SHAPES:
            self.names = {frozenset().union(*self.names)}

    def merge(self, other: Coverages) -> None:
        """Take in the state of another shard."""
        for names in other.names:
            self._see(names)
        self.claims.update(other.claims)
        self.own.merge(other.own)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield the claims that the items do not bear out."""
        total, names = _Total(self), frozenset[str]().union(*self.names)
        for address, claim in sorted(self.claims.items()):
            coverage = total.of(address)
            if coverage.items:
                yield from extent_findings(address, claim.extent, coverage, claim.is_ours)
                yield from summary_findings(address, claim.summaries, coverage, names)


def _names_in(outline: Outline) -> frozenset[str]:
    """Return the names that summaries may give: those of properties, and of assets and their bands."""
    of_assets = [name for names, _, _, bands in outline.assets for part in (names, *bands) for name in part]
    return frozenset((*outline.names, *of_assets))


def _claim(document: Document) -> Claim:
    items, wanted = len(linked(document, "item")), len(linked(document, "child"))
    children = tuple(k.path for k in links_of(document).listed if k.rel == "child")
    data = document.data
    lost, is_ours = len(children) < wanted, bool(id_of(document))
    return Claim(document.id, data.get("extent"), data.get("summaries"), items, children, lost, is_ours)


class _Total:
    """Adds up what is below each collection, once."""

    def __init__(self, state: Coverages) -> None:
        self.claims = state.claims
        self.own = dict(state.own.named({claim.id for claim in state.claims.values()}))
        self.done: dict[str, Coverage] = {}

    def of(self, address: str) -> Coverage:
        """Return what all items below a collection come to; a link back up counts nothing."""
        stack, begun = [address], set()
        while stack:
            here = stack[-1]
            if here in self.done or here in begun:
                if here not in self.done:
                    self.done[here] = self._sum(here)
                stack.pop()
                continue
            begun.add(here)
            claim = self.claims.get(here)
            stack.extend(child for child in (claim.children if claim else ()) if child not in begun)
        return self.done[address]

    def _sum(self, address: str) -> Coverage:
        made = Coverage()
        claim = self.claims.get(address)
        if claim is None:
            made.partial = made.lacks_items = True
            return made
        own = self.own.get(claim.id)
        if own is not None:
            made.merge(own)
        made.lacks_items = claim.lost or made.items < claim.items
        for child in claim.children:
            below = self.done.get(child)
            if below is not None:
                made.merge(below)
            made.lacks_items |= below is None
        made.partial |= made.lacks_items
        return made


def _tree(members: dict[str, Any]) -> dict[str, Any]:
    item = {"type": "Feature", "id": "a", "collection": "c", "bbox": [0, 0, 1, 1],
            "properties": {"datetime": "2021-01-12T05:12:33Z", "polarisation": ["VV"], "relativeOrbitNumber": 22}}  # fmt: skip
    collection = {"type": "Collection", "id": "c", "links": [{"rel": "item", "href": "./a.json"}], **members}
    return {"collection.json": collection, "a.json": item}


def _extent(east: float) -> dict[str, Any]:
    interval = ["2021-01-12T05:12:33Z", "2021-01-12T05:12:33Z"]
    return {"extent": {"spatial": {"bbox": [[0, 0, east, 1]]}, "temporal": {"interval": [interval]}}}


fold_rule(
    "extent-covers",
    Coverages,
    rulesets=("isdeform",),
    tags=("isdeform", "collections"),
    kinds=("Collection",),
    summary="The extent of a collection is that of all items below it.",
    why="Searches look at the extent first and pass over a collection whose extent is too small.",
    fix="Write the box and the interval that the help line gives.",
    docs=f"{_SPEC}#extent-object",
    examples={
        "valid": [_tree(_extent(1))],
        "invalid": [
            _tree(_extent(0.5)),
            _tree(_extent(2)),
            _tree({"extent": {"spatial": {"bbox": [[1, 1, 0, 0]]}}}),
        ],
    },
)
fold_rule(
    "summaries-match",
    Coverages,
    told_by=("schema", "member-misspelt"),
    severity="warning",
    rulesets=("isdeform",),
    tags=("isdeform", "collections"),
    kinds=("Collection",),
    summary="The summaries of a collection give the values of all items below it.",
    why="Portals build their filters from the summaries: what is missing there cannot be chosen.",
    fix="Write the values that the help line gives.",
    docs=f"{_SPEC}#summaries",
    examples={
        "valid": [_tree({"summaries": {"polarisation": ["VV"]}})],
        "invalid": [
            _tree({"summaries": {"polarisation": ["VH"]}}),
            _tree({"summaries": {"relativeOrbitNumber": {"minimum": "22", "maximum": "22"}}}),
            _tree({"summaries": {"numberOfLooks": {"minimum": 4, "maximum": 4}}}),
        ],
    },
)
