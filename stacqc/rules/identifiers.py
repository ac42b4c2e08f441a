"""Rules on identifiers and on the names of files."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.schemes import of_server
from stacqc.words import shorten

_PRACTICE = "https://github.com/radiantearth/stac-spec/blob/master/best-practices.md"
#: What parts the path of an address, or may not stand in it at all.
_unsafe = re.compile(r"""[\s/?#%\\<>"{}|^`\[\]\x00-\x1f\x7f]""").search
#: Most ids are words and hyphens, which is quicker to see.
_is_plain = re.compile(r"[\w.-]*", re.ASCII).fullmatch
_LAYOUT = f"{_PRACTICE}#catalog-layout"


@rule(
    "id-unsafe",
    severity="warning",
    docs=f"{_PRACTICE}#item-ids",
    fix="Use letters, digits, hyphens, underscores and dots.",
    examples={
        "valid": [{"type": "Feature", "id": "S2A_20240105.SAFE"}, {"type": "Catalog", "id": "a-b"}],
        "invalid": [
            {"type": "Feature", "id": "scene/1"},
            {"type": "Collection", "id": "my collection"},
            {"type": "Feature", "id": "100%"},
        ],
    },
)
def id_characters(document: Document) -> Iterable[Problem]:
    """An id needs no escapes when it stands in an address.

    Ids are parts of the addresses of APIs and files; a slash or a space there leads somewhere else.
    """
    own = document.id
    if _is_plain(own) or not _unsafe(own):
        return ()
    wrong = sorted({c for c in own if _unsafe(c)})
    shown = " ".join("space" if c == " " else c if c.isprintable() else repr(c) for c in wrong[:10])
    return (Problem(("id",), f"The id must be escaped in addresses because of: {shown}"),)


@rule(
    "item-id-file-name",
    severity="info",
    kinds=("Item",),
    docs=_LAYOUT,
    rulesets=("strict",),
    fix="Give the file the name of the id.",
    examples={
        "valid": [
            {"a/scene1.json": {"type": "Feature", "id": "scene1"}},
            {"geo_coh_item.json": {"type": "Feature", "id": "run1_geo_coh_item"}},
            {"item.json": {"type": "Feature", "id": "scene1"}},
        ],
        "invalid": [{"scene2.json": {"type": "Feature", "id": "scene1"}}],
    },
)
def item_id_file_name(document: Document) -> Iterable[Problem]:
    """The file of an item is named after its id, or after the end of it.

    Copied files keep the id of their model; whoever looks for the id finds the other file.
    """
    name = document.uri.rpartition("/")[2]
    stem, dot, suffix = name.rpartition(".")
    own = document.id
    if own.endswith(stem) or document.prefix or suffix not in ("json", "geojson") or stem in _GENERIC:
        return ()
    if not own or not dot or of_server(document.uri) or stem.endswith(own):
        return ()
    return (Problem(("id",), f"The file is called {stem}, the item {own}", "give both the same name"),)


_GENERIC = frozenset({"item", "stac", "stac-item", "metadata", "index", "example"})


@rule(
    "id-style",
    severity="info",
    docs=f"{_PRACTICE}#searchable-identifiers",
    rulesets=("strict",),
    fix="Write the id in lower case, with digits, hyphens and underscores.",
    examples={
        "valid": [{"type": "Feature", "id": "s2a_20240105"}],
        "invalid": [{"type": "Feature", "id": "S2A_20240105"}, {"type": "Collection", "id": "a.b"}],
    },
)
def id_style(document: Document) -> Iterable[Problem]:
    """Ids are made of lower-case letters, digits, hyphens and underscores.

    Such ids can be typed, searched and put into file names on every system.
    """
    own = document.id
    if not own or re.fullmatch(r"[a-z0-9_-]+", own):
        return ()
    written = re.sub(r"[^a-z0-9_-]+", "_", own.lower()).strip("_")
    help_ = f"write {shorten(written)}" if written else ""
    return (Problem(("id",), "The id has more than lower-case letters, digits, - and _", help_),)


@rule(
    "catalog-file-name",
    severity="info",
    kinds=("Catalog", "Collection"),
    docs=_LAYOUT,
    rulesets=("strict",),
    fix="Call it catalog.json or collection.json, in a folder of its own.",
    examples={
        "valid": [{"a/catalog.json": {"type": "Catalog", "id": "a"}, "b/collection.json": {"type": "Collection", "id": "b"}}],
        "invalid": [{"a.json": {"type": "Catalog", "id": "a"}}, {"catalog.json": {"type": "Collection", "id": "b"}}],
    },
)  # fmt: skip
def catalog_file_name(document: Document) -> Iterable[Problem]:
    """The file of a catalog is called catalog.json, that of a collection collection.json.

    Whoever opens a folder knows then where to begin.
    """
    name, meant = os.path.basename(document.uri), f"{document.kind.lower()}.json"
    if document.prefix or of_server(document.uri) or not name.endswith(".json") or name == meant:
        return ()
    return (Problem((), f"This {document.kind} is in {name}", f"the usual name is {meant}"),)
