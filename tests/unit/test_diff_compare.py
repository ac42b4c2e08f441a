"""Every class of difference is named, every equivalence passed over, counted, and can be switched off."""

from __future__ import annotations

import json
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.comparison.compare import Comparer
from stacqc.comparison.equivalences import ALL, switches
from stacqc.comparison.record import Place, Record
from stacqc.comparison.settings import Settings

Json = dict[str, Any]
SQUARE = [[[0.0, 0.0], [1.0, 0.0], [1.0, 1.0], [0.0, 1.0], [0.0, 0.0]]]
TURNED = [[[1.0, 1.0], [1.0, 0.0], [0.0, 0.0], [0.0, 1.0], [1.0, 1.0]]]


def item(**changes: Any) -> Json:
    made: Json = {
        "type": "Feature",
        "stac_version": "1.1.0",
        "stac_extensions": ["https://e/a.json", "https://e/b.json"],
        "id": "i",
        "geometry": {"type": "Polygon", "coordinates": SQUARE},
        "bbox": [0.0, 0.0, 1.0, 1.0],
        "properties": {"datetime": "2024-01-01T00:00:00Z", "updated": "2024-02-01T00:00:00Z", "n": 6, "flag": True,
                       "list": ["a", "b"], "deep": {"x": 1.5}, "processingId": "P"},
        "links": [{"rel": "self", "href": "./i.json"}, {"rel": "license", "href": "https://l.org"}],
        "assets": {"data": {"href": "./a.tif", "title": "A"}},
        "collection": "c",
    }  # fmt: skip
    for path, value in changes.items():
        put(made, path.split("__"), value)
    return made


def put(holder: Any, steps: list[str], value: Any) -> None:
    *way, last = [s.replace("_C_", ":") for s in steps]
    for step in way:
        holder = holder[step]
    if value is ...:
        holder.pop(last, None)
    else:
        holder[last] = value


def compared(
    a: Json, b: Json, parent: str = "", path: str = "", **settings: Any
) -> tuple[list[str], dict[str, int]]:
    comparer = Comparer(Settings(**settings))
    file = Record("c", "i", Place("a.json"), json.dumps(a).encode(), parent=parent, path=path)
    row = Record("c", "i", Place("db#c/i", (), 0), data=b)
    found = comparer.differences(file, row)
    return [d.kind for d in found], dict(comparer.equivalences.used)


CLASSED = [
    ("value", {"properties__n": 7}),
    ("value", {"properties__deep": {"x": 1.6}}),
    ("value", {"properties__list": ["b", "a"]}),
    ("value", {"properties__list": ["a", "b", "c"]}),
    ("value", {"properties__updated": "2024-03-01T00:00:00Z"}),
    ("type", {"properties__n": "6"}),
    ("type", {"properties__flag": 1}),
    ("type", {"properties__n": True}),
    ("type", {"properties__deep": []}),
    ("added", {"properties__user": "u"}),
    ("added", {"assets__more": {"href": "x"}}),
    (
        "added",
        {"links": [{"rel": "license", "href": "https://l.org"}, {"rel": "about", "href": "https://a"}]},
    ),
    ("dropped", {"properties__n": ...}),
    ("dropped", {"assets__data__title": ...}),
    ("dropped", {"links": []}),
    ("dropped", {"links": ...}),
    ("stale", {"properties__updated": "2024-01-31T23:59:59Z"}),
    ("asset-href", {"assets__data__href": "s3://b/a.tif"}),
    ("geometry", {"bbox": [0.0, 0.0, 1.0, 1.1]}),
    ("geometry", {"bbox": [0.0, 0.0, True, 1.0]}),
    ("geometry", {"geometry__coordinates": [[[0.000001, 0.0], *SQUARE[0][1:]]]}),
    ("geometry", {"geometry__type": "MultiPoint"}),
    ("dropped", {"geometry": ...}),
]


@pytest.mark.parametrize(("kind", "change"), CLASSED)
def test_a_difference_has_one_class(kind: str, change: Json) -> None:
    assert compared(item(), item(**change))[0] == [kind]


def test_a_value_under_an_older_name_is_one_difference() -> None:
    row = item(properties__processingId=..., properties__processing_C_id="P")
    assert compared(item(), row)[0] == ["legacy-key"]
    other = item(properties__processingId=..., properties__processing_C_id="Q")
    assert sorted(compared(item(), other)[0]) == ["added", "dropped"]


