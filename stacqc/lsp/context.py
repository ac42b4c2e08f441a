"""The STAC object around the cursor, and the path of the cursor inside that object."""

from __future__ import annotations

from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Path
from stacqc.kinds import kind_of
from stacqc.lsp.cursor import Cursor, in_any_text, in_whole_text
from stacqc.lsp.fields import Fields
from stacqc.schema.check import SchemaCheck
from stacqc.sources.containers.members import MEMBERS_KEY, is_lines


class Context(NamedTuple):
    """An object, its kind, and the cursor in it; offsets are those of the editor's text."""

    data: dict[str, Any]
    kind: str
    cursor: Cursor

    @property
    def path(self) -> Path:
        """The path of the cursor."""
        return self.cursor.path

    @property
    def is_extension(self) -> bool:
        """Whether the cursor is on an entry of `stac_extensions`."""
        return len(self.path) == 2 and self.path[0] == "stac_extensions"

    def fields(self, schemas: SchemaCheck) -> Fields:
        """Return the fields that the schemas of the object know."""
        return Fields(schemas, self.kind, self.data)


def context_at(text: str, offset: int, name: str, document: Document | None = None) -> Context | None:
    """Return what is around an offset of the text of a file, None where that is no STAC object.

    `document` is the whole text where it is well-formed, which saves reading it again.
    """
    if document is not None and document.readable:
        bom = len(text) - len(document.text)
        return _inside(document.data, in_whole_text(document.spans, offset - bom))
    start, end = _line(text, offset) if is_lines(name) else (0, len(text))
    data, cursor = in_any_text(text[start:end], offset - start)
    return _inside(data, cursor._replace(start=cursor.start + start, end=cursor.end + start))


def _line(text: str, offset: int) -> tuple[int, int]:
    end = text.find("\n", offset)
    return text.rfind("\n", 0, offset) + 1, end if end >= 0 else len(text)


def _inside(data: Any, cursor: Cursor) -> Context | None:
    """The member of a container that the cursor is in, or else the whole."""
    kind = kind_of(data)
    members = data.get(MEMBERS_KEY[kind]) if kind in MEMBERS_KEY else None
    key, index, *rest = (*cursor.path, "", "")[: max(2, len(cursor.path))]
    if isinstance(members, list) and key == MEMBERS_KEY[kind] and isinstance(index, int):
        data = members[index] if index < len(members) else None
        kind, cursor = kind_of(data), cursor._replace(path=tuple(rest))
    return Context(data, kind, cursor) if kind and isinstance(data, dict) else None
