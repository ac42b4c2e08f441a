"""Rules on the times that pgstac needs to place an item or a collection."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from stacqc.aspects.extents import INTERVAL, intervals_of, of_the_whole
from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.vocabulary.scalars import to_datetime
from stacqc.words import show

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/common-metadata.md#date-and-time"
_COLLECTION = "https://github.com/radiantearth/stac-spec/blob/master/collection-spec/collection-spec.md"
_time = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[Tt ](\d\d):?(\d\d)(?::?(\d\d)(?:\.\d+)?)?)?\s?(?:[Zz]|[+-](\d\d)(?::?(\d\d))?)?",
    re.ASCII,
).fullmatch
#: The most that hour, minute, second and the zone's hour and minute may be.
_LIMITS = (24, 59, 60, 15, 59)
_FORMAT = "write it as 2024-05-01T00:00:00Z"


def _item(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "id": "a", "properties": properties}


def _is_readable(value: Any) -> bool:
    """Whether PostgreSQL can be relied on to read a value as the time that it says."""
    match = _time(value) if type(value) is str and len(value) <= 60 else None
    if match is None:
        return False
    numbers = [int(number or 0) for number in match.groups()]
    try:
        date(*numbers[:3])
    except ValueError:
        return False
    return all(number <= most for number, most in zip(numbers[3:], _LIMITS, strict=True))


def _of_columns(properties: Mapping[str, Any]) -> tuple[str, ...]:
    """The properties that pgstac takes the time of an item from: both ends where they are there."""
    ends = ("start_datetime", "end_datetime")
    return ends if all(properties.get(name) is not None for name in ends) else ("datetime",)


@rule(
    "pgstac-datetime-missing",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_SPEC,
    fix="Write datetime, or both start_datetime and end_datetime.",
    examples={
        "valid": [
            _item(datetime="2024-01-05T00:00:00Z"),
            _item(datetime=None, start_datetime="2024-01-05T00:00:00Z", end_datetime="2024-01-17T00:00:00Z"),
        ],
        "invalid": [
            _item(datetime=None),
            _item(datetime=None, start_datetime="2024-01-05T00:00:00Z"),
            {"type": "Feature", "id": "a", "properties": {}},
        ],
    },
)
def datetime_missing(document: Document) -> Iterable[Problem]:
    """Items have a datetime, or a start and an end.

    pgstac orders and searches items by time: an item without one is refused, and ends the load.
    """
    properties = document.properties
    if properties.get("datetime") is not None or len(_of_columns(properties)) == 2:
        return ()
    message = "pgstac refuses this item: it has no datetime, and not both start_datetime and end_datetime"
    return (Problem(("properties", "datetime"), message, "write the time, or both ends"),)


@rule(
    "pgstac-datetime-wrong",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=_SPEC,
    fix="Write the time by RFC 3339, such as 2024-05-01T00:00:00Z.",
    examples={
        "valid": [_item(datetime="2024-01-05T00:00:00.123+02:00"), _item(datetime="2024-01-05")],
        "invalid": [
            {"document": _item(datetime="2024-02-30T00:00:00Z"), "expect": {"path": "$.properties.datetime"}},
            _item(datetime="05/06/2024"),
            _item(datetime=20240105),
            _item(datetime=None, start_datetime="yesterday", end_datetime="2024-01-17T00:00:00Z"),
        ],
    },
)
def datetime_wrong(document: Document) -> Iterator[Problem]:
    """The time of an item is a time that PostgreSQL reads as it is meant.

    What it cannot read ends the load; some texts it reads as another time, such as `05/06/2024` or `now`.
    """
    properties = document.properties
    for name in _of_columns(properties):
        value = properties.get(name)
        if value is not None and not _is_readable(value):
            message = f"{name} is {show(value)}, which pgstac refuses or reads as another time"
            yield Problem(("properties", name), message, _FORMAT)


@rule(
    "pgstac-interval-reversed",
    kinds=("Item",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=f"{_SPEC}-range",
    fix="Exchange the two, or correct the wrong one.",
    examples={
        "valid": [
            _item(datetime=None, start_datetime="2024-01-05T00:00:00Z", end_datetime="2024-01-05T00:00:00Z"),
            _item(start_datetime="2024-01-05T01:00:00+02:00", end_datetime="2024-01-05T00:00:00Z"),
        ],
        "invalid": [
            _item(datetime=None, start_datetime="2024-01-17T00:00:00Z", end_datetime="2024-01-05T00:00:00Z"),
        ],
    },
)
def interval_reversed(document: Document) -> Iterable[Problem]:
    """start_datetime is not after end_datetime.

    No search could find such an item: pgstac refuses it, and with it all others of its load.
    """
    start, end = document.properties.get("start_datetime"), document.properties.get("end_datetime")
    first, last = to_datetime(start), to_datetime(end)
    if first is None or last is None or first <= last:
        return ()
    message = f"pgstac refuses this item: it ends at {end}, before it starts at {start}"
    return (Problem(("properties", "end_datetime"), message),)


def _extent(*interval: Any) -> dict[str, Any]:
    return {"type": "Collection", "id": "a", "extent": {"temporal": {"interval": [[*interval]]}}}


@rule(
    "pgstac-extent-time",
    kinds=("Collection",),
    rulesets=("pgstac",),
    tags=("pgstac",),
    docs=f"{_COLLECTION}#temporal-extent-object",
    fix="Write the times by RFC 3339, and null for an open end.",
    examples={
        "valid": [_extent("2024-01-05T00:00:00Z", None), {"type": "Collection", "id": "a"}],
        "invalid": [_extent("2024-13-05T00:00:00Z", None), _extent("2024-01-05T00:00:00Z", "")],
    },
)
def extent_time(document: Document) -> Iterator[Problem]:
    """The first interval of a collection is made of times that PostgreSQL reads, or null.

    pgstac keeps the start and the end of it in columns: what it cannot read is refused.
    """
    first = of_the_whole(intervals_of(document.data.get("extent")))
    for index, value in enumerate(first[:2] if type(first) is list else ()):
        if value is not None and not _is_readable(value):
            yield Problem((*INTERVAL, index), f"pgstac cannot read {show(value)} as a time", _FORMAT)
