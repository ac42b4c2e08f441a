"""Media types that are misspelt, and those that the names of files stand for."""

from __future__ import annotations

import pytest

from stacqc.vocabulary.file_names import type_by_name
from stacqc.vocabulary.media_types import KNOWN, wrong_type


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("application/parquet", "application/vnd.apache.parquet"),
        ("application/parquet; profile=geo", "application/vnd.apache.parquet; profile=geo"),
        ("application/geojson;charset=UTF-8", "application/geo+json; charset=utf-8"),
        (
            "image/geotiff; profile=cloud-optimized",
            "image/tiff; application=geotiff; profile=cloud-optimized",
        ),
        ("image/geotiff; application=geotiff", "image/tiff; application=geotiff"),
    ],
)
def test_a_misspelt_type_keeps_its_parameters(written: str, meant: str) -> None:
    assert wrong_type(written) == (f'"{written}" is no registered media type', meant)


@pytest.mark.parametrize(
    ("href", "meant"),
    [
        ("./a.nc", "application/netcdf"),
        ("https://example.com/A.TIF?x=1.png", "image/tiff; application=geotiff"),
        ("s3://bucket/cube.zarr/", "application/vnd.zarr"),
        ("./data.v1/file", ""),
        ("https://example.com", ""),
        (None, ""),
    ],
)
def test_the_name_of_a_file_tells_its_type(href: object, meant: str) -> None:
    assert type_by_name(href) == meant
    assert not meant or meant in KNOWN
