"""Rules of the ISDeform profile on times of day, which tell the track and the pass of a scene."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import id_of
from stacqc.told_by import Advice, ToldBy, Where
from stacqc.vocabulary.scalars import seconds_of_day

_SENTINEL = "https://sentinels.copernicus.eu/web/sentinel/technical-guides/sentinel-1-sar/products-algorithms"
_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_ID = f"{_RUN}_geo_interferogram_20220101_20220113_4rlks_coh_item"
_DATES = ("{isdeform.id.date1}", "{isdeform.id.date2}")


@rule(
    "pair-time-of-day",
    told_by=ToldBy(("pair-dates-agree",), advice=Advice.NONE),
    reads=(*_DATES, "startDate", "completionDate", "start_datetime", "end_datetime"),
    severity="warning",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "time"),
    docs=_SENTINEL,
    fix="Look up the scenes of the pair: one of them is of another track.",
    examples={
        "valid": [{"id": _ID, "properties": {"startDate": "2022-01-01T11:38:31Z", "completionDate": "2022-01-13T11:39:09Z"}}],
        "invalid": [{"id": _ID, "properties": {"startDate": "2022-01-01T11:38:31Z", "completionDate": "2022-01-13T23:12:00Z"}}],
    },
)  # fmt: skip
def pair_time_of_day(document: Document) -> Iterable[Problem]:
    """The two scenes of a pair were taken at the same time of day, to the minute.

    A satellite passes a place of its track at one time of day, so other times are of another track.
    """
    if not id_of(document).get("date1"):
        return ()
    get = document.properties.get
    names = (
        ("startDate", "completionDate")
        if get("startDate") is not None
        else ("start_datetime", "end_datetime")
    )
    first, second = get(names[0]), get(names[1])
    if type(first) is not str or type(second) is not str:
        return ()
    one, other = seconds_of_day(first), seconds_of_day(second)
    if one is None or other is None:
        return ()
    gap = abs(one - other)
    if min(gap, 86400 - gap) < 60:
        return ()
    message = f"The two scenes are not of one track: taken at {first[11:19]} and at {second[11:19]}"
    return (
        Problem(("properties", names[1]), message, "look up both scenes; one of them is of another track"),
    )


@rule(
    "orbit-local-time",
    told_by=ToldBy(("bbox-geometry",), Where.DOCUMENT, Advice.NONE),
    reads=("$.bbox", "orbitDirection", "sat:orbit_state", "datetime"),
    severity="info",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "physics"),
    docs=_SENTINEL,
    fix="Look up the pass of the scenes and correct the orbit direction.",
    examples={
        "valid": [{"bbox": [0, 40, 2, 42], "properties": {"datetime": "2022-01-01T05:30:00Z", "sat:orbit_state": "descending"}}],
        "invalid": [{"bbox": [0, 40, 2, 42], "properties": {"datetime": "2022-01-01T05:30:00Z", "sat:orbit_state": "ascending"}}],
    },
)  # fmt: skip
def orbit_local_time(document: Document) -> Iterable[Problem]:
    """A pass near 6 h local time is descending, one near 18 h ascending.

    A wrong direction turns the line of sight round, and with it the sense of every displacement.
    """
    get, bbox = document.properties.get, document.data.get("bbox")
    native, name = get("orbitDirection"), "sat:orbit_state"
    state, time = get(name), get("datetime")
    if state is None:
        state, name = native, "orbitDirection"
    if type(state) is not str or type(time) is not str or type(bbox) is not list or len(bbox) != 4:
        return ()
    likely = _likely_pass(time, *bbox)
    own = state[:3].lower()
    if likely is None or own == likely[0] or own not in ("asc", "des") or _contradicts(own, native):
        return ()
    message = f"The {state.lower()} pass at {likely[1]:.1f} h local time is unlikely"
    return (Problem(("properties", name), message, "look up the pass of the scenes"),)


def _contradicts(own: str, native: Any) -> bool:
    """Whether both names of the pass differ, which orbit-agree reports."""
    return type(native) is str and native[:3].lower() != own


def _likely_pass(time: str, west: Any, south: Any, east: Any, north: Any) -> tuple[str, float] | None:
    second = seconds_of_day(time)
    try:
        if second is None or not -75 <= south <= north <= 75 or west > east:
            return None
        hour = (second / 3600 + (west + east) / 30) % 24
    except TypeError:
        return None
    if 3 < hour < 9:
        return "des", hour
    return ("asc", hour) if 15 < hour < 21 else None
