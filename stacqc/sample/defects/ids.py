"""Ids that do not follow the grammar, the file or the metadata, and metadata that do not follow the id."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

from stacqc.sample.chance import pick
from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.layout import href
from stacqc.sample.properties import properties
from stacqc.sample.shape import Node, Shape

AGREE = "pair-dates-agree product-id-agrees id-equals-path"


def several(shape: Shape, node: Node) -> bool:
    """Whether the run has a second pair."""
    return shape.pairs > 1


def _new_id(draft: Draft, old: str, new: str) -> Edit:
    before: str = draft.data["id"]
    edit = draft.set("id", before.replace(old, new))
    for child in draft.children:
        edit.also("collection-field-wrong", draft=child)
    return edit.also("collection-field-wrong")


def _days(draft: Draft) -> tuple[str, str]:
    first, second = draft.run.plan.pair(draft.node.pair)
    return first.day, second.day


def other_pair(draft: Draft) -> Node:
    """Return the node of the first pair, for the first one of the second, which a lone pair never has."""
    other = 0 if draft.node.pair else 1
    return replace(draft.node, pair=other, ordinal=draft.node.ordinal + 5 * (other - draft.node.pair))


@defect("id-grammar", "pair item")
def month_13(draft: Draft) -> Edit:
    """The second date in the id has a month 13."""
    second = _days(draft)[1]
    return _new_id(draft, f"_{second}_", f"_{second[:4]}13{second[6:]}_").also(AGREE + " pair-interval")


@defect("id-grammar", "pair item")
def looks_left_out_of_id(draft: Draft) -> Edit:
    """The id does not say the number of looks."""
    return _new_id(draft, f"_{draft.run.plan.looks}rlks", "").also(AGREE + " looks-agree")


@defect("id-grammar", "document", when=lambda shape, node: node.ordinal > 0)
def id_in_capitals(draft: Draft) -> Edit:
    """The id of the run is in capital letters."""
    run = draft.run.plan.id
    return _new_id(draft, run, run.upper()).also("id-equals-path processing-id-run same-run")


@defect("id-equals-path", "pair item")
def looks_differ_in_id(draft: Draft) -> Edit:
    """The id says another number of looks than the file name."""
    looks = draft.run.plan.looks
    return _new_id(draft, f"_{looks}rlks", f"_{looks * 2}rlks").also("looks-agree product-id-agrees")


@defect("id-equals-path", "item", touches=("parent",))
def file_renamed(draft: Draft) -> Edit:
    """The file has another name than the id, and the collection links to that name."""
    link, old = draft.parent.link_to(draft), draft.path
    draft.path = old.replace("_item.json", "_copy_item.json")
    link["href"] = href(draft.parent.path, draft.path)
    return (
        Edit(draft, ("id",), old, draft.path)
        .also("id-grammar link-geometry pair-complete")
        .also("link-geometry link-order", draft=draft.parent)
    )


@defect("pair-order", "pair item")
def dates_swapped(draft: Draft) -> Edit:
    """The id has the second date before the first."""
    first, second = _days(draft)
    return _new_id(draft, f"{first}_{second}", f"{second}_{first}").also(AGREE)


@defect("id-unique", "pair item", when=lambda shape, node: node.code == "inw", layouts=("legacy",))
def id_of_another_item(draft: Draft) -> Edit:
    """The wrapped interferogram has the id of the unwrapped one."""
    edit = _new_id(draft, "_wrapped_", "_unwrapped_")
    edit.also("product-title band-units asset-bands pair-complete geometry-twin same-keys")
    return edit.also("id-unique pair-complete", draft=draft.sibling(code="inu"))


@defect("product-id-shape", "item", severity="warning")
def product_id_cut(draft: Draft) -> Edit:
    """The product id has only its acronym and check digits."""
    before: str = draft.properties["productId"]
    edit = draft.set("properties", "productId", f"{before.split('_')[0]}-{before[-4:]}")
    return edit.also("product-id-agrees")


@defect("product-id-agrees", "pair item")
def product_id_of_other_geometry(draft: Draft) -> Edit:
    """The product id names the other geometry."""
    here, there = ("geo", "radar") if draft.node.geometry == "geo" else ("radar", "geo")
    before: str = draft.properties["productId"]
    return draft.set("properties", "productId", before.replace(f"_{here}", f"_{there}"))


@defect("pair-dates-agree", "pair item", first=True)
def pair_copy(draft: Draft) -> Edit:
    """All properties are those of another pair, as if one source file had served for several."""
    other = other_pair(draft)
    before = draft.properties["datesOfSARScenes"]
    draft.data["properties"] = deepcopy(properties(draft.run.plan, other))
    edit = Edit(draft, ("properties", "datesOfSARScenes"), before, draft.properties["datesOfSARScenes"])
    edit.also(
        "product-id-agrees copied-metadata scenes-agree pair-dates-agree baseline-plausible description-leak"
    )
    edit.above("extent-covers summaries-match")
    return _copied_from(draft, other, edit)


def _copied_from(draft: Draft, other: Node, edit: Edit) -> Edit:
    shape, node = draft.run.plan.shape, draft.node
    if other.pair < shape.pairs:
        edit.also("copied-metadata", draft=draft.sibling(pair=other.pair))
    for fields in (
        {"geometry": g, "code": c} for g in ("geo", "radar") for c in ("coh", "inw", "inwf", "inu")
    ):
        if fields != {"geometry": node.geometry, "code": node.code}:
            edit.also("baseline-plausible", draft=draft.sibling(**fields))
    return edit


@defect("pair-dates-agree", "pair item")
def scene_dates_of_another_pair(draft: Draft) -> Edit:
    """Only datesOfSARScenes is that of another pair."""
    other = properties(draft.run.plan, other_pair(draft))
    return draft.set("properties", "datesOfSARScenes", other["datesOfSARScenes"]).also(
        "scenes-agree dates-sentinel"
    )


@defect("copied-metadata", "pair item", when=several)
def created_copied(draft: Draft) -> Edit:
    """The time of creation is that of the same product of another pair."""
    other = draft.sibling(pair=(draft.node.pair + 1) % draft.run.plan.shape.pairs)
    edit = draft.set("properties", "created", other.properties["created"])
    return edit.also("copied-metadata", draft=other)


@defect("processing-id-run", "item", severity="warning")
def processing_id_of_the_cluster(draft: Draft) -> Edit:
    """The processing id names the computing centre instead of the run."""
    return draft.set("properties", "processingId", "computing_on_GRICAD")


@defect("looks-agree", "pair item")
def looks_mismatch(draft: Draft) -> Edit:
    """The properties say half or twice the looks of the id."""
    looks = draft.run.plan.looks
    other = pick([n for n in (2, 4, 8) if n != looks], draft.run.plan.seed, draft.path, "looks")
    draft.set("properties", "sar:looks_range", other)
    edit = draft.set("properties", "numberOfLooksRange", other).above("summaries-match")
    return edit.also("looks-agree", "properties", "sar:looks_range").everywhere("looks-agree")
