"""What the rules of the ISDeform profile share: ids read once per document, and the grammar of file names."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from stacqc.document import Document
from stacqc.findings import Problem
from stacqc.rulesets.captures import captured
from stacqc.told_by import Advice, ToldBy, Where

PAIR_CODES = ("coh", "inw", "inwf", "inu", "aps")
#: The products that every pair has.
PAIR_SET = PAIR_CODES[:4]
SERIES_CODES = ("dts", "mvlos", "net")
STACK_CODES = ("lut", "dem", "cosenu", "cosneu", "tcoh", *SERIES_CODES)
GEOMETRIES = ("geo", "radar")
WORDS = {"geo": "ground", "radar": "radar"}
#: The titles of collections that say in which geometry one is.
TITLES = {geometry: f"{word.capitalize()} geometry" for geometry, word in WORDS.items()}
_EMPTY: dict[str, Any] = {}
_DATE = r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_stem = re.compile(
    r"(?P<geometry>geo|radar)_(?:"
    r"(?:(?P<group>interferogram|aux|timeseries)_)?collection"
    rf"|interferogram_(?P<date1>{_DATE})_(?P<date2>{_DATE})_"
    r"(?:collection|[1-9]\d?rlks_(?P<pair_code>coh|inwf|inw|inu|aps)_item)"
    r"|aux_(?P<aux_code>lut|dem|cosenu|cosneu|tcoh|dts|mvlos|net)_item)",
    re.ASCII,
)
#: The words of the nested layout for the products, the longer ones first.
_LEGACY = {
    "spatial_coherence": "coh",
    "filtered_wrapped_interferogram": "inwf",
    "unwrapped_interferogram": "inu",
    "wrapped_interferogram": "inw",
    "atmospheric_phase_screen": "aps",
    "lookup_table_sat_to_ground_coordinates": "lut",
    "digital_elevation_model": "dem",
    "map_of_los_vector_enu": "cosenu",
    "map_of_los_vector_neu": "cosneu",
    "temporal_coherence": "tcoh",
    "los_displacement_time_series": "dts",
    "mean_velocity_map": "mvlos",
    "network_misclosures": "net",
}
_code = re.compile(
    rf"_(?:(?:\d{{1,2}}rlks|aux)_(?P<code>[a-z]{{3,6}})_item|(?P<words>{'|'.join(_LEGACY)}))\.json$", re.ASCII
)


class Member(NamedTuple):
    """A file of a run as its name says it; empty texts are what the name does not say."""

    geometry: str
    group: str
    date1: str
    date2: str
    code: str

    @property
    def parents(self) -> tuple[str, ...]:
        """The file names, without ending, that the grammar allows as its parent."""
        if self.date1 and self.code:
            return (f"{self.geometry}_interferogram_{self.date1}_{self.date2}_collection",)
        if self.date1:
            return (f"{self.geometry}_interferogram_collection",)
        if self.code:
            own = ("timeseries", "aux") if self.code in SERIES_CODES else ("aux",)
            return tuple(f"{self.geometry}_{group}_collection" for group in own)
        return (f"{self.geometry}_collection",) if self.group else ("collection",)


def id_of(document: Document) -> dict[str, Any]:
    """Return what the id of a document says, empty where it has no form of the profile."""
    return captured(document, "isdeform.id") or _EMPTY


def live_id(document: Document) -> dict[str, Any]:
    """Return what an id in the live layout says, empty for all others."""
    found = captured(document, "isdeform.id")
    return found if found is not None and found["form"] == "live" else _EMPTY


def code_of(document: Document) -> str:
    """Return the code of the product that the id names, in either layout."""
    found = captured(document, "isdeform.product")
    return found["code"] if found is not None else ""


@lru_cache(maxsize=65536)
def member(stem: str) -> Member | None:
    """Return what the name of a file in the folder of a run says, or None where it breaks the grammar."""
    found = _stem.fullmatch(stem)
    if found is None:
        return None
    geometry, group, date1, date2, pair_code, aux_code = (part or "" for part in found.groups())
    return Member(geometry, group, date1, date2, pair_code or aux_code)


def code_of_href(href: str) -> str:
    """Return the code of the product that a link to an item names, in either layout."""
    found = _code.search(href, max(0, len(href) - 80))
    return "" if found is None else found["code"] or _LEGACY[found["words"]]


def stem_of(href: str) -> str:
    """Return the name of the file that an href ends with, without its ending."""
    return href.partition("#")[0].partition("?")[0].rpartition("/")[2].removesuffix(".json")


def _is_named(problem: Problem, document: Document) -> bool:
    """Whether the grammar knows the name of the file."""
    stem = stem_of(document.uri)
    return stem == "collection" or member(stem) is not None


#: What contradicts the id is told by that alone where the file has the name of another product.
MISNAMED = ToldBy(("id-equals-path",), Where.DOCUMENT, Advice.NONE, when=_is_named)


def breaks_pair(get: Callable[[str], Any], found: dict[str, Any]) -> bool:
    """Say whether the metadata, read by `get`, is that of another pair than the id.

    The rule pair-dates-agree reports it.
    """
    date1 = found.get("date1")
    if not date1:
        return False
    said = get("datesOfSARScenes")
    if said.__class__ is str:
        return bool(said != f"{date1}-{found['date2']}")
    # The nested layout has the times of STAC alone.
    start, end = get("start_datetime"), get("end_datetime")
    return not (_is_of(start, date1) and _is_of(end, found["date2"]))


def _is_of(time: Any, day: str) -> bool:
    """Whether a time, if it is one, is of a day."""
    return time.__class__ is not str or time[:10].replace("-", "") == day
