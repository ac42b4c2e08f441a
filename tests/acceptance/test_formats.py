"""Reports of `check` and `diff` in several formats at once."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from stacqc.formats import NAMES
from tests.published_schemas import SARIF, validate

from ..documents import BAD, BAD_LINE, ITEM
from .conftest import Stacqc


def save(file: Path, data: Any) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(data, indent=2))


def test_several_formats_come_from_one_run(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    outcome = stacqc("check", "bad.json", "-f", "sarif:out/x.sarif", "-f", "text", "-f", "junit:j.xml")
    assert outcome.code == 1
    assert outcome.out.startswith(f"bad.json:{BAD_LINE}:12 error schema ")
    log = json.loads((tmp_path / "out" / "x.sarif").read_text())
    validate(log, SARIF)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert rule["id"] == "schema"
    assert len(rule["help"]["text"]) > len(rule["shortDescription"]["text"])
    assert (tmp_path / "j.xml").read_text().startswith("<?xml")


def test_reasons_of_rules_in_files_are_in_sarif_though_runs_do_without_them(
    stacqc: Stacqc, tmp_path: Path
) -> None:
    save(tmp_path / "a.json", ITEM)
    (tmp_path / "own.yaml").write_text(
        "ruleset: own\nrules:\n  long-id:\n    summary: Ids are long.\n    why: Because they must be.\n    at: $.id\n"
        "    check: {length: [5, 9]}\n    examples: {valid: [{id: abcde}], invalid: [{id: a}]}\n"
    )
    for _ in range(2):
        log = json.loads(stacqc("check", "a.json", "--ruleset", "own.yaml", "-f", "sarif").out)
        (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
        assert rule["fullDescription"]["text"] == "Because they must be."


@pytest.mark.parametrize("name", NAMES)
def test_a_comparison_is_rendered_too(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    save(tmp_path / "a" / "item.json", {**ITEM, "bbox": [0, 0, 1, 1]})
    save(tmp_path / "b" / "item.json", {**ITEM, "properties": {"datetime": "2024-05-02T00:00:00Z"}})
    save(tmp_path / "b" / "more.json", {**ITEM, "id": "b"})
    outcome = stacqc("diff", "a", "b", "-f", f"{name}:report")
    assert outcome.code == 1, outcome
    text = (tmp_path / "report").read_text()
    assert "only-database" in text
    if name == "sarif":
        validate(json.loads(text), SARIF)


@pytest.mark.skipif(os.name == "nt", reason="file names are text on Windows")
@pytest.mark.parametrize("name", NAMES)
def test_file_names_may_be_anything(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    for file in (
        b"\xff\xfe.json",
        b"::error::o.json",
        b"a\nb.json",
        b"x,y:z%0A.json",
        b"<script>.json",
        b"-.json",
    ):
        Path(os.fsdecode(os.path.join(os.fsencode(tmp_path), file))).write_text(json.dumps(BAD))
    outcome = stacqc("check", ".", "--only", "schema", "-f", name)
    assert outcome.code == 1
    if name == "github":
        heeded = outcome.out.partition("::stop-commands::")[0]
        assert "\n::error::" not in heeded
    assert "\x1b" not in outcome.out


def test_an_unknown_format_is_named_with_those_that_exist(stacqc: Stacqc) -> None:
    outcome = stacqc("check", "x.json", "-f", "sarfi")
    assert outcome.code == 2
    assert "sarif" in outcome.err


@pytest.mark.parametrize("command", [["check", "-f", "json"], ["check"], ["properties"]])
@pytest.mark.parametrize(
    "name", ["cat/item.json", "cat/bom.json", "cat/items.ndjson", "cat/list.json", "other.json"]
)
def test_no_report_takes_the_place_of_documents(
    stacqc: Stacqc, tmp_path: Path, command: list[str], name: str
) -> None:
    text = json.dumps(ITEM)
    texts = {
        "cat/item.json": text,
        "cat/bom.json": "\ufeff" + text,
        "cat/items.ndjson": f"{text}\n{text}\n",
        "cat/list.json": json.dumps({"type": "FeatureCollection", "features": [ITEM]}),
        "other.json": text,
    }
    (tmp_path / "cat").mkdir()
    for file, content in texts.items():
        (tmp_path / file).write_text(content)
    outcome = stacqc(*command, "cat", "-o", name)
    assert outcome.code == 2
    assert f"{name} holds what is checked" in outcome.err
    assert (tmp_path / name).read_text() == texts[name]


@pytest.mark.parametrize("name", ["broken.json", "./broken.json", "link.json"])
def test_no_report_takes_the_place_of_an_input(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "link.json").symlink_to("broken.json")
    outcome = stacqc("check", "broken.json", "-f", f"sarif:{name}")
    assert outcome.code == 2
    assert (tmp_path / "broken.json").read_text() == "{"


@pytest.mark.parametrize("name", NAMES)
def test_a_report_takes_the_place_of_the_last_one(stacqc: Stacqc, tmp_path: Path, name: str) -> None:
    save(tmp_path / "bad.json", BAD)
    for _ in range(2):
        assert stacqc("check", "bad.json", "-f", name, "-o", "report").code == 1


def test_a_folder_that_is_a_file_is_said_to_be_none(stacqc: Stacqc, tmp_path: Path) -> None:
    save(tmp_path / "bad.json", BAD)
    (tmp_path / "file").write_text("")
    outcome = stacqc("check", "bad.json", "-o", "file/report")
    assert (outcome.code, outcome.err) == (2, "Error: file/report cannot be written (Not a directory)\n")
