"""The recommended rules: silent on sound catalogs, and on real documents only where these deserve it."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest

from stacqc.document import Document
from stacqc.engine.plan import Plan
from stacqc.engine.runner import run
from stacqc.engine.worker import Worker
from stacqc.findings import Finding, Severity
from stacqc.handbook.examples import Bench, missing_examples
from stacqc.rule import Rule
from stacqc.rules.item_assets import ItemAssets
from stacqc.rulesets.ruleset import choose
from stacqc.sample import Options, write
from stacqc.schema.check import SchemaCheck
from stacqc.sources.inputs import Inputs

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
TABLE = ROOT / "docs" / "false-alarms.md"
BENCH = Bench(("recommended", "strict"))


def own_rules() -> dict[str, Rule]:
    return {n: r for n, r in BENCH.rules().items() if {"recommended", "strict"} & set(r.info.rulesets)}


@pytest.mark.parametrize("name", sorted(own_rules()))
def test_every_rule_keeps_its_examples(name: str) -> None:
    rule = own_rules()[name]
    assert missing_examples(rule) == ""
    assert [outcome.trouble for outcome in BENCH.outcomes(rule) if outcome.trouble] == []


@pytest.mark.parametrize("layout", ["live", "legacy"])
def test_a_sound_catalog_yields_nothing(tmp_path: Path, layout: str) -> None:
    write(Options(200, 4, runs=3, layout=layout), tmp_path / "tree")
    plan = Plan(choose(("recommended",)).selected, SchemaCheck())
    report = run(Inputs([str(tmp_path / "tree")]).shards(), plan)
    assert report.checked["Item"] == 200
    assert [f"{f.rule} {f.location.uri} {f.message}" for f in report.findings] == []
    assert report.failures == []


def table() -> dict[str, tuple[str, int, str]]:
    """The judged counts: rule to severity, count and verdict."""
    row = re.compile(r"\| `([a-z0-9-]+)` \| (error|warning|info) \| (\d+) \| (\w+)")
    found = (row.match(line) for line in TABLE.read_text(encoding="utf-8").splitlines())
    return {m[1]: (m[2], int(m[3]), m[4]) for m in found if m}


def findings_on_the_corpus() -> list[Finding]:
    worker = Worker(Plan(choose(("recommended",)).selected))
    for line in (CORPUS / "manifest.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if row["verdict"] == "valid" and row["unanimous"]:
            document = Document(row["file"], (CORPUS / row["file"]).read_bytes())
            if document.kind:
                worker.check(document)
    assert worker.partial.report.failures == []
    return worker.partial.report.findings


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not at hand")
def test_findings_on_real_documents_are_the_judged_ones() -> None:
    judged = table()
    found = Counter((f.rule, f.severity) for f in findings_on_the_corpus())
    for (rule, severity), count in sorted(found.items()):
        print(f"{rule:28} {severity!s:8} {count}")
    assert {(rule, str(severity)): n for (rule, severity), n in found.items()} == {
        (rule, severity): n for rule, (severity, n, _) in judged.items()
    }
    errors = {rule for rule, severity in found if severity is Severity.ERROR}
    assert {rule for rule in errors if judged[rule][2] != "deserved"} == set()


def tree_with_item_assets() -> list[Document]:
    described = {"data": {"type": "image/tiff"}, "mask": {}}
    parts: list[dict[str, object]] = [{"type": "Collection", "id": "c", "item_assets": described}]
    for number in range(150):
        asset = {"href": "a", "type": "image/tiff" if number % 3 else "image/jp2"}
        parts.append(
            {"type": "Feature", "collection": "c", "assets": {"data": asset, f"own{number % 90}": {}}}
        )
    return [Document(f"{number:03}.json", json.dumps(part).encode()) for number, part in enumerate(parts)]


@pytest.mark.parametrize("shards", [2, 7])
def test_item_assets_say_the_same_in_shards(shards: int) -> None:
    documents = tree_with_item_assets()
    whole, merged = ItemAssets(), ItemAssets()
    for document in documents:
        whole.add(document)
    for shard in range(shards):
        part = ItemAssets()
        for document in reversed(documents[shard::shards]):
            part.add(document)
        merged.merge(part)
    assert list(merged.finish()) == (said := list(whole.finish()))
    assert [problem.path for _, problem in said] == [("item_assets",), ("item_assets", "data", "type")]
