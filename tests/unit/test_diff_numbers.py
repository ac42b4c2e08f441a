"""Numbers beyond floating point are compared, and never end a comparison."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from stacqc import diff
from stacqc.comparison.flat_files import write
from stacqc.comparison.record import parse
from stacqc.comparison.settings import Settings
from stacqc.report import Report

ITEM = (
    '{"type":"Feature","stac_version":"1.1.0","id":"a","collection":"c","geometry":{"type":"Point","coordinates":[1.0,2]},'
    '"bbox":[1.0,2,1,2],"properties":{"n":NUMBER,"datetime":"2024-01-01T00:00:00Z"},"links":[],"assets":{}}'
)
HUGE = "1" + "0" * 400
TOO_LONG = ["1" + "0" * 5000, "1e999999999", "1e99999999999999999999"]


def classes(tmp_path: Path, file: str, row: str) -> list[str]:
    report = compared(tmp_path, file, row)
    assert not report.failures
    return [finding.rule for finding in report]


def compared(tmp_path: Path, file: str, row: str) -> Report:
    (tmp_path / "files.ndjson").write_text(file + "\n")
    (tmp_path / "rows.ndjson").write_text(row + "\n")
    return diff(tmp_path / "files.ndjson", tmp_path / "rows.ndjson")


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


@pytest.mark.parametrize("number", [*TOO_LONG, "NaN"])
def test_what_has_too_many_digits_is_none(number: str) -> None:
    assert parse(f'{{"a":{number},"b":1}}'.encode()) == {"a": None, "b": 1}


@pytest.mark.parametrize("number", TOO_LONG)
@pytest.mark.parametrize("doubled", ["", '"id":"a",'])
def test_a_number_of_too_many_digits_is_not_passed_over(tmp_path: Path, number: str, doubled: str) -> None:
    odd = ITEM.replace("NUMBER", f'1,"odd":{number}').replace('"id"', doubled + '"id"', 1)
    plain = ITEM.replace("NUMBER", "1")
    for file, row in ((odd, plain), (plain, odd), (odd, odd.replace("2]", "3]"))):
        report = compared(tmp_path, file, row)
        (failure,) = report.failures
        assert failure.message.endswith(
            ": holds a number of more than 4,000 digits, which stacqc does not read"
        )
        assert list(report) == []


def test_a_number_of_too_many_digits_is_told_where_lines_are_read_as_a_whole(tmp_path: Path) -> None:
    """Lines after one that had to be compared are parsed at once."""
    lines = [ITEM.replace('"a"', f'"{name}"', 1) for name in "abcd"]
    files = [line.replace("NUMBER", "1").replace("[1.0,2]", "[1,2.0]") for line in lines]
    rows = [line.replace("NUMBER", "1") for line in lines]
    rows[-1] = lines[-1].replace("NUMBER", f'1,"odd":{TOO_LONG[0]}')
    (failure,) = compared(tmp_path, "\n".join(files), "\n".join(rows)).failures
    assert "4,000 digits" in failure.message


def test_a_document_that_is_not_read_as_it_is_is_not_flattened(tmp_path: Path) -> None:
    collection = {"type": "Collection", "id": "c", "links": [{"rel": "item", "href": "a.json"}]}
    (tmp_path / "collection.json").write_text(json.dumps(collection))
    (tmp_path / "a.json").write_text(ITEM.replace("NUMBER", TOO_LONG[0]))
    counts, failures = write(str(tmp_path / "collection.json"), tmp_path / "flat", Settings(flatten="top"))
    assert (counts, [Path(failure.uri).name for failure in failures]) == ((1, 0), ["a.json"])