# Name, change of the file, change of the row, how often it is counted.
EQUIVALENT: list[tuple[str, Json, Json, int]] = [
    ("inferred-links", {}, {"links": [{"rel": "license", "href": "https://l.org"}, {"rel": "root", "href": "/"}]}, 1),
    ("link-hrefs", {"links": [{"rel": "about", "href": "../../x/o.json"}]},
     {"links": [{"rel": "about", "href": "http://h/x/o.json"}]}, 1),
    ("null-members", {"properties__datetime": None}, {"properties__datetime": ...}, 1),
    ("null-members", {"properties__deep": {"x": None, "y": None}}, {"properties__deep": {}}, 2),
    ("null-members", {}, {"extra": None}, 1),
    ("geometry-numbers", {}, {"geometry__coordinates": [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]}, 1),
    ("geometry-numbers", {}, {"bbox": [-0.0, 0, 1, 1]}, 1),
    ("geometry-members", {"geometry__bbox": [0, 0, 1, 1]}, {}, 1),
    ("geometry-members", {"geometry": {"type": "Point", "coordinates": [1, 2, 3, 4]}},
     {"geometry": {"type": "Point", "coordinates": [1, 2, 3]}}, 1),
    ("number-spelling", {"properties__n": 6.0}, {}, 1),
    ("number-spelling", {"properties__n": 1e22}, {"properties__n": 10**22}, 1),
    ("datetime-spelling", {}, {"properties__datetime": "2024-01-01T01:00:00.000+01:00"}, 1),
    ("feature-type", {"type": ...}, {}, 1),
    ("feature-type", {"private": {"x": 1}}, {"private": ...}, 1),
    ("extension-order", {}, {"stac_extensions": ["https://e/b.json", "https://e/a.json"]}, 1),
    ("set-order", {"properties__keywords": ["a", "b"]}, {"properties__keywords": ["b", "a"]}, 1),
    ("ring-order", {}, {"geometry__coordinates": TURNED}, 1),
    ("tolerance", {}, {"bbox": [0.0, 0.0, 1.0, 1.0000000001]}, 1),
]  # fmt: skip


@pytest.mark.parametrize(("name", "mine", "theirs", "count"), EQUIVALENT)
def test_an_equivalence_is_counted_and_can_be_switched_off(
    name: str, mine: Json, theirs: Json, count: int
) -> None:
    found, used = compared(item(**mine), item(**theirs))
    assert (found, used.get(name)) == ([], count)
    found, used = compared(item(**mine), item(**theirs), equivalences={name: False})
    assert found
    assert name not in used


def test_key_order_is_counted_once_per_document_and_can_be_switched_off() -> None:
    turned = dict(reversed(item().items()))
    turned["properties"] = dict(reversed(turned["properties"].items()))
    assert compared(item(), turned) == ([], {"key-order": 1})
    assert compared(item(), turned, equivalences={"key-order": False})[0] == ["value", "value"]


def test_array_order_is_a_difference_unless_switched_on() -> None:
    turned = item(properties__list=["b", "a"])
    assert compared(item(), turned)[0] == ["value"]
    assert compared(item(), turned, equivalences={"array-order": True}) == ([], {"array-order": 1})


def test_objects_of_pystac_are_passed_over_on_request() -> None:
    row = item(stac_version="1.0.0", stac_extensions=[])
    assert compared(item(), row)[0] == ["value", "value"]
    assert compared(item(), row, equivalences={"client-objects": True}) == ([], {"client-objects": 2})


def test_nulls_inside_arrays_matter() -> None:
    assert compared(item(properties__list=[None, "a"]), item(properties__list=["a"]))[0] == ["value"]


def test_hrefs_are_mapped_as_configured() -> None:
    row = item(assets__data__href="s3://b/a.tif")
    assert compared(item(), row, hrefs={"./": "s3://b/"}) == ([], {"href-mapping": 1})


def test_ignored_pointers_cover_what_is_below() -> None:
    row = item(properties__deep={"x": 2}, properties__n=8)
    assert compared(item(), row, ignore=("/properties/deep", "/properties/n"))[0] == []
    assert compared(item(), row, ignore=("/properties/dee",))[0] == ["value", "value"]


@pytest.mark.parametrize(("change", "expected"), [
    ({}, []),
    ({"properties__self_href": "https://h/files/c/sub/i.json?x=1"}, []),
    ({"properties__self_href": "https://h/files/old/i.json"}, ["wrong-parent"]),
    ({"properties__self_href": ...}, ["wrong-parent"]),
    ({"properties__parent_collection": "x"}, ["wrong-parent"]),
    ({"properties__parent_collection": ..., "properties__self_href": ...}, ["wrong-parent", "wrong-parent"]),
])  # fmt: skip
def test_what_flattening_adds_is_verified_then_passed_over(change: Json, expected: list[str]) -> None:
    row = item(properties__parent_collection="sub", properties__self_href="https://h/files/c/sub/i.json")
    for path, value in change.items():
        put(row, path.split("__"), value)
    found, used = compared(item(collection="sub"), row, parent="sub", path="c/sub/i.json")
    assert (found, used["flattening"]) == (expected, 1)
    off, _ = compared(item(collection="sub"), row, "sub", "c/sub/i.json", equivalences={"flattening": False})
    assert "value" in off


def test_a_flat_tree_needs_no_parent_in_the_database() -> None:
    assert compared(item(), item(), parent="c", path="c/i.json") == ([], {})


def reversed_members(value: Any) -> Any:
    if type(value) is dict:
        return {k: reversed_members(v) for k, v in reversed(value.items())}
    return [reversed_members(v) for v in value] if type(value) is list else value


