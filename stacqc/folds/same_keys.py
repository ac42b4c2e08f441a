"""The fold that wants all objects of a group to have the same names."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from stacqc.aspects.shapes import shape_of
from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.folds.alike import without_indexes
from stacqc.folds.base import ShelfFold, Witnesses, fold, in_group, merge_tables, shown_group
from stacqc.folds.shelf import Shelf
from stacqc.rule import FoldProblem
from stacqc.words import listing

Names = tuple[str, ...]


class _Group:
    """The objects of one group: for all names that some have, in their order, which documents."""

    def __init__(self) -> None:
        self.name = ""
        self.table: dict[Names, Witnesses] = {}

    @property
    def is_asked(self) -> bool:
        return True

    def count(self, names: Names, addresses: Sequence[str], path: Any) -> None:
        """Count documents that have the same names."""
        witnesses = self.table.get(names)
        if witnesses is None:
            witnesses = self.table[names] = Witnesses()
        witnesses.add_all(addresses, path)

    def merge(self, other: _Group) -> None:
        merge_tables(self.table, other.table)

    def packed(self) -> tuple[Any, ...]:
        return self.name, [(names, *witnesses.packed()) for names, witnesses in self.table.items()]

    @classmethod
    def unpacked(cls, name: str, table: list[Any]) -> _Group:
        made = cls()
        made.name = name
        made.table = {names: Witnesses.unpacked(*kept) for names, *kept in table}
        return made

    @staticmethod
    def form() -> Any:
        witness = tuple[str, tuple[str | int, ...]]
        return tuple[str, list[tuple[Names, int, list[witness], str | None]]]

    def sets(self) -> dict[frozenset[str], Witnesses]:
        """Return the table without regard to the order of names."""
        made: dict[frozenset[str], Witnesses] = {}
        for names, witnesses in self.table.items():
            made.setdefault(frozenset(names), Witnesses()).merge(witnesses)
        return made


class _Groups(Shelf[_Group]):
    kind = _Group


@fold("same_keys")
class SameKeys(ShelfFold[_Group]):
    """All objects of a group have the same names."""

    shelf_of = _Groups

    def add(self, document: Document) -> None:
        """Count the names of one document."""
        self.add_alike(document, (document.address,))

    def add_alike(self, document: Document, addresses: Sequence[str]) -> None:
        """Count the names of documents that have the same."""
        ignored = self.argument.get("ignore", ()) if type(self.argument) is dict else ()
        for group, path, value in self.hits(document):
            if type(value) is dict:
                alike = not ignored and value is document.properties
                names = shape_of(document).names if alike else tuple(n for n in value if n not in ignored)
                key = f"{group}\0\0{without_indexes(path)!r}"
                state = self.shelf.live.get(key) or self.shelf.begin(key)
                state.name = group
                state.count(names, addresses, path)

    def judged(self, state: _Group) -> Iterator[FoldProblem]:
        """Report names that most have and one lacks, or that one has and most lack."""
        if len(state.table) == 1:
            return
        table = state.sets()
        total = sum(w.count for w in table.values())
        having: dict[str, int] = {}
        for names, witnesses in table.items():
            for name in names:
                having[name] = having.get(name, 0) + witnesses.count
        usual = {name for name, count in having.items() if 2 * count > total}
        for names in sorted(table, key=sorted):
            yield from self._odd(table[names], usual - names, names - usual, having, total, state.name)

    def _odd(
        self,
        seen: Witnesses,
        lacking: Collection[str],
        extra: Collection[str],
        having: dict[str, int],
        total: int,
        group: str,
    ) -> Iterator[FoldProblem]:
        wrong = [
            (n, f"is missing, and stands in {having[n]:,} of {total:,} documents{in_group(group)}")
            for n in sorted(lacking)
        ]
        wrong += [
            (n, f"stands in {having[n]:,} of {total:,} documents{in_group(group)} only")
            for n in sorted(extra)
        ]
        if not wrong:
            return
        names = {
            "name": listing([n for n, _ in wrong]),
            "count": seen.count,
            "total": total,
            "group": shown_group(group),
        }
        message = "; ".join(f"{name} {what}" for name, what in wrong[:10])
        for address, path, for_others in seen.named():
            problem = self.wording.problem(path, message, names, for_others=for_others)
            yield FoldProblem(address, _at_the_name(problem, lacking, extra))


def _at_the_name(problem: Problem, lacking: Collection[str], extra: Collection[str]) -> Problem:
    """Return a finding at the name that it is about where that is one alone, so that others can tell it."""
    if len(lacking) + len(extra) != 1:
        return problem
    (name,) = {*lacking, *extra}
    if name in extra:
        return problem._replace(path=(*problem.path, name), key=True)
    return problem._replace(member=name)
