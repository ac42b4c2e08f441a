"""The rule on members with names that nobody reads because they are misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.field_names import names_in, names_of
from stacqc.aspects.outline import Outline, has_plain_outline, work_of_rule
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.rules._told import NEEDED_LINK
from stacqc.told_by import SCHEMAS, Advice, ToldBy
from stacqc.vocabulary import members
from stacqc.vocabulary.fields import declared_by, field_meant, prefix_of
from stacqc.vocabulary.members import Vocabulary, slips_in
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.vocabulary.relations import KNOWN, relation_meant

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master"
_KINDS = {"Item": members.ITEM, "Collection": members.COLLECTION, "Catalog": members.CATALOG}
_BANDS = {"eo:bands": members.EO_BAND, "raster:bands": members.RASTER_BAND}
_Place = tuple[Path, dict[str, Any], Vocabulary]


def _item(properties: dict[str, Any], **members: Any) -> dict[str, Any]:
    return {"type": "Feature", "stac_version": "1.1.0", **members, "properties": properties}


@rule(
    "member-misspelt",
    told_by=(ToldBy(SCHEMAS, advice=Advice.NONE), NEEDED_LINK),
    unless=has_plain_outline,
    severity="warning",
    docs=f"{_SPEC}/item-spec/item-spec.md",
    fix="Correct the spelling, or give a member or a relation of your own a name that is not taken for another one.",
    examples={
        "valid": [
            _item({"platform": "sentinel-1a", "platforms": 2, "tile": "33UVP", "product_type": "SLC"}),
            _item({}, assets={"a": {"href": "a.tif", "roles": ["data"], "role": "mine"}}),
            _item(
                {},
                links=[{"rel": "orbit-file", "href": "a"}, {"rel": "https://example.com/itme", "href": "b"}],
            ),
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
            {
                "document": _item({"eo_cloud_cover": 12}),
                "expect": {"message": 'means "eo:cloud_cover"'},
                "fixed": _item({"eo:cloud_cover": 12}),
            },
            _item({}, links=[{"rel": "self", "href": "a.json", "titel": "A"}]),
            {
                "document": _item({}, links=[{"rel": "licence", "href": "https://example.com/terms"}]),
                "expect": {"path": "$.links[0].rel", "message": 'means "license"'},
                "fixed": _item({}, links=[{"rel": "license", "href": "https://example.com/terms"}]),
            },
            {
                "type": "Collection",
                "stac_version": "1.1.0",
                "providers": [{"name": "A", "role": ["host"]}],
            },
        ],
    },
)
def member_misspelt(document: Document) -> Iterable[Problem]:
    """No member has a name that is nearly the name of another, and no link a relation that is nearly a known one.

    Members and relations of one's own are allowed everywhere, so a misspelt one passes every schema, and nobody
    reads it.
    """
    if not document.stac_version.startswith("1."):  # before, some of these names were right
        return ()
    return [
        *(
            _misspelt((*path, name), meant)
            for path, holder, words in _places(document)
            for name, meant in slips_in(tuple(holder), words)
        ),
        *_fields_without_colon(document),
        *_relations(document),
    ]


def _relations(document: Document) -> Iterator[Problem]:
    for index, link in document.links:
        rel = link.get("rel")
        if type(rel) is str and rel not in KNOWN and (meant := relation_meant(rel)):
            path = ("links", index, "rel")
            # Registered relations are compared without regard to case (RFC 8288 section 2.1.1).
            fix = Fix((Edit("replace", path, meant),), safe=rel.lower() == meant, title=f"write {meant}")
            message = f'"{rel}" is no relation that is known, it probably means "{meant}"'
            yield Problem(path, message, f"write {meant}", fix)


def _fields_without_colon(document: Document) -> Iterator[Problem]:
    declared = _declared(document.extensions, document.stac_version)
    given = dict(names_in(document))
    for path, name in given.items():
        meant = field_meant(name, declared)
        if meant and (*path[:-1], meant) not in given:
            yield _misspelt(path, meant)._replace(extensions=(PREFIXES[prefix_of(meant)],))


def _declared(extensions: Iterable[str], version: str) -> frozenset[str]:
    return frozenset(extension.name for extension in declared_by(extensions, version))


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
    declared = _declared(outline.extensions, outline.version)
    if any(field_meant(name, declared) for name in names_of(outline)):
        return True
    if any(slips_in(tuple(names), members.LINK) for _, _, *names in outline.links):
        return True
    if any(type(rel) is str and relation_meant(rel) for rel, *_ in outline.links):
        return True
    if any(slips_in(names, members.PROVIDER) for names in outline.providers):
        return True
    names = [asset[0] for asset in outline.assets]
    return any(slips_in(own, members.ASSET) or not _BANDS.keys().isdisjoint(own) for own in names)
