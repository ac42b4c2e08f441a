"""Rules of the ISDeform profile on scenes: their days and tracks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, NamedTuple

from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import MISNAMED, id_of
from stacqc.told_by import Advice, ToldBy, Where
from stacqc.vocabulary.scalars import to_number

SENTINEL = "https://sentinels.copernicus.eu/web/sentinel/technical-guides/sentinel-1-sar/products-algorithms"
_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_ID = f"{_RUN}_geo_interferogram_20220101_20220113_4rlks_coh_item"
#: Characters of the name of one scene, of all that are looked at in a text, and slices of a list.
_ONE_SCENE, _MOST_SCENES, _SLICES = 80, 2000, 20
_between = re.compile(r"[\s,;]+")
_scene = re.compile(r"S1([A-Z])_\w{2}_\w{3,4}_{1,2}\w{4}_(\d{8})T\d{6}_\d{8}T\d{6}_(\d{6})_", re.ASCII)
#: The absolute orbit of each satellite that flew track 1 on its first round.
_FIRST = {"A": 73, "B": 27}
_TRACKS = 175
#: The properties that name scenes.
SCENES = ("masterSARImageId", "slaveSARImageId", "superMasterSARImageId")
_DATES = ("{isdeform.id.date1}", "{isdeform.id.date2}")


class Scene(NamedTuple):
    """What the name of a scene says."""

    name: str
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
    return Scene(
        name[:100], found[1], found[2], None if first is None else (int(found[3]) - first) % _TRACKS + 1
    )


def scenes_of(document: Document) -> list[tuple[str, Scene]]:
    """Return the scenes that an item names, each with its property; worked out once."""
    known: list[tuple[str, Scene]] | None = document.memo.get("scenes of isdeform")
    if known is None:
        known = list(_named(document.properties.get))
        document.memo["scenes of isdeform"] = known
    return known


def _named(get: Callable[[str], Any]) -> Iterator[tuple[str, Scene]]:
    """Yield the scenes that properties name: one, several in a text, or a list of them."""
    for name in SCENES:
        value = get(name)
        if value.__class__ is str and len(value) <= _ONE_SCENE:
            texts: Iterable[Any] = (value,)
        elif value.__class__ is str:
            texts = _between.split(value[:_MOST_SCENES])
        else:
            texts = value[:_SLICES] if value.__class__ is list else ()
        for text in texts:
            found = scene(text) if text.__class__ is str else None
            if found is not None:
                yield name, found


@rule(
    "scenes-agree",
    told_by=(ToldBy(("property-type",), advice=Advice.NONE), MISNAMED),
    reads=(*SCENES, *_DATES, "datesOfSARScenes", "relativeOrbitNumber", "sat:relative_orbit"),
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "agreement"),
    docs=SENTINEL,
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
    wrong: dict[str, Scene] = {}
    for name, one in scenes:
        place = SCENES.index(name)
        if place < 2 and one.day not in (own[place], *also[place : place + 1]):
            wrong.setdefault(name, one)
    if [one.day for one in wrong.values()] == [own[1], own[0]]:
        message = f"The scenes of this pair, {'-'.join(own)}, stand in each other's place"
        yield Problem(
            ("properties", SCENES[0]), message, f"exchange the values of {SCENES[0]} and {SCENES[1]}"
        )
        return
    for name, one in wrong.items():
        message = f"Scene {one.name} is not of this pair, {'-'.join(own)}"
        yield Problem(("properties", name), message, "look up the scene of that day, or re-run ingestion")


def _wrong_tracks(document: Document, scenes: list[tuple[str, Scene]]) -> Iterator[Problem]:
    get = document.properties.get
    name = "relativeOrbitNumber" if get("relativeOrbitNumber") is not None else "sat:relative_orbit"
    track = to_number(get(name))
    if track is None or not 1 <= track <= _TRACKS:
        return
    tracks = [(where, one) for where, one in scenes if one.track is not None]
    wrong = {where: one for where, one in tracks if one.track != track}
    if wrong and all(one.track != track for _, one in tracks):
        message = f"Track {track} is not that of the scenes, which is {tracks[0][1].track}"
        yield Problem(("properties", name), message, "compute it from the absolute orbit in the scene names")
        return
    for where, one in wrong.items():
        message = f"Scene {one.name} is of track {one.track}, the product of track {track}"
        yield Problem(("properties", where), message, "look up the scene of that day and track")


#: The links to scenes, each with the part of the id that says its day.
_SCENE_LINKS = {"reference": "date1", "secondary": "date2"}


def _linked_to(rel: str, day: str) -> dict[str, str]:
    name = f"S1A_IW_SLC__1SDV_{day}T051233_{day}T051300_041219_04E7F0_1A2B"
    return {"rel": rel, "href": f"https://example.org/collections/sentinel-1-slc/items/{name}"}


@rule(
    "scene-links",
    told_by=(ToldBy(("scenes-agree", "pair-dates-agree", "id-grammar"), Where.DOCUMENT, Advice.NONE), MISNAMED),
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "agreement", "links"),
    docs=SENTINEL,
    fix="Link the scenes of the pair, the earlier one as reference.",
    examples={
        "valid": [{"id": _ID, "links": [_linked_to("reference", "20220101"), _linked_to("secondary", "20220113")]}],
        "invalid": [{"id": _ID, "links": [_linked_to("reference", "20220101"), _linked_to("secondary", "20220125")]},
                    {"id": _ID, "links": [_linked_to("reference", "20220113"), _linked_to("secondary", "20220101")]}],
    },
)  # fmt: skip
def scene_links(document: Document) -> Iterable[Problem]:
    """The links to the scenes lead to those of the two days.

    Who follows them to process the pair again makes another interferogram.
    """
    outline, links = outline_of(document), document.data.get("links")
    places = outline.recall(_links_to_scenes)
    if not places or len(links) != len(outline.links):  # some are no objects, and do not count in the outline
        return ()
    days, found = id_of(document), []
    for index, rel in places:
        day = days.get(_SCENE_LINKS[rel])
        if day and (own := _other_day(links[index].get("href"), day)):
            message = f"The {rel} scene, of {own}, is not that of {day}"
            found.append(Problem(("links", index, "href"), message, "link the scene of that day"))
    return found


def _links_to_scenes(outline: Outline) -> list[tuple[int, str]]:
    """Return where the links to scenes stand."""
    relations = [rel for rel, *_ in outline.links]
    return [(index, rel) for index, rel in enumerate(relations) if type(rel) is str and rel in _SCENE_LINKS]


def _other_day(href: Any, day: str) -> str:
    """Return the day of the scene that an address ends with, empty where it is the given one, or no scene."""
    if href.__class__ is not str or f"_{day}T" in href:
        return ""
    one = scene(href.rpartition("/")[2])
    return one.day if one and one.day != day else ""
