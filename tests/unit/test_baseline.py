"""A baseline passes over what it knows, only that, and says what no longer holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from stacqc.baseline import Baseline, BaselineError, Entry, Known, extended, pruned, value_of
from stacqc.baseline_file import as_json, read
from stacqc.document import Document, Tree
from stacqc.findings import Finding, Location, Problem, Severity

WHOLE = Tree(".", whole=True)


def document(uri: str, prefix: tuple[Any, ...] = (), tree: Tree = WHOLE) -> Document:
    return Document(uri, b'{"x": 1}', tree, prefix)


def known(file: Path, **files: list[Entry]) -> Known:
    entries = {"rule": {name.replace("_", "."): found for name, found in files.items()}} if files else {}
    return Known(Baseline(file, entries), ["rule", "other"])


ENTRY = Entry("/x", value_of("1", ""), "as delivered")


def test_an_entry_covers_its_rule_file_place_and_value_only(tmp_path: Path) -> None:
    state = known(tmp_path / "b.json", a_json=[ENTRY])
    here = document(str(tmp_path / "a.json"))
    assert state.covers("rule", here, Problem(("x",), "m"), "1")
    assert not state.covers("rule", here, Problem(("x",), "m"), "2")
    assert not state.covers("rule", here, Problem(("y",), "m"), "1")
    assert not state.covers("other", here, Problem(("x",), "m"), "1")
    assert not state.covers("rule", document(str(tmp_path / "sub" / "a.json")), Problem(("x",), "m"), "1")


def test_members_of_a_container_have_their_place_in_the_file(tmp_path: Path) -> None:
    state = known(tmp_path / "b.json", a_json=[Entry("/features/3/x", value_of("1", ""))])
    member = document(str(tmp_path / "a.json"), ("features", 3))
    assert state.covers("rule", member, Problem(("x",), "m"), "1")


def test_without_a_value_the_words_count_but_not_their_numbers() -> None:
    assert value_of("", "3 of 14 lack title") == value_of("", "4 of 15 lack title")
    assert value_of("", "3 of 14 lack title") != value_of("", "3 of 14 lack license")


def test_of_a_missing_member_the_name_counts_and_not_the_words() -> None:
    assert value_of("", "It lacks one", "b1") == value_of("", "It has no b1", "b1")
    assert value_of("", "It lacks one", "b1") != value_of("", "It lacks one", "b2")


@pytest.mark.parametrize("prefix", [(), ("features", 0)])
def test_an_entry_is_stale_when_its_file_was_checked_without_it(
    tmp_path: Path, prefix: tuple[Any, ...]
) -> None:
    (tmp_path / "a.json").write_text("{}")
    state = known(tmp_path / "b.json", a_json=[ENTRY])
    assert not list(state.finish())
    state.add(document(str(tmp_path / "a.json"), prefix))
    (stale,) = state.finish()
    assert stale.uri == str(tmp_path / "b.json")
    assert stale.problem.path == ("findings", "rule", "a.json", 0, "pointer")
    state.covers("rule", document(str(tmp_path / "a.json")), Problem(("x",), "m"), "1")
    assert not list(state.finish())


def test_a_file_checked_alone_says_nothing_of_what_its_tree_would_show(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    state = known(tmp_path / "b.json", a_json=[ENTRY])
    state.add(document(str(tmp_path / "a.json"), tree=Tree(".")))
    assert not list(state.finish())


def test_a_file_that_is_gone_is_stale_and_a_rule_that_did_not_run_is_not(tmp_path: Path) -> None:
    state = known(tmp_path / "b.json", gone_json=[ENTRY])
    assert "does not exist any more" in next(iter(state.finish())).problem.message
    baseline = Baseline(tmp_path / "b.json", {"absent-rule": {"gone.json": [ENTRY]}})
    assert not list(Known(baseline, ["rule"]).finish())


def test_shards_are_put_together(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{}")
    one, two = (known(tmp_path / "b.json", a_json=[ENTRY]) for _ in range(2))
    here = document(str(tmp_path / "a.json"))
    one.add(here)
    two.covers("rule", here, Problem(("x",), "m"), "1")
    assert list(one.finish())
    one.merge(two)
    assert not list(one.finish())


def test_writing_keeps_reasons_drops_what_is_stale_and_sorts(tmp_path: Path) -> None:
    file = tmp_path / "b.json"
    (tmp_path / "a.json").write_text("{}")
    state = known(file, a_json=[ENTRY, Entry("/old", "0")])
    here = document(str(tmp_path / "a.json"))
    state.add(here)
    state.covers("rule", here, Problem(("x",), "m"), "1")
    new = Finding("early", Severity.ERROR, "m", Location(str(tmp_path / "z.json"), path=("y",)), value="2")
    made = extended(state, [new, new])
    assert made.entries == {
        "early": {"z.json": [Entry("/y", value_of("2", ""))]},
        "rule": {"a.json": [ENTRY]},
    }
    assert list(made.entries) == ["early", "rule"]
    assert pruned(state).entries == {"rule": {"a.json": [ENTRY]}}
    file.write_text(as_json(made))
    assert read(file).entries == made.entries


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "not valid JSON"),
        ('{"version": 1,\n<<<<<<< HEAD\n', "a conflict of git: keep the entries of both sides"),
        ("[]", '"version": 1'),
        ('{"version": 2, "findings": {}}', '"version": 1'),
        ('{"version": 1, "findings": {"r": []}}', "r must be an object"),
        ('{"version": 1, "findings": {"r": {"a.json": 5}}}', "pointer, value and perhaps reason"),
        ('{"version": 1, "findings": {"r": {"a.json": [{"pointer": "", "value": "", "x": ""}]}}}', "perhaps reason"),
        ('{"version": 1, "findings": {"r": {"a.json": [{"pointer": "", "value": 5}]}}}', "are texts"),
    ],
)  # fmt: skip
def test_a_bad_baseline_is_explained(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "b.json").write_text(text)
    with pytest.raises(BaselineError, match=words):
        read(tmp_path / "b.json")


def test_what_a_merge_doubled_is_read_once_and_nothing_is_lost(tmp_path: Path) -> None:
    first, second, third = ({"pointer": f"/{n}", "value": n} for n in "abc")
    rule = [{"a.json": [first], "b.json": [first]}, {"a.json": [first, second]}, {"c.json": [third]}]
    text = ", ".join(f'"r": {json.dumps(files)}' for files in rule)
    (tmp_path / "b.json").write_text(f'{{"version": 1, "findings": {{{text}}}}}')
    baseline = read(tmp_path / "b.json")
    assert {key.file + key.pointer for key, _, _ in baseline.accepted()} == {
        "a.json/a",
        "b.json/a",
        "a.json/b",
        "c.json/c",
    }
    made = extended(Known(baseline, ()), [])
    assert [e.pointer for e in made.entries["r"]["a.json"]] == ["/a", "/b"]


@pytest.mark.parametrize(
    ("uri", "name"),
    [
        ("postgresql://db.example.org:5432/stac#c/i%23", "postgresql://#c/i%23"),
        ("postgresql://[/run/pg]:5432/a#b#c/i", "postgresql://#c/i"),
        ("postgresql://db.example.org:5432/stac", "postgresql://"),
        ("https://example.org/collections/c/items/i", "https://example.org/collections/c/items/i"),
        ("s3://bucket/c/i.json", "s3://bucket/c/i.json"),
    ],
)
def test_a_row_goes_by_its_key_wherever_its_database_is(tmp_path: Path, uri: str, name: str) -> None:
    assert Baseline(tmp_path / "b.json").name_of(uri) == name
