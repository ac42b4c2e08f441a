"""Rules on the tree that links make: who lists whom, and whether both sides agree."""

from __future__ import annotations

from stacqc.aspects.links import is_alone, links_of
from stacqc.document import Document
from stacqc.engine.probing import exists_once
from stacqc.findings import Problem
from stacqc.rule import fold_rule, rule
from stacqc.rules._link_graph import LinkGraph, missing
from stacqc.told_by import Advice, ToldBy

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#structural-metadata"


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
    # What is no address leads nowhere either, nor does a self link to another file.
    told_by=ToldBy(("schema-format", "self-link-wrong", "root-link-wrong"), advice=Advice.NONE),
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
    # Where the whole tree is read, a file listed or named as parent that does not exist leaves its edge open.
    links = links_of(document)
    whole = document.tree.whole
    asked = [k for k in links.others if k.rel != "parent"] if whole else sorted(links.others + links.listed)
    return [missing(link.place, link.path) for link in asked if not exists_once(link.path)]


_GOOD = _listing_other(_tree("./catalog.json"))

fold_rule(
    "parent-link-wrong",
    LinkGraph,
    # What stands under the wrong collection has a parent link that is right.
    told_by=ToldBy(("link-geometry",), advice=Advice.NONE),
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
    # Nor does it stand twice, where the right one lists it too.
    told_by=ToldBy(("link-geometry",), advice=Advice.NONE),
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


def _features(*types: str) -> dict[str, object]:
    features = [{"type": kind, "stac_version": "1.1.0", "id": kind, "links": []} for kind in types]
    return {"type": "FeatureCollection", "features": features}


@rule(
    "feature-not-item",
    kinds=("Collection", "Catalog"),
    tags=("structure",),
    docs="https://www.rfc-editor.org/rfc/rfc7946#section-3.3",
    fix="Put it into a file of its own.",
    examples={"valid": [_features("Feature")], "invalid": [_features("Feature", "Collection")]},
)
def feature_not_item(document: Document) -> tuple[Problem, ...]:
    """All members of a FeatureCollection are items.

    Clients take each for a feature, with a geometry. Items are not held against a collection among them.
    """
    if document.prefix[:1] != ("features",):
        return ()
    message = f"A {document.kind.lower()} stands among the items of a FeatureCollection"
    return (Problem(("type",), message, "put it into a file of its own"),)
