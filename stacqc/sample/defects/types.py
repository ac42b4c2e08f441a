"""Values of the wrong JSON type, names in the wrong style, members that are missing or misplaced."""

from __future__ import annotations

from stacqc.sample.chance import pick
from stacqc.sample.defect import defect
from stacqc.sample.documents import SUMMARISED
from stacqc.sample.draft import Draft, Edit

BOTH = ("live", "legacy")
NUMBERS = (
    "perpendicularBaseline",
    "parallelBaseline",
    "alongTrackBaseline",
    "relativeOrbitNumber",
    "wavelength",
    "numberOfLooksRange",
    "numberOfLooksAzimuth",
    "rangePixelSize",
    "azimuthPixelSize",
    "nearRangeLookAngle",
    "farRangeLookAngle",
    "numberOfBursts",
    "productSize",
)
RULES_ON = {
    "perpendicularBaseline": "baseline-plausible",
    "relativeOrbitNumber": "relative-orbit orbit-agree scenes-agree",
    "numberOfLooksRange": "looks-agree",
    "wavelength": "wavelength-frequency",
}
BOXES = ("boundingBoxFeature", "boundingBoxRadar", "footprintBoundingBox")
FREE = (
    "parallelBaseline",
    "alongTrackBaseline",
    "rangePixelSize",
    "azimuthPixelSize",
    "numberOfBursts",
    "productSize",
)


def _as_text(draft: Draft, name: str) -> Edit:
    value = draft.properties[name]
    text = " ".join(map(str, value)) if isinstance(value, list) else str(value)
    return draft.set("properties", name, text).also("same-type", "properties", name)


@defect("list-numbers", "item", fixable=True)
def resolution_as_texts(draft: Draft) -> Edit:
    """A resolution is a list of texts."""
    return draft.set("properties", "spatialResolution", 0, str(draft.properties["spatialResolution"][0]))


@defect("property-type", "pair item", fixable=True)
def number_as_text(draft: Draft) -> Edit:
    """A number is written as text."""
    return _as_text(draft, pick(FREE, draft.run.plan.seed, draft.path, "number as text"))


@defect("property-type", "item", fixable=True)
def numbers_as_text(draft: Draft) -> list[Edit]:
    """Every native number is written as text."""
    names = [name for name in NUMBERS if name in draft.properties]
    return [_rules_on_numbers(_as_text(draft, name)) for name in names]


def _rules_on_numbers(edit: Edit) -> Edit:
    name = str(edit.steps[-1])
    if name in SUMMARISED:
        edit.above("summaries-match")
    return edit.also(RULES_ON.get(name, ""))


@defect("property-type", "item")
def box_as_text(draft: Draft) -> list[Edit]:
    """The native boxes are written as text."""
    return [_as_text(draft, name) for name in BOXES]


@defect("same-type", "pair item", severity="warning", when=lambda shape, node: shape.pairs > 1)
def type_differs_between_items(draft: Draft) -> Edit:
    """A property is a number here and a text in the other items."""
    return draft.set("properties", "digitalElevationModelId", 30)


@defect("same-keys", "pair item", severity="warning", when=lambda shape, node: shape.pairs > 2)
def property_missing(draft: Draft) -> Edit:
    """A property is missing that the same product of other pairs has."""
    return draft.drop("properties", "numberOfBursts")


@defect(
    "same-keys",
    "stack item",
    severity="warning",
    when=lambda s, n: n.geometry == "geo" and n.code in s.series,
)
def reference_point_on_radar_only(draft: Draft) -> Edit:
    """A product in ground geometry lacks the reference point that its radar twin has."""
    return draft.drop("properties", "referencePoint")


@defect("reserved-in-properties", "item", fixable=True)
def bbox_in_properties(draft: Draft) -> Edit:
    """The box is repeated inside the properties."""
    return draft.set("properties", "bbox", list(draft.data["bbox"])).also("same-keys")


