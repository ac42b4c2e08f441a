"""Rules on times: in order, complete, and written so that every reader takes them alike."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import Any

from stacqc.aspects.extents import INTERVALS, intervals_of
from stacqc.aspects.outline import Outline, outline_of
from stacqc.aspects.texts import is_odd_time, odd_texts, places
from stacqc.document import Document
from stacqc.findings import Path, Problem
from stacqc.rule import rule
from stacqc.told_by import SCHEMAS
from stacqc.vocabulary.text_formats import FORMATS

_SPEC = "https://github.com/radiantearth/stac-spec/blob/master/commons/common-metadata.md#date-and-time"
_RFC3339 = "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
_PROSE = frozenset({"id", "title", "description"})
_wrong = FORMATS["date-time"]


def _item(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties}


def _collection(*intervals: list[str | None]) -> dict[str, Any]:
    return {"type": "Collection", "extent": {"temporal": {"interval": [*intervals]}}}


def is_after(one: Any, other: Any) -> bool:
    """Say whether both are times and the first is the later one."""
    if type(one) is not str or type(other) is not str:
        return False
    # Times of 20 characters that end with Z are in order as texts.
    if len(one) == len(other) == 20 and one[-1] == other[-1] == "Z":
        return one > other
    from stacqc.vocabulary.scalars import to_datetime

    first, second = to_datetime(one), to_datetime(other)
    return first is not None and second is not None and first > second


def intervals(document: Document) -> Iterable[tuple[Path, Any, Any]]:
    """Return each interval of a document: the place of its end, its start and its end."""
    if document.kind == "Item":
        properties = document.properties
        start = properties.get("start_datetime")
        if start is None:
            return ()
        return ((("properties", "end_datetime"), start, properties.get("end_datetime")),)
    return [
        ((*INTERVALS, index, 1), pair[0], pair[1])
        for index, pair in enumerate(intervals_of(document.data.get("extent")))
        if type(pair) is list and len(pair) == 2
    ]


def has_plain_times(document: Document) -> bool:
    """Say whether the times of an item are those of an ordinary one, in order and in the usual form."""
    if document.kind != "Item":
        return False
    get: Callable[[str], Any] = document.properties.get
    moment, start, end = get("datetime"), get("start_datetime"), get("end_datetime")
    created, updated = get("created"), get("updated")
    try:
        in_order = moment[19:] == "Z" and (
            start is None or (start[19:] == end[19:] == "Z" and start <= moment <= end)
        )
        if created is not None and updated is not None:
            in_order = in_order and created[19:] == updated[19:] == "Z" and created <= updated
    except TypeError:  # no texts
        return False
    return in_order and not outline_of(document).recall(_assets_have_both)


@rule(
    "interval-reversed",
    unless=has_plain_times,
    kinds=("Item", "Collection"),
    docs=f"{_SPEC}-range",
    fix="Exchange the two, or correct the wrong one.",
    examples={
        "valid": [
            _item(start_datetime="2024-01-05T00:00:00Z", end_datetime="2024-01-17T00:00:00Z"),
            _item(start_datetime="2024-01-05T01:00:00+02:00", end_datetime="2024-01-05T00:00:00Z"),
            _collection(["2024-01-05T00:00:00Z", None]),
        ],
        "invalid": [
            _item(start_datetime="2024-01-17T00:00:00Z", end_datetime="2024-01-05T00:00:00Z"),
            _collection(["2024-01-17T00:00:00Z", "2024-01-05T00:00:00Z"]),
        ],
    },
)
def interval_reversed(document: Document) -> Iterable[Problem]:
    """An interval starts before it ends.

    Databases refuse it, and no search finds it.
    """
    return [
        Problem(path, f"The interval ends at {end}, before it starts at {start}")
        for path, start, end in intervals(document)
        if is_after(start, end)
    ]


@rule(
    "datetime-outside-interval",
    unless=has_plain_times,
    severity="warning",
    kinds=("Item",),
    docs=f"{_SPEC}-range",
    fix="Let datetime lie between start_datetime and end_datetime.",
    examples={
        "valid": [
            _item(
                datetime="2024-01-06T00:00:00Z",
                start_datetime="2024-01-05T00:00:00Z",
                end_datetime="2024-01-17T00:00:00Z",
            )
        ],
        "invalid": [
            _item(
                datetime="2024-01-18T00:00:00Z",
                start_datetime="2024-01-05T00:00:00Z",
                end_datetime="2024-01-17T00:00:00Z",
            )
        ],
    },
)
def datetime_within(document: Document) -> Iterable[Problem]:
    """The datetime of an item lies inside its interval.

    Searches by time use one of the two: an item is found at a time it is not of.
    """
    properties = document.properties
    start = properties.get("start_datetime")
    if start is None:
        return ()
    moment, end = properties.get("datetime"), properties.get("end_datetime")
    if is_after(start, moment) and not is_after(start, end):
        message = f"datetime, {moment}, is before start_datetime, {start}"
    elif is_after(moment, end) and not is_after(start, end):
        message = f"datetime, {moment}, is after end_datetime, {end}"
    else:
        return ()
    return (Problem(("properties", "datetime"), message),)


@rule(
    "updated-before-created",
    unless=has_plain_times,
    severity="warning",
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/common-metadata.md#created-and-updated",
    fix="Write when the metadata was made and when it was last changed.",
    examples={
        "valid": [_item(created="2024-01-05T01:00:00+02:00", updated="2024-01-05T00:00:00Z")],
        "invalid": [
            _item(created="2024-01-05T00:00:00Z", updated="2024-01-04T00:00:00Z"),
            {"type": "Feature", "assets": {"a": {"created": "2024-02-01T00:00:00Z", "updated": "2024-01-01T00:00:00Z"}}},
        ],
    },
)  # fmt: skip
def created_updated(document: Document) -> Iterable[Problem]:
    """What is updated was created before.

    Harvesters take what is new by these times.
    """
    holder = document.properties if document.kind == "Item" else document.data
    problems = _created("properties" if document.kind == "Item" else "", holder)
    if not outline_of(document).recall(_assets_have_both):
        return problems
    return [*problems, *(p for key, a in document.assets.items() for p in _created(f"assets/{key}", a))]


def _created(place: str, holder: Mapping[str, Any]) -> tuple[Problem, ...]:
    created = holder.get("created")
    if created is None or not is_after(created, updated := holder.get("updated")):
        return ()
    step, _, key = place.partition("/")
    path = (*filter(None, (step, key)), "updated")
    return (Problem(path, f"updated, {updated}, is before created, {created}"),)


def _assets_have_both(outline: Outline) -> bool:
    return any("created" in asset[0] and "updated" in asset[0] for asset in outline.assets if asset)


@rule(
    "datetime-null",
    told_by=SCHEMAS,
    reads=("datetime",),
    severity="info",
    kinds=("Item",),
    docs="https://github.com/radiantearth/stac-spec/blob/master/best-practices.md#null-datetimes",
    fix="Write the time that stands for the item, for instance the start of its interval.",
    examples={
        "valid": [_item(datetime="2024-01-05T00:00:00Z")],
        "invalid": [
            _item(datetime=None, start_datetime="2024-01-05T00:00:00Z", end_datetime="2024-01-06T00:00:00Z")
        ],
    },
)
def datetime_null(document: Document) -> Iterable[Problem]:
    """Items have a datetime.

    Most clients and databases search and sort by it; what has none is found by some of them only.
    """
    if document.properties.get("datetime", "") is not None:
        return ()
    help_ = "write the time that stands for the item, for instance the start of its interval"
    return (Problem(("properties", "datetime"), "datetime is null", help_),)


@rule(
    "time-ambiguous",
    told_by=SCHEMAS,
    severity="warning",
    docs=_RFC3339,
    fix="Write 2024-06-05T05:12:33Z, with the zone.",
    examples={
        "valid": [_item(firstLine="2024-06-05T05:12:33Z", day="2024-06-05", span="2024-06-05T05:12:33Z/2024-06-06T05:12:33Z")],
        "invalid": [
            {"document": _item(firstLine="2024-06-05T05:12:33.176930"), "expect": {"message": "no time zone"}},
            _item(firstLine="2024-06-05 05:12"),
            {"type": "Collection", "ingestion_time": "2024-06-05T05:12:33"},
        ],
    },
)  # fmt: skip
def rfc3339(document: Document) -> Iterable[Problem]:
    """Every text that is a time of day is an RFC 3339 time with its zone.

    Without a zone each reader takes it for his own, and texts in different forms cannot be compared.
    """
    odd = odd_texts(document)
    found = {text for text in odd if is_odd_time(text)} if odd else ()
    return list(_named(document, found)) if found else ()


def _named(document: Document, found: Collection[str]) -> Iterator[Problem]:
    for path, name, value in places(document):
        if type(value) is str and value in found and name not in _PROSE:
            yield Problem(path, f'{name} is "{value}": {_wrong(value)}')
