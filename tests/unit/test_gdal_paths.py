"""Paths of GDAL's virtual file systems in place of addresses."""

from __future__ import annotations

import pytest

from stacqc.vocabulary.gdal_paths import is_virtual, wrapped


@pytest.mark.parametrize(
    ("path", "address"),
    [
        ("/vsicurl/https://example.com/a.tif", "https://example.com/a.tif"),
        ("/vsicurl_streaming/https://example.com/a.tif", "https://example.com/a.tif"),
        ("/vsis3/bucket/a.tif", "s3://bucket/a.tif"),
        ("/vsigs/bucket/a.tif", "gs://bucket/a.tif"),
        ("/vsicurl?url=https%3A%2F%2Fexample.com%2Fa.tif", ""),
        ("/vsicurl/a.tif", ""),
        ("/vsizip//vsicurl/https://example.com/a.zip/b.tif", ""),
        ('NETCDF:"https://example.com/a.nc":temp', ""),
        ("NETCDF:a.nc:temp", ""),
        ('HDF5:"a.h5"://x/y', ""),
        ('HDF4_EOS:EOS_GRID:"a.hdf":grid:x', ""),
        ("GTIFF_DIR:2:a.tif", ""),
    ],
)
def test_a_virtual_path_is_known_and_so_is_the_address_in_it(path: str, address: str) -> None:
    assert is_virtual(path)
    assert wrapped(path) == address


@pytest.mark.parametrize(
    "path",
    [
        "/vsi.tif",
        "/data/vsis3/a.tif",
        "vsis3/a.tif",
        "https://example.com/vsis3/a",
        "S3://bucket/a.tif:1",
        "URN:ogc:def",
        "C:/a.tif",
    ],
)
def test_other_paths_are_none_of_gdal(path: str) -> None:
    assert not is_virtual(path)
    assert not wrapped(path)
