"""The texts of a document, looked through once for all rules on texts.

Most texts recur from document to document, and most are plain: those are remembered, so that only what is
new is looked at closely.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.aspects.shapes import Taker, taker
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.vocabulary.fields import CORE_TIMES, core_fields, declared_by, fields_of, newest_fields, prefix_of
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.vocabulary.text_formats import FORMATS

_WORDS = (
    "null",
    "none",
    "nan",
    "n/a",
    "undefined",
    "#n/a",
    "<null>",
    "(null)",
    "nil",
    "tbd",
    "todo",
    "nodata",
    "-",
)
#: Texts that stand for a missing value.
SENTINELS = frozenset({"", " ", *(f(w) for w in _WORDS for f in (str.lower, str.upper, str.title)), "NaN"})
#: A word for nothing where a part of a text should be, as in `NSBAS:v3.0.0:None`.
has_token = re.compile(r":(?:NULL|None|NaN|null|undefined)(?![A-Za-z])").search
#: What a program should have replaced, as in `{{ collection.title }}`.
is_template = re.compile(r"\{\{ ?[A-Za-z_][\w.-]{0,60} ?\}\}", re.ASCII).search
#: A number as it could be written without quotation marks.
is_number = re.compile(r"[+-]?(?:0|[1-9]\d{0,17})(?:\.\d{1,17})?(?:[eE][+-]?\d{1,3})?", re.ASCII).fullmatch
#: A day with a time of day, however it is written: not a day alone, nor an interval of two.
_is_time_like = re.compile(r"\d{4}[-/:]\d\d[-/:]\d\d[T t_]\d\d:\d\d[^/]{0,20}", re.ASCII).fullmatch
#: What a number, a day or a time may begin with.
_STARTS = frozenset("0123456789+-.")
#: Last words of names of what is written in digits and is no quantity.
_LABELS = frozenset(
    ("id", "ids", "identifier", "code", "key", "version", "sequence", "tile", "path", "row", "zone", "level",
     "cycle", "name", "type", "collection", "category", "quadkey", "strip", "mode", "platform", "uuid", "doi",
     "phone", "hash", "mgrs", "norad")
)  # fmt: skip
#: Plain texts that were met, of which so many are kept.
_plain: set[str] = set()
_MAX_PLAIN = 50_000
_NOTHING: tuple[str, ...] = ()


def members(document: Document) -> Mapping[str, Any]:
    """Return the properties of an item, or the members of another document."""
    return document.properties if document.kind == "Item" else document.data


def odd_texts(document: Document) -> Sequence[str]:
    """Return those texts among the members of a document that stand for something else, or may do so."""
    found: Sequence[str] | None = document.memo.get("odd_texts")
    if found is None:
        own = outline_of(document).recall(_texts)(members(document))
        new = [text for text in own if text not in _plain]
        found = document.memo["odd_texts"] = [t for t in new if not _is_plain(t)] if new else _NOTHING
    return found


def _is_plain(text: str) -> bool:
    """Say whether a text is no placeholder, number or odd time, and remember it if so."""
    if text in SENTINELS or (":" in text and has_token(text)) or ("{{" in text and is_template(text)):
        return False
    if text[:1] in _STARTS and (is_number(text) or is_odd_time(text)):
        return False
    if len(_plain) >= _MAX_PLAIN:
        _plain.clear()
    if len(text) < 200:
        _plain.add(text)
    return True


def is_odd_time(text: str) -> bool:
    """Say whether a text names a time of day in another way than RFC 3339 does."""
    return text[13:14] == ":" and _is_time_like(text) is not None and FORMATS["date-time"](text) != ""


def lists(document: Document) -> Sequence[list[Any]]:
    """Return the lists among the members of a document that no schema knows."""
    return outline_of(document).recall(_lists)(members(document))


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


def _texts(outline: Outline) -> Taker:
    return taker([name for name in outline.names_of(str) if name not in CORE_TIMES])


def _lists(outline: Outline) -> Taker:
    known = core_fields(outline.version)
    names = [name for name in outline.names_of(list) if name not in known and prefix_of(name) not in PREFIXES]
    return taker(names)
