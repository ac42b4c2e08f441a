"""Addresses of extensions that validators do not know, and extensions used without being declared."""

from __future__ import annotations

from stacqc.sample.defect import defect
from stacqc.sample.draft import ABSENT, Draft, Edit
from stacqc.sample.vocabulary import ITEM_EXTENSIONS, PREFIX, SCIENTIFIC

BOTH = ("live", "legacy")
RAW = "https://raw.githubusercontent.com/stac-extensions/{}/refs/heads/main/json-schema/schema.json"
UNKNOWN = "schema-unavailable extension-declared schema"


def _name(uri: str) -> str:
    return uri.split("/")[3]


@defect("extension-uri", "item", fixable=True, layouts=BOTH)
def raw_extension_address(draft: Draft) -> list[Edit]:
    """Every extension of an item is declared by the raw address of a moving branch."""
    return _raw(draft)


@defect("extension-uri", "collection", fixable=True, layouts=BOTH)
def raw_extension_of_collection(draft: Draft) -> list[Edit]:
    """The extension of a collection is declared by the raw address of a moving branch."""
    return _raw(draft)


@defect("extension-uri", "collection", fixable=True, layouts=BOTH)
def raw_foreign_extensions(draft: Draft) -> list[Edit]:
    """A collection declares extensions of its items by raw addresses, and not the one it uses."""
    before = list(draft.data["stac_extensions"])
    draft.data["stac_extensions"] = list(ITEM_EXTENSIONS[:2])
    edits = _raw(draft)
    for n, edit in enumerate(edits):
        edit.before = before[n] if n < len(before) else ABSENT
    return edits


def _raw(draft: Draft) -> list[Edit]:
    edits = []
    for n, uri in enumerate(draft.data["stac_extensions"]):
        edit = draft.set("stac_extensions", n, RAW.format(_name(uri)))
        edits.append(edit.also("schema-unavailable schema", "stac_extensions", n).also(UNKNOWN))
    return edits


@defect("extension-uri", "document", fixable=True, layouts=BOTH)
def unpinned_extension(draft: Draft) -> Edit:
    """An extension is declared without a version."""
    name = _name(draft.data["stac_extensions"][0])
    edit = draft.set("stac_extensions", 0, f"{PREFIX}{name}/main/schema.json")
    return edit.also("schema-unavailable schema", "stac_extensions", 0).also(UNKNOWN)


@defect("extension-declared", "document", fixable=True, layouts=BOTH)
def scientific_not_declared(draft: Draft) -> Edit:
    """Publications are cited and the scientific extension is not declared."""
    declared = [uri for uri in draft.data["stac_extensions"] if uri != SCIENTIFIC]
    return draft.set("stac_extensions", declared).also("extension-declared")


@defect("extension-declared", "item", fixable=True, layouts=("legacy",))
def extensions_empty(draft: Draft) -> Edit:
    """No extension is declared at all."""
    return draft.set("stac_extensions", []).also("extension-declared")
