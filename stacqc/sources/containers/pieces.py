"""The members of a container, some at a time: those that follow each other are parsed in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

import orjson

from stacqc.document import Document, Written
from stacqc.sources.containers.cutting import Parts, Position, cut, texts_of
from stacqc.sources.containers.texts import Text
from stacqc.sources.containers.walk import Walk
from stacqc.text.lexical import is_lossless


class Texts:
    """The texts of members that follow each other, cut out once one of them is asked for."""

    def __init__(self, text: Text, place: Position) -> None:
        self._text = text
        self._place = place
        self._written: list[Written] = []

    def written(self, number: int) -> Written:
        """Return the bytes of one member with their place."""
        if not self._written:
            found = texts_of(self._text.raw, self._text.parts(), self._place)
            self._written = [(text, place.line, place.column) for text, place in found]
        return self._written[number]


class Piece(NamedTuple):
    """Some members that follow each other, parsed; `first` is an index."""

    uri: str
    key: str
    text: Text
    place: Position
    first: int
    data: list[Any]

    def documents(self) -> Iterable[Document] | None:
        """Return the members, None where they are nested too deeply to be told apart."""
        sizes, texts = self._sizes(), Texts(self.text, self.place)
        if sizes is None:
            listed = self.text.listed()
            if listed is None:
                return None
            return cut(self.uri, self.text.raw, Parts(b"", listed, 0), self.key, self.place, self.first)
        return [
            Document.parsed(data, self.uri, (self.key, self.first + n), size, partial(texts.written, n))
            for n, (data, size) in enumerate(zip(self.data, sizes, strict=True))
        ]

    def _sizes(self) -> list[int] | None:
        """Return the bytes of each member, more or less; None unless nothing was lost on reading."""
        try:
            sizes = self._sizes_as_written()
            if sizes is None and is_lossless(self.text.as_list(), self.data):
                sizes = [self.text.size // len(self.data)] * len(self.data)
        except orjson.JSONEncodeError:
            return None
        return sizes

    def _sizes_as_written(self) -> list[int] | None:
        raw, at, sizes = self.text.raw, 0, []
        for one in self.data:
            written = orjson.dumps(one)
            if not raw.startswith(written, at):
                return None
            sizes.append(len(written))
            at = raw.find(b"{", at + len(written))
        return sizes


class Pieces(Walk):
    """Goes through the members of a container and parses them."""

    def documents(self) -> Iterator[Document]:
        """Yield the members, until they cannot be told apart or the list is closed."""
        for step in self.steps():
            found = Piece(self.uri, self.key, *step).documents()
            if found is None:
                self.end = None
                return
            yield from found
