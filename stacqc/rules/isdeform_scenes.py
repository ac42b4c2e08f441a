"""Rules of the ISDeform profile on scenes: their days, tracks, satellites and times of day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import id_of
from stacqc.rulesets.conversions import to_datetime, to_number

_SENTINEL = "https://sentinels.copernicus.eu/web/sentinel/technical-guides/sentinel-1-sar/products-algorithms"
_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_ID = f"{_RUN}_geo_interferogram_20220101_20220113_4rlks_coh_item"
_scene = re.compile(r"S1([A-Z])_\w{2}_\w{3,4}_{1,2}\w{4}_(\d{8})T\d{6}_\d{8}T\d{6}_(\d{6})_", re.ASCII)
#: The absolute orbit of each satellite that flew track 1 on its first round.
_FIRST = {"A": 73, "B": 27}
_TRACKS = 175
_LAST_OF_B = "2021-12-23"
#: The properties that name scenes.
SCENES = ("masterSARImageId", "slaveSARImageId", "superMasterSARImageId")
_DATES = ("{isdeform.id.date1}", "{isdeform.id.date2}")


class Scene(NamedTuple):
    """What the name of a scene says."""

    satellite: str
    day: str
    track: int | None


@lru_cache(maxsize=4096)
def scene(name: str) -> Scene | None:
    """Return what the name of a Sentinel-1 scene says, None for any other text."""
    found = _scene.match(name[:100])
    if found is None:
        return None
    first = _FIRST.get(found[1])
    return Scene(found[1], found[2], None if first is None else (int(found[3]) - first) % _TRACKS + 1)


def scenes_of(document: Document) -> list[tuple[str, Scene]]:
    """Return the scenes that an item names, each with its property; worked out once."""
    known: list[tuple[str, Scene]] | None = document.memo.get("scenes of isdeform")
    if known is None:
        get = document.properties.get
        named = [(name, value) for name in SCENES if type(value := get(name)) is str]
        known = [(name, found) for name, value in named if (found := scene(value)) is not None]
        document.memo["scenes of isdeform"] = known
    return known


@rule(
    "scenes-agree",
    reads=(*SCENES, *_DATES, "datesOfSARScenes", "relativeOrbitNumber", "sat:relative_orbit"),
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "agreement"),
    docs=_SENTINEL,
    fix="Look up the scenes of the pair and write their names, or run the ingestion again.",
    examples={
        "valid": [{"id": _ID, "properties": {"datesOfSARScenes": "20220101-20220113", "relativeOrbitNumber": 22,
                   "masterSARImageId": "S1A_IW_SLC__1SDV_20220101T051233_20220101T051300_041219_04E7F0_1A2B.SAFE"}}],
        "invalid": [{"id": _ID, "properties": {"datesOfSARScenes": "20220101-20220113",
                     "masterSARImageId": "S1A_IW_SLC__1SDV_20220125T051233_20220125T051300_041219_04E7F0_1A2B.SAFE"}}],
    },
)  # fmt: skip
def scenes_agree(document: Document) -> Iterable[Problem]:
    """The scenes are those of the two days and of the track.

    The names of the scenes say from which data the product really comes.
    """
    scenes = scenes_of(document)
    return [*_wrong_days(document, scenes), *_wrong_tracks(document, scenes)] if scenes else ()


def _wrong_days(document: Document, scenes: list[tuple[str, Scene]]) -> Iterator[Problem]:
    found = id_of(document)
    date1 = found.get("date1")
    if not date1:
        return
    own, said = (date1, found["date2"]), document.properties.get("datesOfSARScenes")
    also = said.split("-") if type(said) is str and len(said) == 17 else ()
    for place, (name, one) in enumerate(scenes[:2]):
        if name != SCENES[2] and one.day not in (own[place], *also[place : place + 1]):
            message = f"Scene {document.properties[name]} is not of this pair, {'-'.join(own)}"
            yield Problem(("properties", name), message, "look up the scene of that day, or re-run ingestion")


def _wrong_tracks(document: Document, scenes: list[tuple[str, Scene]]) -> Iterator[Problem]:
    get = document.properties.get
    name = "relativeOrbitNumber" if get("relativeOrbitNumber") is not None else "sat:relative_orbit"
    track = to_number(get(name))
    if track is None or not 1 <= track <= _TRACKS:
        return
    tracks = [(where, one.track) for where, one in scenes if one.track is not None]
    wrong = [(where, other) for where, other in tracks if other != track]
    if wrong and len(wrong) == len(tracks):
        message = f"Track {track} is not that of the scenes, which is {wrong[0][1]}"
        yield Problem(("properties", name), message, "compute it from the absolute orbit in the scene names")
    elif wrong:
        for where, other in wrong:
            message = f"Scene {get(where)} is of track {other}, the product of track {track}"
            yield Problem(("properties", where), message, "look up the scene of that day and track")


@rule(
    "platforms-possible",
    reads=(*SCENES, "platforms", "start_datetime", "datetime"),
    severity="warning",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "agreement"),
    docs=_SENTINEL,
    fix="Write the satellites of the two scenes.",
    examples={
        "valid": [{"properties": {"datetime": "2024-01-01T05:12:33Z", "platforms": ["sentinel-1a"]}}],
        "invalid": [{"properties": {"datetime": "2024-01-01T05:12:33Z", "platforms": ["sentinel-1a", "sentinel-1b"]}}],
    },
)  # fmt: skip
def platforms_possible(document: Document) -> Iterable[Problem]:
    """The platforms are those of the scenes, and flew at the time.

    Searches by satellite find what they should only if the list is not copied from file to file.
    """
    get = document.properties.get
    platforms = get("platforms")
    if type(platforms) is not list:
        return ()
    scenes = [one for name, one in scenes_of(document) if name != SCENES[2]]
    if len(scenes) == 2:
        wanted = sorted({f"sentinel-1{one.satellite.lower()}" for one in scenes})
        if sorted(map(str, platforms)) != wanted:
            return (_other_platforms(platforms, wanted),)
    start = get("start_datetime") or get("datetime")
    if "sentinel-1b" in platforms and type(start) is str and start[:10] > _LAST_OF_B:
        message = f"Sentinel-1B did not acquire in {start[:4]}"
        return (Problem(("properties", "platforms"), message, "write the satellites of the scenes"),)
    return ()


def _other_platforms(platforms: list[Any], wanted: list[str]) -> Problem:
    path = ("properties", "platforms")
    message = f"platforms says {', '.join(map(str, platforms[:8]))}, the scenes are of {', '.join(wanted)}"
    return Problem(
        path, message, "write the satellites of the scenes", Fix((Edit("replace", path, wanted),), safe=False)
    )


@lru_cache(maxsize=4096)
def _second_of_day(text: str) -> int | None:
    moment = to_datetime(text)
    return None if moment is None else int(moment.timestamp()) % 86400


@rule(
    "pair-time-of-day",
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
    one, other = _second_of_day(first), _second_of_day(second)
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
    second = _second_of_day(time)
    try:
        if second is None or not -75 <= south <= north <= 75 or west > east:
            return None
        hour = (second / 3600 + (west + east) / 30) % 24
    except TypeError:
        return None
    if 3 < hour < 9:
        return "des", hour
    return ("asc", hour) if 15 < hour < 21 else None
