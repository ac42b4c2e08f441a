"""What the ruleset pgstac says of a document is what a real pgstac does with it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import stacqc
from tests.pgstac.brought import House
from tests.pgstac.conftest import serving
from tests.pgstac.help import diff, execute
from tests.pgstac.rule_cases import CASES, COLLECTION, ITEM, properties
from tests.pgstac.server import TEMPLATE, Server


@pytest.fixture(scope="module")
def house(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    execute(server, "postgres", f"CREATE DATABASE rules TEMPLATE {TEMPLATE}")
    with serving(server) as start:
        address = start("rules", ENABLE_TRANSACTIONS_EXTENSIONS="TRUE")
        yield House(server, "rules", address, tmp_path_factory.mktemp("rules"))
    execute(server, "postgres", "DROP DATABASE rules WITH (FORCE)")


@pytest.mark.parametrize("rule", sorted(CASES))
def test_what_the_rule_says_is_what_pgstac_does(rule: str, house: House) -> None:
    for case in CASES[rule]:
        brought = house.bring(case)
        assert brought.outcome() == case.outcome, (case, brought.trouble)
        if case.outcome == "kept":
            assert brought.findings() == set(), case
        else:
            assert rule in brought.findings(), case


def test_every_rule_of_the_ruleset_has_documents_that_break_it_and_others() -> None:
    from stacqc.baseline import STALE
    from stacqc.rulesets.ruleset import choose

    rules = {choice.rule.name for choice in choose(("pgstac",)).selected} - {STALE}
    assert rules == set(CASES)
    for cases in CASES.values():
        assert {case.outcome == "kept" for case in cases} == {True, False}


def test_flattened_lines_load_and_come_back_whatever_their_texts_hold(house: House, tmp_path: Path) -> None:
    from stacqc.comparison.flat_files import write
    from stacqc.comparison.settings import Settings

    tree = tmp_path / "tree"
    tree.mkdir()
    links = {"links": [{"rel": "item", "href": f"./{n}.json"} for n in range(2)]}
    (tree / "collection.json").write_text(json.dumps({**COLLECTION, **links, "id": "texts"}))
    for n in range(2):
        item = {**ITEM, "id": f"i{n}", "collection": "texts", **properties(path="C:\\new\\data", say='\\"')}
        (tree / f"{n}.json").write_text(json.dumps(item))
    write(str(tree / "collection.json"), tmp_path / "flat", Settings(flatten="none"))
    flat = tmp_path / "flat/collections.ndjson", tmp_path / "flat/items.ndjson"
    checked = stacqc("check", *flat, "--ruleset", "pgstac", "--no-config")
    assert checked.exit_code == 0, checked.output
    assert house.load(flat) == ""
    report = diff(
        tree / "collection.json",
        house.server.address(house.database),
        "--collection",
        "texts",
        "--flatten",
        "none",
    )
    assert (report["exit"], report["findings"]) == (0, [])
