"""Geometries in well-known binary, as GeoParquet holds them, made GeoJSON."""

from __future__ import annotations

import struct
from typing import Any

_TYPES = {
    1: "Point", 2: "LineString", 3: "Polygon", 4: "MultiPoint", 5: "MultiLineString", 6: "MultiPolygon",
    7: "GeometryCollection",
}  # fmt: skip
_MAX_DEPTH = 32
_EWKB_Z, _EWKB_M, _EWKB_SRID = 0x80000000, 0x40000000, 0x20000000


def geometry_of(raw: bytes) -> dict[str, Any]:
    """Return the GeoJSON of a geometry; raises ValueError."""
    try:
        return _Reader(raw).geometry()
    except (struct.error, KeyError, MemoryError):
        raise ValueError("this is no well-known binary") from None


class _Reader:
    def __init__(self, raw: bytes) -> None:
        self._raw = raw
        self._at = 0

    def _take(self, form: str) -> tuple[Any, ...]:
        values = struct.unpack_from(form, self._raw, self._at)
        self._at += struct.calcsize(form)
        return values

    def geometry(self, depth: int = 0) -> dict[str, Any]:
        if depth > _MAX_DEPTH:
            raise ValueError("this geometry is nested too deeply")
        order = "<" if self._take("B")[0] else ">"
        code = self._take(f"{order}I")[0]
        if code & _EWKB_SRID:
            self._take(f"{order}I")
        plain = code & 0x0FFFFFFF
        size = 2 + bool(code & _EWKB_Z) + bool(code & _EWKB_M) + (0, 1, 1, 2)[plain // 1000 % 4]
        name = _TYPES[plain % 1000]
        if name == "GeometryCollection":
            return {"type": name, "geometries": self._parts(order, depth)}
        return {"type": name, "coordinates": self._coordinates(name, order, size, depth)}

    def _coordinates(self, name: str, order: str, size: int, depth: int) -> Any:
        if name == "Point":
            return list(self._take(f"{order}{size}d"))
        if name == "LineString":
            return self._line(order, size)
        if name == "Polygon":
            return [self._line(order, size) for _ in range(self._count(order))]
        return [part["coordinates"] for part in self._parts(order, depth)]

    def _parts(self, order: str, depth: int) -> list[dict[str, Any]]:
        return [self.geometry(depth + 1) for _ in range(self._count(order))]

    def _line(self, order: str, size: int) -> list[list[float]]:
        count = self._count(order)
        flat = self._take(f"{order}{count * size}d")
        return [list(flat[i : i + size]) for i in range(0, len(flat), size)]

    def _count(self, order: str) -> int:
        count: int = self._take(f"{order}I")[0]
        if count > len(self._raw):
            raise ValueError("this is no well-known binary")
        return count
