"""Each kind of defect changes what its line in the manifest says, and nothing that is not to do with it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stacqc.sample import File, Kind, Options, Sampler, kinds

from .bundled_schemas import schema_errors

Json = dict[str, Any]
KINDS = {name: kind for name, kind in kinds().items() if kind.on != "row"}
ITEMS, RUNS = 178, 4


def options(kind: Kind, amount: float | int) -> Options:
    return Options(ITEMS, 6, RUNS, kind.layouts[0], {kind.name: amount})


def make(wanted: Options) -> tuple[dict[str, File], list[Json]]:
    sampler = Sampler(wanted)
    runs = [sampler.run(run) for run in range(RUNS)]
    files = [sampler.root(), *(file for run in runs for file in run.files)]
    return {file.path: file for file in files}, [line for run in runs for line in run.defects]


def value(document: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        token = token.replace("~1", "/").replace("~0", "~")
        document = document[int(token)] if isinstance(document, list) else document[token]
    return document


def short(found: Any) -> Any:
    return (
        f"{found[:40]}… ({len(found)} characters)" if isinstance(found, str) and len(found) > 200 else found
    )


CLEAN = {layout: make(Options(ITEMS, 6, RUNS, layout))[0] for layout in ("live", "legacy")}
REMOVE = {
    "twin-missing",
    "coherence-missing",
    "file-deleted",
    "file-renamed",
    "scene-off-the-cycle",
    "run-processed-twice",
}
PLANNED = {kind.name for kind in KINDS.values() if kind.change_plan}
ELSEWHERE = {"file-renamed", "run-processed-twice"}


@pytest.mark.parametrize("name", KINDS)
def test_kind_changes_what_it_says(name: str) -> None:
    kind = KINDS[name]
    clean = CLEAN[kind.layouts[0]]
    found, said = make(options(kind, 1))
    assert said
    for line in said:
        assert (line["defect"], line["rule"], line["severity"]) == (name, kind.rule, kind.severity)
        assert line["file"] in found
        if not kind.lexical and name not in ELSEWHERE:
            _check_values(line, clean.get(line["file"]), json.loads(found[line["file"]].content))
    differing = {p for p in {*clean, *found} if clean.get(p) != found.get(p)}
    assert differing
    assert bool(differing - set(found)) == (name in REMOVE)
    if not kind.lexical and kind.rule != "extension-uri":
        changed = [json.loads(found[path].content) for path in sorted(differing & set(found))]
        assert any(map(schema_errors, changed)) == (kind.rule == "schema")
    if name not in PLANNED:
        named = {line["file"] for line in said} | {e["file"] for line in said for e in line["expected"]}
        assert differing & set(found) <= named


def _check_values(line: Json, clean: File | None, found: Json) -> None:
    """The line has the value at its pointer, in the sound document and in the one with the defect."""
    assert line["id"] == found["id"]
    if "after" in line:
        assert short(value(found, line["pointer"])) == line["after"]
    if "before" in line and "after" in line and clean is not None:
        assert short(value(json.loads(clean.content), line["pointer"])) == line["before"]
        assert line["before"] != line["after"]


@pytest.mark.parametrize("name", [k.name for k in KINDS.values() if "everything" not in k.touches])
def test_counts_are_exact(name: str) -> None:
    kind = KINDS[name]
    count = {"run": 1, "geometry collection": 2}.get(kind.on, 3)
    selection = Sampler(options(kind, count)).selection
    victims = [k for run in range(RUNS) for found in selection.of_run(run).values() for k in found]
    assert victims == [kind] * count


@pytest.mark.parametrize("name", [k.name for k in KINDS.values() if not k.touches and k.runs == 1])
def test_rate_one_is_everywhere_it_fits(name: str) -> None:
    kind = KINDS[name]
    sampler = Sampler(options(kind, 1.0))
    for run, shape in enumerate(sampler.shapes):
        fitting = {node.ordinal for node in shape.nodes if kind.fits(shape, node)}
        assert set(sampler.selection.of_run(run)) == fitting


def test_rates_are_met_on_average() -> None:
    wanted = Options(4000, 3, defects={"null-word": 0.1, "bbox-shifted": 0.05})
    sampler = Sampler(wanted)
    found = [k.name for run in range(4) for ks in sampler.selection.of_run(run).values() for k in ks]
    assert 320 < found.count("null-word") < 475
    assert 150 < found.count("bbox-shifted") < 250


def test_no_document_has_two_defects() -> None:
    amounts: dict[str, float | int] = {name: 0.004 for name, k in KINDS.items() if "live" in k.layouts}
    amounts |= {"null-word": 5, "not-listed": 4, "coherence-missing": 2}
    sampler = Sampler(Options(1000, 3, 2, defects=amounts))
    found: list[Kind] = []
    for run in range(2):
        victims = sampler.selection.of_run(run)
        assert all(len(ks) == 1 for ks in victims.values())
        found += [ks[0] for ks in victims.values()]
        places = [(line["file"], line["pointer"]) for line in sampler.run(run).defects]
        assert len(set(places)) == len(places)
    names = [kind.name for kind in found]
    assert [names.count(n) for n in ("null-word", "not-listed", "coherence-missing")] == [5, 4, 2]


def test_many_kinds_may_overlap() -> None:
    amounts = {name: 0.5 for name, kind in KINDS.items() if "live" in kind.layouts}
    _, found = make(Options(ITEMS, 3, RUNS, defects=amounts, overlap=True))
    assert len({line["defect"] for line in found}) > 0.9 * len(amounts)


def test_faithful_trees_have_what_was_counted() -> None:
    sampler = Sampler(Options(480, 1, 20, faithful=True))
    runs = [sampler.run(run) for run in range(20)]
    found = [line for run in runs for line in run.defects]
    by_kind = {name: [x for x in found if x["defect"] == name] for name in KINDS}
    pair_items = [f for run in runs for f in run.files if f.is_item and "_interferogram_" in f.path]
    documents = {f.path for run in runs for f in run.files}
    assert len(by_kind["pair-copy"]) == len(pair_items)
    assert {x["file"] for x in found if x["rule"] == "extension-uri"} == documents
    assert 0.3 < len(by_kind["root-is-itself"]) / len(documents) < 0.43
    assert 3 < len(by_kind["title-is-the-id"]) < 14
    assert {x["rule"] for x in by_kind["numbers-as-text"]} == {"property-type"}
    assert len({(x["file"], x["pointer"]) for x in found}) == len(found)
