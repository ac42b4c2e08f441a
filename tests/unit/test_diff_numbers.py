"""Numbers beyond floating point are compared, and never end a comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from stacqc import diff
from stacqc.comparison.record import parse

ITEM = (
    '{"type":"Feature","stac_version":"1.1.0","id":"a","collection":"c","geometry":{"type":"Point","coordinates":[1.0,2]},'
    '"bbox":[1.0,2,1,2],"properties":{"n":NUMBER,"datetime":"2024-01-01T00:00:00Z"},"links":[],"assets":{}}'
)
HUGE = "1" + "0" * 400


def classes(tmp_path: Path, file: str, row: str) -> list[str]:
    (tmp_path / "files.ndjson").write_text(file + "\n")
    (tmp_path / "rows.ndjson").write_text(row + "\n")
    report = diff(tmp_path / "files.ndjson", tmp_path / "rows.ndjson")
    assert not report.failures
    return [finding.rule for finding in report]


@pytest.mark.parametrize(("mine", "theirs", "found"), [
    (HUGE, "1", ["diff/value"]), ("1e400", "1.5", ["diff/value"]), ("1e400", "null", ["diff/value"]), ("1e400", HUGE, []),
    ("1e400", "1e401", ["diff/value"]), (HUGE, f'"{HUGE}"', ["diff/type"]),
])  # fmt: skip
def test_numbers_beyond_doubles_are_compared(
    tmp_path: Path, mine: str, theirs: str, found: list[str]
) -> None:
    assert classes(tmp_path, ITEM.replace("NUMBER", mine), ITEM.replace("NUMBER", theirs)) == found


@pytest.mark.parametrize("place", ["[1.0,2]}", "[1.0,2,1,2]"])
def test_coordinates_beyond_doubles_are_another_place(tmp_path: Path, place: str) -> None:
    row = ITEM.replace(place, place.replace("1.0", HUGE))
    assert classes(tmp_path, ITEM.replace("NUMBER", "1"), row.replace("NUMBER", "1")) == ["diff/geometry"]


@pytest.mark.parametrize("number", ["1e999999999", "1e99999999999999999999", "1" + "0" * 5000, "NaN"])
def test_what_has_too_many_digits_is_none(number: str) -> None:
    assert parse(f'{{"a":{number},"b":1}}'.encode()) == {"a": None, "b": 1}
