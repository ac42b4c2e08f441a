"""Values that are of the right type and still wrong: vocabulary, consistency, physics."""

from __future__ import annotations

from typing import Any

from stacqc.sample.chance import pick
from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.vocabulary import COSPAR, PRODUCTS


def _of(draft: Draft, *codes: str) -> str:
    return pick([c for c in codes if c != draft.node.code], draft.run.plan.seed, draft.path, "code")


@defect("dates-sentinel", "stack item", severity="warning", fixable=True)
def sentinel_of_another_product(draft: Draft) -> Edit:
    """Common_Product stands where Time_Serie belongs, or the other way round."""
    common = draft.properties["datesOfSARScenes"] == "Common_Product"
    return draft.set("properties", "datesOfSARScenes", "Time_Serie" if common else "Common_Product")


@defect("product-type-code", "pair item")
def product_type_of_another_product(draft: Draft) -> Edit:
    """The product type is that of another product of the pair."""
    other = PRODUCTS[_of(draft, "coh", "inw", "inwf", "inu")]
    return draft.set("properties", "productType", other.product_type)


@defect("product-type-code", "item")
def huge_text(draft: Draft) -> Edit:
    """The product type is a million characters long."""
    return draft.set("properties", "productType", "SPATIAL_COHERENCE" + "_X" * 500_000)


@defect("wavelength-frequency", "item")
def wavelength_rounded(draft: Draft) -> Edit:
    """The wavelength is one per cent off."""
    return draft.set("properties", "wavelength", 0.056)


@defect("frequency-unit", "item")
def frequency_in_hertz(draft: Draft) -> Edit:
    """The radar frequency is in Hz."""
    return draft.set("properties", "sar:center_frequency", 5405000454.33)


@defect("orbit-agree", "item")
def orbit_states_differ(draft: Draft) -> Edit:
    """The standard name says the other pass than the native one."""
    other = _other_pass(draft)
    return draft.set("properties", "sat:orbit_state", other).also("orbit-local-time")


@defect("orbit-local-time", "item", severity="info")
def pass_unlikely(draft: Draft) -> Edit:
    """Both names say a pass that does not fit the local time."""
    other = _other_pass(draft)
    draft.set("properties", "sat:orbit_state", other)
    edit = draft.set("properties", "orbitDirection", other).above("summaries-match")
    return edit.also("orbit-local-time", "properties", "sat:orbit_state")


def _other_pass(draft: Draft) -> str:
    return "ascending" if draft.run.plan.direction == "descending" else "descending"


@defect("baseline-plausible", "pair item", severity="warning")
def baseline_in_millimetres(draft: Draft) -> Edit:
    """The perpendicular baseline is a thousand times too long."""
    value = round(draft.properties["perpendicularBaseline"] * 1000 + 12500.0, 3)
    edit = draft.set("properties", "perpendicularBaseline", value).above("summaries-match")
    return _others_of_pair(draft, edit, "baseline-plausible")


def _others_of_pair(draft: Draft, edit: Edit, rules: str) -> Edit:
    for geometry in ("geo", "radar"):
        for code in ("coh", "inw", "inwf", "inu"):
            other = draft.sibling(geometry=geometry, code=code)
            if other is not draft:
                edit.also(rules, draft=other)
    return edit


@defect("band-units", "pair item", severity="warning")
def unit_of_another_quantity(draft: Draft) -> Edit:
    """The first band is said to be in metres."""
    return draft.set("properties", "valueUnit", 0, "m")


@defect("band-units", "item", severity="warning", fixable=True)
def band_name_with_blank(draft: Draft) -> Edit:
    """The name of the first band ends with a blank."""
    return draft.set("properties", "bandDescription", 0, draft.properties["bandDescription"][0] + " ")


@defect("asset-bands", "pair item", severity="warning", layouts=("live", "legacy"))
def unit_in_the_asset_of_another_quantity(draft: Draft) -> Edit:
    """The first band of the raster is said to be in metres."""
    return draft.set("assets", "product", "bands", 0, "unit", "m")


@defect("dem-covers", "item", severity="info")
def dem_too_small(draft: Draft) -> Edit:
    """The elevation model named in the parameters ends before the west edge."""
    name: str = draft.properties["digitalElevationModelId"]
    head, west, rest = name.split("_", 2)
    smaller = f"{head}_{int(west) + 1}_{rest}"
    draft.set("properties", "digitalElevationModelId", smaller)
    edit = draft.set("properties", "parameters", "digitalElevationModel", f"DEM/{smaller}.dem")
    return edit.also("dem-covers", "properties", "digitalElevationModelId")


