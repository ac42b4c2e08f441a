"""One document of one side, with the key it is paired by and the place it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple, Protocol

import orjson

from stacqc.document import Document
from stacqc.findings import Failure, Location, Path, pointer
from stacqc.lexical import decode

Json = dict[str, Any]
#: Collection and id; streams are ordered by it in code points.
Key = tuple[str, str]


class Place(NamedTuple):
    """Where a document stands: a file, a member of one, or (line 0) a row that has no lines."""

    uri: str
    prefix: Path = ()
    line: int = 1
    column: int = 1

    @property
    def address(self) -> str:
        """The place as one text."""
        return f"{self.uri}#{pointer(self.prefix)}" if self.prefix else self.uri


class Record:
    """A document ready to be compared; `data` is parsed when first asked for and belongs to the record.

    `parent` is the id of the collection that the file itself lies under, and `path` its path below
    the root of the tree; both are empty where the side has no tree.
    """

    __slots__ = ("_data", "collection", "id", "parent", "path", "place", "raw")

    def __init__(
        self,
        collection: str,
        id: str,
        place: Place,
        raw: bytes = b"",
        data: Json | None = None,
        parent: str = "",
        path: str = "",
    ) -> None:
        self.collection = collection
        self.id = id
        self.place = place
        self.raw = raw
        self.parent = parent
        self.path = path
        self._data = data

    @property
    def key(self) -> Key:
        """Collection and id."""
        return self.collection, self.id

    @property
    def data(self) -> Json:
        """The parsed document."""
        if self._data is None:
            self._data = parse(self.raw) or {}
        return self._data

    def location(self, path: Path = ()) -> Location:
        """Return the place of a value, or of its nearest ancestor that exists."""
        place = self.place
        if not self.raw or not place.line:
            return Location(place.uri, path=place.prefix + path)
        document = Document(place.uri, self.raw, prefix=place.prefix, line=place.line, column=place.column)
        return document.location(path)


class Side(Protocol):
    """One of the two things compared: a stream of collections and one of items, each ordered by key."""

    #: How the side is called in reports; never holds credentials.
    name: str
    #: Whether it knows of collections, or of items alone.
    has_collections: bool
    #: What could not be read so far.
    failures: list[Failure]
    #: How often the side itself made use of an equivalence.
    passed: Counter[str]

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections that this side holds."""

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id; their key has an empty collection."""

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""

    def sort(self) -> bool:
        """Promise to put the items in order from now on; False where they cannot come in another order."""

    def close(self) -> None:
        """Let go of files, connections and temporary data."""


def parse(raw: bytes) -> Json | None:
    """Return the object in a JSON text, as far as it can be read; None where it is none."""
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError:
        data = decode(raw).data
    return data if type(data) is dict else None


def text_of(data: Json, name: str) -> str:
    """Return a member that is text, else the empty text."""
    found = data.get(name)
    return found if type(found) is str else ""
