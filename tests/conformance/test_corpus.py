"""Real documents get the verdict that the official schemas give them, with and without formats."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from stacqc.document import Document
from stacqc.schema.check import SchemaCheck
from stacqc.schema.combination import Options

CORPUS = Path(__file__).resolve().parents[3] / "shared" / "corpus"
#: Documents where our verdict differs on purpose, by id, with the reason.
EXPLAINED: dict[str, str] = {}
UNCHECKABLE = {"schema-unavailable", "stac-version-unknown"}

pytestmark = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real documents is not at hand")


def rows() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CORPUS / "manifest.jsonl").read_text().splitlines()]


def verdict(document: Document, check: SchemaCheck) -> str:
    """The verdict in the words of the manifest."""
    if not document.kind:
        return "invalid"
    rules = {p.rule for p in check.problems(document)}
    if rules & {"schema", "schema-format"}:
        return "invalid"
    return "incomplete" if rules & UNCHECKABLE else "valid"


@pytest.mark.parametrize("formats", [False, True], ids=["without-formats", "with-formats"])
def test_verdicts_equal_the_official_ones(formats: bool) -> None:
    check = SchemaCheck(options=Options(formats=formats, verdict_only=True))
    suffix = "_formats" if formats else ""
    outcome: Counter[str] = Counter()
    wrong = []
    for row in rows():
        if not row["unanimous" + suffix]:
            continue
        document = Document(row["file"], (CORPUS / row["file"]).read_bytes())
        ours, official = verdict(document, check), row["verdict" + suffix]
        if ours == "incomplete":
            outcome["not bundled"] += 1
        elif ours == official:
            outcome["equal"] += 1
        elif row["id"] not in EXPLAINED:
            wrong.append(f"{row['file']}: official {official}, ours {ours}; {row['failing_schemas'][:2]}")
    print(
        f"\nreal documents {'with' if formats else 'without'} formats: {dict(outcome)}, different {len(wrong)}"
    )
    assert not wrong, "\n".join(wrong[:40])
    assert outcome["equal"] > 2000
