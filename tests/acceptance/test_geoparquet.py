"""stac-geoparquet as input: the same findings as the items it was made from, by row."""

from __future__ import annotations

import json
import struct
from pathlib import Path
from typing import Any

import pytest

from stacqc.sources.containers.wkb import geometry_of

from ..documents import ITEM
from .conftest import Stacqc

pyarrow = pytest.importorskip("pyarrow")
pytest.importorskip("pyarrow.compute")


def wkb(geometry: dict[str, Any]) -> bytes:
    """Write a point or a polygon."""
    if geometry["type"] == "Point":
        return struct.pack("<BI2d", 1, 1, *geometry["coordinates"])
    (ring,) = geometry["coordinates"]
    flat = [number for position in ring for number in position]
    return struct.pack(f"<BIII{len(flat)}d", 1, 3, 1, len(ring), *flat)


def write(file: Path, items: list[dict[str, Any]], rows: int = 3) -> str:
    """Write items as stac-geoparquet does: properties as columns, boxes as structs, instants as such."""
    from pyarrow import parquet

    names = sorted({name for item in items for name in item["properties"]})
    columns: dict[str, list[Any]] = {
        name: [item.get(name) for item in items]
        for name in ("type", "stac_version", "stac_extensions", "id", "links", "assets", "collection")
    }
    columns["geometry"] = [wkb(item["geometry"]) for item in items]
    columns["bbox"] = [dict(zip(("xmin", "ymin", "xmax", "ymax"), i["bbox"], strict=True)) for i in items]
    for name in names:
        columns[name] = [item["properties"].get(name) for item in items]
    table = pyarrow.table({name: column for name, column in columns.items() if any(column)})
    moment = pyarrow.compute.strptime(table["datetime"], "%Y-%m-%dT%H:%M:%SZ", "us")
    table = table.set_column(
        table.schema.get_field_index("datetime"), "datetime", moment.cast(pyarrow.timestamp("us", "UTC"))
    )
    parquet.write_table(table, file, row_group_size=rows)
    return str(file)


@pytest.fixture
def items() -> list[dict[str, Any]]:
    """Return items of which one has a wrong type, and two the same id."""
    made = [
        {**ITEM, "id": f"i{n}", "properties": {"datetime": "2024-05-01T00:00:00Z", "gsd": 5.0}}
        for n in range(8)
    ]
    made[4]["properties"]["gsd"] = -5.0
    made[7]["id"] = "i2"
    for item in made:
        item["links"] = [{"rel": "root", "href": "https://example.com/"}]
        item["collection"] = "c"
        item["geometry"] = {"type": "Point", "coordinates": [5.0, 45.0]}
        item["bbox"] = [5.0, 45.0, 5.0, 45.0]
        item["assets"] = {"data": {"href": "https://example.com/a.tif", "title": "a"}}
    return made


@pytest.mark.parametrize("jobs", [1, 2])
def test_findings_are_those_of_the_items_by_row(
    stacqc: Stacqc, tmp_path: Path, items: list[dict[str, Any]], jobs: int
) -> None:
    lines = tmp_path / "items.ndjson"
    lines.write_text("".join(json.dumps(item) + "\n" for item in items))
    rows = write(tmp_path / "items.parquet", items)
    one, other = (
        json.loads(stacqc("check", path, "-f", "json", "--jobs", jobs).out) for path in (lines, rows)
    )
    assert other["summary"] == one["summary"]
    places = [
        sorted((f["rule"], f["pointer"], f["line"]) for f in report["findings"]) for report in (one, other)
    ]
    assert places[0] == places[1]
    assert {f["rule"] for f in other["findings"]} >= {"schema", "id-duplicate"}


def test_rows_cannot_be_mended(stacqc: Stacqc, tmp_path: Path, items: list[dict[str, Any]]) -> None:
    items[0]["stac_extensions"] = ["https://stac-extensions.github.io/view/v1.0.0/schema.json#"]
    rows = write(tmp_path / "items.parquet", items)
    before = Path(rows).read_bytes()
    outcome = stacqc("check", rows, "--fix", "--unsafe-fixes")
    assert Path(rows).read_bytes() == before
    assert "rows and columns cannot be mended" in outcome.err


