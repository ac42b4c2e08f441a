"""The rule on members that are null: the database does not give them back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import FoldProblem, fold_rule

#: Members kept; beyond it those of the first documents.
_KEPT = 512
_AT_DATETIME: Path = ("properties", "datetime")


class _Seen(NamedTuple):
    """The first item with a null at a place, the path there, and how many have one."""

    address: str
    path: Path
    times: int


class Nulls:
    """Counts items by the member that is null."""

    def __init__(self) -> None:
        self.seen: dict[Path, _Seen] = {}

    def add(self, document: Document) -> None:
        """Take in the nulls of an item."""
        if document.kind != "Item" or b"null" not in document.raw:
            return
        if document.raw.count(b"null") == 1 and document.properties.get("datetime", "") is None:
            self._meet(_AT_DATETIME, _Seen(document.address, _AT_DATETIME, 1))
            return
        own = {tuple("*" if type(s) is int else s for s in path): path for path in _nulls(document.data, ())}
        for place, path in own.items():
            self._meet(place, _Seen(document.address, path, 1))

    def _meet(self, place: Path, new: _Seen) -> None:
        known = self.seen.get(place)
        if known is not None:
            first = min(known, new)
            new = _Seen(first.address, first.path, known.times + new.times)
        self.seen[place] = new
        if len(self.seen) > 2 * _KEPT:
            self.seen = dict(sorted(self.seen.items(), key=lambda kv: (kv[1].address, str(kv[0])))[:_KEPT])

    def merge(self, other: Nulls) -> None:
        """Take in the state of another shard."""
        for place, seen in other.seen.items():
            self._meet(place, seen)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield each member once, at the first item that has it."""
        for place, (address, path, count) in self.seen.items():
            many = "this item" if count == 1 else f"{count:,} items, of which this is the first"
            message = f"{'.'.join(map(str, place))} is null in {many}: it comes back without the member"
            yield FoldProblem(address, Problem(path, message, _help(place), rule="pgstac-null"))


def _help(place: Path) -> str:
    if place == _AT_DATETIME:
        return (
            "nothing to do where all readers take start_datetime and end_datetime; else write a datetime too"
        )
    return "leave the member out"


def _nulls(value: Any, path: Path) -> Iterator[Path]:
    """Yield the paths of members that are null; elements of arrays are kept."""
    if type(value) is dict:
        for name, member in value.items():
            if member is None:
                yield (*path, name)
            elif type(member) is dict or type(member) is list:
                yield from _nulls(member, (*path, name))
    elif type(value) is list:
        for index, element in enumerate(value):
            if type(element) is dict or type(element) is list:
                yield from _nulls(element, (*path, index))


def _item(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": "a", "properties": {"datetime": "2024-01-05T00:00:00Z", **properties}}


fold_rule(
    "pgstac-null",
    Nulls,
    severity="info",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    summary="Members of items are left out rather than null.",
    why="pgstac serves no null members. What is missing then may be a member that readers demand: datetime is one, "
    "and an API that validates its answers fails on items without it.",
    fix="Leave the member out, or write a value. A null datetime is demanded by STAC where there is no single time.",
    docs="https://github.com/stac-utils/pgstac/issues/158",
    examples={
        "valid": [_item(a=[None, 1])],
        "invalid": [
            {"document": _item(cloud_cover=None), "expect": {"path": "$.properties.cloud_cover"}},
            [_item(a=[{"b": None}]), {**_item(a=[{"b": None}]), "id": "b"}],
            _item(datetime=None, start_datetime="2024-01-05T00:00:00Z", end_datetime="2024-01-06T00:00:00Z"),
        ],
    },
)
