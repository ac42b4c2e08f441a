"""Native properties that say what their table does not allow."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import Draft, Edit
from stacqc.sample.properties import FILTERED


@defect("status-known", "item", severity="warning", fixable=True)
def status_in_lower_case(draft: Draft) -> Edit:
    """The status is written in lower case."""
    return draft.set("properties", "status", "acquired")


@defect("user-id", "item")
def producer_of_another_product(draft: Draft) -> Edit:
    """The product id names another producer than userId."""
    return draft.set("properties", "userId", "GDMUGA")


@defect("run-uuid", "collection", fixable=True)
def uuid_of_another_run(draft: Draft) -> Edit:
    """The uuid of the collection is not that of its run."""
    return draft.set("uuid", "1a3c2a10-6b1d-4e57-9c2a-5d8e7f901234")


@defect("keywords-geometry", "item")
def keyword_of_the_other_geometry(draft: Draft) -> Edit:
    """The keywords name the other geometry."""
    other = "ground" if draft.node.geometry == "radar" else "radar"
    return draft.set("properties", "keywords", 3, f"{other} geometry")


@defect("keywords-lower-case", "item", severity="info", fixable=True)
def keyword_in_capitals(draft: Draft) -> Edit:
    """A keyword has capital letters."""
    return draft.set("properties", "keywords", 0, "InSAR")


@defect("keywords-unique", "item", severity="info", fixable=True)
def keyword_twice(draft: Draft) -> Edit:
    """A keyword is given twice."""
    keywords = draft.properties["keywords"]
    draft.set("properties", "keywords", [*keywords, keywords[0]])
    return Edit(draft, ("properties", "keywords", len(keywords)), after=keywords[0])


@defect("filter-named", "item", severity="warning", when=lambda shape, node: node.code in FILTERED)
def filter_not_named(draft: Draft) -> Edit:
    """A filtered product does not name its filter."""
    return draft.drop("properties", "appliedFilter").also("same-keys").at("properties", "appliedFilter")


@defect("coordinate-system", "item", when=lambda shape, node: node.geometry == "geo")
def coordinate_system_unknown(draft: Draft) -> Edit:
    """A product on the ground has no coordinate system."""
    return draft.set("properties", "geographicCSTypeCode", None)


@defect("radar-coordinates", "item", when=lambda shape, node: node.geometry == "radar")
def coordinate_system_of_the_ground(draft: Draft) -> Edit:
    """A product in radar geometry has a coordinate system of the ground."""
    return draft.set("properties", "geographicCSTypeCode", "EPSG:4326")


@defect("related-product", "item", when=lambda shape, node: node.code != "lut")
def lookup_table_of_another_run(draft: Draft) -> Edit:
    """The lookup table named is none of the run."""
    named: str = draft.properties["lookupTableId"]
    return draft.set("properties", "lookupTableId", f"{named[:-4]}{int(named[-4:], 16) ^ 1:04X}")


@defect("product-format", "item", severity="warning")
def format_that_is_no_media_type(draft: Draft) -> Edit:
    """The format is not a media type."""
    return draft.set("properties", "productFormat", "GeoTIFF")


@defect("lookup-table-id", "item")
def elevation_model_as_lookup_table(draft: Draft) -> Edit:
    """The lookup table named is an elevation model."""
    return draft.set("properties", "lookupTableId", "DEM_GDMCNRS_geo4rlks01AF")


@defect("los-vector-id", "item")
def lookup_table_as_map_of_the_line_of_sight(draft: Draft) -> Edit:
    """The map of the line of sight named is a lookup table."""
    return draft.set("properties", "mapOfLOSVectorId", draft.properties["lookupTableId"])


@defect("radar-mode", "item", fixable=True)
def sensor_in_lower_case(draft: Draft) -> Edit:
    """The sensor is written in lower case."""
    return draft.set("properties", "sensor", "iw")


@defect("frequency-band", "item")
def band_of_another_radar(draft: Draft) -> Edit:
    """The frequency band is not that of Sentinel-1."""
    return draft.set("properties", "sar:frequency_band", "X")


@defect("look-angle", "item")
def look_angle_in_radians(draft: Draft) -> Edit:
    """A look angle is in radians."""
    return draft.set("properties", "nearRangeLookAngle", 0.513)


@defect("look-angle-order", "item")
def look_angles_exchanged(draft: Draft) -> Edit:
    """The look angles of near and far range are exchanged."""
    return _exchanged(draft, "nearRangeLookAngle", "farRangeLookAngle")


@defect("size-positive", "item")
def no_bursts(draft: Draft) -> Edit:
    """The product was made of no burst."""
    return draft.set("properties", "numberOfBursts", 0)


@defect("line-order", "pair item")
def lines_exchanged(draft: Draft) -> Edit:
    """The times of the first and the last line are exchanged."""
    return _exchanged(draft, "firstLineUtc", "lastLineUtc")


@defect("box-of-four", "item")
def box_of_three_numbers(draft: Draft) -> Edit:
    """A native box lacks its last number."""
    return draft.set("properties", "footprintBoundingBox", draft.properties["footprintBoundingBox"][:3])


@defect("point-of-two", "stack item", when=lambda shape, node: node.code in ("dts", "mvlos", "net"))
def point_of_one_number(draft: Draft) -> Edit:
    """The reference point has one number."""
    return draft.set("properties", "referencePoint", draft.properties["referencePoint"][:1])


def _exchanged(draft: Draft, one: str, other: str) -> Edit:
    """Give each of two properties the value of the other; the finding is at the first."""
    value = draft.properties[one]
    edit = draft.set("properties", one, draft.properties[other])
    draft.set("properties", other, value)
    return edit
