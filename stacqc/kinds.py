"""The kinds of STAC objects, told by what is written in them."""

from __future__ import annotations

from typing import Any

#: What is written as `type` of each kind of STAC object.
TYPE_OF_KIND = {"Item": "Feature", "Collection": "Collection", "Catalog": "Catalog"}
_KIND_OF_TYPE = {written: kind for kind, written in TYPE_OF_KIND.items()} | {
    "FeatureCollection": "ItemCollection"
}


#: Members of a feature of GeoJSON (RFC 7946 section 3.2), and those of which whatever is STAC has some.
_OF_FEATURES = frozenset({"geometry", "properties"})
_OF_STAC = frozenset({"stac_version", "stac_extensions", "assets", "links", "collection"})


def kind_of(data: Any) -> str:
    """Return "Item", "Collection", "Catalog", "ItemCollection", "Collections", or "" for anything else.

    Catalogs and collections before STAC 1.0.0 carry no `type`; they are told by their members.
    """
    if type(data) is not dict:
        return ""
    declared = data.get("type")
    if type(declared) is str and declared in _KIND_OF_TYPE:
        return _KIND_OF_TYPE[declared]
    if "type" not in data and type(data.get("collections")) is list and "stac_version" not in data:
        return "Collections"
    if "stac_version" not in data:
        return ""
    if "type" in data and ("geometry" in data or "assets" in data) and "properties" in data:
        return "Item"
    if "extent" in data or "license" in data:
        return "Collection"
    if "geometry" in data and "properties" in data:
        return "Item"
    return "Catalog"


def is_foreign(data: Any) -> bool:
    """Return whether a value has nothing of STAC in it: plain GeoJSON, such as an area of interest, or no STAC at all."""
    if type(data) is not dict:
        return True
    is_feature = data.get("type") == "Feature" and data.keys() >= _OF_FEATURES
    return _OF_STAC.isdisjoint(data) and (is_feature or not kind_of(data))
