"""Products that do not say what their neighbours, their run or their other half say."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.defects.ids import several
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.layout import LAYOUTS
from stacqc.sample.run_plan import rfc3339
from stacqc.sample.vocabulary import PREFIX, PRODUCTS, SCIENTIFIC


@defect("id-layout-mixed", "stack item")
def id_of_the_old_layout(draft: Draft) -> Edit:
    """The id is the one the product had in the old layout."""
    old = LAYOUTS["legacy"].id(draft.run.plan, draft.node)
    return draft.set("id", old).also("geometry-twin")


@defect("product-title", "pair item")
def title_of_another_product(draft: Draft) -> Edit:
    """The title is that of another product."""
    edit = draft.set("properties", "title", PRODUCTS["dts"].title)
    return edit.also("link-type-title", draft=draft.parent)


@defect("looks-per-run", "stack item")
def looks_of_another_run(draft: Draft) -> Edit:
    """A product of the stack has other looks than the pairs."""
    other = 2 * draft.run.plan.looks
    draft.set("properties", "sar:looks_range", other)
    return draft.set("properties", "numberOfLooksRange", other).above("summaries-match")


@defect("track-per-run", "pair item")
def track_of_another_run(draft: Draft) -> Edit:
    """Scenes and track are those of the next track."""
    for name in ("masterSARImageId", "slaveSARImageId", "superMasterSARImageId"):
        scene: str = draft.properties[name]
        orbit = scene.split("_")[-3]
        draft.set("properties", name, scene.replace(f"_{orbit}_", f"_{int(orbit) + 1:06d}_"))
    track = draft.run.plan.track % 175 + 1
    draft.set("properties", "sat:relative_orbit", track)
    return draft.set("properties", "relativeOrbitNumber", track).above("summaries-match")


@defect("software-per-run", "item", severity="warning")
def software_of_another_version(draft: Draft) -> Edit:
    """One product was made by another version of the chain."""
    return draft.set("properties", "softwareVersion", f"NSBAS:v1.9.0:{draft.run.plan.commit}")


@defect("product-id-form", "pair item", severity="warning", when=several)
def product_id_of_another_form(draft: Draft) -> Edit:
    """The product id has another form than those of the other pairs."""
    before: str = draft.properties["productId"]
    acronym, producer = before.split("_")[:2]
    made = f"{acronym}_{producer}_{draft.node.geometry}{draft.run.plan.looks}rlks{before[-4:]}"
    return draft.set("properties", "productId", made)


@defect("baseline-per-pair", "pair item", severity="warning")
def baseline_of_one_product(draft: Draft) -> Edit:
    """The baseline differs from that of the other products of the pair."""
    value = round(draft.properties["perpendicularBaseline"] + 1.5, 3)
    draft.set("properties", "insar:perpendicular_baseline", value)
    return draft.set("properties", "perpendicularBaseline", value).above("summaries-match")


@defect("native-values", "item")
def antenna_on_the_other_side(draft: Draft) -> Edit:
    """The native name of the side says another one than the standard name."""
    return draft.set("properties", "antennaSide", "left")


@defect("scene-links", "pair item", layouts=("live", "legacy"))
def scene_link_of_another_day(draft: Draft) -> Edit:
    """The link to the second scene leads to the first one."""
    return draft.set("links", draft.link("secondary"), "href", draft.link("reference")["href"])


@defect("ingestion-order", "run")
def ingested_before_update(draft: Draft) -> Edit:
    """The run was ingested before its products were made."""
    return draft.set("ingestion_time", rfc3339(draft.run.plan.created - 86400))


@defect("license-link", "collection")
def license_link_of_another(draft: Draft) -> Edit:
    """The link leads to another licence than the one that is named."""
    return draft.set(
        "links", draft.link("license"), "href", "https://creativecommons.org/licenses/by-sa/4.0/"
    )


@defect("licenses-agree", "item")
def licenses_differ(draft: Draft) -> Edit:
    """A second licence says something else."""
    return draft.set("properties", "licenses", "CC-BY-4.0").also("same-keys")


@defect("doi-wrong", "collection")
def doi_wrong_and_undeclared(draft: Draft) -> Edit:
    """A DOI is none, and no schema says so because its extension is not declared."""
    declared = [uri for uri in draft.data["stac_extensions"] if uri != SCIENTIFIC]
    draft.set("stac_extensions", declared)
    return draft.set("sci:publications", 1, "doi", "Fringe2015").also("extension-declared")


@defect("extension-field", "item", fixable=True)
def processing_id_under_its_old_name(draft: Draft) -> Edit:
    """The id of the processing has its old name, in an extension that is not declared."""
    declared = [uri for uri in draft.data["stac_extensions"] if "/processing/" not in uri]
    draft.set("stac_extensions", declared)
    return draft.rename("properties", "processingId", "processing:id").also("extension-declared same-keys")


@defect("extension-versions", "item")
def extension_of_another_version(draft: Draft) -> Edit:
    """An extension is declared in an older version than elsewhere."""
    place = next(n for n, uri in enumerate(draft.data["stac_extensions"]) if "/sat/" in uri)
    return draft.set("stac_extensions", place, f"{PREFIX}sat/v1.0.0/schema.json")


@defect("sar-enums", "item", fixable=True)
def native_pass_in_capitals(draft: Draft) -> Edit:
    """The native name of the pass is written in capital letters."""
    return draft.set("properties", "orbitDirection", draft.run.plan.direction.upper()).above(
        "summaries-match"
    )


@defect("native-datetimes", "pair item")
def standard_start_differs(draft: Draft) -> Edit:
    """The standard start is a day before the native one."""
    first, _ = draft.run.plan.pair(draft.node.pair)
    return draft.set("properties", "start_datetime", rfc3339(first.start - 86400)).above("extent-covers")


@defect("asset-href", "pair item", when=lambda shape, node: node.code == "inw")
def asset_role_of_another_product(draft: Draft) -> Edit:
    """A wrapped interferogram has the role of an unwrapped one."""
    draft.set("assets", "product", "roles", ["data", "unwrapped_phase"])
    return Edit(draft, ("assets", "product", "roles", 1), after="unwrapped_phase")
