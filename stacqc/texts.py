"""The texts of a document, gathered once for all rules that look through them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from stacqc.document import Document
from stacqc.fields import core_fields, declared_by, fields_of, newest_fields, prefix_of
from stacqc.findings import Path
from stacqc.outline import Outline, outline_of

Values = Callable[[Mapping[str, Any]], Sequence[Any]]
#: What a number, a day or a time may begin with.
_STARTS = frozenset("0123456789+-.")
#: Last words of names of what is written in digits and is no quantity.
_LABELS = frozenset(
    ("id", "ids", "identifier", "code", "key", "version", "sequence", "tile", "path", "row", "zone", "level",
     "cycle", "name", "type", "collection", "category", "quadkey", "strip", "mode", "platform", "uuid", "doi",
     "phone", "hash", "mgrs")
)  # fmt: skip


def members(document: Document) -> Mapping[str, Any]:
    """Return the properties of an item, or the members of another document."""
    return document.properties if document.kind == "Item" else document.data


def texts(document: Document) -> Sequence[str]:
    """Return all texts among the members of a document."""
    return outline_of(document).recall(_texts)(members(document))


def lists(document: Document) -> Sequence[list[Any]]:
    """Return all lists among the members of a document."""
    return outline_of(document).recall(_lists)(members(document))


def numeric(document: Document) -> set[str]:
    """Return the texts that begin like a number, where no schema says what they are and no name that they are labels."""
    found: set[str] | None = document.memo.get("numeric")
    if found is None:
        free = outline_of(document).recall(_free)(members(document))
        found = document.memo["numeric"] = {t for t in free if t[:1] in _STARTS}
    return found


def places(document: Document) -> Iterator[tuple[Path, str, Any]]:
    """Yield path, name and value of the members of a document."""
    base: Path = ("properties",) if document.kind == "Item" else ()
    for name, value in members(document).items():
        yield (*base, name), name, value


def free_names(outline: Outline) -> list[str]:
    """Return the names of texts that may well be numbers or times: neither labels nor text by their schema."""
    known = dict(core_fields(outline.version))
    for prefix in {prefix_of(name) for name in outline.names} - {""}:
        known |= newest_fields(prefix)
    for extension in declared_by(outline.extensions, outline.version):
        known |= fields_of(extension.address)
    return [
        name
        for name in outline.names_of(str)
        if not (name in known and not _wants_number(known[name])) and not _is_label(name) and name != "id"
    ]


def _is_label(name: str) -> bool:
    """Whether the last word of a name says that it is a label, as in `tileId`, `orbit_id` and `modis:tile-id`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name.replace("ID", "Id")).lower()
    return re.split(r"[_:\- ]", words)[-1] in _LABELS


def _wants_number(field: Mapping[str, Any]) -> bool:
    kinds = field.get("type")
    wanted = set(kinds) if type(kinds) is list else {kinds}
    return bool(wanted & {"number", "integer"}) and "string" not in wanted


def _texts(outline: Outline) -> Values:
    return _taker(outline.names_of(str))


def _lists(outline: Outline) -> Values:
    return _taker(outline.names_of(list))


def _free(outline: Outline) -> Values:
    return _taker(free_names(outline))


def _taker(names: list[str]) -> Values:
    if len(names) > 1:
        return itemgetter(*names)
    return lambda holder: tuple(holder[name] for name in names)