@defect("relative-orbit", "item")
def track_176(draft: Draft) -> Edit:
    """The track is one more than there are."""
    draft.set("properties", "sat:relative_orbit", 176)
    edit = draft.set("properties", "relativeOrbitNumber", 176).above("summaries-match")
    return edit.also("scenes-agree").everywhere("relative-orbit")


@defect("cospar-id", "item", severity="warning")
def cospar_of_another_satellite(draft: Draft) -> Edit:
    """The international designator is that of the other Sentinel-1."""
    other = COSPAR["b" if draft.properties["platform"].endswith("a") else "a"]
    return draft.set("properties", "sat:platform_international_designator", other)


@defect("cospar-list", "item", severity="warning")
def cospar_list_of_another_satellite(draft: Draft) -> Edit:
    """A designator in the list is that of the other Sentinel-1."""
    name = "sat_ext:platform_international_designators"
    first, *others = draft.properties[name]
    return draft.set("properties", name, [COSPAR["b" if first == COSPAR["a"] else "a"], *others])


@defect("platforms-possible", "pair item", severity="warning")
def platforms_constant(draft: Draft) -> Edit:
    """The list of platforms is not that of the two scenes, at times with a satellite that no longer flew."""
    both = ["sentinel-1a", "sentinel-1b"]
    wrong = both[:1] if draft.properties["platforms"] == both else both
    return draft.set("properties", "platforms", wrong).also("scenes-agree")


@defect("license-unknown", "document")
def license_without_version(draft: Draft) -> Edit:
    """The licence has no version and so is no SPDX id."""
    return _set_license(draft, "CC-BY-NC")


def _set_license(draft: Draft, value: str) -> Edit:
    return draft.set(*(("properties", "license") if draft.node.is_item else ("license",)), value)


@defect("schema", "document", fixable=True)
def license_address(draft: Draft) -> Edit:
    """The licence is an address instead of an SPDX id."""
    edit = _set_license(draft, "https://creativecommons.org/licenses/by-nc/4.0/")
    return edit.also("license-unknown", *edit.steps)


@defect("software-version", "item", severity="warning", excludes="software-commit-date")
def software_commit_none(draft: Draft) -> Edit:
    """The software version ends with None instead of a commit."""
    value = f"NSBAS:v{draft.run.plan.version}:None"
    edit = draft.set("properties", "softwareVersion", value)
    return edit.also("null-sentinel", "properties", "softwareVersion").everywhere("software-version")


@defect("software-version", "item", severity="warning")
def software_commit_date(draft: Draft) -> Edit:
    """The software version ends with a date instead of a commit."""
    value = f"NSBAS:v{draft.run.plan.version}:20240115"
    return draft.set("properties", "softwareVersion", value).everywhere("software-version")


@defect("null-sentinel", "pair item", fixable=True)
def null_word(draft: Draft) -> Edit:
    """A correction that was not made is written as :NULL."""
    return draft.set("properties", "appliedCorrections", ":NULL")


@defect("null-sentinel", "item", fixable=True)
def empty_text(draft: Draft) -> Edit:
    """A value that is not known is written as an empty text."""
    return draft.set("properties", "usedDigitalElevationModel", "")


@defect("asset-href", "item", layouts=("live", "legacy"))
def asset_on_the_build_machine(draft: Draft) -> Edit:
    """An asset has a path of the machine that made it."""
    href: str = draft.data["assets"]["product"]["href"]
    return draft.set("assets", "product", "href", f"/tmp/gdmsar/{href.rpartition('/')[2]}")  # noqa: S108


@defect("assets-empty", "item", severity="warning", layouts=("live", "legacy"))
def no_assets(draft: Draft) -> Edit:
    """A product has no asset."""
    return draft.set("assets", {})


@defect("asset-role-wrong", "item", fixable=True, layouts=("live", "legacy"))
def asset_role_twice(draft: Draft) -> Edit:
    """An asset has one role twice."""
    roles: list[Any] = draft.data["assets"]["quicklook"]["roles"]
    draft.set("assets", "quicklook", "roles", [*roles, *roles])
    return Edit(draft, ("assets", "quicklook", "roles", 1), after=roles[0])
