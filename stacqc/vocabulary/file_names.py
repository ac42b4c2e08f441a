"""The media types that files have by their names."""

from __future__ import annotations

_TYPES = {
    "tif": "image/tiff; application=geotiff", "tiff": "image/tiff; application=geotiff", "jp2": "image/jp2",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "webp": "image/webp", "gif": "image/gif",
    "json": "application/json", "geojson": "application/geo+json", "xml": "application/xml",
    "nc": "application/netcdf", "h5": "application/x-hdf5", "hdf5": "application/x-hdf5", "hdf": "application/x-hdf",
    "zarr": "application/vnd.zarr", "parquet": "application/vnd.apache.parquet", "csv": "text/csv",
    "laz": "application/vnd.laszip", "gpkg": "application/geopackage+sqlite3",
    "fgb": "application/vnd.flatgeobuf", "pmtiles": "application/vnd.pmtiles",
    "kml": "application/vnd.google-earth.kml+xml", "kmz": "application/vnd.google-earth.kmz",
    "grib2": "application/wmo-GRIB2", "grb2": "application/wmo-GRIB2", "zip": "application/zip",
    "gz": "application/gzip", "tgz": "application/gzip", "tar": "application/x-tar", "pdf": "application/pdf",
    "html": "text/html", "htm": "text/html", "txt": "text/plain", "md": "text/markdown",
}  # fmt: skip


def type_by_name(href: object) -> str:
    """Return the media type that the name of a file stands for, empty where it tells none."""
    if not isinstance(href, str):
        return ""
    name = href.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    return _TYPES.get(name.rpartition(".")[2].lower(), "") if "." in name else ""
