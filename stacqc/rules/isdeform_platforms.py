"""Rules of the ISDeform profile on satellites: those that flew, and the designators of these."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.rules.isdeform_scenes import SCENES, SENTINEL, scenes_of
from stacqc.told_by import SCHEMAS, Advice, ToldBy, Where
from stacqc.vocabulary.text_formats import FORMATS
from stacqc.words import choice, show

_LAST_OF_B = "2021-12-23"
_LIST = "sat_ext:platform_international_designators"
#: The designators of the satellites that are known here.
_DESIGNATORS = {"sentinel-1a": "2014-016A", "sentinel-1b": "2016-025A"}
_wrong_designator = FORMATS["cospar"]


@rule(
    "platforms-possible",
    told_by=ToldBy((*SCHEMAS, "null-sentinel", "property-type"), advice=Advice.NONE),
    reads=(*SCENES, "platforms", "platform", "start_datetime", "datetime"),
    severity="warning",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "agreement"),
    docs=SENTINEL,
    fix="Write the satellites of the two scenes.",
    examples={
        "valid": [{"properties": {"datetime": "2024-01-01T05:12:33Z", "platforms": ["sentinel-1a"]}}],
        "invalid": [{"properties": {"datetime": "2024-01-01T05:12:33Z", "platforms": ["sentinel-1a", "sentinel-1b"]}},
                    {"properties": {"start_datetime": "2023-01-02T05:12:33Z", "platform": "sentinel-1b"}}],
    },
)  # fmt: skip
def platforms_possible(document: Document) -> Iterable[Problem]:
    """The platforms are those of the scenes, and flew at the time.

    Searches by satellite find what they should only if the list is not copied from file to file.
    """
    get = document.properties.get
    platforms, single = get("platforms"), get("platform")
    if _names_both(document):
        satellites = {one.satellite.lower() for name, one in scenes_of(document) if name != SCENES[2]}
        wanted = sorted(f"sentinel-1{satellite}" for satellite in satellites)
        if type(platforms) is list and sorted(map(str, platforms)) != wanted:
            return (_other_platforms(platforms, wanted),)
        if single is not None and single not in wanted:
            return (_other_platform(single, wanted),)
    start = get("start_datetime") or get("datetime")
    if type(start) is not str or start[:10] <= _LAST_OF_B:
        return ()
    if type(platforms) is list and "sentinel-1b" in platforms:
        return (_too_late("platforms", start),)
    return (_too_late("platform", start),) if single == "sentinel-1b" else ()


def _names_both(document: Document) -> bool:
    """Whether both scenes of a pair are named."""
    return len({name for name, _ in scenes_of(document)} - {SCENES[2]}) == 2


def _too_late(name: str, start: str) -> Problem:
    message = f"Sentinel-1B did not acquire in {start[:4]}"
    return Problem(("properties", name), message, "write the satellites of the scenes")


def _other_platforms(platforms: list[Any], wanted: list[str]) -> Problem:
    path = ("properties", "platforms")
    message = f"platforms says {', '.join(map(str, platforms[:8]))}, the scenes are of {', '.join(wanted)}"
    return Problem(
        path, message, "write the satellites of the scenes", Fix((Edit("replace", path, wanted),), safe=False)
    )


def _other_platform(single: Any, wanted: list[str]) -> Problem:
    path, which = ("properties", "platform"), choice(wanted)
    fix = Fix((Edit("replace", path, wanted[0]),), safe=False) if len(wanted) == 1 else None
    return Problem(path, f"platform says {show(single)}, the scenes are of {which}", f"write {which}", fix)


@rule(
    "cospar-list",
    told_by=ToldBy(("platforms-possible",), Where.DOCUMENT, Advice.NONE),
    reads=(_LIST, "platforms"),
    severity="warning",
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "vocabulary"),
    docs="https://github.com/stac-extensions/sat",
    fix="Write the designator of each of the platforms.",
    examples={
        "valid": [{"properties": {"platforms": ["sentinel-1a", "sentinel-1b"], _LIST: ["2014-016A", "2016-025A"]}}],
        "invalid": [{"properties": {"platforms": ["sentinel-1b"], _LIST: ["2014-016A"]}}, {"properties": {_LIST: ["2014-16A"]}}],
    },
)  # fmt: skip
def cospar_list(document: Document) -> Iterator[Problem]:
    """The list of international designators is that of the platforms.

    Catalogues of satellites are joined by it.
    """
    get = document.properties.get
    own, platforms = get(_LIST), get("platforms")
    if type(own) is not list:
        return
    path = ("properties", _LIST)
    for index, one in enumerate(own):
        if type(one) is not str or _wrong_designator(one):
            yield Problem(
                (*path, index), f"{show(one)} is no international designator", "write it like 2014-016A"
            )
            return
    names = platforms if type(platforms) is list else []
    wanted = sorted(_DESIGNATORS.get(str(name), "") for name in names)
    if wanted and all(wanted) and sorted(own) != wanted:
        fix = Fix((Edit("replace", path, wanted),), safe=False, title=f"write {show(wanted)}")
        yield Problem(
            path, f"The designators {show(own)} are not those of the platforms", f"write {show(wanted)}", fix
        )
