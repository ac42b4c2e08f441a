"""Rules of the ISDeform profile on scenes: their days, tracks and satellites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import id_of
from stacqc.rulesets.scalars import to_number

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
    pair = [(SCENES.index(name), name, one.day) for name, one in scenes if name != SCENES[2]]
    wrong = [(name, day) for place, name, day in pair if day not in (own[place], *also[place : place + 1])]
    if [day for _, day in wrong] == [own[1], own[0]]:
        message = f"The scenes of this pair, {'-'.join(own)}, stand in each other's place"
        yield Problem(
            ("properties", SCENES[0]), message, f"exchange the values of {SCENES[0]} and {SCENES[1]}"
        )
        return
    for name, _ in wrong:
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
