"""A wrong value that several rules see is one finding."""

from __future__ import annotations

from typing import Any

import pytest

import stacqc

EO = "https://stac-extensions.github.io/eo/v1.1.0/schema.json"
RING = [[10.0, 40.0], [12.0, 40.0], [12.0, 41.0], [10.0, 41.0], [10.0, 40.0]]


def item(asset: dict[str, Any], ring: list[list[float]] = RING) -> dict[str, Any]:
    """An item with one asset, sound but for that and the ring of its footprint."""
    return {
        "type": "Feature", "stac_version": "1.1.0", "stac_extensions": [EO], "id": "a", "links": [],
        "properties": {"datetime": "2020-01-01T00:00:00Z", "eo:cloud_cover": 5}, "bbox": [10.0, 40.0, 12.0, 41.0],
        "geometry": {"type": "Polygon", "coordinates": [ring]}, "assets": {"a": asset},
    }  # fmt: skip


def found(document: dict[str, Any]) -> list[str]:
    """The rules that find something."""
    return [finding.rule for finding in stacqc.check(document)]


IMAGE = {"href": "https://example.com/a.png", "type": "image/png"}


@pytest.mark.parametrize(
    ("asset", "expected"),
    [
        (IMAGE, []),
        ({**IMAGE, "type": "", "roles": ["thumbnail"]}, ["media-type"]),
        ({}, ["schema"]),
        ({**IMAGE, "eo:bands": [{"name": "b", "center_wavelength": -0.5}]}, ["schema-meant"]),
        ({**IMAGE, "eo:bands": [{"name": "b", "center_wavelength": 560}]}, ["wavelength-unit"]),
    ],
)
def test_an_asset(asset: dict[str, Any], expected: list[str]) -> None:
    assert found(item(asset)) == expected


def test_a_ring_that_begins_beyond_the_earth() -> None:
    assert "ring-open" not in found(item(IMAGE, [[1000.0, 40.0], *RING[1:]]))
    assert "coordinate-range" in found(item(IMAGE, [[1000.0, 40.0], *RING[1:]]))
    assert "ring-open" in found(item(IMAGE, [[10.5, 40.0], *RING[1:]]))
    assert "ring-open" in found(item(IMAGE, [RING[0], [1000.0, 40.0], *RING[2:-1]]))


def test_summaries() -> None:
    summaries = {"eo:cloud_cover": {"minimum": 200, "maximum": 100}, "gsd": {"minimum": 5, "maximum": 1}}
    collection = {
        "type": "Collection", "stac_version": "1.1.0", "stac_extensions": [EO], "id": "a", "links": [],
        "description": "A collection of nothing.", "license": "CC0-1.0", "summaries": summaries,
        "extent": {"spatial": {"bbox": [[0, 0, 1, 1]]}, "temporal": {"interval": [["2020-01-01T00:00:00Z", None]]}},
    }  # fmt: skip
    assert sorted(found(collection)) == ["summaries-reversed", "summaries-schema"]
    empty = found({**collection, "summaries": {"eo:cloud_cover": [0], "instruments": [""]}})
    assert empty in (["summaries-schema"], ["placeholder-text"])
