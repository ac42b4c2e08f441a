"""Taking from an item all that some checks read, as one key: equal keys are equal values."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from itertools import groupby
from typing import Any, NamedTuple

import orjson

from stacqc.aspects.outline import Outline, outline_of
from stacqc.aspects.shapes import Taker, taker
from stacqc.document import Document
from stacqc.reads import ASSET, CAPTURE, MEMBER, OUTLINE, PROPERTY, Read
from stacqc.rulesets.captures import define_of

Key = Hashable
#: Items of more bytes are not worth it, and would take too much memory.
_MAX_ITEM = 65_536
_MAX_FORMS = 4096


class _Form(NamedTuple):
    """What is read of all items of one outline: the types of properties, and what takes these and members.

    Assets are too large to be compared: an item `is_alone` that has there what is read.
    """

    types: int
    plain: Taker
    nested: Taker
    members: Taker
    is_alone: bool = False


_NO_FORM = _Form(0, taker(()), taker(()), taker(()))


def _without_rows(reads: frozenset[Read]) -> Iterator[Read]:
    """Yield reads without the rows of tables that are known, since what chooses them is read anyway."""
    for read in reads:
        chosen_by = define_of(read.name).reads if read.where == CAPTURE else None
        if chosen_by is None or not chosen_by <= reads:
            yield read


def _groups_by_define(ordered: Iterable[Read]) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield each define with the groups that are read of it; none where it only matters whether it matches."""
    captures = [read for read in ordered if read.where == CAPTURE]
    for key, reads in groupby(captures, key=lambda read: read.name):
        yield key, tuple(read.group for read in reads if read.group)


class Reading:
    """Takes from an item what some checks read."""

    def __init__(self, reads: Iterable[Read]) -> None:
        self.reads = frozenset(reads)
        ordered = sorted(_without_rows(self.reads))
        self._properties = [read.name for read in ordered if read.where == PROPERTY]
        self._in_assets = {read.name for read in ordered if read.where == ASSET}
        self._members = [read.name for read in ordered if read.where == MEMBER]
        self._captures = [
            (key, define_of(key).read, taker(groups), groups) for key, groups in _groups_by_define(ordered)
        ]
        self._with_outline = any(read.where == OUTLINE for read in ordered)
        self._asks_outline = self._with_outline or bool(self._properties or self._in_assets or self._members)
        self._forms: dict[Outline, _Form] = {}
        self._types: dict[tuple[Any, ...], int] = {}

    def key(self, document: Document) -> Key | None:
        """Return the key, None where an item has none: not as it should be, to be judged alone, or not writable."""
        properties = document.data.get("properties")
        if properties.__class__ is not dict or document.problems or document.size > _MAX_ITEM:
            return None
        outline = outline_of(document) if self._asks_outline else None
        form = _NO_FORM if outline is None else self._forms.get(outline) or self._form(outline)
        if form.is_alone:
            return None
        try:
            members = form.members(document.data)
            written = orjson.dumps((form.nested(properties), members, self._captured(document)))
        except TypeError:  # a number beyond 64 bits, half a surrogate pair
            return None
        return outline if self._with_outline else None, form.types, form.plain(properties), written

    def _captured(self, document: Document) -> list[Any]:
        """Return what texts in an item say."""
        memo = document.memo
        made: list[Any] = []
        for key, read, take, groups in self._captures:
            # What has not been read yet is not in the memo; what does not match is there as None.
            found = memo.get(key) or read(document)
            try:
                made.append(take(found) if found else found)
            except KeyError:  # this form of the text has not all groups
                made.append([*map((found or {}).get, groups)])
        return made

    def _form(self, outline: Outline) -> _Form:
        types = dict(zip(outline.names, outline.types, strict=True))
        there = [name for name in self._properties if name in types]
        members = [name for name in self._members if name in outline.members]
        # What is null is not what is missing.
        kinds = (*map(types.get, self._properties), *members)
        number = self._types.setdefault(kinds, len(self._types))
        nested = [name for name in there if types[name] in (dict, list)]
        if len(self._forms) >= _MAX_FORMS:
            self._forms.clear()
        plain = [name for name in there if name not in nested]
        is_alone = any(not self._in_assets.isdisjoint(names) for names, *_ in outline.assets)
        made = self._forms[outline] = _Form(number, taker(plain), taker(nested), taker(members), is_alone)
        return made
