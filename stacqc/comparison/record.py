"""One document of one side, with the key it is paired by and the place it came from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import orjson

from stacqc.comparison.trouble import NotReadable
from stacqc.document import Document
from stacqc.findings import Location, Path, pointer
from stacqc.report import Failures
from stacqc.text.lexical import Decoded, decode

if TYPE_CHECKING:
    from stacqc.comparison.state import State

Json = dict[str, Any]
#: The columns of a row that a document is made of, as they came.
Row = tuple[bytes | None, ...]
#: Makes a document of its collection, its id and a row.
Complete = Callable[[str, str, Row], Json]
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

    @property
    def location(self) -> Location:
        """The place as findings tell it, with a column only where there are lines."""
        return Location(self.uri, self.line, self.column if self.line else 0)


class Completion(Protocol):
    """Makes documents of rows; can be sent to another process, where it counts by itself."""

    #: How often it made use of an equivalence.
    passed: Counter[str]

    def document(self, collection: str, id: str, row: Row) -> Json:
        """Return the document of one row."""


class Record:
    """A document ready to be compared; `data` is parsed when first asked for and belongs to the record.

    `row` holds what a row was brought as, and `complete` makes the document of it. `token` changes
    whenever the document may have changed; with one, the document itself may still have to be brought,
    which `load` does. `parent` is the id of the collection that the file itself
    lies under, and `path` its path below the root of the tree; both are empty where the side has no tree.
    """

    __slots__ = (
        "_data",
        "_document",
        "_place",
        "_raw",
        "_row",
        "collection",
        "complete",
        "id",
        "key",
        "load",
        "parent",
        "path",
        "token",
        "was_asked",
    )

    def __init__(
        self,
        collection: str,
        id: str,
        place: Place | Callable[[str, str], Place],
        raw: bytes = b"",
        data: Json | None = None,
        parent: str = "",
        path: str = "",
        token: str = "",
    ) -> None:
        self.collection = collection
        self.id = id
        self.key: Key = (collection, id)
        self._place = place
        self.parent = parent
        self.path = path
        self.token = token
        #: Brings what is not there yet, either as bytes or as a row.
        self.load: Callable[[Record], bytes | Row] | None = None
        self.complete: Complete | None = None
        self._raw = raw
        self._row: Row = ()
        self._data = data
        #: What tells lines and columns, once one was asked for.
        self._document: Document | None = None
        #: Whether anyone looked at `data`.
        self.was_asked = False

    @property
    def place(self) -> Place:
        """Where the document stands, made up of its key where that was left for later."""
        if not isinstance(self._place, Place):
            self._place = self._place(self.collection, self.id)
        return self._place

    @property
    def raw(self) -> bytes:
        """The document as it is written, empty where it is a row."""
        if self.load is not None:
            self._bring(self.load)
        return self._raw

    @property
    def row(self) -> Row:
        """The columns that the document is made of, empty where it is written out."""
        if self.load is not None:
            self._bring(self.load)
        return self._row

    def _bring(self, load: Callable[[Record], bytes | Row]) -> None:
        brought, self.load = load(self), None
        if isinstance(brought, bytes):
            self._raw = brought
        else:
            self._row = brought

    def with_raw(self, raw: bytes) -> Record:
        """Take the bytes of a document."""
        self._raw = raw
        return self

    def with_row(self, row: Row, complete: Complete) -> Record:
        """Take the columns of a row, and what makes a document of them."""
        self._row, self.complete = row, complete
        return self

    @property
    def data(self) -> Json:
        """The parsed document; raises NotReadable, and RecursionError."""
        self.was_asked = True
        if self._data is None:
            row = self.row
            if row and self.complete is not None:
                self._data = self.complete(self.collection, self.id, row)
            else:
                self._data = parse_whole(self._raw) or {}
        return self._data

    def unread(self) -> Record:
        """Return the same document not yet parsed, for a side that keeps its records longer than they are compared."""
        return Record(
            self.collection, self.id, self.place, self.raw, None, self.parent, self.path, self.token
        )

    def location(self, path: Path = ()) -> Location:
        """Return the place of a value, or of its nearest ancestor that exists."""
        place = self.place
        if not self.raw or not place.line:
            return Location(place.uri, path=place.prefix + path)
        if self._document is None:
            self._document = Document(
                place.uri, self.raw, prefix=place.prefix, line=place.line, column=place.column
            )
        return self._document.location(path)


class Side(Protocol):
    """One of the two things compared: a stream of collections and one of items, each ordered by key."""

    #: How the side is called in reports; never holds credentials.
    name: str
    #: Whether it knows of collections, or of items alone.
    has_collections: bool
    #: What could not be read so far.
    failures: Failures
    #: The collections of which not all items could be read so far.
    unread: set[str]
    #: How often the side itself made use of an equivalence.
    passed: Counter[str]

    @property
    def completion(self) -> Completion | None:
        """What makes documents of its rows; None where they are written out."""

    def collection_ids(self) -> set[str]:
        """Return the ids of the collections that this side holds."""

    def collections(self) -> Iterator[Record]:
        """Yield the collections in order of id; their key has an empty collection."""

    def items(self) -> Iterator[Record]:
        """Yield the items in order of collection and id."""

    def use_state(self, state: State) -> None:
        """Give tokens to the items from now on, and leave out the reading of what has not changed."""

    def sort(self) -> bool:
        """Promise to put the items in order from now on; False where they cannot come in another order."""

    def close(self) -> None:
        """Let go of files, connections and temporary data."""


def parse(raw: bytes) -> Json | None:
    """Return the object in a JSON text, as far as it can be read; None where it is none."""
    try:
        return parse_whole(raw)
    except NotReadable:
        data = decode(raw).data
        return data if type(data) is dict else None


def parse_whole(raw: bytes) -> Json | None:
    """Return the object in a JSON text with all its numbers; None where it is none, raises NotReadable."""
    try:
        data = orjson.loads(raw)
    except orjson.JSONDecodeError:
        data = _with_all_numbers(decode(raw))
    return data if type(data) is dict else None


def _with_all_numbers(decoded: Decoded) -> Any:
    """Return what was read, and numbers beyond floating point, which would pass for null, where the text is sound."""
    rules = {problem.rule for problem in decoded.problems}
    if decoded.text is None or "json-number" not in rules or "json-encoding" in rules:
        return decoded.data
    from stacqc.comparison.exactly import read_exactly

    return read_exactly(decoded.text)


def written(data: Json) -> bytes:
    """Return a document as JSON without white space, whole numbers of any size as they are; raises RecursionError."""
    try:
        return orjson.dumps(data)
    except orjson.JSONEncodeError:
        from json import dumps

        return dumps(data, separators=(",", ":")).encode()


def text_of(data: Json, name: str) -> str:
    """Return a member that is text, else the empty text."""
    found = data.get(name)
    return found if type(found) is str else ""
