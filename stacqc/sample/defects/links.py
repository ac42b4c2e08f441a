"""Links with the wrong target, type, title or order."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.layout import href
from stacqc.sample.properties import Json
from stacqc.sample.shape import Node, Shape
from stacqc.sample.vocabulary import ADDRESS, COLLECTION_TYPE

BOTH = ("live", "legacy")
PDFS = (
    ("NSBAS_Etna.pdf", "https://example.org/papers/NSBAS_Etna.pdf"),
    ("116.pdf", "https://example.org/papers/116.pdf"),
    ("mdpi", "https://www.mdpi.com/2072-4292/13/18/3734"),
)


def listed(draft: Draft, rel: str) -> list[Json]:
    """Return the links of one relation."""
    return [link for link in draft.links if link["rel"] == rel]


def not_run(shape: Shape, node: Node) -> bool:
    """Whether the document is not the collection of the run."""
    return node.role != "run"


def lists_items(shape: Shape, node: Node) -> bool:
    """Whether the collection lists items itself."""
    return any(shape.nodes[n].is_item for n in shape.children[node.ordinal])


def lists_pairs(shape: Shape, node: Node) -> bool:
    """Whether the collection lists more than one pair."""
    return node.group == "interferogram" and shape.pairs > 1


def _edit(draft: Draft, link: Json, name: str, value: str) -> Edit:
    return draft.set("links", link, name, value)


@defect("root-link-wrong", "document", fixable=True, layouts=BOTH)
def root_is_itself(draft: Draft) -> Edit:
    """The root link points at this very file, with its own title."""
    root = draft.link("root")
    root["title"] = draft.run.documents.title(draft.node)
    edit = _edit(draft, root, "href", "./" + draft.path.rpartition("/")[2])
    return edit.also("root-link", *edit.steps).also("root-link link-type-title").above("root-link")


@defect("root-link-wrong", "document", fixable=True, layouts=BOTH, when=not_run)
def root_is_the_run(draft: Draft) -> Edit:
    """The root link points at the collection of the run."""
    run = draft.run.at(0)
    edit = _edit(draft, draft.link("root"), "href", href(draft.path, run.path))
    return edit.also("root-link", *edit.steps).also("root-link link-type-title").also("root-link", draft=run)


@defect("parent-link-wrong", "group collection", fixable=True)
def parent_is_the_run(draft: Draft) -> Edit:
    """The parent link points at the run and has the title of the geometry."""
    edit = _edit(draft, draft.link("parent"), "href", "./collection.json")
    edit.also("parent-link", *edit.steps).also("parent-link breadcrumb child-not-reciprocal round-trip")
    edit.also("link-type-title listed-twice").also("child-not-reciprocal round-trip", draft=draft.parent)
    return edit.also("child-not-reciprocal round-trip", draft=draft.run.at(0))


@defect("parent-link-wrong", "pair item", when=lambda shape, node: shape.pairs > 1)
def parent_is_another_pair(draft: Draft) -> Edit:
    """The parent link points at the collection of another pair."""
    other = draft.parent.sibling(pair=(draft.node.pair + 1) % draft.run.plan.shape.pairs)
    edit = _edit(draft, draft.link("parent"), "href", href(draft.path, other.path))
    edit.also("parent-link link-type-title child-not-reciprocal round-trip collection-field-wrong")
    edit.also("child-not-reciprocal round-trip", draft=draft.parent)
    return edit.also("child-not-reciprocal round-trip", draft=other)


@defect("child-not-reciprocal", "item", layouts=BOTH)
def parent_link_missing(draft: Draft) -> Edit:
    """The collection lists an item that has no parent link."""
    link = draft.link("parent")
    draft.links.remove(link)
    edit = Edit(draft, ("links",), link["href"]).also(
        "parent-link parent-link-wrong child-not-reciprocal round-trip"
    )
    return edit.at("links", draft.parent.link_to(draft), "href", draft=draft.parent).also(
        "parent-link parent-link-wrong child-not-reciprocal round-trip", draft=draft
    )


@defect("link-media-type", "pair collection", severity="warning", fixable=True, layouts=BOTH)
def item_link_type(draft: Draft) -> Edit:
    """One link to an item has the type of a collection."""
    edit = _edit(draft, listed(draft, "item")[0], "type", COLLECTION_TYPE)
    return edit.also("link-type-title", *edit.steps)


@defect(
    "link-media-type", "collection", severity="warning", fixable=True, layouts=BOTH, when=lists_items
)  # fmt: skip
def item_link_types(draft: Draft) -> list[Edit]:
    """Every link to an item has the type of a collection."""
    edits = [_edit(draft, link, "type", COLLECTION_TYPE) for link in listed(draft, "item")]
    return [edit.also("link-type-title", *edit.steps) for edit in edits]


@defect("link-type-title", "collection", severity="warning", fixable=True, layouts=BOTH)
def link_title_stale(draft: Draft) -> Edit:
    """A link has not the title of its target."""
    link = (listed(draft, "item") or listed(draft, "child"))[0]
    return _edit(draft, link, "title", link["title"] + " (draft)")


@defect("link-outside-root", "geometry collection", layouts=BOTH)
def child_outside_root(draft: Draft) -> Edit:
    """A child link leads out of the repository."""
    away = "../" * (draft.path.count("/") + 1)
    link = {
        "rel": "child",
        "href": away + "outside/collection.json",
        "type": COLLECTION_TYPE,
        "title": "Outside",
    }
    return draft.add_link(link).also(
        "link-target-missing link-geometry link-order link-type-title round-trip"
    )


@defect("self-link-wrong", "collection", layouts=BOTH)
def self_is_another_file(draft: Draft) -> Edit:
    """The self link is the address of another file."""
    own = draft.path.rpartition("/")[2]
    where = f"{ADDRESS}/{draft.path.replace(own, 'old_' + own)}"
    return draft.add_link({"rel": "self", "href": where, "type": COLLECTION_TYPE})


@defect("cite-as-doi", "collection", severity="info", fixable=True, layouts=BOTH)
def cite_as_a_page(draft: Draft) -> Edit:
    """One publication is cited by the page of its publisher instead of its DOI."""
    return _edit(draft, listed(draft, "cite-as")[-1], "href", PDFS[-1][1])


@defect("cite-as-doi", "collection", severity="info", layouts=BOTH)
def cite_as_files(draft: Draft) -> list[Edit]:
    """The three publications are cited by a file or a page instead of a DOI."""
    for link in listed(draft, "cite-as"):
        draft.links.remove(link)
    edits = []
    for n, (title, where) in enumerate(PDFS):
        link = {"rel": "cite-as", "href": where, "type": "text/html", "title": title}
        draft.links.insert(1 + n, link)
        edits.append(Edit(draft, ("links", link, "href"), after=where))
    return edits


@defect("link-order", "pair collection", severity="info", fixable=True, layouts=BOTH)
def items_unsorted(draft: Draft) -> Edit:
    """The links to the items of a pair are not in the usual order."""
    return _swap(draft, *listed(draft, "item")[:2])


@defect("link-order", "group collection", severity="info", fixable=True, layouts=BOTH, when=lists_pairs)
def pairs_unsorted(draft: Draft) -> Edit:
    """The links to the pairs are not in the order of their dates."""
    return _swap(draft, *listed(draft, "child")[:2])


def _swap(draft: Draft, one: Json, two: Json) -> Edit:
    places = [next(n for n, link in enumerate(draft.links) if link is wanted) for wanted in (one, two)]
    draft.links[places[0]], draft.links[places[1]] = two, one
    return Edit(draft, ("links", two, "href"), one["href"], two["href"]).also("link-order")


@defect("link-geometry", "group collection", touches=("parent", "twin"),
        when=lambda shape, node: node.group == "aux")  # fmt: skip
def item_of_other_geometry(draft: Draft) -> Edit:
    """The lookup table of the other geometry is listed instead of the own one."""
    own = next(child for child in draft.children if child.node.code == "lut")
    other = own.sibling(geometry="radar" if draft.node.geometry == "geo" else "geo")
    edit = _edit(draft, draft.link_to(own), "href", href(draft.path, other.path))
    rules = "child-not-reciprocal listed-twice round-trip parent-link orphan-document parent-link-wrong"
    edit.also(rules + " geometry-twin").also(rules, draft=other).also(rules, draft=own).also(
        rules, draft=other.parent
    )
    return edit.above("geometry-twin extent-covers")
