"""What is recalled of a check is what the check says, and checks read no more than is noted of them."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from stacqc.aspects.outline import has_plain_outline
from stacqc.document import Document
from stacqc.engine import recalled
from stacqc.engine.judging import Due, Verdict
from stacqc.engine.plan import Plan
from stacqc.engine.reading import Reading
from stacqc.engine.recalled import Checks, Recalled
from stacqc.engine.runner import sorted_report
from stacqc.engine.worker import Worker
from stacqc.findings import Finding, Problem
from stacqc.reads import ASSET, CAPTURE, MEMBER, OUTLINE, PROPERTY, Read, Reads, reads_of
from stacqc.rule import AlikeFold, FoldProblem, Rule
from stacqc.rulesets.ruleset import bundled, choose, load
from stacqc.rulesets.selector import parse
from stacqc.sample import Options, generate, kinds

Json = dict[str, Any]
ODD: tuple[Any, ...] = (
    None,
    True,
    1,
    1.0,
    -7,
    2**70,
    "",
    "x",
    "2020-01-01T00:00:00",
    [],
    {},
    [[]],
    ["VV", 1],
)
#: Where the defines of the profile read: what a check knows through them, it knows from there.
SOURCES = {
    "isdeform.id": ["$.id"],
    "isdeform.product": ["$.id"],
    "isdeform.file": ["$.id"],
    "isdeform.pid": ["productId"],
    "isdeform.acronym": ["productId"],
    "isdeform.again": ["productId"],
    "isdeform.pass": ["orbitDirection"],
    "isdeform.other": ["$.id"],
    "isdeform.system": ["$.id"],
    "isdeform.licence": ["$.license", "license"],
}


def items() -> list[Json]:
    fits = [k for k in kinds().values() if k.on == "item" and "live" in k.layouts and not k.lexical]
    wanted = {kind.name: 2 for kind in fits}
    files = [orjson.loads(file.content) for file in generate(Options(700, 4, runs=3, defects=wanted))]
    return [data for data in files if data.get("type") == "Feature"]


ITEMS = items()


def spoilt() -> Iterator[Json]:
    """Items with one odd value, or without one value, each."""
    chance = random.Random(5)
    for data in ITEMS[::9]:
        for _ in range(12):
            made = orjson.loads(orjson.dumps(data))
            holder = made["properties"] if chance.random() < 0.8 else made
            name = chance.choice([name for name in holder if name not in ("type", "stac_version")])
            if holder is made and chance.random() < 0.2 and made["assets"]:
                holder, name = next(iter(made["assets"].values())), chance.choice([*made["properties"]])
                holder[name] = 1
            if chance.random() < 0.2:
                del holder[name]
            else:
                holder[name] = chance.choice(ODD)
            yield made


SPOILT = list(spoilt())


def encoded(data: Json) -> bytes:
    try:
        return orjson.dumps(data)
    except TypeError:  # a whole number beyond 64 bits
        import json

        return json.dumps(data).encode()


WHOLE = [Document("t/a.json", encoded(data)) for data in (*ITEMS, *SPOILT)]


def rules_that_tell() -> list[Rule]:
    chosen = (*choose(("isdeform",)).selected, *choose(("recommended", "strict")).selected)
    rules = {choice.rule.name: choice.rule for choice in chosen}
    return [rule for rule in rules.values() if rule.reads and rule.check and "Item" in rule.info.kinds]


def only(data: Json, reads: frozenset[Read]) -> Json:
    """Return what is noted as read, and nothing else."""
    known = set(reads)
    for read in reads:
        if read.where == CAPTURE:
            known |= reads_of(SOURCES[read.name])
    names = {read.name for read in known if read.where == PROPERTY}
    members = {"type", "stac_version"} | {read.name for read in known if read.where == MEMBER}
    in_assets = {read.name for read in known if read.where == ASSET}
    if in_assets and isinstance(data.get("assets"), dict):
        data = {**data, "assets": {key: held(asset, in_assets) for key, asset in data["assets"].items()}}
        members.add("assets")
    if any(read.where == OUTLINE for read in known):
        return outlined(data, names, members)
    made = {name: value for name, value in data.items() if name in members}
    if "properties" in data:
        made["properties"] = held(data["properties"], names)
    return made


def held(data: Any, names: set[str]) -> Any:
    """Return the members of an object that are named."""
    return {n: v for n, v in data.items() if n in names} if isinstance(data, dict) else data


def outlined(data: Json, names: set[str], members: set[str]) -> Json:
    """Return a document of the same outline, with none of the values that are not noted."""
    kept = members | {"stac_extensions", "assets"}
    made = {name: value if name in kept else None for name, value in data.items()}
    if isinstance(data.get("properties"), dict):
        made["properties"] = {n: v if n in names else type(v)() if v is not None else None
                              for n, v in data["properties"].items()}  # fmt: skip
    return made


@pytest.mark.parametrize("rule", rules_that_tell(), ids=lambda rule: rule.name)
def test_a_check_reads_no_more_than_is_noted(rule: Rule) -> None:
    assert rule.check is not None
    assert rule.reads is not None
    examples = [data for data in rule.info.examples.invalid if "id" in data or "properties" in data]
    for whole in (*WHOLE, *(Document("t/a.json", encoded({"type": "Feature", **data})) for data in examples)):
        data = whole.data
        part = Document("t/a.json", encoded(only(data, rule.reads)))
        assert bool(list(rule.check(whole))) is bool(list(rule.check(part))), data


def found(
    ruleset: str, documents: list[Json]
) -> tuple[list[Finding], list[Any], list[Any], dict[str, Checks]]:
    plan = Plan(choose((ruleset,)).selected)
    folded: list[FoldProblem] = []
    for part in (documents[: len(documents) // 2], documents[len(documents) // 2 :]):
        worker = Worker(plan)
        for number, data in enumerate(part):
            worker.check(Document(f"t/{number}.json", encoded(data)))
        report = sorted_report(worker.outcome().report)
        for fold in worker.outcome().folds:
            if isinstance(fold, AlikeFold):
                folded += sorted(fold.finish(), key=repr)
    return report.findings, report.failures, folded, plan.checks()


@pytest.mark.parametrize("ruleset", ["isdeform", "recommended", "strict"])
def test_recalling_finds_what_checking_finds(ruleset: str, monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [*ITEMS[:400], *ITEMS, *SPOILT, *ITEMS[:400]]
    findings, failures, folded, checks = found(ruleset, documents)
    assert findings
    assert folded
    if ruleset == "isdeform":
        assert [bool(group.dues) for group in checks["Item"].recalled] == [True, True]
    monkeypatch.setattr(recalled, "_PASSED", ())
    assert found(ruleset, documents)[:3] == (findings, failures, folded)


def test_values_of_other_types_are_other_values() -> None:
    reading = Reading(reads_of(["a", "$.bbox"]))
    values = [{"properties": {"a": value}} for value in (1, 1.0, True, "1", None, [1], {"1": 1})]
    values += [{"properties": {}}, {"properties": {}, "bbox": None}, {"properties": {"a": None}, "bbox": [1]}]
    keys = [reading.key(Document("a", orjson.dumps({"type": "Feature", **value}))) for value in values]
    assert None not in keys
    assert len(set(keys)) == len(values)


@pytest.mark.parametrize(
    "text",
    [
        b'{"type": "Feature", "properties": []}',
        b'{"type": "Feature", "properties": {"a": 1, "a": 2}}',
        b'{"type": "Feature", "properties": {"a": 99999999999999999999999}}',
        b'{"type": "Feature", "properties": {"a": "\\ud800"}}',
    ],
)
def test_what_cannot_be_compared_is_checked(text: bytes) -> None:
    assert Reading(reads_of(["a"])).key(Document("a", text)) is None


def test_a_group_that_never_knows_the_values_is_given_up() -> None:
    calls: list[Document] = []
    due = Due(0, "own", lambda document: calls.append(document) or ())  # type: ignore[func-returns-value]
    group = Recalled([due], Reading(reads_of(["a"])))
    keys = []
    for number in range(1100):
        made = Verdict(Document("a", orjson.dumps({"type": "Feature", "properties": {"a": number}})))
        group.ask([made])
        keys += made.families
    assert len(calls) == 1100
    assert keys[0] is not None
    assert keys[-1] is None


def test_what_has_in_an_asset_what_is_read_there_is_judged_alone() -> None:
    reading = Reading(reads_of(["a", "$.assets.*.a"]))
    item = {"type": "Feature", "properties": {"a": 1}}
    for assets, is_alone in (({}, False), ({"x": {"b": 1}}, False), ({"x": {"b": 1}, "y": {"a": 1}}, True)):
        key = reading.key(Document("t", orjson.dumps({**item, "assets": assets})))
        assert (key is None) is is_alone


def test_a_group_most_of_whose_items_are_judged_alone_is_given_up() -> None:
    group = Recalled([Due(0, "own", lambda _: ())], Reading(reads_of(["$.assets.*.a"])))
    item = {"type": "Feature", "properties": {}, "assets": {"x": {"a": 1}}}
    for _ in range(600):
        group.ask([Verdict(Document("t", orjson.dumps(item)))])
    assert group.is_given_up


def test_of_documents_judged_together_the_first_of_each_kind_is_checked() -> None:
    calls: list[Any] = []

    def check(document: Document) -> Iterator[Problem]:
        calls.append(document.data["properties"]["a"])
        if document.data["properties"]["a"] == 1:
            yield Problem((), "one")

    group = Recalled([Due(0, "own", check)], Reading(reads_of(["a"])))
    values = (1, 2, 1, 2, 2, 1)
    made = [Verdict(Document("a", orjson.dumps({"type": "Feature", "properties": {"a": v}}))) for v in values]
    group.ask(made)
    assert [len(verdict.problems) for verdict in made] == [1, 0, 1, 0, 0, 1]
    assert sorted(calls) == [1, 1, 1, 2]


def test_the_whole_document_cannot_be_noted() -> None:
    for text in ("$", "$.properties", "$.properties.*", "$.*"):
        reads = Reads()
        reads.steps(parse(text))
        assert reads.noted() is None
    with pytest.raises(ValueError, match="whole document"):
        reads_of(["$.properties"])


def test_the_row_of_a_table_is_known_where_what_chooses_it_is_read() -> None:
    load(["isdeform"])
    item = {"type": "Feature", "id": "x", "properties": {"productId": "Coh_GDMCNRS_5FAA"}}
    rows = ["{isdeform.acronym.code}", "{isdeform.pass.state}"]
    for reads, known in ((rows, set()), ([*rows, "{isdeform.pid.acronym}", "orbitDirection"], set(rows))):
        document = Document("a", orjson.dumps(item))
        assert Reading(reads_of(reads)).key(document) is not None
        assert ("isdeform.acronym" in document.memo) is not bool(known)
        assert ("isdeform.pass" in document.memo) is not bool(known)


def test_of_items_as_the_profile_wants_them_nothing_is_said_by_their_outline() -> None:
    load(bundled())  # also rules that are not in force may not make them suspect
    for file in generate(Options(14, 2)):
        if file.path.endswith("_item.json"):
            assert has_plain_outline(Document(file.path, file.content)), file.path
