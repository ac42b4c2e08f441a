"""A document: one STAC object as it was written, and the facts that rules ask of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any, NamedTuple

from stacqc.findings import Location, Path, pointer
from stacqc.kinds import kind_of
from stacqc.text.lexical import LexicalProblem, decode
from stacqc.text.spans import Spans, end_of_key, excerpt

_EMPTY: dict[str, Any] = {}
_OBJECTS = frozenset({dict})


class Tree(NamedTuple):
    """The file tree that a document belongs to.

    `folder` is what links may not leave, empty where documents have no place among files. `root` is
    the document that root links must name, empty where unknown. `whole` says that every document of
    the tree takes part in the run, so that what is absent is missing. `strict` says that its files
    must be STAC; in a folder that was merely searched, others are passed over.
    """

    folder: str = ""
    root: str = ""
    whole: bool = False
    strict: bool = True


NO_TREE = Tree()


#: The bytes of a document, and the line and column where they start (1-based, code points).
Written = tuple[bytes, int, int]


class Document:
    """One STAC object: where it came from, its bytes as written, and its parsed value.

    `uri` names the input as the user wrote it. A member of a FeatureCollection or a line of NDJSON
    has the `uri` of its container, its own `raw` bytes, its path inside the container as `prefix`
    and the place where its bytes start as `line` and `column` (1-based, code points). `size` is
    about that of its bytes.
    """

    __slots__ = (
        "_address",
        "_spans",
        "_text",
        "_write",
        "_written",
        "data",
        "kind",
        "memo",
        "prefix",
        "problems",
        "properties",
        "readable",
        "size",
        "tree",
        "uri",
    )

    def __init__(
        self,
        uri: str,
        raw: bytes,
        tree: Tree = NO_TREE,
        prefix: Path = (),
        line: int = 1,
        column: int = 1,
    ) -> None:
        decoded = decode(raw)
        self._hold(decoded.data, uri, prefix, tree)
        self.problems: tuple[LexicalProblem, ...] = decoded.problems
        self.readable = decoded.readable
        self.size = len(raw)
        self._text = decoded.text
        self._written: Written | None = (raw, line, column)

    @classmethod
    def parsed(cls, data: Any, uri: str, prefix: Path, size: int, write: Callable[[], Written]) -> Document:
        """Return a document that was parsed together with others, and lost nothing in that.

        `size` is about that of its own bytes, which are made by `write` once they are asked for.
        """
        made = cls.__new__(cls)
        made._hold(data, uri, prefix, NO_TREE)
        made.problems = ()
        made.readable = True
        made.size = size
        made._text = made._written = None
        made._write = write
        return made

    def _hold(self, data: Any, uri: str, prefix: Path, tree: Tree) -> None:
        self.data = data
        self.kind = kind_of(data)
        #: The members of `properties` of an item, empty for other kinds or a wrong type.
        self.properties: dict[str, Any] = _properties_of(data)
        self.uri = uri
        self.prefix = prefix
        self.tree = tree
        self.memo: dict[str, Any] = {}
        self._address = "" if prefix else uri
        self._spans: Spans | None = None
        self._write: Callable[[], Written] | None = None

    @property
    def written(self) -> Written:
        """The bytes as written, and the line and column where they start in their file."""
        if self._written is None:
            assert self._write is not None
            self._written = self._write()
        return self._written

    @property
    def raw(self) -> bytes:
        """The bytes as written."""
        return self.written[0]

    @property
    def line(self) -> int:
        """The line on which the bytes start."""
        return self.written[1]

    @property
    def column(self) -> int:
        """The column at which the bytes start, in code points."""
        return self.written[2]

    def __reduce__(self) -> tuple[Any, ...]:
        raw, line, column = self.written
        return Document, (self.uri, raw, self.tree, self.prefix, line, column)

    def within(self, tree: Tree) -> Document:
        """Return this document as a part of `tree`, without reading its bytes again."""
        made = Document.__new__(Document)
        for name in Document.__slots__:
            setattr(made, name, getattr(self, name))
        made.tree = tree
        made.memo = {}
        return made

    @property
    def address(self) -> str:
        """The uri, with the pointer to the member where the document is one of many in a file."""
        if not self._address and self.prefix:
            self._address = f"{self.uri}#{pointer(self.prefix)}"
        return self._address

    @property
    def id(self) -> str:
        """The id, or the empty text where it is missing or no text."""
        found = self.data.get("id") if type(self.data) is dict else None
        return found if type(found) is str else ""

    @property
    def stac_version(self) -> str:
        """The declared version of STAC, or the empty text."""
        found = self.data.get("stac_version") if type(self.data) is dict else None
        return found if type(found) is str else ""

    @property
    def extensions(self) -> tuple[str, ...]:
        """The declared extension addresses as written, without what is not text."""
        found = self.data.get("stac_extensions") if type(self.data) is dict else None
        if type(found) is not list:
            return ()
        return tuple(e for e in found if type(e) is str)

    @property
    def folder(self) -> str:
        """The folder of the file that this document is in."""
        return self.uri.rpartition(os.sep)[0] or os.path.dirname(self.uri)

    @property
    def links(self) -> list[tuple[int, dict[str, Any]]]:
        """The links that are objects, each with its index."""
        known: list[tuple[int, dict[str, Any]]] | None = self.memo.get("links")
        if known is None:
            found = self.data.get("links") if type(self.data) is dict else None
            found = found if type(found) is list else []
            known = self.memo["links"] = [(i, link) for i, link in enumerate(found) if type(link) is dict]
        return known

    @property
    def assets(self) -> dict[str, dict[str, Any]]:
        """The assets that are objects, by key."""
        known: dict[str, dict[str, Any]] | None = self.memo.get("assets")
        if known is None:
            found = self.data.get("assets") if type(self.data) is dict else None
            found = found if type(found) is dict else _EMPTY
            if not _OBJECTS.issuperset(map(type, found.values())):
                found = {k: asset for k, asset in found.items() if type(asset) is dict}
            known = self.memo["assets"] = found
        return known

    @property
    def text(self) -> str:
        """The text of this document, decoded."""
        if self._text is None:
            self._text = self.raw.decode(errors="replace")
        return self._text

    @property
    def spans(self) -> Spans:
        """Where the values of this document lie in `text`."""
        if self._spans is None:
            self._spans = Spans(self.text)
        return self._spans

    def location(self, path: Path, key: bool = False) -> Location:
        """Return the place of `path`, or of its nearest existing ancestor."""
        if not self.readable:
            return self.location_of_offsets(0, 0)
        span = self.spans.find(path)
        if not path:
            start, end = span.start, span.start + 1
        elif key:
            start, end = span.key, end_of_key(self.text, span)
        else:
            start, end = span.start, span.end
        return self.location_of_offsets(start, end, path)

    def location_of_offsets(self, start: int, end: int, path: Path = ()) -> Location:
        """Return the place between two offsets of `text`."""
        spans = self.spans
        line, column = spans.line_column(start)
        begin = start - column + 1
        stop = spans.end_of_line(line)
        end_line, end_column = (line, end - begin + 1) if end <= stop else spans.line_column(end)
        text, offset = excerpt(self.text, begin, start, stop)
        shift = self.column - 1
        return Location(
            self.uri,
            line + self.line - 1,
            column + shift if line == 1 else column,
            end_line + self.line - 1,
            end_column + shift if end_line == 1 else end_column,
            self.prefix + path,
            text,
            offset,
        )


def _properties_of(data: Any) -> dict[str, Any]:
    found = data.get("properties") if type(data) is dict else None
    return found if type(found) is dict else _EMPTY
