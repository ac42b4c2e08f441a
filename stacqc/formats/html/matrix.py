"""Which property has which JSON type how often, per collection."""

from __future__ import annotations

from collections import Counter
from typing import Any

from stacqc.facts import Facts
from stacqc.formats.html.strings import Strings
from stacqc.formats.safe import safe

#: Beyond so many rows, the collections are added up.
_MAX_ROWS = 20_000
_MAX_NAMES = 2_000
_COLUMNS: tuple[type, ...] = (str, int, float, bool, type(None), list, dict)
Cells = dict[tuple[str, str], Counter[type]]


def matrix(facts: Facts | None, strings: Strings) -> dict[str, Any]:
    """Return rows of collection, name and one count per type, and the items of each collection."""
    if facts is None:
        return {"properties": [], "items": []}
    cells, items = _cells(facts, apart=True)
    if len(cells) > _MAX_ROWS:
        cells, items = _cells(facts, apart=False)
    wanted = sorted(cells, key=lambda key: (-cells[key].total(), key))[: max(_MAX_ROWS, _MAX_NAMES)]
    add = strings.add
    return {
        "properties": [
            [add(safe(c)), add(safe(n)), *(cells[c, n][t] for t in _COLUMNS)] for c, n in sorted(wanted)
        ],
        "items": [[add(safe(c)), n] for c, n in sorted(items.items())],
    }


def _cells(facts: Facts, apart: bool) -> tuple[Cells, Counter[str]]:
    cells: Cells = {}
    items: Counter[str] = Counter()
    for (collection, names, types), n in facts.members.items():
        group = collection if apart else ""
        items[group] += n
        for name, kind in zip(names, types, strict=True):
            cells.setdefault((group, name), Counter())[kind] += n
    return cells, items
