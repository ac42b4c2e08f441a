"""Two documents with the same key, compared: fast where they are the same, exact where they are not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from stacqc.comparison.classify import Classifier
from stacqc.comparison.difference import ABSENT, Difference
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.flattening import parent_differences
from stacqc.comparison.links import link_differences
from stacqc.comparison.record import Json, Record
from stacqc.comparison.settings import Settings
from stacqc.comparison.walk import RawDifference, canonical, same, same_documents, walk


class Comparer:
    """Compares pairs of documents, and counts the equivalences it used."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.equivalences = Equivalences(settings.equivalences)
        self._classifier = Classifier(settings, self.equivalences)
        self._promising = True
        self._ordered = "key-order" not in self.equivalences.on

    def differences(self, file: Record, database: Record) -> list[Difference]:
        """Return how the document in the database differs from the one in the files."""
        if self.are_same_bytes(file, database) or (
            not file.parent and self._are_alike(file.data, database.data)
        ):
            return []
        a, b = dict(file.data), dict(database.data)
        found: list[Difference | RawDifference] = []
        if file.collection:
            found += parent_differences(file, a, b, self.equivalences)
            if file.parent and not found and self._are_alike(a, b):
                return []
        elif a.get("id") != file.id:  # a collection that the database has by another id
            a["id"] = file.id
        found += self._differences(a, b, of_collection=not file.collection)
        return self._classifier.classed(found) if found else []

    def _differences(self, a: Json, b: Json, of_collection: bool) -> list[Difference | RawDifference]:
        found: list[Difference | RawDifference] = []
        links = a.pop("links", None), b.pop("links", None)
        same_links = same(*links)
        if not same_links:
            found += link_differences(*links, self.equivalences, of_collection)
        if self._ordered:
            found += _out_of_order(a, b, ())
        found += self._unlike(a, b)
        self._promising = same_links and not found
        return found

    @staticmethod
    def are_same_bytes(file: Record, database: Record) -> bool:
        """Return whether two documents are written in the same bytes, and nothing but these matters."""
        raw = file.raw
        return raw != b"" and not file.parent and raw == database.raw

    def _are_alike(self, a: Json, b: Json) -> bool:
        """Whether two documents are the same as a whole, most often with members in another order: a quick look.

        Where the pair before was not, this one will not be either.
        """
        if not self._promising or self._ordered:
            return False
        mine, theirs = a.get("properties"), b.get("properties")
        if type(mine) is not dict or type(theirs) is not dict or len(mine) != len(theirs):
            return False
        self._promising = [*mine] != [*theirs] and same_documents(a, b)
        return self._promising and self.equivalences.use("key-order")

    def _unlike(self, a: Json, b: Json) -> list[RawDifference]:
        """Return what differs; places are compared as a whole, the rest member by member.

        Documents that are the same but for the order of members are counted.
        """
        mine, theirs = _keys(a), _keys(b)
        places = [((name,), a.pop(name, ABSENT), b.pop(name, ABSENT)) for name in ("geometry", "bbox")]
        moved: list[RawDifference] = [(p, x, y) for p, x, y in places if x is not y and not same(x, y)]
        if mine == theirs and _dumped(a) == _dumped(b):
            rest: list[RawDifference] = []
            reordered = not moved and any(_dumped(x) != _dumped(y) for _, x, y in places if x is not y)
        else:
            # Most often a member has been dropped, and then there is no need to write all of it down.
            as_many = len(a) == len(b) and len(mine[1]) == len(theirs[1])
            alike = as_many and same_documents(a, b)
            rest = [] if alike else list(walk(a, b))
            reordered = alike and (not moved or _keys(a) != _keys(b))
        if reordered and not self._ordered:
            self.equivalences.use("key-order")
        return moved + rest


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
