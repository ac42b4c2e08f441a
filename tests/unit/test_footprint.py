"""Footprints: few points, no jumps across ±180°, and None for what does not lie on the Earth."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.aspects.footprint import footprint_of


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [[list(p) for p in (*ring, ring[0])]]}


def longitudes(geometry: Any) -> list[list[float]]:
    found = footprint_of(geometry)
    assert found is not None
    return [list(line[::2]) for line in found]


def test_polygon_across_the_antimeridian_runs_on() -> None:
    across = polygon((179, 10), (-179, 10), (-179, 11), (179, 11))
    assert longitudes(across) == [[179, 181, 181, 179, 179]]


def test_polygon_written_the_other_way_round_runs_on_too() -> None:
    assert longitudes(polygon((-179, 10), (179, 10), (179, 11), (-179, 11))) == [
        [-179, -181, -181, -179, -179]
    ]


def test_global_product_stays_as_wide_as_it_is_written() -> None:
    assert longitudes(polygon((-180, -90), (180, -90), (180, 90), (-180, 90))) == [
        [-180, 180, 180, -180, -180]
    ]


def test_ring_around_a_pole_is_closed_over_it() -> None:
    (ring,) = footprint_of(polygon((-120, -80), (0, -80), (120, -80))) or ()
    assert min(ring[1::2]) == -90
    assert max(ring[::2]) - min(ring[::2]) == 360


def test_holes_are_left_out_and_parts_kept() -> None:
    part = [[[0, 0], [1, 0], [1, 1], [0, 0]], [[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]]]
    assert len(footprint_of({"type": "Polygon", "coordinates": part}) or ()) == 1
    assert len(footprint_of({"type": "MultiPolygon", "coordinates": [part, part]}) or ()) == 2


def test_many_points_become_few_with_first_and_last() -> None:
    line = {"type": "LineString", "coordinates": [[n / 100, 1] for n in range(1000)]}
    (found,) = footprint_of(line) or ()
    assert len(found) <= 96
    assert (found[0], found[-2]) == (0, 9.99)


def test_collection_of_collections_ends() -> None:
    geometry: dict[str, Any] = {"type": "Point", "coordinates": [1, 2]}
    for _ in range(2000):
        geometry = {"type": "GeometryCollection", "geometries": [geometry]}
    assert footprint_of(geometry) is None


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "Point", "coordinates": [500000, 4000000]},
        {"type": "Point", "coordinates": [10, 91]},
        {"type": "Point", "coordinates": ["x", 1]},
        {"type": "Point", "coordinates": [float("nan"), 1]},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon"},
        {"type": ["Polygon"]},
        "text",
        [1],
    ],
)
def test_what_is_not_on_earth_is_none(geometry: Any) -> None:
    assert footprint_of(geometry) is None


def test_null_is_no_footprint_but_no_defect() -> None:
    assert footprint_of(None) == ()


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=20,
)


@given(st.sampled_from(["Point", "MultiPoint", "LineString", "Polygon", "MultiPolygon", "Other"]), anything)
def test_whatever_coordinates_hold_nothing_is_raised(kind: str, coordinates: Any) -> None:
    found = footprint_of({"type": kind, "coordinates": coordinates})
    assert found is None or all(len(line) % 2 == 0 for line in found)
