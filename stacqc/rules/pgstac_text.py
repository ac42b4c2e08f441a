"""Rules on texts that pgstac cannot hold, or that its loader reads as other texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.rules._values import values_of
from stacqc.words import show

_JSONB = "https://www.postgresql.org/docs/current/datatype-json.html"
_LOADER = "https://stac-utils.github.io/pgstac/pypgstac/"
#: Findings of one document and rule; a text may hold thousands of the same mistake.
_MOST = 20


@rule(
    "pgstac-nul",
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_JSONB,
    fix="Remove the character; it was probably padding of a fixed-length field.",
    examples={
        "valid": [{"id": "a", "properties": {"platform": "S1A"}}],
        "invalid": [
            {"document": {"id": "a", "properties": {"platform": "S1A\0\0"}}, "expect": {"path": "$.properties.platform"}},
            {"id": "a", "properties": {"plat\0form": "S1A"}},
            {"type": "Collection", "id": "a", "title": "a\0b"},
        ],
    },
)  # fmt: skip
def nul(document: Document) -> Iterable[Problem]:
    r"""No text and no name holds the character \u0000.

    PostgreSQL has no place for it: the document is refused, and with it all others of its load.
    """
    if b"\\u0000" not in document.raw:
        return ()
    return [
        Problem(path, f"{what} holds \\u0000, which PostgreSQL refuses", "remove the character", key=key)
        for path, what, text, key in _texts(document)
        if "\0" in text
    ][:_MOST]


def _texts(document: Document) -> Iterator[tuple[Path, str, str, bool]]:
    """Yield the texts and names of a document: path, words for it, text, and whether it is a name."""
    for path, value in values_of(document.data):
        if path and type(path[-1]) is str:
            yield path, "The name", path[-1], True
        if type(value) is str:
            yield path, "The text", value, False


@rule(
    "pgstac-backslash",
    severity="warning",
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_LOADER,
    fix=r"Load what `stacqc flatten` writes, or write each backslash as \u005c, which the loader leaves alone.",
    examples={
        "valid": [
            '{"type": "Feature", "id": "a", "properties": {"source": "C:\\u005cnew"}}',
            {"id": "a", "properties": {"source": 'C:/new, "raw"\n'}},
        ],
        "invalid": [
            {"document": {"id": "a", "properties": {"source": "C:\\new"}}, "expect": {"message": '"C:\\new"'}},
            {"document": {"id": "a", "properties": {"source": "C:\\data"}}, "expect": {"message": "cannot be read"}},
            {"id": "a", "properties": {"a\\b": 1}},
        ],
    },
)  # fmt: skip
def backslash(document: Document) -> Iterable[Problem]:
    r"""Backslashes are written as \u005c.

    `pypgstac load` takes one of two backslashes away before it reads a line of NDJSON. What JSON writes as
    `C:\\new` becomes a line break, and a line that is no JSON afterwards ends the whole load.
    """
    if b"\\\\" not in document.raw:
        return ()
    return list(_with_backslashes(document))[:_MOST]


def _with_backslashes(document: Document) -> Iterator[Problem]:
    for path, what, text, key in _texts(document):
        if "\\" in text and "\\\\" in _written(document, path, key):
            help_ = r"write the backslash as \u005c, as stacqc flatten does"
            yield Problem(path, f"{what} {show(text)} {_loaded(text)}", help_, key=key)


def _written(document: Document, path: Path, key: bool) -> str:
    span = document.spans.find(path)
    return document.text[span.key : span.start] if key else document.text[span.start : span.end]


def _loaded(text: str) -> str:
    """Say what the loader makes of a text with backslashes."""
    try:
        made = json.loads(_halved(json.dumps(text)))
    except ValueError:
        return "makes a line that cannot be read: pypgstac load ends there"
    if made == text:
        return "is written with backslashes that pypgstac load takes away"
    return f"is loaded as {json.dumps(made, ensure_ascii=False)}"


def _halved(line: str) -> str:
    """Do to a line what `pypgstac load` does before it reads it."""
    return line.replace("\\\\", "\\").replace("\\\\", "\\")
