"""What moved is said with how far, in place of its coordinates."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stacqc.comparison.classify import Classifier
from stacqc.comparison.difference import ABSENT, Difference
from stacqc.comparison.displacement import distance, in_words
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.settings import Settings


def differing(file: Any, database: Any, place: str = "geometry") -> Difference:
    (found,) = Classifier(Settings(), Equivalences({})).classed([((place,), file, database)])
    return found


def shape(*positions: tuple[float, ...], kind: str = "Polygon") -> dict[str, Any]:
    return {"type": kind, "coordinates": [[list(p) for p in positions]]}


TRIANGLE = shape((0, 0), (1, 0), (1, 1), (0, 0))
POINT = {"type": "Point", "coordinates": [1.0, 2.0]}


@pytest.mark.parametrize(("file", "database", "said"), [
    (TRIANGLE, shape((0.001, 0), (1.001, 0), (1.001, 1), (0.001, 0)), "has moved by 111 m (all 4 points)"),
    (TRIANGLE, shape((0, 0), (1, 0), (1, 1.0005), (0, 0)), "has moved by 55.6 m (1 of 4 points)"),
    (TRIANGLE, shape((0, 0), (1, 0), (2, 3), (0, 0.1)), "has moved by up to 249 km (2 of 4 points)"),
    (TRIANGLE, shape((0, 0), (1, 0), (1, 1), (0, 1), (0, 0)),
     "is a Polygon of 4 points in the file and of 5 points in the database, in the same box"),
    (TRIANGLE, shape((0, 0), (1, 0), (1, 2), (0, 1), (0, 0)),
     "is a Polygon of 4 points in the file and of 5 points in the database, in a box whose corners lie up to 111 km apart"),
    (TRIANGLE, shape((0, 0), (1, 0), (1, 1), (0, 0), kind="MultiLineString"),
     "is a Polygon of 4 points in the file and a MultiLineString of 4 points in the database"),
    (TRIANGLE, None, "is a Polygon of 4 points in the file and null in the database"),
    (POINT, ABSENT, "is a Point in the file and missing in the database"),
    (ABSENT, TRIANGLE, "is missing in the file and a Polygon of 4 points in the database"),
    (TRIANGLE, {"type": "Polygon", "coordinates": []},
     "is a Polygon of 4 points in the file and an empty Polygon in the database"),
    (POINT, {"type": "Point", "coordinates": [1.001, 2.0]}, "has moved by 111 m"),
    (POINT, {"type": "Point", "coordinates": [2.0, 1.0]}, "has x and y swapped"),
    ({"type": "Point", "coordinates": [1.0, 2.0, 3.0]}, {"type": "Point", "coordinates": [1.0, 2.0, 5.0]},
     "has other heights"),
    ({"type": "Point", "coordinates": [179.9995, 0]}, {"type": "Point", "coordinates": [-179.9995, 0]},
     "has moved by 111 m"),
    ({"type": "GeometryCollection", "geometries": [POINT, TRIANGLE]},
     {"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1.0, 2.001]}, TRIANGLE]},
     "has moved by 111 m (1 of 5 points)"),
])  # fmt: skip
def test_geometries_say_what_moved_and_how_far(file: Any, database: Any, said: str) -> None:
    assert differing(file, database).message == f"/geometry {said}"


@pytest.mark.parametrize(("file", "database", "ending"), [
    ([0, 0, 1, 1], [0, 0.25, 1, 1.5], " is [0,0,1,1] in the file and [0,0.25,1,1.5] in the database (moved by up to 55.6 km)"),
    ([0, 0, 1, 1], [0, 0, 1, 1, 1, 1], " in the database"), ([0, 0, 1, 1], [0, 0, 1, "1"], " in the database"),
    ([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 2], " (numbers differ by up to 1)"),
    ([0, 0, 500, 1000], [0, 0, 500, 1001], " (numbers differ by up to 1)"),
])  # fmt: skip
def test_boxes_show_their_numbers_and_how_far_they_moved(file: Any, database: Any, ending: str) -> None:
    assert differing(file, database, "bbox").message.endswith(ending)


@pytest.mark.parametrize(
    "coordinates", [None, 1, "x", [["x"]], [[1, 2], "x"], {}, [500_000, 5_000_000], [10**400, 1]]
)
def test_what_is_no_place_on_the_earth_is_shown_as_it_is(coordinates: Any) -> None:
    assert "in the file and {" in differing(POINT, {"type": "Point", "coordinates": coordinates}).message


@pytest.mark.parametrize(("metres", "words"), [
    (0.0002, "0.2 mm"), (0.05, "5 cm"), (1.5, "1.5 m"), (12.34, "12.3 m"), (786.4, "786 m"), (1234, "1.23 km"),
    (123_456, "123 km"), (20_015_000, "20,015 km"),
])  # fmt: skip
def test_distances_are_written_with_their_unit(metres: float, words: str) -> None:
    assert in_words(metres) == words


def test_a_quarter_of_the_equator_is_ten_thousand_kilometres() -> None:
    assert distance([0, 0], [90, 0]) == pytest.approx(10_007_557, abs=1)
    assert distance([10, 90], [-70, 90]) == pytest.approx(0, abs=1e-6)


@given(st.lists(st.floats(-90, 90), min_size=4, max_size=4))
def test_distances_are_the_same_in_both_directions(numbers: list[float]) -> None:
    a, b = numbers[:2], numbers[2:]
    assert distance(a, b) == pytest.approx(distance(b, a), rel=1e-9)