@pytest.mark.parametrize("content", [b"", b"PAR1 nonsense PAR1", b"{}"])
def test_what_is_no_parquet_is_said_so(stacqc: Stacqc, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.parquet").write_bytes(content)
    report = json.loads(stacqc("check", "a.parquet", "-f", "json").out)
    assert report["failures"][0]["message"].startswith("not read: ")


@pytest.mark.parametrize(
    ("raw", "geometry"),
    [
        (struct.pack(">BI3d", 0, 1001, 1, 2, 3), {"type": "Point", "coordinates": [1, 2, 3]}),
        (struct.pack("<BII2d", 1, 0x20000001, 4326, 1, 2), {"type": "Point", "coordinates": [1, 2]}),
        (
            struct.pack("<BIIBI2d", 1, 4, 1, 1, 1, 1, 2),
            {"type": "MultiPoint", "coordinates": [[1, 2]]},
        ),
        (
            struct.pack("<BII", 1, 7, 1) + struct.pack("<BII4d", 1, 2, 2, 1, 2, 3, 4),
            {"type": "GeometryCollection",
             "geometries": [{"type": "LineString", "coordinates": [[1, 2], [3, 4]]}]},
        ),
    ],
)  # fmt: skip
def test_well_known_binary_becomes_geojson(raw: bytes, geometry: dict[str, Any]) -> None:
    assert geometry_of(raw) == geometry


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\1",
        struct.pack("<BII", 1, 2, 2**32 - 1),
        struct.pack("<BI", 1, 99),
        struct.pack("<BII", 1, 7, 1) * 99,
    ],
)
def test_hostile_binary_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError, match=r"well-known|deeply"):
        geometry_of(raw)


def _text_that_is_none() -> Any:
    ends, text = struct.pack("<3i", 0, 1, 3), b"a\xff\xfe"
    return pyarrow.Array.from_buffers(
        pyarrow.string(), 2, [None, pyarrow.py_buffer(ends), pyarrow.py_buffer(text)]
    )


@pytest.mark.parametrize(("name", "made", "said"), [
    ("title", _text_that_is_none, "a text in it is not UTF-8"),
    ("created", lambda: pyarrow.array([0, 2**62], pyarrow.timestamp("us")), "outside the years 1 to 9999"),
    ("day", lambda: pyarrow.array([0, 2**31 - 1], pyarrow.int32()).cast(pyarrow.date32()), "outside the years"),
])  # fmt: skip
def test_an_odd_value_costs_its_row_alone(
    stacqc: Stacqc, tmp_path: Path, items: list[dict[str, Any]], name: str, made: Any, said: str
) -> None:
    from pyarrow import parquet

    file = write(tmp_path / "items.parquet", items[:2])
    parquet.write_table(parquet.read_table(file).append_column(name, made()), file)
    outcome = stacqc("check", "items.parquet", "--only", "tag:verdict", "-f", "json")
    report = json.loads(outcome.out)
    (failure,) = report["failures"]
    assert (outcome.code, failure["uri"]) == (2, "items.parquet#/1")
    assert said in failure["message"]
    assert report["summary"]["checked"] == {"Item": 1}


def test_nanoseconds_are_left_out(stacqc: Stacqc, tmp_path: Path, items: list[dict[str, Any]]) -> None:
    from pyarrow import parquet

    file = write(tmp_path / "items.parquet", items[:2])
    column = pyarrow.array([1, 2**60 + 1], pyarrow.timestamp("ns", "UTC"))
    parquet.write_table(parquet.read_table(file).append_column("created", column), file)
    outcome = stacqc("check", "items.parquet", "--only", "tag:verdict", "-f", "json")
    report = json.loads(outcome.out)
    assert (report["failures"], report["summary"]["checked"]) == ([], {"Item": 2})
