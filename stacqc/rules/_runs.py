"""The fold that gathers what the files of each run of the ISDeform profile say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from stacqc.aspects.extents import boxes_of, intervals_of
from stacqc.aspects.linked import linked
from stacqc.document import Document
from stacqc.rule import FoldProblem
from stacqc.rules._isdeform import SERIES_CODES, STACK_CODES, breaks_pair, code_of, code_of_href, id_of
from stacqc.rules._run_findings import findings
from stacqc.rules._run_state import ITEM, LISTED, NAMED, OTHER, RUN, Facts, RunShelf, RunState
from stacqc.rules.isdeform_scenes import SCENES, scene
from stacqc.rulesets.captures import captured
from stacqc.vocabulary.scalars import to_number

_software = re.compile(r"NSBAS:v[0-9A-Za-z.+-]{1,60}:[0-9a-f]{40}", re.ASCII)
_promise = re.compile(r"single item corresponding to the time series?", re.IGNORECASE)
_LIMIT = 500
#: What is to be one in a run by its native names, and by those of STAC, which are all that the nested layout has.
_SAID = ("numberOfLooksRange", "relativeOrbitNumber", "softwareVersion", *SCENES)
_SAID_BY_STAC = ("sar:looks_range", "sat:relative_orbit", "softwareVersion", *SCENES)
_NAMED = frozenset(code for codes in NAMED.values() for code in codes)
Get = Callable[[str], Any]


class Runs:
    """The runs of a catalog; one fold for all rules that look at a run as a whole."""

    def __init__(self) -> None:
        self.runs = RunShelf()

    def add(self, document: Document) -> None:
        """Take in one document."""
        kind = document.kind
        if kind not in ("Item", "Collection"):
            return
        found = id_of(document)
        run = found.get("run")
        if run is None:
            return
        state = self.runs.live.get(run)
        if state is None:
            state = self.runs.begin(run)
        if kind == "Item":
            _add_item(state, document, found)
        else:
            _add_collection(state, document, found)

    def merge(self, other: Runs) -> None:
        """Take in the state of another shard."""
        self.runs.merge(other.runs)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield what the runs show."""
        return findings(self.runs.asked())


def _add_item(state: RunState, document: Document, found: dict[str, Any]) -> None:
    address, get = document.address, document.properties.get
    geometry, code = found.get("geometry"), code_of(document)
    if geometry and code:
        date1 = found.get("date1")
        if date1:
            _add_pair_item(state, found, code, get, address)
        else:
            state.stack[geometry].add(code)
            _add_product(state, document, code)
            if code in SERIES_CODES:
                state.series.add(geometry)
    if state.home[0] > ITEM or address < state.home[1]:
        state.see(ITEM, address)
    updated = get("updated")
    if updated.__class__ is str and updated >= state.updated[0] and _is_utc(updated):
        state.see_update(updated, address)
    product = captured(document, "isdeform.pid")
    form = product["form"] if product is not None and code else None
    state.count(code, _facts_of(found, form, get), address)


def _add_product(state: RunState, document: Document, code: str) -> None:
    """Note the product id of what others name, unless product-id-shape or product-id-agrees find it wrong."""
    if code in _NAMED:
        acronym = captured(document, "isdeform.acronym")
        if acronym is not None and acronym["code"] == code:
            state.products.setdefault(code, set()).add(document.properties["productId"])


def _add_pair_item(state: RunState, found: dict[str, Any], code: str, get: Get, address: str) -> None:
    date1, date2 = found["date1"], found["date2"]
    if date1 < date2:  # pair-order reports the others
        pair = int(date1 + date2)
        state.see_pair(pair, found["geometry"], (code,), (ITEM, address))
        value = get("insar:perpendicular_baseline" if found["form"] == "legacy" else "perpendicularBaseline")
        if value.__class__ in (int, float) and -_LIMIT < value < _LIMIT and not breaks_pair(get, found):
            state.count_baseline(pair, value, address)


def _is_utc(text: str) -> bool:
    """Whether a time can be compared with others as a text."""
    return len(text) >= 20 and text[-1] == "Z"


def _facts_of(found: dict[str, Any], form: str | None, get: Get) -> Facts:
    names = _SAID_BY_STAC if found["form"] == "legacy" else _SAID
    said = (found.get("looks"), form, *map(get, NAMED), *map(get, names))
    try:
        return _facts(*said)
    except TypeError:  # a list or an object cannot be looked up
        return _facts.__wrapped__(*said)


@lru_cache(maxsize=8192, typed=True)
def _facts(
    said: str | None,
    form: str | None,
    table: Any,
    vector: Any,
    looks: Any,
    track: Any,
    software: Any,
    *scenes: Any,
) -> Facts:
    """Return what is to be one in a run, and what is to be in it; the products of a pair share it."""
    fits = type(track) is int and 1 <= track <= 175 and _fits_scenes(scenes, track)
    named = (value if type(value) is str else None for value in (table, vector))
    return _looks(looks, said), track if fits else None, _chain(software), form, *named


def _looks(value: Any, said: str | None) -> Any:
    """Return the looks unless they are not those of the id, which looks-agree reports."""
    looks = to_number(value)
    return looks if looks is None or said is None or int(said) == looks else None


def _chain(software: Any) -> str | None:
    return software if type(software) is str and _software.fullmatch(software[:200]) else None


def _fits_scenes(names: tuple[Any, ...], track: int) -> bool:
    """Whether no scene is of another track, which scenes-agree reports."""
    scenes = [scene(name) for name in names if type(name) is str]
    return all(one is None or one.track is None or one.track == track for one in scenes)


def _add_collection(state: RunState, document: Document, found: dict[str, Any]) -> None:
    data, address = document.data, document.address
    geometry, date1 = found.get("geometry"), found.get("date1")
    ingested = data.get("ingestion_time")
    if type(ingested) is str and _is_utc(ingested):
        state.ingested = min(state.ingested, (ingested, address))
    if geometry is None:
        state.see(RUN, address)
        state.extents[address] = _extent(data)
        return
    state.see(OTHER, address)
    hrefs = [k["href"] for _, k in linked(document, "item") if type(k.get("href")) is str]
    codes = {code for href in hrefs if f"{geometry}_" in href and (code := code_of_href(href))}
    if date1 and not found.get("looks"):
        state.see_pair(int(date1 + found["date2"]), geometry, codes, (LISTED, address))
    else:
        state.stack[geometry].update(code for code in codes if code in STACK_CODES)
        _add_promise(state, geometry, document)


def _add_promise(state: RunState, geometry: str, document: Document) -> None:
    description = document.data.get("description")
    if type(description) is str and _promise.search(description[:20_000]):
        known = state.promises.get(geometry, document.address)
        state.promises[geometry] = min(known, document.address)
    if any("timeseries" in str(link.get("href")) for _, link in document.links):
        state.series.add(geometry)


def _extent(data: dict[str, Any]) -> tuple[Any, ...]:
    """Return box and interval of a collection as text that can be compared."""
    extent = data.get("extent")
    return tuple(repr(claims[0]) if claims else "" for claims in (boxes_of(extent), intervals_of(extent)))
