"""Media types that STAC assets have, and what common misspellings of them mean."""

from __future__ import annotations

from functools import lru_cache

COG = "image/tiff; application=geotiff; profile=cloud-optimized"
GEOTIFF = "image/tiff; application=geotiff"
#: Types as they are registered or as the best practices of STAC write them.
KNOWN = frozenset(
    f"""{COG}
{GEOTIFF}
image/tiff
image/jp2
image/jpeg
image/png
image/webp
image/gif
image/svg+xml
image/avif
image/jxl
application/json
application/geo+json
application/geo+json-seq
application/ld+json
application/schema+json
application/json; profile=stac-item
application/vnd.oai.openapi+json;version=3.0
application/xml
application/gml+xml
application/vnd.iso.19139+xml
application/vnd.google-earth.kml+xml
application/vnd.google-earth.kmz
application/geopackage+sqlite3
application/vnd.sqlite3
application/vnd.apache.parquet
application/x-parquet
application/vnd.apache.arrow.file
application/vnd.laszip
application/vnd.laszip+copc
application/vnd.flatgeobuf
application/vnd.pmtiles
application/vnd.zarr
application/vnd+zarr
application/x-hdf
application/x-hdf5
application/x-netcdf
application/netcdf
application/wmo-GRIB2
application/wmo-BUFR
application/zip
application/gzip
application/zstd
application/x-tar
application/x-ndjson
application/x-shapefile
application/x-ipynb+json
application/yaml
application/pdf
application/octet-stream
application/javascript
application/x-esri-model-definition+json
text/plain
text/html
text/xml
text/csv
text/markdown
text/x-yaml
text/yaml
text/vnd.w3c.wkt
video/mp4
video/mpeg
video/mp2t
video/webm
audio/mpeg""".splitlines()
)
#: Spellings that are no types, and the type each means.
MEANT = {
    "image/geotiff": GEOTIFF,
    "image/x.geotiff": GEOTIFF,
    "image/vnd.stac.geotiff": GEOTIFF,
    "image/vnd.stac.geotiff; cloud-optimized=true": COG,
    "image/x.cloud-optimized-geotiff": COG,
    "image/tiff; application=geotiff; cloud-optimized=true": COG,
    "image/tiff; profile=cloud-optimized": COG,
    "image/cog": COG,
    "application/geotiff": GEOTIFF,
    "image/tif": "image/tiff",
    "image/jpg": "image/jpeg",
    "image/pjpeg": "image/jpeg",
    "image/jpeg2000": "image/jp2",
    "image/x-jp2": "image/jp2",
    "image/svg": "image/svg+xml",
    "application/geojson": "application/geo+json",
    "application/vnd.geo+json": "application/geo+json",
    "application/geo-json": "application/geo+json",
    "text/json": "application/json",
    "application/html": "text/html",
    "application/txt": "text/plain",
    "application/text": "text/plain",
    "text/txt": "text/plain",
    "application/csv": "text/csv",
    "application/kml": "application/vnd.google-earth.kml+xml",
    "application/kmz": "application/vnd.google-earth.kmz",
    "application/gpkg": "application/geopackage+sqlite3",
    "application/parquet": "application/vnd.apache.parquet",
    "application/gz": "application/gzip",
    "application/tar": "application/x-tar",
    "application/hdf5": "application/x-hdf5",
    "application/hdf": "application/x-hdf",
    "application/zarr": "application/vnd.zarr",
    "application/flatgeobuf": "application/vnd.flatgeobuf",
    "application/pmtiles": "application/vnd.pmtiles",
    "application/grib": "application/wmo-GRIB2",
    "application/grib2": "application/wmo-GRIB2",
    "application/x-grib2": "application/wmo-GRIB2",
    "image/avi": "video/x-msvideo",
}
#: Images that every browser shows.
SHOWN = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif", "image/svg+xml", "image/avif"})
_TOP = frozenset(("application", "audio", "font", "image", "message", "model", "multipart", "text", "video"))


@lru_cache(maxsize=4096)
def wrong_type(text: str) -> tuple[str, str]:
    """Say what is wrong with a media type, and the one that was meant; two empty texts where nothing is."""
    from stacqc.vocabulary.text_formats import FORMATS

    if text in KNOWN:
        return "", ""
    plain = canonical(text)
    meant = MEANT.get(plain) or _with_parameters(plain)
    if meant:
        return f'"{text}" is no registered media type', meant
    if plain in KNOWN and text.strip() == text and not text.endswith(";"):
        # Parameters in another order or case mean the same.
        return (
            ("", "")
            if text.partition(";")[0] == plain.partition(";")[0]
            else (f'"{text}" differs from the usual form in its case', plain)
        )
    trouble = FORMATS["media-type"](text)
    if trouble or text.partition("/")[0].lower() not in _TOP:
        return f'"{text}" is no media type', plain if plain in KNOWN else _near(plain)
    near = _near(plain)
    return (f'"{text}" is no known media type', near) if near else ("", "")


def canonical(text: str) -> str:
    """Return a media type in lower case with its parameters parted by `; `, those of GeoTIFF in order."""
    main, *parameters = [part.strip() for part in text.strip().split(";")]
    parts = [p.lower() for p in parameters if p]
    made = "; ".join([main.lower(), *sorted(parts)])
    return "application/wmo-GRIB2" if made == "application/wmo-grib2" else made


def _with_parameters(plain: str) -> str:
    """What a misspelt type with parameters means, which it keeps; empty where it is none."""
    main, _, parameters = plain.partition("; ")
    meant = MEANT.get(main, "")
    more = [part for part in parameters.split("; ") if part and part not in meant.split("; ")]
    return "; ".join([meant, *more]) if meant else ""


def _near(plain: str) -> str:
    """The known type that differs by one or two letters, so that it must have been meant."""
    from difflib import get_close_matches

    main = plain.partition(";")[0]
    close = get_close_matches(main, [k for k in KNOWN if ";" not in k], 1, 0.93)
    return close[0] if close and close[0] != main and len(close[0]) >= len(main) - 2 else ""
