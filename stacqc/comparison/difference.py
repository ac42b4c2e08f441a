"""The classes of difference, and one difference between two documents."""

from __future__ import annotations

from typing import Any, NamedTuple

from stacqc.comparison.excerpts import both_shown, shown
from stacqc.findings import Path, pointer

#: Each class with what it says about the two sides.
CLASSES = {
    "only-file": "a document is in the files and not in the database",
    "only-database": "a document is in the database and not in the files",
    "moved": "an item lies under another collection in the database",
    "value": "a value differs",
    "type": "a value has another JSON type",
    "added": "the database has a member that the file lacks",
    "dropped": "the database lacks a member of the file",
    "legacy-key": "the database has the value under an older name",
    "stale": "the database holds an older version",
    "asset-href": "the address of an asset differs",
    "geometry": "geometry or bbox differ",
    "duplicate-id": "a side holds the same collection and id more than once",
    "wrong-parent": "parent_collection or self_href do not match the file",
}
PREFIX = "diff/"


class Absent:
    """What stands for a member that is not there."""

    def __reduce__(self) -> str:
        """Stay the only one in other processes too."""
        return "ABSENT"

    def __repr__(self) -> str:
        return "absent"


ABSENT = Absent()


class Difference(NamedTuple):
    """A class, the path of a value, and that value on both sides (ABSENT where there is none).

    `note` is said in brackets, `said` in place of the values, and `roughly` where it is told together with those
    of other documents. Places lie `metres` apart.
    """

    kind: str
    path: Path
    file: Any
    database: Any
    note: str = ""
    said: str = ""
    roughly: str = ""
    metres: float = 0

    @property
    def _where(self) -> str:
        return pointer(self.path) or "the document"

    @property
    def _note(self) -> str:
        return f" ({self.note})" if self.note else ""

    @property
    def message(self) -> str:
        """The difference as a sentence."""
        where, note = self._where, self._note
        if self.said:
            return f"{where} {self.said}"
        if self.database is ABSENT:
            return f"{where} is {shown(self.file)} in the file and missing in the database{note}"
        if self.file is ABSENT:
            return f"{where} is {shown(self.database)} in the database and missing in the file{note}"
        file, database = both_shown(self.file, self.database)
        return f"{where} is {file} in the file and {database} in the database{note}"

    @property
    def in_general(self) -> str:
        """The difference as a sentence without its values."""
        if self.roughly:
            return f"{self._where} {self.roughly}"
        if self.database is ABSENT:
            return f"{self._where} is missing in the database{self._note}"
        if self.file is ABSENT:
            return f"{self._where} is missing in the file{self._note}"
        return self.in_short + self._note

    @property
    def in_short(self) -> str:
        """The difference as a sentence that only says where it is."""
        return f"{self._where} differs"


def json_type(value: Any) -> str:
    """Return the JSON type of a value; a truth value is no number."""
    return _TYPES.get(type(value), "absent")


_TYPES = {
    bool: "boolean",
    int: "number",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}
