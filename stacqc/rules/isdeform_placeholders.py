"""The rule of the ISDeform profile on texts that stand for a missing value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from stacqc.aspects.outline import Outline, outline_of
from stacqc.aspects.shapes import Taker, shape_of, taker
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS, Advice, ToldBy

#: The words for nothing, in all spellings that occur.
PLACEHOLDERS = frozenset(
    {
        ":NULL",
        ":null",
        "NULL",
        "Null",
        "null",
        "None",
        "none",
        "NONE",
        "N/A",
        "n/a",
        "nan",
        "NaN",
        "NAN",
        "",
        " ",
    }
)
#: Properties that are lists of words.
_WORD_LISTS = ("keywords", "bandDescription", "platforms")
#: Members that a collection must have.
_REQUIRED = frozenset({"type", "stac_version", "id", "description", "license"})
#: Rules that know the value to write, or that there must be one.
_KNOW = ("license-unknown", "dates-sentinel", "product-title", "product-type-code", "product-id-shape",
         "processing-id-run", "software-version")  # fmt: skip
#: Properties whose text is a list of words.
_LISTS = ("appliedCorrections", "appliedFilter", "appliedUnwrappingAlgorithm", "mainReference", "processingId",
          "productFormat", "usedDigitalElevationModel")  # fmt: skip
#: Relations of links to documents of the catalog.
_TO_DOCUMENTS = ("root", "self", "parent", "collection", "child", "item")
#: Characters of them that are looked at.
_LOOKED_AT = 1000
#: Those without placeholders that were met, of which so many are kept.
_right: set[str] = set()
_MAX_RIGHT = 4096
_token = re.compile(r"(?:^|[,;]\s?|\s):?(?:NULL|null|None|N/A|nan|NaN)(?=$|[,;])", re.ASCII)


@rule(
    "null-sentinel",
    told_by=(ToldBy(SCHEMAS), ToldBy(_KNOW, advice=Advice.NONE)),
    kinds=("Item", "Collection"),
    rulesets=("isdeform",),
    tags=("isdeform", "types"),
    fix="Remove the key, or write null.",
    examples={
        "valid": [{"properties": {"appliedFilter": "sliding window"}}],
        "invalid": [{"properties": {"appliedCorrections": ":NULL"}}, {"properties": {"parameters": {"layOver": "None"}}},
                    {"properties": {"appliedCorrections": "troposphere, None"}}, {"properties": {"bandDescription": ["phase", "null"]}},
                    {"assets": {"product": {"href": "./InW_geo.tiff", "title": ":NULL"}}}],
    },
)  # fmt: skip
def null_sentinel(document: Document) -> Iterable[Problem]:
    """No value is a word for nothing, such as :NULL, None, N/A, nan or the empty text.

    A search for products without corrections finds none of them, one for any text finds them all.
    """
    if document.kind != "Item":
        own = document.data
        return [*_among(own.items(), ()), *_in_word_lists(own, ()), *_in_titles(document)]
    properties = document.properties
    if _are_right(properties, _taking(document)):
        return () if _are_titled(document) else _in_titles(document)
    return [*_placeholders(properties), *_in_titles(document)]


class _Taking(NamedTuple):
    """What takes the properties that are text, those of them that are lists in text, and lists of words."""

    texts: Taker
    lists: Taker
    words: Taker


def _taking(document: Document) -> _Taking:
    """Return what takes the texts of an item, worked out once for all items of its shape."""
    shape = shape_of(document)
    known: _Taking | None = shape.facts.get(_Taking)
    if known is None:
        names = [n for n, kind in zip(shape.names, shape.types, strict=True) if kind is str]
        lists = taker([name for name in names if name in _LISTS])
        there = zip(shape.names, shape.types, strict=True)
        words = taker([name for name, kind in there if kind is list and name in _WORD_LISTS])
        known = shape.facts[_Taking] = _Taking(taker(names), lists, words)
    return known


def _are_right(properties: dict[str, Any], taking: _Taking) -> bool:
    """Whether there is no placeholder; False too where something cannot be looked up."""
    parameters = properties.get("parameters")
    try:
        return (
            PLACEHOLDERS.isdisjoint(taking.texts(properties))
            and (parameters.__class__ is not dict or PLACEHOLDERS.isdisjoint(parameters.values()))
            and all(map(PLACEHOLDERS.isdisjoint, taking.words(properties)))
            and (_right.issuperset(texts := taking.lists(properties)) or all(map(_is_right, texts)))
        )
    except TypeError:
        return False


def _is_right(text: str) -> bool:
    """Whether a list in text holds no placeholder; those that do not are few in a catalog, and remembered."""
    if _token.search(text[:_LOOKED_AT]):
        return False
    if len(_right) >= _MAX_RIGHT:
        _right.clear()
    _right.add(text[:_LOOKED_AT])
    return True


def _are_titled(document: Document) -> bool:
    """Whether no title in an item is a placeholder; False too where something cannot be looked up."""
    try:
        for asset in document.assets.values():
            if asset.get("title") in PLACEHOLDERS:
                return False
        for place in outline_of(document).recall(_titled):
            if document.data["links"][place]["title"] in PLACEHOLDERS:
                return False
    except (TypeError, LookupError):
        return False
    return True


def _titled(outline: Outline) -> list[int]:
    """Return where the links with titles stand that lead to no document of the catalog."""
    there = enumerate(outline.links)
    return [place for place, (rel, _, *names) in there if rel not in _TO_DOCUMENTS and "title" in names]


def _in_titles(document: Document) -> Iterator[Problem]:
    for members in ("assets", "item_assets"):
        held = document.data.get(members)
        for key, asset in held.items() if type(held) is dict else ():
            yield from _in_title(asset, (members, key))
    # How documents of a catalog are called is told by link-type-title, with the title to write.
    is_judged = document.kind == "Item" or document.tree.whole
    for index, link in document.links:
        if not (is_judged and link.get("rel") in _TO_DOCUMENTS):
            yield from _in_title(link, ("links", index))


def _in_title(holder: Any, path: Path) -> Iterator[Problem]:
    if type(holder) is dict and "title" in holder:
        yield from _among((("title", holder["title"]),), path)


def _placeholders(properties: dict[str, Any]) -> Iterator[Problem]:
    yield from _among(properties.items(), ("properties",))
    yield from _in_lists(properties)
    parameters = properties.get("parameters")
    if type(parameters) is dict:
        yield from _among(parameters.items(), ("properties", "parameters"))
    yield from _in_word_lists(properties, ("properties",))


def _in_word_lists(holder: dict[str, Any], path: Path) -> Iterator[Problem]:
    for name in _WORD_LISTS:
        words = holder.get(name)
        if type(words) is list:
            yield from _among(enumerate(words), (*path, name))


def _among(members: Iterable[tuple[Any, Any]], path: Path) -> Iterator[Problem]:
    for key, value in members:
        if value.__class__ is str and value in PLACEHOLDERS:
            yield _placeholder((*path, key), value)


def _in_lists(properties: dict[str, Any]) -> Iterator[Problem]:
    for name in _LISTS:
        value = properties.get(name)
        if value.__class__ is str and value not in PLACEHOLDERS:
            found = _token.search(value[:_LOOKED_AT])
            if found is not None:
                word = found[0].strip(",; ")
                message = f'Placeholder "{word}" in {name}: take it out'
                yield Problem(("properties", name), message, "write only what there is")


def _placeholder(path: Path, value: str) -> Problem:
    may_be_null = path[0] not in ("assets", "item_assets", "links")
    message = f'Placeholder "{value}": remove the key' + (" or write null" if may_be_null else "")
    if len(path) == 1 and path[0] in _REQUIRED:
        return Problem(path, f'Placeholder "{value}": {path[0]} must say something')
    if path == ("properties", "datetime"):  # which must be there
        return Problem(path, message, "", Fix((Edit("replace", path, None),), title="write null"))
    fix = Fix((Edit("remove", path),), title=f"remove {path[-1]}")
    return Problem(path, message, "", fix)
