"""Rules on what a collection says of its items without looking at them: summaries and extents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache, reduce
from typing import Any, NamedTuple

from stacqc.aspects.envelope import ROUNDING, Box, box_of
from stacqc.aspects.extents import BOXES, INTERVALS, boxes_of, intervals_of
from stacqc.aspects.field_names import fields_in
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.rules.time import is_after
from stacqc.told_by import SCHEMAS, Advice, ToldBy
from stacqc.vocabulary.fields import (
    core_fields,
    fields_of,
    newest_address,
    prefix_of,
    schema_of,
)
from stacqc.vocabulary.meant import check_of, part_of, resolver
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.vocabulary.releases import releases_declared

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/collection-spec/collection-spec.md"
_SAR = "https://stac-extensions.github.io/sar/v1.3.0/schema.json"
#: The common fields, which mean the same in all versions 1.x.
_CORE = "https://schemas.stacspec.org/v1.1.0/item-spec/json-schema/common.json"


def _collection(**summaries: Any) -> dict[str, Any]:
    return {"type": "Collection", "stac_version": "1.1.0", "stac_extensions": [_SAR], "summaries": summaries}


class Field(NamedTuple):
    """What the values of a field must keep: the field itself, and the elements of one that is a list."""

    address: str
    steps: tuple[str, ...]
    holds: Callable[[Any], bool]
    of_elements: Callable[[Any], bool] | None


@rule(
    "summaries-schema",
    told_by=(*SCHEMAS, ToldBy(("doi-wrong",), advice=Advice.NONE)),
    severity="warning",
    kinds=("Collection",),
    docs=f"{_SPEC}#summaries",
    fix="Write the values as they stand in the items.",
    examples={
        "valid": [
            _collection(**{"sar:frequency_band": ["C"], "sar:polarizations": ["VV"], "gsd": {"minimum": 5, "maximum": 20}}),
            _collection(**{"sar:polarizations": [["VV", "VH"]], "mine": ["x"]}),
        ],
        "invalid": [
            {"document": _collection(**{"sar:frequency_band": ["c-band"]}), "expect": {"path": "$.summaries['sar:frequency_band'][0]"}},
            _collection(**{"sar:looks_range": {"minimum": "1", "maximum": "4"}}),
            _collection(platform=[1]),
        ],
    },
)  # fmt: skip
def summaries_schema(document: Document) -> Iterable[Problem]:
    """The values in summaries are values that their field may have.

    No official schema looks at them, and clients offer them for searches that then find nothing.
    """
    summaries = document.data.get("summaries")
    return list(_wrong(document, summaries)) if type(summaries) is dict else ()


def _wrong(document: Document, summaries: dict[str, Any]) -> Iterator[Problem]:
    declared = releases_declared(document.extensions, document.stac_version, fields_in(document))
    owners = {
        name: extension.address for extension in reversed(declared) for name in fields_of(extension.address)
    }
    known = frozenset(extension.name for extension in declared)
    for name, summary in summaries.items():
        is_declared = PREFIXES.get(prefix_of(name)) in known
        field = _field_of(name, owners.get(name), is_declared, document.stac_version)
        for path, value in _values(name, summary) if field is not None else ():
            if field is not None and not _may_be(field, value):
                yield _refused(path, name, value, field)


def _values(name: str, summary: Any) -> Iterator[tuple[Path, Any]]:
    if type(summary) is list:
        yield from ((("summaries", name, index), value) for index, value in enumerate(summary))
    elif type(summary) is dict and "minimum" in summary and "maximum" in summary:
        yield from ((("summaries", name, end), summary[end]) for end in ("minimum", "maximum"))


def _may_be(field: Field, value: Any) -> bool:
    return field.holds(value) or (field.of_elements is not None and field.of_elements(value))


def _refused(path: Path, name: str, value: Any, field: Field) -> Problem:
    from stacqc.schema.explain import explain

    steps = field.steps if field.of_elements is None or type(value) is list else (*field.steps, "items")
    found = explain(
        value, [(field.address, part_of(schema_of(field.address), steps))], resolver(), formats=True
    )
    told = found[0] if found else None
    inner = told.path if told is not None else ()
    message = told.message.removesuffix(".") if told is not None else "the value does not fit"
    message = message.replace("The document is", "it is", 1)
    return Problem((*path, *inner), f"No item can have this {name}: {message}", told.help if told else "")


@lru_cache(maxsize=4096)
def _field_of(name: str, owner: str | None, is_declared: bool, version: str) -> Field | None:
    """Return what an extension says of a field: its owner, the newest where none is declared; or the core."""
    if ":" not in name:
        return _core_field(name, version)
    address = owner or (None if is_declared else newest_address(prefix_of(name)))
    found = fields_of(address).get(name) if address else None
    return (
        _field(address, ("definitions", "fields", "properties", name), found) if found and address else None
    )


def _core_field(name: str, version: str) -> Field | None:
    found = core_fields("1.1.0").get(name) if version.startswith("1.") else None
    return None if found is None else _field(_CORE, ("properties", name), found)


def _field(address: str, steps: tuple[str, ...], field: dict[str, Any]) -> Field:
    schema = schema_of(address)
    ref = field.get("$ref")
    if type(ref) is str and ref.startswith("#/"):
        steps = tuple(ref.removeprefix("#/").split("/"))
        field = reduce(dict.__getitem__, steps, schema)
    elements = type(field.get("items")) is dict and field.get("type") == "array"
    return Field(
        address, steps, check_of(schema, steps), check_of(schema, (*steps, "items")) if elements else None
    )


@rule(
    "extent-first-too-small",
    severity="warning",
    kinds=("Collection",),
    docs=f"{_SPEC}#extent-object",
    fix="Write the bbox and the interval of the whole first, those of its parts after it.",
    examples={
        "valid": [
            {"extent": {"spatial": {"bbox": [[0, 0, 9, 9], [0, 0, 1, 1]]}, "temporal": {"interval": [[None, None]]}}},
            {"extent": {"spatial": {"bbox": [[170, 0, -170, 9], [175, 0, 180, 1]]}}},
        ],
        "invalid": [
            {"extent": {"spatial": {"bbox": [[0, 0, 1, 1], [5, 5, 9, 9]]}}},
            {"extent": {"temporal": {"interval": [["2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z"], ["2019-01-01T00:00:00Z", None]]}}},
        ],
    },
)  # fmt: skip
def extent_overall(document: Document) -> Iterable[Problem]:
    """The first bbox and the first interval of an extent cover the others.

    Clients read the first one only, for the whole of the collection.
    """
    extent = document.data.get("extent")
    return [*_boxes_outside(boxes_of(extent)), *_spans_outside(intervals_of(extent))]


def _boxes_outside(boxes: list[Any]) -> Iterator[Problem]:
    whole = box_of(boxes[0]) if boxes else None
    for index, value in enumerate(boxes[1:], 1):
        box = box_of(value)
        if whole is not None and box is not None and not _covers(whole, box):
            path = (*BOXES, index)
            yield Problem(
                path, "The first bbox, which is that of the whole collection, does not cover this one"
            )


def _covers(whole: Box, box: Box) -> bool:
    if whole.south - box.south > ROUNDING or box.north - whole.north > ROUNDING:
        return False
    width = (whole.east - whole.west) % 360 or (360 if whole.east != whole.west else 0)
    start = (box.west - whole.west + ROUNDING) % 360 - ROUNDING
    return width >= 360 or start + (box.east - box.west) % 360 <= width + ROUNDING


def _spans_outside(spans: list[Any]) -> Iterator[Problem]:
    if not spans or type(spans[0]) is not list or len(spans[0]) != 2:
        return
    first, last = spans[0]
    for index, span in enumerate(spans[1:], 1):
        if type(span) is not list or len(span) != 2:
            continue
        early = first is not None and (span[0] is None or is_after(first, span[0]))
        late = last is not None and (span[1] is None or is_after(span[1], last))
        if early or late:
            path = (*INTERVALS, index)
            yield Problem(
                path, "The first interval, which is that of the whole collection, does not cover this one"
            )
