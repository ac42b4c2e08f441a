"""Two documents with the same key, compared: fast where they are the same, exact where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from stacqc.diff.classify import Classifier
from stacqc.diff.difference import ABSENT, Difference
from stacqc.diff.equivalences import Equivalences
from stacqc.diff.flattening import parent_differences
from stacqc.diff.links import link_differences
from stacqc.diff.record import Json, Record
from stacqc.diff.settings import Settings
from stacqc.diff.walk import RawDifference, canonical, same, walk

#: Members that have a comparison of their own.
_APART = ("links", "geometry", "bbox", "collection")


class Comparer:
    """Compares pairs of documents, and counts the equivalences it used."""

    def __init__(self, settings: Settings) -> None:
        self.equivalences = Equivalences(settings.equivalences)
        self._classifier = Classifier(settings, self.equivalences)
        self._ordered = "key-order" not in self.equivalences.on

    def differences(self, file: Record, database: Record) -> list[Difference]:
        """Return how the document in the database differs from the one in the files."""
        if file.raw and file.raw == database.raw and not file.parent:
            return []
        a, b = dict(file.data), dict(database.data)
        found: list[Difference | RawDifference] = []
        if file.collection:
            found += parent_differences(file, a, b, self.equivalences)
        found += self._apart(a, b, of_collection=not file.collection)
        found += self._rest(a, b)
        return self._classifier.classed(found) if found else []

    def _apart(self, a: Json, b: Json, of_collection: bool) -> Iterator[Difference | RawDifference]:
        """Take out and compare what is not compared member by member."""
        links = a.pop("links", None), b.pop("links", None)
        if links[0] != links[1]:
            yield from link_differences(*links, self.equivalences, of_collection)
        for name in ("geometry", "bbox"):
            mine, theirs = a.pop(name, ABSENT), b.pop(name, ABSENT)
            if mine is not theirs and not same(mine, theirs):
                yield (name,), mine, theirs

    def _rest(self, a: Json, b: Json) -> Iterator[Difference | RawDifference]:
        in_order = _keys(a) == _keys(b)
        if in_order and _dumped(a) == _dumped(b):
            return
        if self._ordered:
            yield from _out_of_order(a, b, ())
        if canonical(a) != canonical(b):
            yield from walk(a, b)
        elif not self._ordered:
            self.equivalences.use("key-order")


def _keys(document: Json) -> tuple[list[str], list[str]]:
    """The members of a document and of its properties, in their order: what tells most often."""
    properties = document.get("properties")
    return list(document), list(properties) if type(properties) is dict else []


def _dumped(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return canonical(value)


def _out_of_order(a: Any, b: Any, path: tuple[str | int, ...]) -> Iterator[Difference]:
    """Yield the objects whose common members stand in another order."""
    if type(a) is list and type(b) is list:
        for index, (x, y) in enumerate(zip(a, b, strict=False)):
            yield from _out_of_order(x, y, (*path, index))
    elif type(a) is dict and type(b) is dict:
        mine, theirs = [k for k in a if k in b], [k for k in b if k in a]
        if mine != theirs:
            yield Difference("value", path, mine, theirs, "the order of members")
        for key in mine:
            yield from _out_of_order(a[key], b[key], (*path, key))
