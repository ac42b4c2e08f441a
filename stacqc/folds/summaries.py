"""The fold that holds the summaries of a collection against its items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.document import Document
from stacqc.folds.base import GroupFold, fold
from stacqc.folds.covering import Extremes
from stacqc.rule import FoldProblem
from stacqc.words import choice, show

#: Distinct values kept of one property; of more, only that they are covered is checked.
_KEPT = 64
_SCALARS = (str, int, float, bool)


class _Distinct:
    """The smallest distinct values of one kind, each with its first witness."""

    __slots__ = ("dropped", "first", "limit")

    def __init__(self) -> None:
        self.first: dict[Any, str] = {}
        self.dropped = False
        #: The greatest value worth keeping, once enough are kept.
        self.limit: Any = None

    def note(self, value: Any, address: str) -> None:
        if self.limit is not None and value > self.limit:
            return
        first = self.first.get(value)
        if first is None or address < first:
            self.first[value] = address
        if len(self.first) > 2 * _KEPT:
            self.cut()

    def cut(self) -> None:
        if len(self.first) > _KEPT:
            self.dropped = True
            self.first = dict(sorted(self.first.items())[:_KEPT])
            self.limit = max(self.first)

    def merge(self, other: _Distinct) -> None:
        self.dropped |= other.dropped
        for value, address in other.first.items():
            self.note(value, address)


class _Values:
    """What the items of a collection have under one name."""

    __slots__ = ("booleans", "numbers", "span_of_numbers", "span_of_texts", "texts")

    def __init__(self) -> None:
        self.texts, self.numbers, self.booleans = _Distinct(), _Distinct(), _Distinct()
        self.span_of_texts, self.span_of_numbers = Extremes(), Extremes()

    def add(self, value: Any, address: str, document: Document) -> None:
        kind = type(value)
        if kind is str:
            self._note(value, address, self.texts, self.span_of_texts, document)
        elif kind is int or kind is float:
            # 1 and 1.0 are one value, whichever comes first.
            plain = int(value) if kind is float and value.is_integer() else value
            self._note(plain, address, self.numbers, self.span_of_numbers, document)
        elif kind is bool:
            self.booleans.note(value, address)
        elif kind is list:
            for part in value[:_KEPT]:
                if type(part) in _SCALARS:
                    self.add(part, address, document)

    def _note(self, value: Any, address: str, kept: _Distinct, span: Extremes, document: Document) -> None:
        first = kept.first.get(value)
        if first is None or address < first:
            kept.note(value, address)
            span.note(value, document)

    def distinct(self) -> tuple[_Distinct, ...]:
        return self.booleans, self.numbers, self.texts

    def merge(self, other: _Values) -> None:
        for mine, its in zip(self.distinct(), other.distinct(), strict=True):
            mine.merge(its)
        self.span_of_texts.merge(other.span_of_texts)
        self.span_of_numbers.merge(other.span_of_numbers)

    def all(self) -> tuple[list[tuple[Any, str]], bool]:
        """Return the values with their first witnesses, and whether there are more of them."""
        for kept in self.distinct():
            kept.cut()
        found = [pair for kept in self.distinct() for pair in sorted(kept.first.items())]
        return found, any(kept.dropped for kept in self.distinct())


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
        address = document.address
        for name, value in document.properties.items():
            values = state.values.get(name)
            if values is None:
                values = state.values[name] = _Values()
            values.add(value, address, document)

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
    if values is None:
        return "no item has it", "", None
    span = values.span_of_texts if type(summary["minimum"]) is str else values.span_of_numbers
    if span.low is None or span.high is None:
        return "no item has it", "", None
    low, high = span.low, span.high
    expected = {**summary, "minimum": low.value, "maximum": high.value}
    for word, mark in (("minimum", low), ("maximum", high)):
        if summary[word] != mark.value:
            what = f"its {word} is {show(summary[word])}, that of the items {show(mark.value)}"
            return what, mark.address, expected
    return None


def _wrong_set(summary: Any, values: _Values | None) -> Wrong | None:
    if type(summary) is not list or not all(type(part) in _SCALARS for part in summary):
        return None
    found, more = ([], False) if values is None else values.all()
    if not found:
        return "no item has it", "", None
    expected = None if more else [value for value, _ in found]
    missing = [(value, first) for value, first in found if not _is_in(value, summary)]
    if missing:
        return f"items have {choice(value for value, _ in missing)} too", missing[0][1], expected
    extra = [] if more else [part for part in summary if not _is_in(part, expected or [])]
    return (f"no item has {choice(extra)}", "", expected) if extra else None


def _is_in(value: Any, others: list[Any]) -> bool:
    return any(value == other and (type(value) is bool) == (type(other) is bool) for other in others)
