"""Rules on members that stand in an object where nobody reads them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.outline import Outline, has_plain_outline, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.vocabulary import members
from stacqc.vocabulary.fields import prefix_of
from stacqc.vocabulary.prefixes import PREFIXES

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master"
#: Members of an item that belong into its properties.
_OF_PROPERTIES = members.PROPERTIES.optional
#: Members of collections that neither items nor catalogs have.
_OF_COLLECTIONS = frozenset({"extent", "item_assets", "summaries"})
#: Members of an item that must not be repeated in its properties.
_OF_ITEMS = ("links", "bbox", "geometry", "id", "assets", "collection", "stac_extensions")


def _item(properties: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "stac_version": "1.1.0", **members, "properties": properties}


@rule(
    "member-misplaced",
    unless=has_plain_outline,
    severity="warning",
    docs=f"{_SPEC}/item-spec/item-spec.md#properties-object",
    fix="Move the member to where it is read.",
    examples={
        "valid": [
            _item({"platform": "sentinel-1a"}, mine=1),
            {"type": "Collection", "stac_version": "1.1.0", "license": "MIT", "title": "A"},
        ],
        "invalid": [
            {
                "document": _item({}, platform="sentinel-1a"),
                "expect": {"path": "$.platform", "message": "belongs into properties"},
            },
            _item({}, **{"sat:orbit_state": "ascending"}),
            {"type": "Catalog", "stac_version": "1.1.0", "extent": {}},
        ],
    },
)
def member_misplaced(document: Document) -> Iterable[Problem]:
    """Members stand in the object in which they are read.

    What is known of an item is searched for in its properties; beside them, it passes every schema and is
    never found.
    """
    if not document.stac_version.startswith("1."):
        return ()
    if document.kind == "Item":
        return list(map(_strayed, outline_of(document).recall(_strays)))
    return list(_of_other_kinds(document))


@work_of_rule
def _strays(outline: Outline) -> tuple[str, ...]:
    """The members of an item that belong elsewhere and are not there; a schema speaks of the datetime."""
    if outline.kind != "Item" or not outline.version.startswith("1."):
        return ()
    own = set(outline.names)
    wanted = (_OF_PROPERTIES - own) | _OF_COLLECTIONS
    return tuple(n for n in outline.members if n in wanted or (prefix_of(n) in PREFIXES and n not in own))


def _strayed(name: str) -> Problem:
    if name in _OF_COLLECTIONS:
        return Problem((name,), f"{name} belongs into the collection, not into its items", key=True)
    message = f"{name} stands beside the properties of this item and belongs into properties"
    return Problem((name,), message, "move it into properties", key=True)


def _of_other_kinds(document: Document) -> Iterator[Problem]:
    data = document.data
    if document.kind == "Catalog" and type(data.get("extent")) is dict:
        help_ = 'write "type": "Collection" if this is one, or leave extent out'
        yield Problem(("extent",), "Only collections have an extent, and this is a Catalog", help_, key=True)
    if document.kind == "Collection" and data.get("properties"):
        help_ = "write what all items share into the items, and what they have into summaries"
        yield Problem(
            ("properties",), "Only items have properties, and this is a Collection", help_, key=True
        )


@rule(
    "reserved-in-properties",
    unless=has_plain_outline,
    severity="warning",
    kinds=("Item",),
    tags=("types",),
    docs=f"{_SPEC}/item-spec/item-spec.md#item-fields",
    fix="Remove it from the properties; where the item lacks it, move it there.",
    examples={
        "valid": [_item({"title": "x"}, bbox=[5.0, 44.0, 6.0, 45.0])],
        "invalid": [
            {
                "document": _item({"bbox": [5.0, 44.0, 6.0, 45.0]}, bbox=[5.0, 44.0, 6.0, 45.0]),
                "expect": {"path": "$.properties.bbox", "message": "belongs to the item"},
                "fixed": _item({}, bbox=[5.0, 44.0, 6.0, 45.0]),
            },
            {"document": _item({"collection": "etna"}), "expect": {"message": "which has none"}},
        ],
    },
)
def reserved_in_properties(document: Document) -> Iterable[Problem]:
    """What belongs to the item itself is not repeated in its properties.

    Databases and clients put the properties beside the members of the item, and one hides the other.
    """
    names = outline_of(document).recall(_reserved)
    return [_repeated(document.data, name) for name in names] if names else ()


@work_of_rule
def _reserved(outline: Outline) -> tuple[str, ...]:
    """Members of the item among its properties; where it must have one and has not, a schema says so."""
    if outline.kind != "Item" or not outline.version.startswith("1."):
        return ()
    told = members.ITEM.required.difference(outline.members)
    return tuple(name for name in _OF_ITEMS if name in outline.names and name not in told)


def _repeated(data: dict[str, Any], name: str) -> Problem:
    path = ("properties", name)
    if name not in data:
        message = f"{name} belongs to the item, which has none, and not to its properties"
        return Problem(path, message, "move it out of properties", key=True)
    message = f"{name} belongs to the item, not to properties: remove it here"
    same = data[name] == data["properties"][name]
    fix = Fix((Edit("remove", path),), title="remove it") if same else None
    help_ = "" if same else "the item has another one"
    return Problem(path, message, help_, fix, key=True)
