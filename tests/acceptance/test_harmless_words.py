"""What files put into settings, rules, names and documents reaches a terminal and a log as escapes alone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ..documents import CATALOG, ITEM
from .conftest import Stacqc

#: Commands of terminals and of GitHub's runner, and marks that turn text round.
EVIL = "\x1b[31m\x9b31m\u061c\u202e\u2066\n::error::x"
IN_TOML = json.dumps(EVIL)


def assert_harmless(text: str) -> None:
    assert not set("\x1b\x9b\u061c\u202e\u2066") & set(text)
    assert "\n::error" not in text


@pytest.mark.parametrize(
    "settings",
    [
        f"{IN_TOML} = 1",
        f"a = 1\n{IN_TOML} = 1",
        f"ruleset = [{IN_TOML}]",
        f"select = [{IN_TOML}]",
        f"baseline = {IN_TOML}",
        f"extend = {IN_TOML}",
        f"schema-dir = [{IN_TOML}]",
        f"schema-map = {{x = {IN_TOML}}}",
        f"[severity]\n{IN_TOML} = 'error'",
        f"[options]\n{IN_TOML} = 'error'",
        f"[diff]\n{IN_TOML} = 'error'",
        f"[per-file.{IN_TOML}]\nignore = [{IN_TOML}]",
    ],
)
def test_settings(stacqc: Stacqc, tmp_path: Path, settings: str) -> None:
    (tmp_path / "stacqc.toml").write_text(settings)
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    outcome = stacqc("check", "item.json")
    assert outcome.code == 2
    assert "\\u202e" in outcome.err
    assert_harmless(outcome.err)


def test_an_exception_for_no_file(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "stacqc.toml").write_text("[per-file.'a\u202e\x9b/b/*']\nignore = ['schema']")
    (tmp_path / "item.json").write_text(json.dumps(ITEM))
    assert_harmless(stacqc("check", ".").err)


def test_a_file_that_is_passed_over(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "catalog.json").write_text(json.dumps(CATALOG))
    (tmp_path / f"a{EVIL}.json").write_text(json.dumps({"type": "FeatureCollection", "features": [ITEM]}))
    outcome = stacqc("check", "catalog.json")
    assert "\\n::error::x.json was passed over" in outcome.err
    assert_harmless(outcome.err)


def test_baselines(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps({"version": 1, "findings": {EVIL: 1}}))
    outcome = stacqc("check", ".", "--baseline", "b.json")
    assert "\\u202e" in outcome.err
    assert_harmless(outcome.err)


@pytest.mark.parametrize("words", [["check", f"--{EVIL}"], [EVIL], ["check", "--fail-on", EVIL]])
def test_words_of_the_command_line(stacqc: Stacqc, words: list[str]) -> None:
    assert not set("\x1b\x9b\u202e") & set(stacqc(*words).err)


@pytest.mark.parametrize("name", ["json", "jsonl"])
def test_json_reports_mean_the_same(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    item = {**ITEM, "id": EVIL, "properties": {**ITEM["properties"], EVIL: None}}
    (tmp_path / "item.json").write_text(json.dumps(item))
    out = stacqc("check", "item.json", "-f", name, "--ruleset", "strict").out
    assert_harmless(out)
    assert f'"document":"{json.dumps(EVIL)[1:-1]}"' in out.replace('": "', '":"')


def test_json_of_properties(stacqc: Stacqc, tmp_path: Path) -> None:
    (tmp_path / "item.json").write_text(json.dumps({**ITEM, "properties": {EVIL: EVIL}}))
    out = stacqc("properties", "item.json", "-f", "json").out
    assert json.dumps(EVIL) in json.dumps(json.loads(out))
    assert_harmless(out)


@pytest.mark.parametrize(
    "words", [["rules"], ["rules", "-f", "json"], ["rules", "a-b", "--ruleset"], ["test"]]
)
def test_rule_files(stacqc: Stacqc, tmp_path: Path, words: list[str]) -> None:
    text = "x\x1b[31m\x9b\u061c\u202e\u2066 y"
    rule = {"summary": text, "why": text, "at": "$.id", "check": {"length": [5, 9]}}
    examples = {"valid": [{"id": "abcd"}], "invalid": [{"id": text}]}
    (tmp_path / "own.yaml").write_text(
        json.dumps({"ruleset": "own", "rules": {"a-b": {**rule, "examples": examples}}})
    )
    outcome = stacqc(*words, "own.yaml")
    assert "a-b" in outcome.out
    assert_harmless(outcome.out + outcome.err)
