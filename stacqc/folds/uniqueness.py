"""Folds over values that may occur once, or only in rising order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from stacqc.digest import digest_of_text
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.folds.base import FindHits, GroupFold, Witnesses, Wording, fold, in_group, shown_group
from stacqc.folds.hashes import Hashes, hash_of
from stacqc.rule import FoldProblem
from stacqc.words import name_of, show, written

_SHORT = 80


@fold("unique_across")
class UniqueAcross(GroupFold):
    """A value occurs in one document of a group only.

    Values are kept as hashes; documents with hashes that were met twice are seen again, and the groups
    hold their values.
    """

    def __init__(self, argument: Any, read: FindHits, wording: Wording) -> None:
        super().__init__(argument, read, wording)
        self.seen = Hashes()
        self.doubled: set[int] = set()
        #: The values of the groups in words.
        self.shown: dict[Any, str] = {}

    def add(self, document: Document) -> None:
        """Note the values of one document."""
        found = [_hash(*hit) for hit in self.hits(document) if hit[2] is not None]
        if found:
            self.seen.add(document, found)

    def merge(self, other: GroupFold) -> None:
        """Take in the state of another shard."""
        assert isinstance(other, UniqueAcross)
        self.seen.merge(other.seen)

    def unsure(self) -> Iterator[str]:
        """Yield the addresses of the documents with a hash that was met twice."""
        self.doubled = self.seen.doubled()
        return (address for address, _ in self.seen.having(self.doubled))

    def see_again(self, document: Document) -> None:
        """Note the values of a document that others may have too."""
        for group, path, value in self.hits(document):
            if value is not None and _hash(group, path, value) in self.doubled:
                key = (group, _name(path), type(value) is str, _text(value))
                self.shown.setdefault(key, show(value))
                self.groups.setdefault(key, Witnesses()).add(document.address, path)

    def finish(self) -> Iterator[FoldProblem]:
        """Report all but the first document that has a value."""
        for key, seen in sorted(self.groups.items(), key=lambda kv: kv[0]):
            group, name, _, text = key
            (first, _), *rest = seen.smallest()
            of = f"{name} {self.shown[key]}" if len(text) <= _SHORT else name
            message = f"{of} is also that of {first}"
            message += (
                f", {seen.count:,} documents{in_group(group)} share it" if seen.count > 2 else in_group(group)
            )
            names = {
                "value": self.shown[key],
                "name": name,
                "count": seen.count,
                "other": first,
                "group": shown_group(group),
            }
            for address, path in rest:
                yield FoldProblem(address, self.wording.problem(path, message, names, related=(first,)))


def _hash(group: str, path: Path, value: Any) -> int:
    text = value if value.__class__ is str else written(value)
    return hash_of(f"{_name(path)}\0{group}\0{text}")


def _name(path: Path) -> str:
    return str(path[-1]) if path and type(path[-1]) is str else ""


def _text(value: Any) -> str:
    """Return a value as a text of bounded length."""
    text = value if type(value) is str else written(value)
    if len(text) <= _SHORT:
        return text
    return digest_of_text(text, 16)


@fold("rising")
class Rising(GroupFold):
    """Values rise, or stay, with another value of their documents."""

    def add(self, document: Document) -> None:
        """Note the smallest and the largest value for the step of one document."""
        for group, path, (step, value) in self.hits(document):
            if type(value) in (int, float, str) and type(step) in (int, float, str):
                mark = (value, document.address, path)
                steps = self.groups.setdefault((group, type(value) is str, type(step) is str), {})
                low, high = steps.get(step, (mark, mark))
                steps[step] = (min(low, mark, key=_order), max(high, mark, key=_order))

    def joined(self, mine: Any, other: Any) -> Any:
        """Return the extremes of both for each step."""
        for step, (low, high) in other.items():
            own_low, own_high = mine.get(step, (low, high))
            mine[step] = (min(low, own_low, key=_order), max(high, own_high, key=_order))
        return mine

    def finish(self) -> Iterator[FoldProblem]:
        """Report each value that is smaller than one of an earlier step."""
        for (group, *_), steps in sorted(self.groups.items()):
            highest = None
            for step in sorted(steps):
                low, high = steps[step]
                if highest is not None and low[0] < highest[0]:
                    yield self._fall(low, highest, step, group)
                highest = high if highest is None else max(high, highest, key=_order)

    def _fall(self, low: Any, highest: Any, step: Any, group: str) -> FoldProblem:
        value, address, path = low
        fall = f"less than {show(highest[0])} before it{in_group(group)}"
        message = f"{name_of(path)} is {show(value)} at {show(step)}, {fall}"
        names = {
            "value": show(value),
            "other": highest[1],
            "found": show(value),
            "wanted": show(highest[0]),
            "group": shown_group(group),
        }
        return FoldProblem(address, self.wording.problem(path, message, names, related=(highest[1],)))


def _order(mark: tuple[Any, str, Any]) -> tuple[Any, str, str]:
    return mark[0], mark[1], repr(mark[2])
