"""What is said of places near the poles and of those all around the Earth."""

from __future__ import annotations

from typing import Any

import pytest

from stacqc import check

from .test_once import COLLECTION, ITEM

#: Rings around a pole: counter-clockwise for one who looks down on it.
NORTH = [[-135, 85], [-45, 85], [45, 85], [135, 85], [-135, 85]]
SOUTH = [[0, -80], [-90, -80], [180, -80], [90, -80], [0, -80]]


def rules(ring: list[list[int]], bbox: list[float]) -> list[str]:
    found: dict[str, Any] = {**ITEM, "geometry": {"type": "Polygon", "coordinates": [ring]}, "bbox": bbox}
    return [f.rule for f in check(found).findings if f.rule != "ring-orientation"]


@pytest.mark.parametrize(
    ("ring", "bbox", "told"),
    [
        (NORTH, [-180, 85, 180, 90], []),
        (SOUTH, [-180, -90, 180, -80], []),
        (NORTH, [-180, 80, 180, 90], ["bbox-wrong"]),
        (NORTH, [-180, -90, 180, 80], ["bbox-wrong"]),
        ([[-120, 85], [0, 85], [120, 85], [-120, 85]], [-180, 85, 180, 90], []),
        ([[-45, 85], [45, 85], [0, 86], [-45, 85]], [-180, 85, 180, 90], ["bbox-wrong"]),
    ],
)
def test_the_box_of_what_lies_around_a_pole_reaches_to_it(
    ring: list[list[int]], bbox: list[float], told: list[str]
) -> None:
    assert rules(ring, bbox) == told


def test_longitudes_to_360_all_round_the_earth_go_from_180_to_180() -> None:
    extent = {**COLLECTION["extent"], "spatial": {"bbox": [[0, -90, 360, 90]]}}
    (finding,) = check({**COLLECTION, "extent": extent}).findings
    assert finding.rule == "coordinate-overshoot"
    assert finding.help == "what goes all the way round the Earth goes from -180 to 180"
