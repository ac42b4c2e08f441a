"""What is worked out from values in doubt is not offered as a fix."""

from __future__ import annotations

import pytest

from stacqc.engine.doubtful_fixes import without_doubtful_fixes
from stacqc.findings import Edit, Finding, Fix, Location, Path, Severity

LOOKS: Path = ("properties", "looks")
SUMMARY: Path = ("summaries", "looks")


def stale(uri: str = "run/collection.json") -> Finding:
    fix = Fix((Edit("replace", SUMMARY, [4, 8]),), rests_on=(LOOKS,))
    return Finding("stale", Severity.WARNING, "stale", Location(uri, path=SUMMARY), "write [4,8]", fix)


def wrong(uri: str, path: Path = LOOKS, severity: Severity = Severity.ERROR) -> Finding:
    return Finding("looks", severity, "wrong", Location(uri, path=path))


@pytest.mark.parametrize(
    ("uri", "path"),
    [
        ("run/item.json", LOOKS),
        ("run/pair/item.json", (*LOOKS, 0)),
        ("run/items.json", ("features", 3, *LOOKS)),
        ("run/items.ndjson", (3, *LOOKS)),
    ],
)
def test_a_fix_waits_for_the_values_that_it_follows_from(uri: str, path: Path) -> None:
    first, other = without_doubtful_fixes([stale(), wrong(uri, path)])
    assert first.fix is None
    assert first.help == f"first mend what looks says of {uri}, from which this may follow"
    assert first.related == (uri,)
    assert other == wrong(uri, path)


@pytest.mark.parametrize(
    "other",
    [
        wrong("other/item.json"),
        wrong("run/item.json", ("properties", "gsd")),
        wrong("run/item.json", ("properties",)),
        wrong("run/item.json", severity=Severity.INFO),
        stale("run/pair/collection.json"),
    ],
)
def test_other_findings_hold_nothing_back(other: Finding) -> None:
    assert without_doubtful_fixes([stale(), other]) == [stale(), other]
