"""The kinds of STAC objects, told by what is written in them."""

from __future__ import annotations

from typing import Any

#: What is written as `type` of each kind of STAC object.
TYPE_OF_KIND = {"Item": "Feature", "Collection": "Collection", "Catalog": "Catalog"}
_KIND_OF_TYPE = {written: kind for kind, written in TYPE_OF_KIND.items()} | {
    "FeatureCollection": "ItemCollection"
}


_OF_FEATURES = frozenset({"geometry", "properties"})
#: Members of which an item has some, and a feature of plain GeoJSON none.
_OF_STAC = frozenset({"stac_version", "stac_extensions", "assets", "links", "collection"})


def is_geojson(data: Any) -> bool:
    """Return whether a value is a feature as GeoJSON wants it, and nothing of STAC in it (RFC 7946 section 3.2)."""
    is_feature = type(data) is dict and data.get("type") == "Feature"
    return is_feature and data.keys() >= _OF_FEATURES and _OF_STAC.isdisjoint(data)


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
