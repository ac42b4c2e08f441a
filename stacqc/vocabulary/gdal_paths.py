"""Paths that only GDAL understands: those of its virtual file systems, with the addresses that they wrap, and subdatasets."""

from __future__ import annotations

import re

#: Virtual file systems of GDAL that read the web or a store, and how the address of a file there begins;
#: https://gdal.org/en/stable/user/virtual_file_systems.html.
_BEGINNINGS = {"curl": "", "s3": "s3://", "gs": "gs://", "az": "az://", "oss": "oss://"}
#: A driver in capitals, and what it opens of a file: `NETCDF:"a.nc":temp`, `GTIFF_DIR:2:a.tif`;
#: https://gdal.org/en/stable/user/raster_data_model.html#subdatasets-domain.
_subdataset = re.compile(r'[A-Z][A-Z0-9_]+:(?!//)(?:"|\d+:|[^:]*\.\w+"?:|[A-Z_]+:")').match
_path = re.compile(r"/vsi([a-z0-9]+)(?:_streaming)?[/?](.*)", re.DOTALL).fullmatch


def is_virtual(href: str) -> bool:
    """Return whether an href is a path that only GDAL understands, such as `/vsizip/a.zip/b.tif`."""
    return (_path(href) or _subdataset(href)) is not None


def wrapped(href: str) -> str:
    """Return the address that a virtual path wraps; empty where there is none, as for a file in an archive."""
    found = _path(href)
    if found is None or found[1] not in _BEGINNINGS or href.startswith("/vsicurl?"):
        return ""
    address = _BEGINNINGS[found[1]] + found[2]
    return address if "://" in address else ""
