"""Folds that want documents to be alike: one type, one value."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from typing import Any

from stacqc.aspects.shapes import shape_of, shape_of_object, shape_with
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.folds.base import (
    FindHits,
    GroupFold,
    Witnesses,
    Wording,
    fold,
    in_group,
    merge_tables,
    shown_group,
)
from stacqc.rule import FoldProblem
from stacqc.words import JSON_TYPES, TYPES, type_of, written

#: Shapes kept apart before they are counted into the table.
_SHAPES = 4096
Table = dict[Any, Witnesses]


def without_indexes(path: Path) -> Path:
    """Return a path in which * stands for the index of an element, so that all elements are one thing."""
    if not any(type(step) is int for step in path):
        return path
    return tuple("*" if type(step) is int else step for step in path)


def _last_name(path: Path) -> str:
    return next((str(step) for step in reversed(path) if type(step) is str and step != "*"), "the document")


class _Tables(GroupFold):
    """Keeps, for each thing in each group, a table from what was seen to its witnesses."""

    def add(self, document: Document) -> None:
        """Take in one document."""
        self.add_alike(document, (document.address,))

    def add_alike(self, document: Document, addresses: Sequence[str]) -> None:
        """Take in documents of which all that is read is the same."""
        raise NotImplementedError

    def count(self, key: Any, seen: Any, addresses: Sequence[str], path: Path) -> None:
        table: Table | None = self.groups.get(key)
        if table is None:
            table = self.groups[key] = {}
        witnesses = table.get(seen)
        if witnesses is None:
            witnesses = table[seen] = Witnesses()
        witnesses.add_all(addresses, path)

    def joined(self, mine: Table, other: Table) -> Table:
        merge_tables(mine, other)
        return mine


@fold("same_value")
class SameValue(_Tables):
    """All documents of a group have one value."""

    def add_alike(self, document: Document, addresses: Sequence[str]) -> None:
        """Count the values of documents."""
        for group, path, value in self.hits(document):
            if value is not None:
                self.count((group, without_indexes(path)), written(value), addresses, path)

    def finish(self) -> Iterator[FoldProblem]:
        """Report values other than the most frequent one."""
        for (group, name), table in sorted(self.groups.items(), key=lambda kv: repr(kv[0])):
            usual = _most(table)
            total = sum(w.count for w in table.values())
            for value in sorted(set(table) - {usual}):
                most = f"{usual[:80]} in {table[usual].count:,} of {total:,} documents{in_group(group)}"
                message = f"{_last_name(name)} is {value[:80]} here and {most}"
                names = {"value": value, "expected": usual, "count": table[value].count, "total": total}
                yield from self.odd(table, value, usual, message, {**names, "group": shown_group(group)})

    def odd(
        self, table: Table, seen: Any, usual: Any, message: str, names: dict[str, Any]
    ) -> Iterator[FoldProblem]:
        """Report all witnesses of what is odd, each with one witness of what is usual."""
        other = table[usual].smallest()[0][0]
        names = {**names, "other": other, "found": seen, "wanted": usual}
        for address, path, for_others in table[seen].named():
            own = {**names, "name": _last_name(path)}
            problem = self.wording.problem(path, message, own, related=(other,), for_others=for_others)
            yield FoldProblem(address, problem)


def _most(table: Table) -> Any:
    return min(table, key=lambda seen: (-table[seen].count, str(seen)))


@fold("same_type")
class SameType(SameValue):
    """A property has one JSON type in all documents of a group."""

    def __init__(self, argument: Any, read: FindHits, wording: Wording) -> None:
        super().__init__(argument, read, wording)
        self.shapes: dict[tuple[Any, ...], Witnesses] = {}
        spec = argument if type(argument) is dict else {}
        self.members: bool = spec.get("members", False)
        self.ignored = frozenset(spec.get("ignore", ()))

    def add_alike(self, document: Document, addresses: Sequence[str]) -> None:
        """Count the types of documents."""
        for group, path, value in self.hits(document):
            if value.__class__ is dict and self.members:
                own = value is document.properties
                shape = shape_of(document) if own else shape_of_object(value)
                self.count_shape((group, path, shape), addresses)
            elif value is not None and not (path and path[-1] in self.ignored):
                self.count((group, without_indexes(path)), type_of(value), addresses, path)

    def count_shape(self, shape: tuple[Any, ...], addresses: Sequence[str]) -> None:
        """Count all members of an object at once; objects are few in shapes, their members are many."""
        witnesses = self.shapes.get(shape)
        if witnesses is None:
            if len(self.shapes) >= _SHAPES:
                self.spread()
            witnesses = self.shapes[shape] = Witnesses()
        witnesses.add_all(addresses, ())

    def spread(self, wanted: Container[Any] | None = None) -> None:
        """Count the shapes into the table, or only what they say of the wanted members."""
        for key, kind, witnesses in self._members():
            if wanted is None or key in wanted:
                table: Table = self.groups.setdefault(key, {})
                table.setdefault(kind, Witnesses()).merge(_at(witnesses, key[1]))
        self.shapes.clear()

    def _members(self) -> Iterator[tuple[Any, str, Witnesses]]:
        """Yield each member of the shapes by group and path, with its type."""
        for (group, path, shape), witnesses in self.shapes.items():
            for name, kind in zip(shape.names, shape.types, strict=True):
                if kind is not type(None) and name not in self.ignored:
                    yield (group, (*path, name)), _type_name(kind), witnesses

    def _mixed(self) -> set[Any]:
        """Return the members that have more than one type."""
        known: dict[Any, str] = {key: next(iter(table)) for key, table in self.groups.items()}
        mixed = {key for key, table in self.groups.items() if len(table) > 1}
        mixed.update(key for key, kind, _ in self._members() if known.setdefault(key, kind) != kind)
        return mixed

    def __getstate__(self) -> dict[str, Any]:
        shapes = [
            (group, path, shape.names, tuple(map(_type_name, shape.types)), witnesses)
            for (group, path, shape), witnesses in self.shapes.items()
        ]
        return {**super().__getstate__(), "shapes": shapes}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state)
        self.shapes = {
            (group, path, shape_with(names, tuple(map(_TYPES.__getitem__, types)))): witnesses
            for group, path, names, types, witnesses in state["shapes"]
        }

    def merge(self, other: GroupFold) -> None:
        """Take in the state of another shard."""
        assert isinstance(other, SameType)
        merge_tables(self.shapes, other.shapes)
        if len(self.shapes) > _SHAPES:
            self.spread()
        super().merge(other)

    def finish(self) -> Iterator[FoldProblem]:
        """Report types other than the most frequent one; whole numbers are numbers."""
        self.spread(self._mixed())
        for (group, name), table in sorted(self.groups.items(), key=lambda kv: repr(kv[0])):
            if {"integer", "number"} <= set(table):
                table["number"].merge(table.pop("integer"))
            usual = _most(table)
            for kind in sorted(set(table) - {usual}):
                message = (
                    f"{_last_name(name)} is {TYPES[kind]} in {_documents(table[kind].count)} and"
                    f" {TYPES[usual]} in {table[usual].count:,}{in_group(group)}"
                )
                names = {"count": table[kind].count, "total": sum(w.count for w in table.values())}
                yield from self.odd(table, kind, usual, message, {**names, "group": shown_group(group)})


_TYPES = {name: kind for kind, name in JSON_TYPES.items()}
_type_name = JSON_TYPES.__getitem__


def _at(witnesses: Witnesses, path: Path) -> Witnesses:
    made = Witnesses()
    made.count = witnesses.count
    made.kept = [(address, path) for address, _ in witnesses.kept]
    return made


def _documents(count: int) -> str:
    return "1 document" if count == 1 else f"{count:,} documents"
