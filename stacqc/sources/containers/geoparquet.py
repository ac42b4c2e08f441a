"""Items in stac-geoparquet: a row is an item, a row group is what is read at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import orjson

from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.sources.containers.wkb import geometry_of
from stacqc.sources.storage import opened

_TOP = ("type", "stac_version", "stac_extensions", "id", "geometry", "bbox", "links", "assets", "collection")
_BOX = (("xmin", "ymin", "xmax", "ymax"), ("xmin", "ymin", "zmin", "xmax", "ymax", "zmax"))
_BATCH = 500


@dataclass(frozen=True, slots=True)
class RowGroup:
    """One row group of a file; `first` is the number of its first row."""

    uri: str
    group: int
    first: int

    def documents(self) -> Iterator[Document | Failure]:
        """Yield the items; what cannot be read is yielded as a failure."""
        import pyarrow

        try:
            yield from self._items()
        except (OSError, pyarrow.ArrowException) as error:
            yield Failure(f"{self.uri}#/{self.first}", f"not read: {_in_words(error)}")

    def _items(self) -> Iterator[Document | Failure]:
        from pyarrow.parquet import ParquetFile

        row = self.first
        with opened(self.uri) as stream, ParquetFile(stream) as file:
            for batch in file.iter_batches(_BATCH, row_groups=[self.group]):
                for item in _items_in(_in_microseconds(batch)):
                    if isinstance(item, str):
                        yield Failure(f"{self.uri}#/{row}", f"not read: {item}")
                    else:
                        yield Document(self.uri, item, prefix=(row,), line=row + 1)
                    row += 1


def _items_in(batch: Any) -> Iterator[bytes | str]:
    """Yield the item of each row, or why it cannot be read: one odd value is no reason to lose the others."""
    try:
        rows = batch.to_pylist()
    except (ValueError, OverflowError) as error:
        if batch.num_rows == 1:
            yield _unfit(error)
            return
        for number in range(batch.num_rows):
            yield from _items_in(batch.slice(number, 1))
        return
    yield from map(_item_in, rows)


def _item_in(columns: dict[str, Any]) -> bytes | str:
    try:
        return orjson.dumps(item_of(columns), default=str)
    except (ValueError, OverflowError, TypeError) as error:
        return _unfit(error)


def _unfit(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return "a text in it is not UTF-8"
    if isinstance(error, OverflowError):
        return "a time in it lies outside the years 1 to 9999"
    return _in_words(error)


def _in_microseconds(batch: Any) -> Any:
    """Return rows without nanoseconds, which Python's times do not have."""
    import pyarrow

    if not any(pyarrow.types.is_timestamp(kind) and kind.unit == "ns" for kind in batch.schema.types):
        return batch
    columns = [_without_nanoseconds(column) for column in batch.columns]
    return pyarrow.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _without_nanoseconds(column: Any) -> Any:
    import pyarrow

    kind = column.type
    if not (pyarrow.types.is_timestamp(kind) and kind.unit == "ns"):
        return column
    return column.cast(pyarrow.timestamp("us", kind.tz), safe=False)


def row_groups(uri: str) -> Iterator[RowGroup | Failure]:
    """Yield the row groups of a file, or why there are none."""
    try:
        import pyarrow
        from pyarrow.parquet import ParquetFile
    except ImportError:
        yield Failure(uri, "not read: pyarrow is missing: pip install 'stacqc[geoparquet]'")
        return
    try:
        with opened(uri) as stream, ParquetFile(stream) as file:
            sizes = [file.metadata.row_group(n).num_rows for n in range(file.num_row_groups)]
    except (OSError, pyarrow.ArrowException) as error:
        yield Failure(uri, f"not read: {_in_words(error)}")
        return
    first = 0
    for group, size in enumerate(sizes):
        yield RowGroup(uri, group, first)
        first += size


def _in_words(error: Exception) -> str:
    text = (getattr(error, "strerror", None) or str(error)).partition("\n")[0]
    return text[:1].lower() + text[1:200]


def item_of(columns: dict[str, Any]) -> dict[str, Any]:
    """Return the item that a row stands for: what is null is absent, all other columns are properties."""
    item = {name: _value(columns[name]) for name in _TOP if columns.get(name) is not None}
    item.setdefault("type", "Feature")
    item["geometry"] = item.get("geometry")
    if isinstance(item.get("bbox"), dict):
        item["bbox"] = _box(item["bbox"])
    properties = {n: _value(v) for n, v in columns.items() if n not in _TOP and v is not None}
    if "datetime" in columns:
        properties.setdefault("datetime", None)
    item["properties"] = properties
    return item


def _value(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _value(part) for name, part in value.items() if part is not None}
    if isinstance(value, list):
        return [_value(part) for part in value]
    if isinstance(value, bytes):
        return _of_bytes(value)
    if isinstance(value, datetime):
        moment = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return moment.isoformat().replace("+00:00", "Z")
    return value.isoformat() if isinstance(value, date) else value


def _of_bytes(value: bytes) -> Any:
    try:
        return geometry_of(value)
    except ValueError:
        return f"({len(value)} bytes that are no geometry)"


def _box(sides: dict[str, Any]) -> Any:
    names = _BOX["zmin" in sides]
    return [sides[name] for name in names] if all(name in sides for name in names) else sides
