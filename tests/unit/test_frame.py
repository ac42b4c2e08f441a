"""Frames of source fit the terminal, say where a line is cut, and point at what is meant."""

from __future__ import annotations

import json
from unicodedata import east_asian_width

import pytest

from stacqc.document import Document
from stacqc.findings import Finding, Location, Severity
from stacqc.formats import View
from stacqc.formats.frame import frame
from stacqc.formats.text import render
from tests.unit.reports import report


def place_of(text: str, start: int, end: int) -> Location:
    return Document("a.json", text.encode()).location_of_offsets(start, end)


def columns(text: str) -> int:
    """What a terminal takes for a text without combining characters."""
    return sum(2 if east_asian_width(c) in "WF" else 1 for c in text)


def pointed_at(line: str, space: str, carets: str) -> str:
    """The characters that stand above the carets."""
    found, at = "", 0
    for character in line:
        if len(space) <= at < len(space) + len(carets):
            found += character
        at += columns(character)
    return found


@pytest.mark.parametrize("filler", ["abcdefghij", "日本語名前漢字表示", "\tab c\td", "é…ü·ñ"])
@pytest.mark.parametrize("before", [0, 3, 30, 55, 300])
@pytest.mark.parametrize("after", [0, 3, 30, 55, 300])
@pytest.mark.parametrize("room", [8, 20, 40, 75, 200])
def test_a_line_fits_and_the_carets_stand_below_the_value(
    filler: str, before: int, after: int, room: int
) -> None:
    left, right = ((filler * n)[:n] for n in (before, after))
    text = json.dumps({left: "名5", "x": right}, ensure_ascii=False).replace("\\t", "\t")
    start = text.index('"名5"')
    made = frame(place_of(text, start, start + 4), room)
    assert columns(made.line) <= room
    assert len(made.space + made.carets) <= room
    seen = pointed_at(*made)
    assert seen
    assert '"名5"'.startswith(seen)
    assert made.line.startswith("…") == (not made.line.startswith('{"'))
    assert made.line.endswith("…") == (not made.line.endswith('"}'))


def test_what_is_cut_is_said_on_its_side_only() -> None:
    text = '{"a": [' + "1, " * 200 + "2]}"
    ends = {"first": (1, 4), "middle": (300, 301), "last": (607, 608)}
    lines = {name: frame(place_of(text, *where), 40).line for name, where in ends.items()}
    assert {name: (line[0], line[-1]) for name, line in lines.items()} == {
        "first": ("{", "…"),
        "middle": ("…", "…"),
        "last": ("…", "}"),
    }


def test_indentation_is_left_out_in_silence() -> None:
    text = " " * 90 + '"x": 5'
    assert frame(place_of(text, 95, 96), 40) == ('"x": 5', "     ", "^")


def test_a_combining_mark_takes_no_column() -> None:
    made = frame(place_of('{"e\u0301": 5}', 7, 8), 40)
    assert (made.space, made.carets) == (" " * 6, "^")


def test_a_place_behind_the_last_character_has_a_caret() -> None:
    assert frame(Location("a.json", 1, 8, 1, 8, (), '{"a": 1', 7), 6) == ('…": 1', "     ", "^")


@pytest.mark.parametrize("width", [20, 80, 132])
def test_no_line_of_source_is_wider_than_the_terminal(width: int) -> None:
    text = "\n" * 12344 + '{"a": [' + "1, " * 200 + "2]}"
    finding = Finding("r", Severity.ERROR, "m", place_of(text, 12344 + 300, 12344 + 310))
    lines = "".join(render(report(finding), View(width=width))).splitlines()
    assert max(len(line) for line in lines if " | " in line) == width
    assert View().width == 80
