"""Files that are missing, unlisted, listed twice or in a circle, and incomplete sets of products."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.layout import href
from stacqc.sample.shape import Node, Shape
from stacqc.sample.vocabulary import COLLECTION_TYPE, ITEM_TYPE

BOTH = ("live", "legacy")
REPEATABLE = ("pair-complete", "geometry-twin", "summaries-match", "extent-covers")


def plain_stack_item(shape: Shape, node: Node) -> bool:
    """Whether no other item refers to this one by its product id."""
    return node.code not in ("lut", "cosneu")


def _unlist(draft: Draft) -> Edit:
    """Take a document out of the list of its collection."""
    link = draft.parent.link_to(draft)
    draft.parent.links.remove(link)
    edit = Edit(draft, (), link["href"])
    return edit.above(" ".join(REPEATABLE))


@defect("link-target-missing", "group collection", layouts=BOTH)
def dangling_link(draft: Draft) -> Edit:
    """A collection lists a file that does not exist."""
    rel, kind = ("child", COLLECTION_TYPE) if draft.node.group == "interferogram" else ("item", ITEM_TYPE)
    where = f"./{draft.node.geometry}_aux_aps_item.json"
    edit = draft.add_link({"rel": rel, "href": where, "type": kind, "title": "Atmospheric phase screen"})
    return edit.also("round-trip link-order link-geometry link-type-title id-grammar")


@defect("link-target-missing", "item", layouts=BOTH, touches=("parent", "twin"), when=plain_stack_item)
def file_deleted(draft: Draft) -> Edit:
    """A file is gone and its collection still lists it."""
    draft.removed = True
    link = draft.parent.link_to(draft)
    edit = Edit(draft, (), link["href"]).above(" ".join((*REPEATABLE, "round-trip")))
    return edit.at("links", link, "href", draft=draft.parent)


@defect("orphan-document", "item", layouts=BOTH, touches=("parent",))
def not_listed(draft: Draft) -> Edit:
    """No collection lists the file."""
    rules = "round-trip parent-link parent-link-wrong child-not-reciprocal"
    edit = _unlist(draft).also(rules).also(rules, draft=draft.parent)
    return edit.at("links", draft.link("parent"), "href")


@defect("pair-complete", "pair item", layouts=BOTH, touches=("parent", "family"),
        when=lambda shape, node: node.code == "coh")  # fmt: skip
def coherence_missing(draft: Draft) -> Edit:
    """A pair has no coherence in one geometry."""
    draft.removed = True
    return _unlist(draft).at(draft=draft.parent)


@defect("geometry-twin", "stack item", severity="warning", layouts=BOTH, touches=("parent", "twin"),
        when=plain_stack_item)  # fmt: skip
def twin_missing(draft: Draft) -> Edit:
    """A product exists in one geometry only."""
    draft.removed = True
    edit = _unlist(draft)
    for collection in draft.ancestors():
        edit.also("geometry-twin", draft=collection)
    edit.also(
        "geometry-twin", draft=draft.sibling(geometry="radar" if draft.node.geometry == "geo" else "geo")
    )
    return edit.at(draft=draft.run.at(0))


@defect("listed-twice", "collection", layouts=BOTH)
def link_doubled(draft: Draft) -> Edit:
    """A collection lists a file twice."""
    first = draft.children[0]
    edit = draft.add_link(dict(draft.link_to(first)))
    return edit.also("round-trip link-order listed-twice").also("listed-twice round-trip", draft=first)


@defect("link-geometry", "pair collection", touches=("children",), when=lambda shape, node: shape.pairs > 1)
def item_of_another_pair(draft: Draft) -> Edit:
    """A pair lists an item of another pair, which lists it too."""
    pairs = draft.run.plan.shape.pairs
    other = draft.sibling(pair=(draft.node.pair + 1) % pairs).children[0]
    link = {**other.parent.link_to(other), "href": href(draft.path, other.path)}
    rules = "listed-twice round-trip child-not-reciprocal parent-link parent-link-wrong"
    edit = draft.add_link(link).also(
        rules + " link-geometry link-order pair-complete extent-covers summaries-match"
    )
    edit.also(rules, draft=other).also(rules, draft=other.parent)
    return edit.above("extent-covers")


@defect("link-cycle", "group collection", layouts=BOTH)
def child_is_an_ancestor(draft: Draft) -> Edit:
    """A collection has the collection of the run as its child."""
    run = draft.run.at(0)
    link = draft.run.documents.link("child", draft.node, run.node)
    rules = "listed-twice child-not-reciprocal round-trip parent-link parent-link-wrong link-cycle"
    edit = draft.add_link(link).also(rules + " link-geometry link-order extent-covers summaries-match")
    edit.above("link-cycle extent-covers summaries-match")
    return edit.also(rules, draft=run)


@defect("collection-field-wrong", "item", layouts=BOTH)
def collection_is_the_run(draft: Draft) -> Edit:
    """The item says it belongs to the run, its link says otherwise."""
    return draft.set("collection", draft.run.documents.ids[0]).also("collection-field-wrong")
