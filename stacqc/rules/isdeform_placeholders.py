"""The rule of the ISDeform profile on texts that stand for a missing value."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

from stacqc.aspects.shapes import shape_of, taker
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule

_PLACEHOLDERS = frozenset({":NULL", "NULL", "None", "none", "N/A", "n/a", "nan", "NaN", ""})
#: Properties whose text is a list of words.
_LISTS = ("appliedCorrections", "appliedFilter", "appliedUnwrappingAlgorithm", "mainReference", "processingId",
          "productFormat", "usedDigitalElevationModel")  # fmt: skip
#: Length of texts whose verdict is remembered.
_SHORT = 1000
_token = re.compile(r"(?:^|[,;]\s?|\s):?(?:NULL|None|N/A|nan|NaN)(?=$|[,;])", re.ASCII)


@rule(
    "null-sentinel",
    kinds=("Item", "Collection"),
    rulesets=("isdeform",),
    tags=("isdeform", "types"),
    fix="Remove the key, or write null.",
    examples={
        "valid": [{"properties": {"appliedFilter": "sliding window"}}],
        "invalid": [{"properties": {"appliedCorrections": ":NULL"}}, {"properties": {"parameters": {"layOver": "None"}}},
                    {"properties": {"appliedCorrections": "troposphere, None"}}],
    },
)  # fmt: skip
def null_sentinel(document: Document) -> Iterable[Problem]:
    """No value is a word for nothing, such as :NULL, None, N/A, nan or the empty text.

    A search for products without corrections finds none of them, one for any text finds them all.
    """
    if document.kind != "Item":
        return [*_among(document.data.items(), ()), *_in_keywords(document.data, ())]
    properties = document.properties
    texts = _texts(document)
    parameters, keywords = properties.get("parameters"), properties.get("keywords")
    if (
        _PLACEHOLDERS.isdisjoint(texts)
        and (type(parameters) is not dict or _are_words(parameters.values()))
        and (type(keywords) is not list or _are_words(keywords))
        and _lists_are_right(tuple(map(properties.get, _LISTS)))
    ):
        return ()
    return _placeholders(properties)


def _placeholders(properties: dict[str, Any]) -> Iterator[Problem]:
    yield from _among(properties.items(), ("properties",))
    yield from _in_lists(properties)
    parameters = properties.get("parameters")
    if type(parameters) is dict:
        yield from _among(parameters.items(), ("properties", "parameters"))
    yield from _in_keywords(properties, ("properties",))


def _texts(document: Document) -> Iterable[str]:
    """Return the properties that are text, taken by the shape of the item."""
    shape = shape_of(document)
    take = shape.facts.get("texts")
    if take is None:
        names = [n for n, kind in zip(shape.names, shape.types, strict=True) if kind is str]
        take = shape.facts["texts"] = taker(names)
    return take(document.properties)


def _in_keywords(holder: dict[str, Any], path: Path) -> Iterator[Problem]:
    keywords = holder.get("keywords")
    if type(keywords) is list:
        yield from _among(enumerate(keywords), (*path, "keywords"))


def _are_words(values: Iterable[Any]) -> bool:
    """Whether none is a placeholder; False too where one cannot be looked up."""
    try:
        return _PLACEHOLDERS.isdisjoint(values)
    except TypeError:
        return False


def _lists_are_right(values: tuple[Any, ...]) -> bool:
    """Whether no list in text holds a placeholder; these texts are few in a catalog."""
    texts = tuple(value for value in values if value.__class__ is str)
    return sum(map(len, texts)) < _SHORT and _known_right(texts)


@lru_cache(maxsize=4096)
def _known_right(texts: tuple[str, ...]) -> bool:
    return not any(_token.search(text) for text in texts)


def _among(members: Iterable[tuple[Any, Any]], path: Path) -> Iterator[Problem]:
    for key, value in members:
        if value.__class__ is str and value in _PLACEHOLDERS:
            yield _placeholder((*path, key), value)


def _in_lists(properties: dict[str, Any]) -> Iterator[Problem]:
    for name in _LISTS:
        value = properties.get(name)
        if value.__class__ is str and value not in _PLACEHOLDERS:
            found = _token.search(value[:1000])
            if found is not None:
                word = found[0].strip(",; ")
                message = f'Placeholder "{word}" in {name}: take it out'
                yield Problem(("properties", name), message, "write only what there is")


def _placeholder(path: Path, value: str) -> Problem:
    fix = Fix((Edit("remove", path),), title=f"remove {path[-1]}")
    return Problem(path, f'Placeholder "{value}": remove the key or write null', "", fix)
