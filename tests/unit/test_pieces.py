"""Members of a container that are parsed some at a time are those that are there, with their texts and places."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

import stacqc
from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.sources.containers import ranges, walk
from stacqc.sources.containers.members import members

Json = dict[str, Any]


@pytest.fixture(autouse=True, params=[(40, 160, 640), (300, 1200), (1 << 20,)])
def _sizes(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(walk, "SIZES", request.param)
    monkeypatch.setattr(walk, "_TAIL", 40)


def _member(chance: random.Random, number: int) -> Json:
    made: Json = {"type": "Feature", "id": f"ä{number}", "n": chance.choice([1, 1.5, -2e-7, None, True])}
    made["links"] = [{"type": "a", "href": '},{"type":'} for _ in range(chance.randrange(3))]
    made["geometry"] = chance.choice([None, {"type": "Point", "coordinates": [0.1, 2]}])
    made["text"] = "x" * chance.randrange(80)
    return made


def _documents(text: str, only: set[int] | None = None) -> list[Document]:
    found = members("a.json", text.encode(), "features", only)
    return [entry for entry in found if isinstance(entry, Document)]


def _stands_at(text: str, document: Document) -> bool:
    line = text.split("\n")[document.line - 1 :]
    return "\n".join(line)[document.column - 1 :].startswith(document.raw.decode())


def _check(text: str) -> None:
    data = json.loads(text)
    found = _documents(text)
    own = sorted((d for d in found if d.prefix), key=lambda d: d.prefix[-1])
    assert [d.data for d in own] == data["features"]
    assert [d.prefix for d in own] == [("features", n) for n in range(len(own))]
    assert [json.loads(d.raw) for d in own] == data["features"]
    assert all(_stands_at(text, document) for document in own)
    (around,) = [d for d in found if not d.prefix]
    assert around.data == {**data, "features": []}
    some = _documents(text, {1, 3, 99})
    assert [d.data for d in some if d.prefix] == [data["features"][n] for n in (1, 3) if n < len(own)]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("form", [{"separators": (",", ":")}, {}, {"indent": 2}, {"ensure_ascii": False}])
def test_members_are_found_in_every_form(seed: int, form: Json) -> None:
    chance = random.Random(seed)
    listed = [_member(chance, n) for n in range(chance.randrange(1, 30))]
    if seed % 3 == 1:
        listed[-1] = {"id": "begins with another name", **listed[-1]}
    before = {"type": "FeatureCollection", "links": [{"type": "b"}] * (seed % 2)}
    behind = {"links": [{"type": "c", "a": n} for n in range(seed % 4)], "é": {"features": [{"type": 1}]}}
    _check(json.dumps({**before, "features": listed, **(behind if seed % 5 else {})}, **form))


@pytest.mark.parametrize("glue", ["", " ", "\n", "\r\n\t"])
def test_members_on_lines_of_their_own_are_found(glue: str) -> None:
    listed = [json.dumps(_member(random.Random(n), n), separators=(",", ":")) for n in range(20)]
    _check(f'{{"features"{glue}:{glue}[{glue}{f"{glue},{glue}".join(listed)}{glue}],"links":[]{glue}}}{glue}')


@pytest.mark.parametrize("text", [
    '{"features": [{"a": 1}, 5, {"a": 2}, [{"a": 3}, {"a": 4}]]}',
    '{"features": [{"a": 1}, {"b": [{"a": 1}, {"a": 2}, {"a": 3}, {"a": 4}, {"a": 5}]}, {"a": 6}]}',
    '{"features": [{"a": 1}], "x": [{"a": 1}, {"a": 2}, {"a": 3}, {"a": 4}, {"a": 5}, {"a": 6}]}',
    '{"features": [{"a": 12345678901234567890123}, {"a": 1.50}, {"a": 1e2}, {"a": "\\u00e9"}]}',
    '{"x": {"features": [{"a": 1}]}, "features": [{"a": 2}]}',
    '{"x": "\\"features\\": [", "features": [{"a": 2}]}',
    '{"features": [{"a": 1}, {}, {"a": 2}]}',
    '{"features": []}',
])  # fmt: skip
def test_guesses_that_are_wrong_are_seen(text: str) -> None:
    _check(text)


_ITEM = (
    '{"type":"Feature","stac_version":"1.1.0","id":"%s","geometry":null,'
    '"properties":{"datetime":"2024-05-01T00:00:00Z"},"links":%s,"assets":{}}'
)


def _found(text: str, folder: Path) -> list[tuple[str, int]]:
    (folder / "items.json").write_text(text)
    report = stacqc.check(folder / "items.json", only=("tag:verdict",))
    return sorted((f.rule, f.location.line) for f in report.findings)


def test_what_is_lost_in_one_member_is_told_there(tmp_path: Path) -> None:
    listed = [_ITEM % (n, "[]") for n in range(9)]
    listed[4] = listed[4].replace('"assets"', '"id":"again","assets"')
    listed[6] = _ITEM % (6, "5")
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(listed) + "\n]}"
    assert _found(text, tmp_path) == [("json-duplicate-key", 6), ("schema", 8)]


def test_members_before_a_break_are_judged_and_the_break_is_told(tmp_path: Path) -> None:
    listed = [_ITEM % (n, "5" if n == 1 else "[]") for n in range(400)]
    text = '{"type":"FeatureCollection","features":[\n' + ",\n".join(listed)[:-60]
    found = _found(text, tmp_path)
    assert ("json-syntax", 401) in found


def test_of_lists_of_one_name_none_is_passed_over(tmp_path: Path) -> None:
    one = ",\n".join(_ITEM % (n, "5") for n in range(3))
    text = f'{{"type":"FeatureCollection","features":[\n{one}\n],\n"features":[\n{one}\n]}}'
    found = _found(text, tmp_path)
    assert {("schema", line) for line in (7, 8, 9)} < set(found)
    assert ("json-duplicate-key", 6) in found


def test_wherever_a_text_breaks_off_that_is_told_once_and_nothing_hangs() -> None:
    listed = ",\n".join(_ITEM % (n, "[]") for n in range(4))
    text = f'{{"type":"FeatureCollection","features":[{listed}],"links":[]}}'
    for end in range(len(text) - 1):
        found = _documents(text[:end])
        (whole,) = [document for document in found if not document.prefix]
        assert not whole.readable
        assert [d.prefix[-1] for d in found if d.prefix] == list(range(len(found) - 1))


@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_part_of_a_file_has_the_members_and_places_of_the_whole(tmp_path: Path, gap: str) -> None:
    listed = [json.dumps(_member(random.Random(n), n)) for n in range(30)]
    text = f'{{"features": [{f",{gap}".join(listed)}]}}'
    path = tmp_path / "a.json"
    path.write_text(text)
    raw = path.read_bytes()
    start = walk.start_of(raw, "features")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranges, "PART", 900)
        shards = list(ranges.RawMembers(str(path), raw, "features", start).ranges(keep=False))
    assert len(shards) > 3
    found = [entry for shard in shards for entry in shard.documents() if isinstance(entry, Document)]
    assert [d.data for d in found] == json.loads(text)["features"]
    assert all(_stands_at(text, document) for document in found)
    path.write_text(text.replace('"n"', '"n', 1))
    assert any(isinstance(entry, Failure) for shard in shards for entry in shard.documents())
