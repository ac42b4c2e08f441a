"""What stacqc says about documents: findings, where they are, and how they are mended."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum
from functools import reduce
from operator import getitem
from typing import TYPE_CHECKING, Any, NamedTuple

from stacqc.digest import digest_of_text

if TYPE_CHECKING:
    pass

#: Steps from the root of a document to a value: member names and array indexes.
Path = tuple[str | int, ...]


class Severity(IntEnum):
    """How much a finding matters; a property of the configured rule, never of its name."""

    OFF = 0
    INFO = 1
    WARNING = 2
    ERROR = 3

    def __str__(self) -> str:
        return self.name.lower()

    @classmethod
    def parse(cls, text: str) -> Severity:
        """Return the severity called `text`; raises KeyError for an unknown word."""
        return cls[text.upper()]


class Edit(NamedTuple):
    """A change of one value: `action` is "replace" (by `value`), "rename" (key to `value`) or "remove"."""

    action: str
    path: Path
    value: Any = None


class Fix(NamedTuple):
    """Edits that mend a finding; `safe` ones never change what the document means.

    `rests_on` are the paths in other documents from whose values the edits were worked out.
    """

    edits: tuple[Edit, ...]
    safe: bool = True
    title: str = ""
    rests_on: tuple[Path, ...] = ()


class Problem(NamedTuple):
    """What a rule yields: a path inside the document and a sentence; positions are added elsewhere.

    `key` asks for the position of the member's name instead of its value. `related` names other
    documents that take part. `rule` is set by checks that serve several rules. `member` names what is
    missing at the path, where that is a member of an object. `other` is the place of a second value, where two do
    not fit each other. `extensions` names those that it is about:
    rules that speak for each other ask for them. `for_others` says of what a fold finds that it stands for
    further documents, which are not named: it is told in any case.
    """

    path: Path
    message: str
    help: str = ""
    fix: Fix | None = None
    related: tuple[str, ...] = ()
    key: bool = False
    rule: str = ""
    member: str = ""
    extensions: tuple[str, ...] = ()
    for_others: bool = False
    other: Path = ()


class Location(NamedTuple):
    """A place in an input: 1-based line and column (in code points) of a range; line 0 when unknown."""

    uri: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0
    path: Path = ()
    #: The source line, cut to a window around the column, with … where it is cut, for code frames.
    text: str = ""
    #: The offset of the column inside `text`.
    offset: int = 0

    @property
    def pointer(self) -> str:
        """The path as a JSON Pointer (RFC 6901)."""
        return pointer(self.path)

    def __str__(self) -> str:
        """Return `uri:line:column`, as editors and terminals take it, or the uri where lines are unknown."""
        return f"{self.uri}:{self.line}:{self.column}" if self.line else self.uri


class Sides(NamedTuple):
    """A value in the file and in the database as JSON, cut where it is long; empty where it is absent."""

    file: str
    database: str


class Finding(NamedTuple):
    """One defect of one document, ready to be shown."""

    rule: str
    severity: Severity
    message: str
    location: Location
    help: str = ""
    fix: Fix | None = None
    related: tuple[str, ...] = ()
    #: The value found, as compact JSON cut to 200 characters: part of the fingerprint.
    value: str = ""
    #: The id of the document, empty where it has none.
    document: str = ""
    #: What differs, where two sides were compared.
    sides: Sides | None = None
    #: The member that is missing: part of the fingerprint, since an object may lack several.
    member: str = ""
    #: Which of the report's `shared` tells of it together with others, from 1; 0 where none does.
    shared: int = 0

    @property
    def order(self) -> tuple[Any, ...]:
        """What findings are sorted by: their places, then their rules and messages."""
        return *self.location[:5], self.rule, self.message

    @property
    def fingerprint(self) -> str:
        """A name for this finding that survives edits elsewhere in the file: 16 hex digits."""
        loc = self.location
        lacking = (self.member,) if self.member else ()
        parts = "\0".join((self.rule, loc.uri, loc.pointer, self.value, *lacking))
        return digest_of_text(parts, 8)


class Failure(NamedTuple):
    """Something that could not be checked, and why: an input, a document, or a rule that crashed."""

    uri: str
    message: str
    #: Whether it stands for documents of which nobody knows how many they are.
    is_rest: bool = False


def at_path(data: Any, path: Iterable[str | int]) -> Any:
    """Return the value at a path; raises KeyError, IndexError or TypeError where there is none."""
    return reduce(getitem, path, data)


def pointer(path: Iterable[str | int]) -> str:
    """Return `path` as a JSON Pointer (RFC 6901); the root is the empty text."""
    made = ""
    for step in path:
        made += f"/{step}" if step.__class__ is int else f"/{_escaped(str(step))}"
    return made


def _escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1") if "~" in name or "/" in name else name