@defect("name-style", "item", severity="warning")
def key_with_capital(draft: Draft) -> Edit:
    """A property has a name that begins with a capital letter."""
    return draft.rename(
        "properties", "firstLineUtc" if draft.node.pair >= 0 else "sensor", "First_line_utc"
    ).also("same-keys rfc3339 datetime-order")


@defect("name-style", "collection", severity="warning")
def hierarchy_key_with_blank(draft: Draft) -> Edit:
    """The breadcrumb is an object under a key with a blank."""
    text: str = draft.data["breadcrumb"]
    steps = [step.strip("[)").split("](") for step in text.split(" > ")]
    value = {str(n): {"title": step[0], "href": step[1]} for n, step in enumerate(steps)}
    draft.rename("breadcrumb", "STAC hierarchy")
    edit = Edit(draft, ("STAC hierarchy",), after=draft.set("STAC hierarchy", value).after)
    return edit.also("breadcrumb").everywhere("breadcrumb")


@defect("schema", "item", layouts=BOTH)
def orbit_state_in_capitals(draft: Draft) -> Edit:
    """The pass is written in capital letters."""
    path = "properties", "sat:orbit_state"
    return draft.set(*path, draft.run.plan.direction.upper()).also("sar-enums orbit-agree", *path)


@defect("schema", "item", layouts=BOTH)
def direction_in_capitals(draft: Draft) -> Edit:
    """The side the antenna looks to is written in capital letters."""
    path = "properties", "sar:observation_direction"
    return draft.set(*path, "RIGHT").also("sar-enums", *path)


@defect("schema", "item", layouts=BOTH)
def polarization_as_text(draft: Draft) -> Edit:
    """The list of polarizations is a text."""
    path = "properties", "sar:polarizations"
    return draft.set(*path, "VV").also("sar-enums same-type property-type", *path)


@defect("schema", "item", layouts=BOTH)
def software_as_text(draft: Draft) -> Edit:
    """The processing software is a text instead of an object."""
    path = "properties", "processing:software"
    return draft.set(*path, "GDM-SAR").also("extension-field same-type property-type", *path)


@defect("schema", "item", layouts=BOTH)
def unknown_extension_field(draft: Draft) -> Edit:
    """A field has a prefix of an extension that does not know it."""
    path = "properties", "processing:id"
    return draft.set(*path, f"GDMSARUGA_{draft.run.plan.id}").also("extension-field", *path).also("same-keys")


@defect("schema", "document", layouts=BOTH, fixable=True)
def doi_empty(draft: Draft) -> Edit:
    """A publication without DOI has an empty one."""
    path = (*(("properties",) if draft.node.is_item else ()), "sci:publications", 0, "doi")
    return draft.set(*path, "").also("doi-wrong null-sentinel", *path)


@defect("schema", "item", layouts=BOTH)
def datetime_missing(draft: Draft) -> Edit:
    """The item has no datetime."""
    return draft.drop("properties", "datetime").also("same-keys datetime-order")


@defect("schema", "item", layouts=BOTH)
def bbox_of_three(draft: Draft) -> Edit:
    """The box has three numbers."""
    return draft.set("bbox", draft.data["bbox"][:3]).also("bbox-geometry").above("extent-covers")


@defect("schema", "collection", layouts=BOTH)
def license_missing(draft: Draft) -> Edit:
    """The collection has no licence."""
    return draft.drop("license").also("license-unknown")


@defect("schema", "item", layouts=BOTH)
def links_as_object(draft: Draft) -> Edit:
    """The links of an item are an object instead of a list."""
    edit = draft.set("links", {link["rel"]: link["href"] for link in draft.links})
    edit.also("child-not-reciprocal round-trip", draft=draft.parent)
    return edit.also(
        "root-link parent-link root-link-wrong parent-link-wrong child-not-reciprocal round-trip"
    )
