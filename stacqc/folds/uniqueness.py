"""Folds over values that may occur once, or only in rising order."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import blake2b
from typing import Any

from stacqc.document import Document
from stacqc.folds.base import GroupFold, Witnesses, fold, in_group
from stacqc.rule import FoldProblem
from stacqc.words import show, written

_SHORT = 80


@fold("unique_across")
class UniqueAcross(GroupFold):
    """A value occurs in one document of a group only."""

    def add(self, document: Document) -> None:
        """Note the values of one document."""
        for group, path, value in self.hits(document):
            if value is None:
                continue
            text = value if type(value) is str else written(value)
            if len(text) > _SHORT:
                text = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
            key = (group, str(path[-1]) if path and type(path[-1]) is str else "", text)
            seen = self.groups.get(key)
            # Most values occur once: the witness alone is kept until a second one comes.
            self.groups[key] = (
                (document.address, path) if seen is None else self.joined(seen, (document.address, path))
            )

    def joined(self, mine: Any, other: Any) -> Witnesses:
        """Return the witnesses of both."""
        made = mine if isinstance(mine, Witnesses) else _one(mine)
        made.merge(other if isinstance(other, Witnesses) else _one(other))
        return made

    def finish(self) -> Iterator[FoldProblem]:
        """Report all but the first document that has a value."""
        doubled = [(key, seen) for key, seen in self.groups.items() if isinstance(seen, Witnesses)]
        for (group, name, text), seen in sorted(doubled, key=lambda kv: kv[0]):
            (first, _), *rest = seen.smallest()
            of = f"{name} {show(text)}" if len(text) <= _SHORT else name
            message = f"{of} is also that of {first}"
            message += (
                f", {seen.count} documents{in_group(group)} share it" if seen.count > 2 else in_group(group)
            )
            names = {
                "value": text,
                "name": name,
                "count": seen.count,
                "other": first,
                "group": in_group(group)[4:],
            }
            for address, path in rest:
                yield FoldProblem(address, self.wording.problem(path, message, names, related=(first,)))


def _one(witness: tuple[str, Any]) -> Witnesses:
    made = Witnesses()
    made.add(*witness)
    return made


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
        message = f"{show(value)} at {show(step)} is less than {show(highest[0])} before it{in_group(group)}"
        names = {
            "value": value,
            "other": highest[1],
            "found": value,
            "wanted": highest[0],
            "group": in_group(group)[4:],
        }
        return FoldProblem(address, self.wording.problem(path, message, names, related=(highest[1],)))


def _order(mark: tuple[Any, str, Any]) -> tuple[Any, str, str]:
    return mark[0], mark[1], repr(mark[2])
