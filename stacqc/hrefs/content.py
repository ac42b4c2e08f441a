"""Whether what a server says of a file is what the metadata says of it."""

from __future__ import annotations

#: Types that servers send for whatever they do not know.
_ANY = frozenset(
    ("", "application/octet-stream", "binary/octet-stream", "application/binary", "application/x-binary",
     "application/download", "application/force-download", "application/x-download", "application/unknown",
     "text/plain", "multipart/byteranges")
)  # fmt: skip
_SAME = {
    "application/xml": "text/xml",
    "application/geotiff": "image/tiff",
    "image/geotiff": "image/tiff",
    "image/vnd.stac.geotiff": "image/tiff",
    "image/jpg": "image/jpeg",
    "application/hdf": "application/hdf5",
    "application/javascript": "text/javascript",
    "application/yaml": "text/yaml",
    "application/zip-compressed": "application/zip",
    "application/gz": "application/gzip",
    "application/parquet": "application/vnd.apache.parquet",
}
#: What a type with such a suffix is made of (RFC 6838 section 4.2.8).
_SUFFIXES = {
    "json": "application/json",
    "xml": "text/xml",
    "zip": "application/zip",
    "gzip": "application/gzip",
}


def differing_type(said: str, served: str) -> str:
    """Return the type that a server sends where it is another one than is said; empty where it is not."""
    mine, its = _plain(said), _plain(served)
    if mine in _ANY or its in _ANY or mine == its or _kept_as(mine) == _kept_as(its):
        return ""
    return its


def differing_size(said: int | None, served: int | None) -> bool:
    """Return whether both sizes are known and differ; servers that do not know one often send 0."""
    return said is not None and served is not None and served not in (0, said)


def _plain(media_type: str) -> str:
    return media_type.partition(";")[0].strip().lower()


def _kept_as(media_type: str) -> str:
    """The type as which a file of a type may also be served: without prefixes, suffixes and other spellings."""
    main, _, sub = media_type.partition("/")
    plain = f"{main}/{sub.removeprefix('x-')}"
    _, plus, suffix = sub.rpartition("+")
    if plus and suffix in _SUFFIXES:
        return _SUFFIXES[suffix]
    return _SAME.get(plain, plain)
