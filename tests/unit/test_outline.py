"""What stands around the members of a container keeps its place, and nothing of it is lost."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

import stacqc
from stacqc.sources.containers import outline
from stacqc.sources.containers.cutting import split

_ITEM = (
    '{"type": "Feature", "stac_version": "1.1.0", "id": "%s", "geometry": null,'
    ' "properties": {"datetime": "2024-05-01T00:00:00Z"}, "links": [], "assets": {}}'
)
_A, _B = _ITEM % "a", _ITEM % "b"
_HEAD = '{"type": "FeatureCollection", '


def _found(text: str, folder: Path) -> set[tuple[str, int, int]]:
    path = folder / "items.json"
    path.write_text(text)
    report = stacqc.check(path)
    return {(f.rule, f.location.line, f.location.column) for f in report.findings}


@pytest.mark.parametrize("glue", [" ", "\n", "\n  "])
@pytest.mark.parametrize(
    ("members", "doubled"),
    [
        (['"features": [A]', '"features": [B]'], [1]),
        (['"features": [B]', '"features": [A, B]', '"features": [B]'], [1, 2]),
        (['"features": [A, B]', '"features": []'], [1]),
        (['"features": [A]', '"type": "FeatureCollection"'], [1]),
        (['"x": {"features": [1]}', '"features": [A]', '"x": "features"'], [2]),
        (['"x": ["]"]', '"x": ["]"]', '"features": [A]'], [1]),
        (['"features": [A]', '"\\u0066eatures": [B]'], [1]),
        (['"features": [A]', '"x": {"features": [1], "features": [2]}'], []),
    ],
)
def test_a_doubled_member_of_a_container_is_told_where_it_stands(
    tmp_path: Path, members: list[str], doubled: list[int], glue: str
) -> None:
    written = [part.replace("[A", "[" + _A).replace("B]", _B + "]") for part in members]
    text = "{" + glue + f",{glue}".join(['"type": "FeatureCollection"', *written]) + glue + "}"
    lines = text.split("\n")
    found = {place[1:] for place in _found(text, tmp_path) if place[0] == "json-duplicate-key"}
    for index in doubled:
        start = sum(len(part) + len(glue) + 1 for part in ['"type": "FeatureCollection"', *written[:index]])
        before = text[: start + 1 + len(glue)]
        assert (before.count("\n") + 1, len(before) - before.rfind("\n")) in found
    inner = [(n, line.rfind('"features"') + 1) for n, line in enumerate(lines, 1) if "[2]" in line]
    assert len(found) == len(doubled) + len(inner)
    assert found.issuperset(inner)


def test_items_of_the_list_that_is_read_have_their_places_behind_the_one_that_is_not(tmp_path: Path) -> None:
    bad = _B.replace('"links": []', '"links": 5')
    text = f'{_HEAD}\n"features": [\n{bad}\n],\n"features": [\n{bad}\n]}}'
    assert _found(text, tmp_path) == {
        ("json-duplicate-key", 5, 1),
        ("schema", 6, bad.index("5", bad.index("links")) + 1),
    }


@pytest.mark.parametrize("glue", ["", " ", "\n", "\n\té"])
def test_a_finding_behind_the_members_has_its_line_and_column(tmp_path: Path, glue: str) -> None:
    gap = glue.replace("é", "")
    text = f'{_HEAD}"title": "{glue.strip()}", "features":{gap}[{gap}{_A},{gap}{_B}{gap}], "links": 5}}'
    behind = len(text) - text.rfind("\n") - 2
    assert _found(text, tmp_path) == {("schema", text.count("\n") + 1, behind)}


def test_a_sound_container_is_not_gone_through_for_doubled_members(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outline, "_doubled", None)
    for text in (
        f'{_HEAD}"features": [{_A}]}}',
        f' {{\n"features"\t: [{_A}] , "x": "features", "y\\"]": [[]] , "links": []\r\n}}\n',
        json.dumps({"a": "é", "é": [{"features": []}], "features": [], "links": []}, ensure_ascii=False),
        json.dumps({"a": "x" * 9000, "features": [{"b": "x" * 9000}], "c": "y" * 9000}),
    ):
        parts = split(text.encode(), "features")
        assert parts is not None
        assert parts.members == [msgspec.Raw(json.dumps(m).encode()) for m in json.loads(text)["features"]]
        assert json.loads(parts.text) == {**json.loads(text), "features": []}


def test_a_wide_line_of_members_is_counted_in_characters_across_the_parts_it_is_read_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outline, "_CHUNK", 7)
    for members in ('"ä\U0001f6f0é"' * 9, '\n"ä\U0001f6f0"' * 5, '"a"\n' * 8):
        text = f'{{"features":[{members}],"links":5}}'
        start = text.index("[")
        end = len(text.encode()) - len(',"links":5}')
        made = outline.outline(text.encode(), [(start, end)]).decode()
        assert made.count("\n") == text.count("\n")
        assert len(made) - made.rfind("\n") == len(text) - text.rfind("\n")
