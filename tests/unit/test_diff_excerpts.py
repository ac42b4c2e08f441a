"""What a difference shows of its two values: the place where they differ, also where nobody would see it."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import orjson
import pytest

import stacqc
from stacqc.comparison.classify import Classifier
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.excerpts import both_shown, spread
from stacqc.comparison.settings import Settings


def message(file: Any, database: Any, path: tuple[str, ...] = ("properties", "x")) -> str:
    (found,) = Classifier(Settings(), Equivalences()).classed([(path, file, database)])
    return found.message


def test_long_values_are_shown_where_they_begin_to_differ() -> None:
    file, database = both_shown("a" * 500 + "one" + "z" * 500, "a" * 500 + "two" + "z" * 500)
    assert (file.count("one"), database.count("two")) == (1, 1)
    assert (file[0], file[-1]) == (database[0], database[-1]) == ("…", "…")
    assert max(len(file), len(database)) <= 100


@pytest.mark.parametrize(
    ("file", "database"), [("a" * 300, "a" * 301), ("a" * 300 + "b", "a" * 300), ([0] * 99, [0] * 98)]
)
def test_a_long_value_that_only_goes_on_is_shown_to_its_end(file: Any, database: Any) -> None:
    shown = both_shown(file, database)
    assert shown[0] != shown[1]
    assert shown[0][-1] == shown[1][-1] != "…"


def test_what_differs_early_or_is_short_is_shown_from_its_beginning() -> None:
    assert both_shown("b" * 9, "c") == ('"bbbbbbbbb"', '"c"')
    assert both_shown("ab" + "x" * 200, "c" * 200)[0].startswith('"abx')


@pytest.mark.parametrize(
    ("file", "database", "note"),
    [
        ("\u00e9t\u00e9", "e\u0301te\u0301", "U+00E9 became U+0065 U+0301 at character 1"),
        ("e\u0301", "\u00e9", "U+0065 U+0301 became U+00E9 at character 1"),
        ("a\u00a0b", "a b", "U+00A0 became U+0020 at character 2"),
        ("ab", "ab\u200b", "nothing became U+200B at character 3"),
        ("Paris", "P\u0430ris", "U+0061 became U+0430 at character 2"),
    ],
)
def test_texts_that_look_alike_are_told_apart_by_code_points(file: str, database: str, note: str) -> None:
    assert message(file, database).endswith(f" in the database ({note})")


@pytest.mark.parametrize(
    ("file", "database"), [("a ", "a"), ("\u00c9ruption", "S\u00e9isme"), ("5", "05"), ("\u00e9", "\u00e8")]
)
def test_texts_that_one_sees_to_differ_have_no_code_points(file: str, database: str) -> None:
    assert "U+" not in message(file, database)


def test_long_values_that_differ_behind_what_is_kept_of_them_stay_two() -> None:
    one, two = spread("a" * 9000 + "b"), spread("a" * 9000 + "c")
    assert one != two
    assert len(one) < 5000


def test_a_long_text_is_looked_at_quickly() -> None:
    long = "\u00e9" * 5_000_000
    began = time.perf_counter()
    assert message(long + "a", long + "b").endswith("database")
    assert time.perf_counter() - began < 1


def test_another_value_behind_what_is_kept_is_a_new_difference(tmp_path: Path) -> None:
    def side(name: str, text: str) -> Path:
        item = {"type": "Feature", "id": "i", "collection": "c", "properties": {"x": text}}
        (tmp_path / name).write_bytes(orjson.dumps(item))
        return tmp_path / name

    from tests.command import stacqc as run

    files, known = side("a.ndjson", "a"), tmp_path / "known.json"
    database = side("b.ndjson", "b" * 9000)
    (tmp_path / "stacqc.toml").write_text('baseline = "known.json"\n')
    run("diff", files, database, "--no-config", "--baseline", known, "--write-baseline")
    config = tmp_path / "stacqc.toml"
    assert stacqc.diff(files, database, config=config).findings == []
    side("b.ndjson", "b" * 8999 + "c")
    assert "diff/value" in [f.rule for f in stacqc.diff(files, database, config=config)]
