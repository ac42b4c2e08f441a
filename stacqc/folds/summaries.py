"""The fold that holds the summaries of a collection against its items."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.document import Document
from stacqc.folds.base import ShelfFold, fold
from stacqc.folds.item_values import KIND_OF, Values
from stacqc.folds.shelf import Shelf
from stacqc.rule import FoldProblem
from stacqc.vocabulary.scalars import is_one_of
from stacqc.words import choice, show


class _Collections(Shelf[Values]):
    kind = Values


@fold("summaries_match")
class SummariesMatch(ShelfFold[Values]):
    """The summaries of a collection say what its items have."""

    shelf_of = _Collections
    of_collections = True

    def add(self, document: Document) -> None:
        """Note the summaries of a collection, or the values of an item."""
        for _, _, data in self.hits(document):
            is_collection = document.kind == "Collection"
            own = data.get("id" if is_collection else "collection")
            if type(own) is not str:
                continue
            state = self.shelf.live.get(own) or self.shelf.begin(own)
            if is_collection:
                summaries = data.get("summaries")
                state.claim({document.address: summaries if type(summaries) is dict else {}})
            else:
                state.add_item(document, document.address)

    def judged(self, state: Values) -> Iterator[FoldProblem]:
        """Report each summary that says too little or too much."""
        state.settle()
        ignored = self.argument.get("ignore", ()) if type(self.argument) is dict else ()
        claimed = state.claimed() if state.items else ()
        for address, summaries in sorted(state.claims.items()) if claimed else ():
            for name, summary in summaries.items():
                if name in claimed and name not in ignored:
                    yield from self._judge(address, name, summary, state)

    def _judge(self, address: str, name: str, summary: Any, state: Values) -> Iterator[FoldProblem]:
        judge = _wrong_range if type(summary) is dict else _wrong_set
        wrong = judge(summary, name, state)
        if wrong is None:
            return
        what, other, expected = wrong
        message = f"The summary of {name} is stale: {what}"
        names = {"name": name, "value": summary, "other": other, "found": what}
        if expected is not None:
            names["expected"] = expected
        related = (other,) if other else ()
        path, own = ("summaries", name), (("properties", name),)
        yield FoldProblem(address, self.wording.problem(path, message, names, own, related=related))


Wrong = tuple[str, str, Any]


def _wrong_range(summary: dict[str, Any], name: str, state: Values) -> Wrong | None:
    if "minimum" not in summary or "maximum" not in summary:
        return None
    span = state.span(name, summary["minimum"])
    if span is None:
        return "no item has it", "", None
    low, high = span
    expected = {**summary, "minimum": low[0], "maximum": high[0]}
    for word, (value, address) in (("minimum", low), ("maximum", high)):
        if summary[word] != value:
            what = f"its {word} is {show(summary[word])}, that of the items {show(value)}"
            return what, address, expected
    return None


def _wrong_set(summary: Any, name: str, state: Values) -> Wrong | None:
    if type(summary) is not list or not all(type(part) in KIND_OF for part in summary):
        return None
    found, more = state.all(name)
    if not found:
        return "no item has it", "", None
    expected = None if more else [value for value, _ in found]
    missing = [(value, first) for value, first in found if not is_one_of(value, summary)]
    if missing:
        return f"items have {choice(value for value, _ in missing)} too", missing[0][1], expected
    extra = [] if more else [part for part in summary if not is_one_of(part, expected or [])]
    return (f"no item has {choice(extra)}", "", expected) if extra else None
