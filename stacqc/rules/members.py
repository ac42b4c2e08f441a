"""Rules on members with names that nobody reads: misspelt, or in the wrong object."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.outline import Outline, is_plain, outline_of, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS, Advice, ToldBy
from stacqc.vocabulary import members
from stacqc.vocabulary.fields import PREFIXES, prefix_of
from stacqc.vocabulary.members import Vocabulary, slips_in

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master"
_KINDS = {"Item": members.ITEM, "Collection": members.COLLECTION, "Catalog": members.CATALOG}
_BANDS = {"eo:bands": members.EO_BAND, "raster:bands": members.RASTER_BAND}
_LINK = members.LINK.optional | members.LINK.required
#: Members of an item that belong into its properties.
_OF_PROPERTIES = members.PROPERTIES.optional
#: Members of collections that neither items nor catalogs have.
_OF_COLLECTIONS = frozenset({"extent", "item_assets", "summaries"})
#: Members of an item that must not be repeated in its properties.
_OF_ITEMS = ("links", "bbox", "geometry", "id", "assets", "collection", "stac_extensions")
_Place = tuple[Path, dict[str, Any], Vocabulary]


def _item(properties: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "stac_version": "1.1.0", **members, "properties": properties}


def _is_known(document: Document) -> bool:
    """Say whether an item has no names that mean others."""
    if not is_plain(document) or not all(_LINK.issuperset(link) for _, link in document.links):
        return False
    providers = document.properties.get("providers")
    return providers is None or not any(
        slips_in(tuple(holder), words) for _, holder, words in _elements((), providers, members.PROVIDER)
    )


@rule(
    "member-misspelt",
    told_by=ToldBy(SCHEMAS, advice=Advice.NONE),
    unless=_is_known,
    severity="warning",
    docs=f"{_SPEC}/item-spec/item-spec.md",
    fix="Correct the spelling, or give a member of your own a name that is not taken for another one.",
    examples={
        "valid": [
            _item({"platform": "sentinel-1a", "platforms": 2, "tile": "33UVP"}),
            _item({}, assets={"a": {"href": "a.tif", "roles": ["data"], "role": "mine"}}),
        ],
        "invalid": [
            {
                "document": _item({"platfrom": "sentinel-1a"}),
                "fixed": _item({"platform": "sentinel-1a"}),
            },
            {
                "document": _item({}, assets={"a": {"href": "a.tif", "role": ["data"]}}),
                "expect": {"path": "$.assets.a.role", "message": 'means "roles"'},
            },
            _item({}, links=[{"rel": "self", "href": "a.json", "titel": "A"}]),
            {
                "type": "Collection",
                "stac_version": "1.1.0",
                "providers": [{"name": "A", "role": ["host"]}],
            },
        ],
    },
)
def member_misspelt(document: Document) -> Iterable[Problem]:
    """No member has a name that is nearly the name of another.

    Members of one's own are allowed everywhere, so a misspelt one passes every schema, and nobody reads it.
    """
    if not document.stac_version.startswith("1."):  # before, some of these names were right
        return ()
    return [
        _misspelt((*path, name), meant)
        for path, holder, words in _places(document)
        for name, meant in slips_in(tuple(holder), words)
    ]


def _misspelt(path: Path, meant: str) -> Problem:
    fix = Fix((Edit("rename", path, meant),), safe=False, title=f"rename it to {meant}")
    message = f'"{path[-1]}" is no member that STAC has here, it probably means "{meant}"'
    return Problem(path, message, f"write {meant}", fix, key=True)


def _places(document: Document) -> Iterator[_Place]:
    """The objects of a document whose members STAC names."""
    data, is_item = document.data, document.kind == "Item"
    yield (), data, _KINDS[document.kind]
    yield from (((("links", index), link, members.LINK)) for index, link in document.links)
    for part in ("assets", "item_assets"):
        for path, asset, words in _members((part,), data.get(part), members.ASSET):
            yield path, asset, words
            for name, of_band in _BANDS.items():
                yield from _elements((*path, name), asset.get(name), of_band)
    path, holder = (("properties",), document.properties) if is_item else ((), data)
    if is_item:
        yield path, holder, members.PROPERTIES
    elif type(data.get("summaries")) is dict:
        yield ("summaries",), data["summaries"], members.PROPERTIES
    yield from _elements((*path, "providers"), holder.get("providers"), members.PROVIDER)


def _members(path: Path, found: Any, words: Vocabulary) -> Iterator[_Place]:
    for key, value in found.items() if type(found) is dict else ():
        if type(value) is dict:
            yield (*path, key), value, words


def _elements(path: Path, found: Any, words: Vocabulary) -> Iterator[_Place]:
    for index, value in enumerate(found if type(found) is list else ()):
        if type(value) is dict:
            yield (*path, index), value, words


@work_of_rule
def _may_be_misspelt(outline: Outline) -> bool:
    if slips_in(outline.names, members.PROPERTIES) or slips_in(outline.members, members.ITEM):
        return True
    names = [asset[0] for asset in outline.assets]
    return any(slips_in(own, members.ASSET) or not _BANDS.keys().isdisjoint(own) for own in names)


@rule(
    "member-misplaced",
    unless=is_plain,
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
    unless=is_plain,
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
