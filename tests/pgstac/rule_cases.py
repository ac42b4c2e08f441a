"""Documents that break the rules of the ruleset pgstac, and such as come near and do not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.pgstac.help import Json

COLLECTION: Json = {
    "type": "Collection",
    "stac_version": "1.1.0",
    "description": "Documents that try a rule",
    "license": "CC-BY-4.0",
    "extent": {"spatial": {"bbox": [[0, 0, 3, 3]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    "links": [],
}  # fmt: skip
ITEM: Json = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "scene",
    "geometry": {"type": "Point", "coordinates": [1.5, 2.5]},
    "bbox": [1.5, 2.5, 1.5, 2.5],
    "properties": {"datetime": "2020-05-01T00:00:00Z"},
    "links": [],
    "assets": {"data": {"href": "https://example.org/a.tif"}},
}


@dataclass(frozen=True)
class Case:
    """Changes of an item and of its collection, and what becomes of them."""

    outcome: str
    item: Json = field(default_factory=dict)
    collection: Json = field(default_factory=dict)
    #: Members that are left out, and texts of the line that are put in the place of others.
    without: tuple[str, ...] = ()
    written: tuple[tuple[str, str], ...] = ()
    #: The whole line, where it is no item.
    line: str = ""
    #: More items of the same load.
    also: tuple[Json, ...] = ()


def properties(**more: Any) -> Json:
    return {"properties": {"datetime": "2020-05-01T00:00:00Z", **more}}


def interval(start: Any, end: Any) -> Json:
    return {"properties": {"start_datetime": start, "end_datetime": end}}


def geometry(kind: str, coordinates: Any, **more: Any) -> Json:
    return {"geometry": {"type": kind, "coordinates": coordinates, **more}}


def asset(**more: Any) -> Json:
    return {"assets": {"data": {"href": "https://example.org/a.tif", **more}}}


def described(**more: Any) -> Json:
    return {"item_assets": {"data": more}}


def temporal(*ends: Any) -> Json:
    return {"extent": {**COLLECTION["extent"], "temporal": {"interval": [[*ends]]}}}


def spatial(*box: float) -> Json:
    return {"extent": {**COLLECTION["extent"], "spatial": {"bbox": [[*box]]}}}


def link(**members: Any) -> Json:
    return {"links": [members]}


def number(text: str) -> Case:
    outcome = "refused" if text in ("NaN", "1e400") else "changed"
    return Case(outcome, properties(a="#"), written=(('"#"', text),))


def kept(**more: Any) -> Case:
    return Case("kept", **more)


def refused(**item: Any) -> Case:
    return Case("refused", item)


def changed(**item: Any) -> Case:
    return Case("changed", item)


BANDS = [{"name": "a", "unit": "m"}, {"name": "b"}]
WHOLE = "https://example.org/about"
#: For each rule of the ruleset documents that break it, and such as come near and do not.
CASES: dict[str, list[Case]] = {
    "json-syntax": [Case("refused", line='{"type": "Feature", "id": "scene"'), kept()],
    "json-encoding": [Case("refused", properties(a="#"), written=(("#", "\\ud800"),)), kept(item=properties(a="\U0001f6f0"))],
    "json-duplicate-key": [Case("thinned", written=(('"id"', '"bbox": [1, 2, 3, 4], "id"'),)), kept()],
    "json-number": [*map(number, ("NaN", "1e400", "18446744073709551616")),
                    kept(item=properties(a=2**64 - 1, b=1.5e300, c=2**53 + 1, d=5e-324))],
    "not-stac": [Case("refused", line='{"name": "a package"}'), kept()],
    "id-duplicate": [Case("refused", also=({"bbox": [0, 0, 1, 1]},)), kept(also=({"id": "other"},))],
    "pgstac-asset-key": [Case("whole", {"assets": {"scene_data": {"href": WHOLE, "type": "image/tiff"}}}, described(type="image/tiff")),
                         kept(item=asset(type="image/tiff"), collection=described(type="image/tiff"))],
    "pgstac-asset-relative": [Case("unresolved", asset(href="./a.tif")), Case("unresolved", asset(href="/data/a.tif")),
                              kept(item=asset(href="s3://bucket/a.tif"))],
    "pgstac-backslash": [*(changed(**properties(a=a)) for a in ("C:\\new", "a\\\\b", 'q\\"z', "\\u0041")),
                         changed(**properties(**{"a\\b": 1})),
                         Case("refused", properties(a="C:\\data"), also=({"id": "other"},)),
                         kept(item=properties(a="#", b='"x"\n'), written=(("#", "C:\\u005cnew"),))],
    "pgstac-collection-missing": [Case("refused", without=("collection",)), refused(collection=None), kept()],
    "pgstac-collection-unknown": [refused(collection="nowhere"), kept()],
    "pgstac-datetime-missing": [refused(properties={"datetime": None}), refused(properties={}),
                                refused(properties={"datetime": None, "start_datetime": "2020-05-01T00:00:00Z"}),
                                kept(item=interval("2020-05-01T00:00:00Z", "2020-05-02T00:00:00Z"))],
    "pgstac-datetime-wrong": [*(refused(properties={"datetime": t}) for t in
                                ("2020-02-30T00:00:00Z", "2020-05-01T25:00:00Z", "2020", "soon", "", 20200501)),
                              Case("elsewhen", {"properties": {"datetime": "05/06/2020"}}),
                              kept(item={"properties": {"datetime": "2020-05-01T02:00:00.123456+02:00"}}),
                              kept(item={"properties": {"datetime": "20200501T000000Z"}}),
                              kept(item={"properties": {"datetime": "2020-05-01"}})],
    "pgstac-extent-3d": [Case("misplaced", collection=spatial(0, 1, -500, 2, 3, 900)), kept(collection=spatial(0, 1, 2, 3))],
    "pgstac-extent-time": [Case("refused", collection=temporal("2020-13-01T00:00:00Z", None)),
                           Case("refused", collection=temporal("2020-01-01T00:00:00Z", "")),
                           kept(collection=temporal(None, "2020-01-01"))],
    "pgstac-geometry-members": [changed(**geometry("Point", [1.5, 2.5], bbox=[1.5, 2.5, 1.5, 2.5])),
                                changed(**geometry("Point", [1.5, 2.5, 3.5, 4.5])),
                                kept(item=geometry("Point", [1.5, 2.5, 3.5]))],
    "pgstac-geometry-null": [refused(geometry=None), Case("refused", without=("geometry",)), kept()],
    "pgstac-geometry-wrong": [*(refused(**geometry(*g)) for g in (
                                  ("Circle", [1, 2]), ("Point", []), ("Point", [1]), ("Point", ["1", "2"]), ("Point", [1, None]),
                                  ("Point", [1, 2, 3, 4, 5]), ("LineString", [[0, 0], [1, 1, 5]]), ("Point", None),
                                  ("Polygon", [[0, 0], [1, 0], [1, 1], [0, 0]]), ("Point", [[1, 2]]))),
                              refused(geometry="POINT(1 2)"), refused(geometry={"type": "GeometryCollection"}),
                              changed(**geometry("point", [1.5, 2.5])), changed(**geometry("Point", [True, 2])),
                              *(kept(item=geometry(*g)) for g in (
                                  ("Polygon", [[[0, 0], [1, 0], [1, 1], [0, 1]]]), ("Polygon", []), ("MultiPoint", []),
                                  ("MultiPoint", [[1, 2, 3], [4, 5, 6]]), ("Point", [181.5, 2.5])))],
    "pgstac-id": [*(Case("lost", {"id": i}) for i in ("a/b", "a?b", "a#b", "a%2Fb", "a\nb", "..")),
                  changed(id=5), Case("refused", without=("id",)), kept(item={"id": "S1A_2020.SAFE-1"}),
                  Case("lost", collection={"id": "run/1"}), kept(collection={"id": "run-1"})],
    "pgstac-id-transactions": [Case("unchangeable", {"id": "urn:scene"}), kept(item={"id": "urn.scene"})],
    "pgstac-interval-reversed": [refused(**interval("2020-05-03T00:00:00Z", "2020-05-02T00:00:00Z")),
                                 kept(item=interval("2020-05-03T00:00:00Z", "2020-05-03T00:00:00Z")),
                                 kept(item=interval("2020-05-03T01:00:00+02:00", "2020-05-03T00:00:00Z"))],
    "pgstac-item-assets": [Case("changed", asset(title=None), described(title="Data")),
                           Case("changed", asset(title=[]), described(title="Data")),
                           Case("changed", {"assets": {"data": None}}, described(title="Data")),
                           Case("changed", asset(bands=[{"name": None, "unit": "m"}, {"name": "b"}]), described(bands=BANDS)),
                           Case("refused", asset(title={"title": "Data"}), described(title="title")),
                           kept(item=asset(title="Mine", roles=[], bands=BANDS[:1]),
                                collection=described(title="Data", roles=["data"], bands=BANDS, gsd=5)),
                           kept(item=asset(proj={"a": 1}), collection=described(proj={"a": 2, "b": 3}))],
    "pgstac-link-incomplete": [Case("lost", link(href=WHOLE)), Case("lost", link(rel="about")), Case("lost", {"links": ["a"]}),
                               Case("lost", link(rel="about", href=None)), Case("lost", collection=link(href=WHOLE)),
                               kept(item=link(rel="about", href=WHOLE))],
    "pgstac-link-relative": [*(changed(**link(rel="license", href=h)) for h in ("../LICENSE", "/LICENSE", "#x", "//example.org/a")),
                             Case("changed", collection=link(rel="license", href="./LICENSE")),
                             *(kept(item=link(rel="about", href=h)) for h in (WHOLE, "s3://b/k", "mailto:a@b.c", "https://e.org/a b")),
                             kept(item=link(rel="parent", href="./collection.json"))],
    "pgstac-member-hidden": [changed(private={"a": 1}), changed(**{"pgstac:base_item": 7}), kept(item={"own": {"a": 1}})],
    "pgstac-nul": [refused(**properties(a="x\0y")), refused(**properties(**{"x\0y": 1})), Case("refused", collection={"title": "a\0b"}),
                   kept(item=properties(x="a\x01b"))],
    "pgstac-null": [changed(**properties(a=None)), changed(**properties(a=[{"b": None}])),
                    changed(properties={"datetime": None, **interval("2020-05-01T00:00:00Z", "2020-05-02T00:00:00Z")["properties"]}),
                    kept(item=properties(a=[None, 1]))],
    "pgstac-number-digits": [*(Case("respelt", properties(a="#"), written=(('"#"', n),)) for n in
                               ("3.141592653589793238", "0.12345678901234567890123", "1e-400")),
                             Case("changed", properties(a="#"), written=(('"#"', "-0.0"),)),
                             *(kept(item=properties(a="#"), written=(('"#"', n),)) for n in ("0.1", "-0.5", "100.0", "10.123456789012"))],
}  # fmt: skip
