"""Fixes in SARIF: whoever makes the replacements that it describes gets the text that `--fix` writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from sarif_pydantic import Sarif

import stacqc
from stacqc.findings import Edit, Finding, Fix, Location, Severity
from stacqc.formats import View, sarif_fixes
from stacqc.formats.sarif import render
from stacqc.report import Report
from tests.published_schemas import SARIF, validate

ITEM: dict[str, Any] = {
    "type": "Feature",
    "stac_version": "1.1.0",
    "id": "é𝄞",
    "description": "Übergröße \U0001f6f0",
    "geometry": {"type": "Point", "coordinates": [5.0, 45.0]},
    "bbox": [5.0, 45.0, 5.0, 45.0],
    "properties": {"title": "𝄞𝄞", "datetime": "2024-05-01T00:00:00Z"},
    "links": [],
    "assets": {"𝄞": {"title": "é", "href": "https://example.com/a.png", "type": "image/jpg", "roles": ["data", "data", "Thumbnail"]}},
}  # fmt: skip
LAYOUTS = {
    "pretty": (json.dumps(ITEM, indent=2, ensure_ascii=False) + "\n").encode(),
    "windows": json.dumps(ITEM, indent="\t", ensure_ascii=False).replace("\n", "\r\n").encode(),
    "compact": json.dumps(ITEM, ensure_ascii=False).encode(),
    "escaped": json.dumps(ITEM, indent=1).encode(),
}
RULES = ("asset-role-wrong", "media-type")


def log_of(report: Report) -> dict[str, Any]:
    made: dict[str, Any] = json.loads("".join(render(report, View())))
    validate(made, SARIF)
    Sarif.model_validate(made)
    return made


def fixes_of(report: Report) -> list[dict[str, Any]]:
    return [fix for result in log_of(report)["runs"][0]["results"] for fix in result.get("fixes", ())]


def applied(text: str, fixes: list[dict[str, Any]]) -> str:
    """Make replacements as the standard says: by lines and columns of code points, all of the text as it was."""
    lines = [0]
    while (end := text.find("\n", lines[-1])) >= 0:
        lines.append(end + 1)
    cuts = []
    for fix in fixes:
        (change,) = fix["artifactChanges"]
        for one in change["replacements"]:
            region = one["deletedRegion"]
            start = lines[region["startLine"] - 1] + region["startColumn"] - 1
            end = lines[region["endLine"] - 1] + region["endColumn"] - 1
            cuts.append((start, end, one.get("insertedContent", {}).get("text", "")))
    for start, end, new in sorted(cuts, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def mended(data: dict[str, Any]) -> dict[str, Any]:
    asset = {**data["assets"]["𝄞"], "type": "image/jpeg", "roles": ["data", "thumbnail"]}
    return {**data, "assets": {"𝄞": asset}}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_replacements_mend_the_text(layout: str, tmp_path: Path) -> None:
    raw = LAYOUTS[layout]
    file = tmp_path / "a.json"
    file.write_bytes(raw)
    fixes = fixes_of(stacqc.check(file, only=RULES))
    assert len(fixes) == 3
    text = applied(raw.decode(), fixes)
    assert json.loads(text) == mended(ITEM)
    # Nothing else changes: line ends, indentation and escapes are those of the file.
    assert text.count("\r\n") in (0, text.count("\n"))
    assert text.isascii() is raw.isascii()


def test_replacements_are_those_of_fix(tmp_path: Path) -> None:
    from tests.command import stacqc as run

    file = tmp_path / "a.json"
    file.write_bytes(LAYOUTS["pretty"])
    expected = applied(LAYOUTS["pretty"].decode(), fixes_of(stacqc.check(file, only=RULES)))
    run("check", file, "--no-config", "--fix", "--unsafe-fixes", *(f"--only={rule}" for rule in RULES))
    assert file.read_text("utf-8") == expected


@pytest.mark.parametrize("indent", [None, 2])
def test_members_of_a_collection_are_mended_in_place(indent: int | None, tmp_path: Path) -> None:
    members = [{**ITEM, "id": f"𝄞{n}"} for n in range(3)]
    text = json.dumps({"type": "FeatureCollection", "features": members}, indent=indent, ensure_ascii=False)
    file = tmp_path / "items.json"
    file.write_text(text, "utf-8")
    after = json.loads(applied(text, fixes_of(stacqc.check(file, only=RULES))))
    assert after["features"] == [mended(member) for member in members]


def test_lines_are_mended_in_place(tmp_path: Path) -> None:
    members = [{**ITEM, "id": f"𝄞{n}"} for n in range(3)]
    text = "\n\n".join(json.dumps(member, ensure_ascii=False) for member in members) + "\n"
    file = tmp_path / "items.ndjson"
    file.write_text(text, "utf-8")
    after = applied(text, fixes_of(stacqc.check(file, only=RULES)))
    assert [json.loads(line) for line in after.splitlines() if line] == [mended(member) for member in members]


def test_what_is_added_and_removed_has_a_region_without_length_or_content(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": "é", "b": 1}', "utf-8")
    for edit, expected in (
        (Edit("remove", ("b",)), '{"a": "é"}'),
        (Edit("replace", ("c",), "𝄞"), '{"a": "é", "b": 1, "c": "𝄞"}'),
        (Edit("rename", ("b",), "é"), '{"a": "é", "é": 1}'),
    ):
        (fix,) = fixes_of(report_of(file, Fix((edit,))))
        assert applied(file.read_text("utf-8"), [fix]) == expected


def report_of(file: Path, fix: Fix, value: str = '"é"', path: tuple[str | int, ...] = ("a",)) -> Report:
    place = Location(str(file), 1, 7, 1, 10, path)
    return Report([Finding("x", Severity.ERROR, "m", place, "write it", fix, value=value)])


def test_a_fix_says_what_it_does_and_whether_it_is_safe(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": "é"}', "utf-8")
    fix = Fix((Edit("replace", ("a",), "b"),), safe=False, title="write [b](http://evil.example)")
    (made,) = fixes_of(report_of(file, fix))
    text = "Write \\[b\\](http://evil.example) (may change the meaning)"
    assert (made["description"], made["properties"]) == ({"text": text}, {"safe": False})
    assert made["artifactChanges"][0]["artifactLocation"] == {"uri": file.as_uri()}


@pytest.mark.parametrize(
    "text",
    ['{"a": "another"}', '{"a": ', "", '{"b": 1}', "\ud800"],
)
def test_a_file_that_changed_meanwhile_has_no_fixes(text: str, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert fixes_of(report_of(file, Fix((Edit("replace", ("a",), "b"),)))) == []


@pytest.mark.parametrize(
    "name", ["gone.json", "<stdin>", "https://example.com/a.json", "a\0b.json", "items.parquet"]
)
def test_what_is_no_file_has_no_fixes(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "items.parquet").write_bytes(b"PAR1")
    assert fixes_of(report_of(Path(name), Fix((Edit("replace", ("a",), "b"),)))) == []


def test_a_path_that_only_looks_like_a_member_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"features": ["é"]}', "utf-8")
    fix = Fix((Edit("replace", ("features", 0), "b"),))
    assert fixes_of(report_of(file, fix, path=("features", 0))) == []


@pytest.mark.parametrize(
    "edit",
    [Edit("remove", ("gone",)), Edit("replace", ("a",), "\ud800"), Edit("replace", ("a",), float("nan"))],
)
def test_a_fix_that_cannot_be_made_is_left_out(edit: Edit, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text('{"a": "é"}', "utf-8")
    assert fixes_of(report_of(file, Fix((edit,)))) == []


def test_the_number_of_fixes_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sarif_fixes, "MAX_FIXES", 2)
    (tmp_path / "a.json").write_bytes(LAYOUTS["pretty"])
    assert len(fixes_of(stacqc.check(tmp_path / "a.json", only=RULES))) == 2
