"""Rules on values that stand for something else: for nothing, or for a number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from stacqc.aspects.outline import Outline, outline_of
from stacqc.aspects.texts import (
    SENTINELS,
    free_names,
    has_token,
    is_number,
    is_template,
    lists,
    odd_texts,
    places,
)
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS
from stacqc.vocabulary.fields import CORE_TIMES, prefix_of
from stacqc.vocabulary.prefixes import PREFIXES
from stacqc.words import show

#: Names of what means "none" in a vocabulary of its own, or has a rule of its own.
_MEANT = frozenset({"cmip6:sub_experiment_id", "cmip6:sub_experiment", "description", "title", "license"})
_TIMES = ("datetime", "created", "updated")
#: The first and the last day of many programs, and the moment from which the others count.
_NO_DAYS = frozenset({"0001-01-01", "9999-12-31"})
_NO_MOMENT = "1970-01-01T00:00:00"
_NO_YEARS = frozenset({day[:4] for day in (*_NO_DAYS, _NO_MOMENT)})
#: Members of which the schemas say what to write instead.
_JUDGED_BY_SCHEMA: frozenset[Path] = frozenset(
    {("type",), ("stac_version",), *(("properties", name) for name in CORE_TIMES)}
)


def _item(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties}


@rule(
    "placeholder-text",
    told_by=(*SCHEMAS, "summaries-schema"),
    severity="warning",
    fix="Leave the member out, or write null where it must be there.",
    examples={
        "valid": [_item(title="None of the above", version="3.0.0", aspect=None), _item(**{"sar:product_type": "SLC"})],
        "invalid": [
            {"document": _item(track="None"), "fixed": _item()},
            {"document": _item(baseline="n/a"), "fixed": _item()},
            {"document": _item(processing="GDM:NULL"), "expect": {"path": "$.properties.processing"}},
            _item(software="NSBAS:v3.0.0:None"),
            _item(scenes=["a", "NULL"]),
            {"type": "Feature", "assets": {"a": {"unit": "NaN"}}},
            {"type": "Collection", "summaries": {"platform": ["null"]}},
            {"type": "Collection", "description": "{{ collection.description }}"},
        ],
    },
)  # fmt: skip
def null_sentinel(document: Document) -> Iterable[Problem]:
    """No text stands for a missing value.

    Searches find products by the word None, and every reader must know all such words.
    """
    if odd_texts(document) or document.kind == "Collection" or _have_sentinel(lists(document)):
        return [*_own(document), *_of_assets(document)]
    return _of_assets(document)


def _have_sentinel(found: Sequence[list[Any]]) -> bool:
    try:
        return True in [v[0].__class__ is str and not SENTINELS.isdisjoint(v) for v in found if v]
    except TypeError:  # something in a list cannot be looked up
        return True


def _own(document: Document) -> Iterator[Problem]:
    for path, name, value in places(document):
        yield from _judged(path, name, value, removable=document.kind == "Item")
    summaries = document.data.get("summaries")
    for name, value in summaries.items() if type(summaries) is dict else ():
        if type(value) is list:
            yield from _judged(("summaries", name), name, value)


def _of_assets(document: Document) -> Iterable[Problem]:
    names = outline_of(document).recall(_names_in_assets)
    if not names:
        return ()
    return [
        problem
        for key, asset in document.assets.items()
        for name in names
        if name in asset
        for problem in _judged(("assets", key, name), name, asset[name], removable=True)
    ]


def _names_in_assets(outline: Outline) -> tuple[str, ...]:
    """The names of members of assets that may hold a placeholder, and that no other rule looks at."""
    return tuple({name: None for asset in outline.assets for name in asset[0] if name not in _OF_ASSETS})


_OF_ASSETS = frozenset({"href", "type", "roles", "bands", *_MEANT})


def _judged(path: Path, name: str, value: Any, removable: bool = False) -> Iterator[Problem]:
    if type(value) is str and "{{" in value and "://" not in value and is_template(value):
        message = f"{name} is {show(value)}, of which a part was to be filled in"
        yield Problem(path, message, "write the text that is meant")
        return
    if name in _MEANT or path in _JUDGED_BY_SCHEMA:
        return
    if type(value) is list:
        for index, part in enumerate(value):
            if type(part) is str and part in SENTINELS:
                yield from _judged((*path, index), name, part)
    elif value == "none" and prefix_of(name) in PREFIXES:
        return  # a word of the vocabulary of an extension
    elif type(value) is str and value in SENTINELS:
        what = f'"{value}"' if value.strip() else "an empty text"
        fix = Fix((Edit("remove", path),), title="leave it out") if removable else None
        help_ = "give it one" if path == ("id",) else "leave it out, or write null where it must be there"
        yield Problem(path, f"{name} is {what}, which stands for a missing value", help_, fix)
    elif type(value) is str and has_token(value) and "://" not in value and path[0] != "assets":
        yield Problem(path, f'{name} is "{value}", of which a part is missing', "leave out what is not known")


@rule(
    "number-as-text",
    told_by=SCHEMAS,
    severity="warning",
    kinds=("Item",),
    fix="Write the number without quotation marks.",
    examples={
        "valid": [_item(version="2", baseline=12.5, note="3 of 4", **{"landsat:wrs_path": "044"}), _item(orbit_id="12")],
        "invalid": [
            {"document": _item(perpendicularBaseline="12.5"), "fixed": _item(perpendicularBaseline=12.5)},
            {"document": _item(relativeOrbitNumber="22"), "fixed": _item(relativeOrbitNumber=22)},
            _item(**{"sat:relative_orbit": "22"}),
        ],
    },
)  # fmt: skip
def number_as_text(document: Document) -> Iterable[Problem]:
    """Quantities are numbers, not texts that look like numbers.

    Texts are compared letter by letter, so that "9" is more than "10", and searches by range find nothing.
    """
    odd = odd_texts(document)
    found = {text for text in odd if is_number(text)} if odd else ()
    return list(_numbers(document, found)) if found else ()


def _numbers(document: Document, found: Collection[str]) -> Iterator[Problem]:
    free = outline_of(document).recall(free_names)
    for path, name, value in places(document):
        if type(value) is str and value in found and name in free:
            number = float(value) if set(value) & set(".eE") else int(value)
            fix = Fix((Edit("replace", path, number),), title=f"write {number}", safe=str(number) == value)
            yield Problem(path, f'{name} is the text "{value}"', f"write the number {number}", fix)


@rule(
    "datetime-placeholder",
    told_by=SCHEMAS,
    severity="warning",
    kinds=("Item",),
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/common-metadata.md#date-and-time",
    fix="Write when it was; where an interval is known instead, write datetime: null beside it.",
    examples={
        "valid": [
            _item(datetime="1970-01-01T05:12:33Z"),
            _item(datetime="1970-01-01T00:00:00Z", start_datetime="1970-01-01T00:00:00Z", end_datetime="2000-12-31T00:00:00Z"),
        ],
        "invalid": [
            _item(datetime="1970-01-01T00:00:00Z"),
            _item(datetime="0001-01-01T00:00:00Z"),
            {"document": _item(created="9999-12-31T23:59:59Z"), "expect": {"path": "$.properties.created"}},
        ],
    },
)  # fmt: skip
def datetime_placeholder(document: Document) -> Iterable[Problem]:
    """No time stands for one that is not known.

    Programs write the first or the last time they can hold where they have none, and searches take it for real.
    """
    properties = document.properties
    for name in _TIMES:
        value = properties.get(name)
        if value.__class__ is str and value[:4] in _NO_YEARS:
            return _no_times(properties)
    return ()


def _no_times(properties: dict[str, Any]) -> list[Problem]:
    moments = [(name, value) for name in _TIMES if type(value := properties.get(name)) is str]
    return [_unknown(name, value) for name, value in moments if _is_no_time(name, value, properties)]


def _is_no_time(name: str, value: str, properties: dict[str, Any]) -> bool:
    if value.startswith(_NO_MOMENT):
        # Series of many years often begin with this one.
        return name != "datetime" or "start_datetime" not in properties
    return value[:10] in _NO_DAYS


def _unknown(name: str, value: str) -> Problem:
    message = f"{name} is {value}, which programs write where they know no time"
    return Problem(("properties", name), message, "write when it was, or leave out what is not known")


def _point(*position: float) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": [*position]}}


@rule(
    "geometry-placeholder",
    severity="warning",
    kinds=("Item",),
    tags=("geometry",),
    docs="https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#unlocated-items",
    fix="Write where the data lie, or null where that is not known.",
    examples={
        "valid": [_point(0, 51.5), {"type": "Feature", "geometry": None}],
        "invalid": [_point(0.0, 0.0), _point(0, 0, 0)],
    },
)
def geometry_placeholder(document: Document) -> Iterable[Problem]:
    """No point at zero degrees stands for a place that is not known.

    Programs write zeros where they have no position, and the data seem to lie in the Gulf of Guinea.
    """
    geometry = document.data.get("geometry")
    if type(geometry) is not dict or geometry.get("type") != "Point":
        return ()
    position = geometry.get("coordinates")
    if type(position) is not list or position[:2] != [0, 0]:
        return ()
    message = "The geometry is the point at 0 degrees east and 0 degrees north"
    return (Problem(("geometry",), message, "write where the data lie, or null where that is not known"),)
