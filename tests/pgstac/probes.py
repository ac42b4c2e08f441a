"""Items that try what pgstac and its API do to documents, one trait each."""

from __future__ import annotations

import copy
from typing import Any

Json = dict[str, Any]
COLLECTION: Json = {
    "type": "Collection",
    "stac_version": "1.1.0",
    "id": "probe",
    "title": None,
    "description": "Probes",
    "license": "CC-BY-4.0",
    "keywords": [],
    "extent": {"spatial": {"bbox": [[0, 0, 3, 3], [0.5, 0.5, 2, 2]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    "summaries": {"gsd": [1.0, 2]},
    "item_assets": {
        "data": {"title": "Data", "roles": ["data"], "type": "image/tiff", "bands": [{"name": "a"}, {"name": "b"}]},
        "thumb": {"title": "Thumb", "roles": [], "nodata": None},
    },
    "links": [
        {"rel": "license", "href": "https://example.org/license"},
        {"rel": "root", "href": "../catalog.json"},
        {"rel": "child", "href": "./sub/collection.json"},
        {"rel": "about", "href": "../about.html"},
    ],
}  # fmt: skip
_ITEM: Json = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "stac_extensions": [],
    "geometry": {"type": "Polygon", "coordinates": [[[1.5, 2.5], [3.5, 2.5], [3.5, 4.5], [1.5, 4.5], [1.5, 2.5]]]},
    "bbox": [1.5, 2.5, 3.5, 4.5],
    "properties": {"datetime": "2020-05-01T00:00:00Z"},
    "links": [{"rel": "license", "href": "https://example.org/license"}],
    "assets": {"data": {"href": "./a.tif", "title": "Data", "roles": ["data"], "type": "image/tiff",
                        "bands": [{"name": "a"}, {"name": "b"}]}},
    "collection": "probe",
}  # fmt: skip
_BANDS = [{"name": "a"}, {"name": "b"}]


def _geometry(kind: str, coordinates: Any, **more: Any) -> Json:
    return {"geometry": {"type": kind, "coordinates": coordinates, **more}}


def _properties(**more: Any) -> Json:
    return {"properties": {"datetime": "2020-05-01T00:00:00Z", **more}}


def _assets(**more: Any) -> Json:
    return {"assets": more}


#: What differs from a plain item, by the id of the probe.
CHANGES: dict[str, Json] = {
    "plain": {},
    "links-inferred": {"links": [{"rel": r, "href": f"./{r}.json"} for r in ("self", "root", "parent", "collection", "item", "child")]},
    "links-relative": {"links": [{"rel": "derived_from", "href": "../../other/o.json"}, {"rel": "about", "href": "./x.html"}]},
    "links-absolute": {"links": [{"rel": "about", "href": "s3://b/k"}, {"rel": "via", "href": "https://e.org/a?b=c"}]},
    "null-datetime": {"properties": {"datetime": None, "start_datetime": "2020-05-01T00:00:00Z", "end_datetime": "2020-05-02T00:00:00Z"}},
    "null-property": _properties(a=None, deep={"a": None, "b": {"c": None, "d": 1}}),
    "null-in-array": _properties(a=[None, 1, {"b": None}]),
    "null-top": {"extra": None},
    "number-integer-float": _properties(a=1.0, b=100.10, c=1e-7, d=5e-324, e=2**53 + 1),
    "number-exponent": _properties(a=1e22, b=1.5e300, c=-0.0),
    "geometry-whole": {**_geometry("Polygon", [[[30.0, 0.0], [31.0, 0.0], [31.0, 1.0], [30.0, 0.0]]]), "bbox": [30.0, 0.0, 31.0, 1.0]},
    "geometry-digits": _geometry("Point", [1.2345678901234567, 2.3456789012345678]),
    "geometry-negative-zero": _geometry("Point", [-0.0, 5.5]),
    "geometry-3d": _geometry("Point", [1.5, 2.5, 3.5]),
    "geometry-foreign": _geometry("Point", [1.5, 2.5], bbox=[1.5, 2.5, 1.5, 2.5], note="x"),
    "geometry-clockwise": _geometry("Polygon", [[[1.5, 2.5], [1.5, 4.5], [3.5, 4.5], [3.5, 2.5], [1.5, 2.5]]]),
    "geometry-multi": _geometry("MultiPoint", [[1.5, 2.5], [2.5, 3.5]]),
    "geometry-beyond": _geometry("Point", [181.5, 2.5]),
    "geometry-collection": {"geometry": {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1.5, 2.5]}]}},
    "time-offset": _properties(created="2020-05-01T00:00:00+00:00", updated="2020-05-01T02:00:00.123456789+02:00"),
    "time-lower": _properties(created="2020-05-01t00:00:00z"),
    "text": _properties(a="é\U0001f6f0", b="", c="a\nb\t\"q\"", d="√\u2028"),
    "truth": _properties(a=True, b=False, c=[True, 1, "1"]),
    "keys": _properties(**{"a b": 1, "a/b": 2, "a~b": 3, "": 4}),
    "arrays": _properties(a=[], b=[[]], c={}, d=["b", "a"]),
    "assets-equal": {},
    "assets-changed": _assets(data={"href": "./a.tif", "title": "Mine", "roles": ["data", "x"], "type": "image/tiff", "bands": _BANDS}),
    "assets-partial": _assets(data={"href": "./a.tif"}),
    "assets-none": _assets(),
    "assets-other": _assets(other={"href": "./o.tif"}, data={"href": "./a.tif", "roles": []}),
    "assets-shorter": _assets(data={"href": "./a.tif", "bands": [{"name": "a"}]}),
    "assets-thumb": _assets(thumb={"href": "./t.png", "title": "Thumb", "roles": []}),
    "no-links": {"links": []},
    "private": {"private": {"secret": 1}},
    "extensions": {"stac_extensions": ["https://stac-extensions.github.io/sar/v1.0.0/schema.json"]},
}  # fmt: skip


def items() -> list[Json]:
    """Return all probes."""
    return [{**copy.deepcopy(_ITEM), "id": name, **change} for name, change in CHANGES.items()]
