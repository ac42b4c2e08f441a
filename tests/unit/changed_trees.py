"""Trees of the ISDeform profile of which one file is changed for a moment."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from stacqc.api import check
from stacqc.findings import Finding

Json = dict[str, Any]
Change = Callable[[Json], object]


def judged(tree: Path, name: str, change: Change) -> list[Finding]:
    """Return what is found after a change of the first file of such a name."""
    file = min(tree.glob(f"**/{name}"))
    before = file.read_bytes()
    document = json.loads(before)
    change(document)
    file.write_text(json.dumps(document), encoding="utf-8")
    try:
        report = check(tree / "collection.json", ruleset=["isdeform"])
        assert not report.failures
        return list(report.findings)
    finally:
        file.write_bytes(before)
