"""The rules of the ISDeform profile find every planted defect, and nothing that no defect explains."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "bench"))

import accuracy

from stacqc.rule import Rule
from stacqc.rulesets.ruleset import load
from stacqc.sample import Options, write

#: Rules of the profile that a defect in a whole tree of the live layout cannot show.
NOT_PLANTED = {"id-layout": "it needs the option layout", "parent-link": "it is for files checked alone"}


def profile_rules() -> dict[str, Rule]:
    return {
        name: rule for name, rule in load(("isdeform",)).rules.items() if "isdeform" in rule.info.rulesets
    }


@pytest.mark.parametrize(("layout", "seed"), [("live", 7), ("live", 8), ("legacy", 7)])
def test_every_planted_defect_is_found_and_nothing_else(tmp_path: Path, layout: str, seed: int) -> None:
    scores = accuracy.planted(tmp_path / "tree", runs=16, pairs=11, seed=seed, each=2, layout=layout)
    print(accuracy.table(scores))
    assert accuracy.trouble(scores) == []
    assert {one.precision for one in scores.values()} | {one.recall for one in scores.values()} == {1.0}


def test_every_rule_of_the_profile_is_planted() -> None:
    planted = {kind.rule for kind in accuracy.kinds().values()}
    assert set(profile_rules()) - planted == set(NOT_PLANTED)


@pytest.mark.parametrize(
    "options",
    [
        Options(14, 1),
        Options(1202, 5, runs=3),
        Options(612, 9, runs=6),
        Options(300, 2, runs=3, layout="legacy"),
    ],
    ids=lambda options: f"{options.layout}-{options.items}",
)
def test_a_clean_tree_yields_nothing(tmp_path: Path, options: Options) -> None:
    write(options, tmp_path / "tree")
    report = accuracy.check(tmp_path / "tree")
    assert [f"{f.rule} {f.location.uri} {f.message}" for f in report.findings] == []
    assert report.failures == []


def test_a_faithful_tree_is_explained_by_its_defects(tmp_path: Path) -> None:
    write(Options(102, 3, runs=3, faithful=True), tmp_path / "tree")
    found = {f.rule for f in accuracy.check(tmp_path / "tree").findings}
    assert {
        "pair-dates-agree",
        "extension-uri",
        "property-type",
        "description-leak",
        "link-media-type",
    } <= found
