"""Rules of the ISDeform profile on ids, and on the parent that an id implies."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from stacqc.aspects.linked import linked
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import MISNAMED, PAIR_CODES, STACK_CODES, id_of, live_id, member, stem_of

_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_run = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[14][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}(?:_|$)", re.ASCII)
_DAY = ("a day written YYYYMMDD", r"(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])|collection")
_ITEM = ("item", "item")
#: How ids of the nested layout end, and the days in them.
_nested = re.compile(r"_(?:geo|radar)_([a-z_]{1,60})(?<!_item)(?<!aux_collection)$", re.ASCII)
_eight = re.compile(r"(?<=_)\d{8}(?=_)", re.ASCII)
#: What may follow, step by step, each with a pattern.
_STEPS: dict[str, tuple[tuple[str, str], ...]] = {
    "": (("geo or radar", "geo|radar"), ("collection, interferogram, aux or timeseries",
                                         "collection|interferogram|aux|timeseries")),
    "interferogram": (
        _DAY, _DAY, ("the looks, such as 4rlks, or collection", r"[1-9]\d?rlks|collection"),
        (" or ".join(PAIR_CODES), "|".join(PAIR_CODES)), _ITEM,
    ),
    "aux": ((f"collection or a product ({', '.join(STACK_CODES)})", "|".join(("collection", *STACK_CODES))), _ITEM),
    "timeseries": (("collection", "collection"),),
    "collection": (),
}  # fmt: skip


@rule(
    "id-grammar",
    rulesets=("isdeform",),
    tags=("isdeform", "id"),
    fix="Give the file and the id the name that the producer's grammar makes, and correct the links to it.",
    examples={
        "valid": [{"id": f"{_RUN}_geo_aux_dem_item"}, {"id": f"{_RUN}_radar_interferogram_20210112_20210124_4rlks_coh_item"}],
        "invalid": [{"id": f"{_RUN}_geo_dem"}, {"id": f"{_RUN}_geo_interferogram_20210231_20210309_4rlks_coh_item"}],
    },
)  # fmt: skip
def id_grammar(document: Document) -> Iterable[Problem]:
    """The id is made of run, geometry, dates, looks and product as the profile says.

    All programs that handle the products take the id apart to know what a file is.
    """
    found = id_of(document)
    if found:
        for name in _DAYS:
            day = found.get(name)
            if day and not _exists(day):
                return _no_days(document, found)
        return ()
    if not document.id or (document.kind != "Item" and not linked(document, "parent")):
        return ()
    part, wanted = _wrong_part(document.id)
    if not part:
        message = f"Id {document.id[:200]} breaks off: {wanted} is missing at its end"
        return (Problem(("id",), message, "name the file and the id anew"),)
    message = f"Id {document.id[:200]}: {part[:60]} is not part of an ISDeform id"
    return (Problem(("id",), message, f"here it has {wanted}; name the file and the id anew"),)


_DAYS = ("date1", "date2")


def _no_days(document: Document, found: dict[str, Any]) -> list[Problem]:
    days = [found.get(name) for name in _DAYS]
    return [_no_day(document, day) for day in days if day and not _exists(day)]


def _no_day(document: Document, day: str) -> Problem:
    message = f"Id {document.id}: there is no day {day}"
    return Problem(("id",), message, "look up the date of the scene")


@lru_cache(maxsize=4096)
def _exists(day: str) -> bool:
    try:
        date(int(day[:4]), int(day[4:6]), int(day[6:]))
    except ValueError:
        return False
    return True


def _wrong_part(text: str) -> tuple[str, str]:
    """Return the first part of an id that breaks the grammar, empty where one is missing, and what is allowed."""
    run = _run.match(text)
    nested = _nested.search(text) if run is None else None
    if nested is not None:
        missing = [day for day in _eight.findall(text) if not _exists(day)]
        return (
            (missing[0], "a day that exists")
            if missing
            else (nested[1], "the words of a product, such as spatial_coherence")
        )
    if run is None:
        part = text.partition("_")[0]
        lower = "; write it in lower case" if _run.match(part.lower()) else ""
        return part, f"the run, a UUID of version 1 or 4 in lower case{lower}"
    parts = text[run.end() :].split("_")
    steps = [*_STEPS[""], *_STEPS.get(parts[1] if len(parts) > 1 else "", ())]
    for part, (wanted, pattern) in zip(parts, steps, strict=False):
        if not re.fullmatch(pattern, part, re.ASCII):
            return part or "an empty part", wanted
    return (
        (parts[len(steps)], "its end") if len(parts) > len(steps) else ("", steps[len(parts) % len(steps)][0])
    )


@rule(
    "parent-link",
    told_by=MISNAMED,
    rulesets=("isdeform",),
    tags=("isdeform", "links"),
    fix="Let the parent link lead to the collection that the id implies.",
    examples={
        "valid": [{"id": f"{_RUN}_radar_aux_dem_item", "links": [{"rel": "parent", "href": "./radar_aux_collection.json"}]}],
        "invalid": [{"id": f"{_RUN}_radar_aux_dem_item",
                     "links": [{"rel": "parent", "href": "./collection.json", "title": "Auxiliary data"}]}],
    },
)  # fmt: skip
def parent_link(document: Document) -> Iterable[Problem]:
    """The parent link of a file checked alone leads to the collection that its id implies.

    In a whole tree the rules parent-link-wrong and link-geometry know more and say it; a row of a flat
    database names its parent in parent_collection, and its links are those of the API.
    """
    if document.tree.whole or "parent_collection" in document.properties:
        return ()
    found = live_id(document)
    if not found.get("stem"):
        return ()
    above = linked(document, "parent")
    if len(above) == 1 and above[0][1].get("href") == _usual(found):
        return ()
    own = member(found["stem"])
    return list(_wrong_parents(above, own.parents)) if own is not None else ()


def _wrong_parents(above: Sequence[tuple[int, dict[str, Any]]], parents: Sequence[str]) -> Iterator[Problem]:
    for index, link in above:
        href = link.get("href")
        if type(href) is str and stem_of(href) not in parents:
            yield _wrong_parent(index, href, link.get("title"), parents[0])


def _usual(found: dict[str, str]) -> str | None:
    """Return the usual href of the parent of a product, None for other documents."""
    if not found["code"]:
        return None
    pair = f"interferogram_{found['date1']}_{found['date2']}" if found["date1"] else "aux"
    return f"./{found['geometry']}_{pair}_collection.json"


def _wrong_parent(index: int, href: str, title: object, wanted: str) -> Problem:
    where = "the run" if stem_of(href) == "collection" else href
    titled = f' but is titled "{title}"' if type(title) is str else ""
    path = ("links", index, "href")
    fix = Fix((Edit("replace", path, f"./{wanted}.json"),), safe=False, title=f"write ./{wanted}.json")
    return Problem(path, f"Parent goes to {where}{titled}", f"the parent of this file is {wanted}.json", fix)