ORDERS: list[tuple[Json, list[str], dict[str, int]]] = [
    (item(), [], {}),
    (item(geometry={"coordinates": SQUARE, "type": "Polygon"}), [], {"key-order": 1}),
    (reversed_members(item()), [], {"key-order": 1}),
    (reversed_members(item(properties__n=7)), ["value"], {}),
    (reversed_members(item(properties__n=6.0)), [], {"number-spelling": 1}),
    (reversed_members(item(properties__flag=1)), ["type"], {}),
    (reversed_members(item(bbox=[0, 0, 1, 1])), [], {"geometry-numbers": 1, "key-order": 1}),
    (reversed_members(item(extra=None)), [], {"null-members": 1}),
]


@pytest.mark.parametrize("parent", ["", "c"], ids=["as a whole", "member by member"])
@pytest.mark.parametrize(("row", "kinds", "used"), ORDERS)
def test_the_order_of_members_counts_where_nothing_else_does(
    row: Json, kinds: list[str], used: dict[str, int], parent: str
) -> None:
    assert compared(item(), row, parent) == (kinds, used)


def collection(**changes: Any) -> Json:
    made: Json = {
        "type": "Collection", "id": "c", "description": "[R](../c.json)\n\nText", "links": [], "STAC hierarchy": {"0": 1},
        "extent": {"spatial": {"bbox": [[0, 0, 1, 1], [2, 2, 3, 3]]},
                   "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    }  # fmt: skip
    for path, value in changes.items():
        put(made, path.split("__"), value)
    return made


OF_COLLECTIONS: list[tuple[str, Json]] = [
    ("collection-links", {"links": [{"rel": "http://www.opengis.net/def/rel/ogc/1.0/queryables", "href": "q"}]}),
    ("collection-links", {"parent_ids": ["x"]}),
    ("extent-spelling", {"extent__spatial": {"bbox": [[0, 0, 3, 3]]}}),
    ("extent-spelling", {"extent__temporal": {"interval": [["2020-01-01T00:00:00+00:00", "2021-01-01T00:00:00+00:00"]]}}),
    ("nesting-members", {"STAC hierarchy": ...}),
    ("nesting-members", {"ingestion_time": "2026-01-01"}),
    ("nesting-members", {"description": "Text"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "change"), OF_COLLECTIONS)
def test_equivalences_of_collections(name: str, change: Json) -> None:
    def differences(**settings: Any) -> tuple[list[str], int]:
        comparer = Comparer(Settings(**settings))
        file = Record("", "c", Place("c.json"), orjson.dumps(collection()))
        found = comparer.differences(file, Record("", "c", Place("db#c", (), 0), data=collection(**change)))
        return [d.kind for d in found], comparer.equivalences.used[name]

    found, used = differences()
    assert (found, used > 0) == ([], True)
    found, used = differences(equivalences={name: False})
    assert (bool(found), used) == (True, 0)


@pytest.mark.parametrize("extent", [
    {"spatial": {"bbox": [[0, 0, 3, 4]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    {"spatial": {"bbox": [[0, 0, 1, 1], [2, 2, 3, 3]]}, "temporal": {"interval": [["2020-01-02T00:00:00Z", None]]}},
    {"spatial": {"bbox": [[0, 0, 1, 1], [2, 2, 3, 3]]}, "temporal": {"interval": [[None, None]]}},
])  # fmt: skip
def test_extents_that_cover_something_else_differ(extent: Json) -> None:
    file = Record("", "c", Place("c.json"), orjson.dumps(collection()))
    row = Record("", "c", Place("db#c", (), 0), data=collection(extent=extent))
    assert [d.kind for d in Comparer(Settings()).differences(file, row)] == ["value"]


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(JSON)
def test_a_document_equals_itself(value: Any) -> None:
    assert compared(item(properties__deep=value), item(properties__deep=value)) == ([], {})


@given(JSON, JSON)
def test_with_everything_off_only_the_same_is_equal(a: Any, b: Any) -> None:
    off = {e.name: False for e in ALL}
    found, used = compared(item(properties__deep=a), item(properties__deep=b), equivalences=off)
    alike = orjson.dumps(a) == orjson.dumps(b)
    assert (not found, used) == (alike or is_zero(a, b), {})


def is_zero(a: Any, b: Any) -> bool:
    """Zero and minus zero are one number, wherever they stand."""
    text = [orjson.dumps(v).replace(b"-0.0", b"0.0") for v in (a, b)]
    return text[0] == text[1]


@pytest.mark.parametrize(("text", "said"), [
    ("null-members", "wants NAME=on"),
    ("null-member=on", "did you mean null-members"),
    ("E3=maybe", "wants NAME=on"),
])  # fmt: skip
def test_a_wrong_switch_is_explained(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        switches([text])


def test_a_code_is_as_good_as_a_name() -> None:
    assert switches(["E3=off", "array-order=on"]) == {"null-members": False, "array-order": True}


@pytest.mark.parametrize("odd", [True, 7, "x", {"rel": "self"}])
@pytest.mark.parametrize("other", [[], [{"rel": "self", "href": "a"}], None, False])
def test_links_that_are_no_list_are_told(odd: Any, other: Any) -> None:
    for a, b in ((odd, other), (other, odd)):
        assert len(compared(item(links=a), item(links=b))[0]) == 1
