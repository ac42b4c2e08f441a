"""The fold that holds the summaries of a collection against its items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.document import Document
from stacqc.folds.base import GroupFold, fold
from stacqc.folds.covering import Extremes, Mark
from stacqc.rule import FoldProblem
from stacqc.words import choice, show

#: Distinct values kept of one property; of more, only that they are covered is checked.
_KEPT = 64
_SCALARS = (str, int, float, bool)


class _Values:
    """What the items of a collection have under one name."""

    __slots__ = ("dropped", "kept", "limit", "numbers", "texts")

    def __init__(self) -> None:
        self.kept: dict[tuple[str, Any], str] = {}
        self.dropped = False
        #: The greatest value worth keeping, once enough are kept.
        self.limit: tuple[str, Any] | None = None
        self.numbers = Extremes()
        self.texts = Extremes()

    def add(self, value: Any, document: Document) -> None:
        kind = type(value)
        if kind is list:
            for part in value[:_KEPT]:
                if type(part) in _SCALARS:
                    self.add(part, document)
        elif kind in _SCALARS:
            key = (kind.__name__, value)
            first = self.kept.get(key)
            if first is None or document.address < first:
                self.note(key, document.address)
                if kind is not bool:
                    extremes = self.texts if kind is str else self.numbers
                    extremes.add(Mark(value, document.address, document.id))

    def note(self, key: tuple[str, Any], address: str) -> None:
        if self.limit is not None and key > self.limit:
            return
        first = self.kept.get(key)
        if first is None or address < first:
            self.kept[key] = address
        if len(self.kept) > 2 * _KEPT:
            self.cut()

    def cut(self) -> None:
        if len(self.kept) > _KEPT:
            self.dropped = True
            self.kept = dict(sorted(self.kept.items(), key=lambda kv: kv[0])[:_KEPT])
            self.limit = max(self.kept)

    def merge(self, other: _Values) -> None:
        self.dropped |= other.dropped
        for key, address in other.kept.items():
            self.note(key, address)
        self.numbers.merge(other.numbers)
        self.texts.merge(other.texts)


class _Collection:
    def __init__(self) -> None:
        self.claims: dict[str, dict[str, Any]] = {}
        self.values: dict[str, _Values] = {}
        self.items = 0

    def merge(self, other: _Collection) -> None:
        self.claims.update(other.claims)
        self.items += other.items
        for name, values in other.values.items():
            mine = self.values.setdefault(name, _Values())
            mine.merge(values)


@fold("summaries_match")
class SummariesMatch(GroupFold):
    """The summaries of a collection say what its items have."""

    def add(self, document: Document) -> None:
        """Note the summaries of a collection, or the values of an item."""
        for _, _, data in self.hits(document):
            is_collection = document.kind == "Collection"
            own = data.get("id" if is_collection else "collection")
            if type(own) is not str:
                continue
            state = self.groups.setdefault(own, _Collection())
            if is_collection:
                summaries = data.get("summaries")
                state.claims[document.address] = summaries if type(summaries) is dict else {}
            else:
                self._add_item(state, document)

    def _add_item(self, state: _Collection, document: Document) -> None:
        state.items += 1
        for name, value in document.properties.items():
            values = state.values.get(name)
            if values is None:
                values = state.values[name] = _Values()
            values.add(value, document)

    def joined(self, mine: Any, other: Any) -> Any:
        """Return the state of two shards as one."""
        mine.merge(other)
        return mine

    def finish(self) -> Iterator[FoldProblem]:
        """Report each summary that says too little or too much."""
        ignored = self.argument.get("ignore", ()) if type(self.argument) is dict else ()
        for _, state in sorted(self.groups.items()):
            if state.items == 0:
                continue
            for address, summaries in sorted(state.claims.items()):
                for name, summary in summaries.items():
                    if name not in ignored:
                        yield from self._judge(address, name, summary, state.values.get(name))

    def _judge(self, address: str, name: str, summary: Any, values: _Values | None) -> Iterator[FoldProblem]:
        if values is not None:
            values.cut()
        wrong = _wrong_range(summary, values) if type(summary) is dict else _wrong_set(summary, values)
        if wrong is None:
            return
        what, other, expected = wrong
        message = f"The summary of {name} is stale: {what}"
        names = {"name": name, "value": summary, "other": other, "found": what}
        if expected is not None:
            names["expected"] = expected
        related = (other,) if other else ()
        yield FoldProblem(address, self.wording.problem(("summaries", name), message, names, related=related))


Wrong = tuple[str, str, Any]


def _wrong_range(summary: dict[str, Any], values: _Values | None) -> Wrong | None:
    if "minimum" not in summary or "maximum" not in summary:
        return None
    extremes = None if values is None else values.texts if type(summary["minimum"]) is str else values.numbers
    if extremes is None or extremes.low is None or extremes.high is None:
        return "no item has it", "", None
    low, high = extremes.low, extremes.high
    expected = {**summary, "minimum": low.value, "maximum": high.value}
    for word, mark in (("minimum", low), ("maximum", high)):
        if summary[word] != mark.value:
            return (
                f"its {word} is {show(summary[word])}, that of the items {show(mark.value)}",
                mark.address,
                expected,
            )
    return None


def _wrong_set(summary: Any, values: _Values | None) -> Wrong | None:
    if type(summary) is not list or not all(type(part) in _SCALARS for part in summary):
        return None
    if values is None or not values.kept:
        return "no item has it", "", None
    claimed = {(type(part).__name__, part) for part in summary}
    expected = None if values.dropped else [part for _, part in sorted(values.kept)]
    missing = sorted(key for key in values.kept if key not in claimed and not _is_number_in(key[1], summary))
    if missing:
        return f"items have {choice(v for _, v in missing)} too", values.kept[missing[0]], expected
    extra = (
        []
        if values.dropped
        else [part for part in summary if not any(_alike(part, v) for _, v in values.kept)]
    )
    return (f"no item has {choice(extra)}", "", expected) if extra else None


def _alike(one: Any, other: Any) -> bool:
    return bool(one == other) and (type(one) is bool) == (type(other) is bool)


def _is_number_in(value: Any, summary: list[Any]) -> bool:
    return any(_alike(value, part) for part in summary)
