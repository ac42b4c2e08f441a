"""Rules of the ISDeform profile on what collections list, in which order, and on their breadcrumbs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.linked import linked
from stacqc.aspects.links import is_remote, resolve
from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import (
    MISNAMED,
    PAIR_CODES,
    TITLES,
    WORDS,
    Member,
    code_of_href,
    id_of,
    live_id,
    member,
    stem_of,
)
from stacqc.rules._link_graph import name_parents
from stacqc.told_by import SCHEMAS, Advice, ToldBy, Where

_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_pair = re.compile(r"(?<!\d)(\d{8})_(\d{8})(?!\d)", re.ASCII)
_geometry = re.compile(r"_(geo|radar)_[a-z_]{1,50}$", re.ASCII)
_step = re.compile(r"\[([^\]\n]{0,300})\]\(([^)\s]{0,300})\)")
#: The titles of the collections of the geometries, by the names of their files.
_TITLES = {f"{geometry}_collection": title for geometry, title in TITLES.items()}
_RANK = {code: rank for rank, code in enumerate(PAIR_CODES)}
Listed = list[tuple[int, dict[str, Any]]]


def _listed(document: Document, *rels: str) -> Listed:
    return [(i, k) for i, k in linked(document, *rels) if type(k.get("href")) is str]


@rule(
    "link-geometry",
    told_by=(ToldBy(SCHEMAS, advice=Advice.NONE), MISNAMED),
    kinds=("Collection",),
    rulesets=("isdeform",),
    tags=("isdeform", "links"),
    fix="List the file in the collection that its name implies, and nowhere else.",
    examples={
        "valid": [{"id": f"{_RUN}_radar_aux_collection", "links": [{"rel": "item", "href": "./radar_aux_lut_item.json"}]}],
        "invalid": [{"id": f"{_RUN}_radar_aux_collection", "links": [{"rel": "item", "href": "./geo_aux_lut_item.json"}]},
                    {"id": "GDM_1_radar_auxiliary_data_collection",
                     "links": [{"rel": "item", "href": "../../geo/aux/GDM_1_geo_digital_elevation_model.json"}]}],
    },
)  # fmt: skip
def link_geometry(document: Document) -> Iterator[Problem]:
    """A collection lists only files of its own run, geometry, group and pair.

    A product of the other geometry under this one is laid over the map at the wrong place.
    """
    found = id_of(document)
    if found.get("form") == "legacy":
        yield from _of_other_geometry(document, found.get("geometry"))
        return
    if not found:
        return
    own = found["stem"] or "collection"
    for index, link in _listed(document, "item", "child"):
        href: str = link["href"]
        listed = None if is_remote(href) else member(stem_of(href))
        if listed is None:
            continue
        path = ("links", index, "href")
        if link["rel"] != (rel := "item" if listed.code else "child"):
            yield _other_relation(("links", index, "rel"), href, rel)
        if "/" in href.removeprefix("./") and _is_elsewhere(document, href):
            yield Problem(path, f"File of another run: {href}", "list it in its own run")
        elif own not in listed.parents:
            yield Problem(path, _foreign(listed, member(own)), f"it belongs to {listed.parents[0]}.json")


def _other_relation(path: Path, href: str, rel: str) -> Problem:
    what = "an item" if rel == "item" else "a collection"
    fix = Fix((Edit("replace", path, rel),), title=f"write {rel}")
    return Problem(path, f"The link leads to {what}, {href}", f"write {rel}", fix)


def _is_named_parent(child: str, parent: str) -> bool:
    """Whether the names of two files of one run say that the second lists the first."""
    own = member(stem_of(child))
    return (
        own is not None
        and os.path.dirname(child) == os.path.dirname(parent)
        and stem_of(parent) in own.parents
    )


name_parents.append(_is_named_parent)


def _is_elsewhere(document: Document, href: str) -> bool:
    """Whether a link leads out of the folder of a document."""
    return os.path.dirname(resolve(href, document.folder)) != os.path.normpath(document.folder)


def _of_other_geometry(document: Document, geometry: str | None) -> Iterator[Problem]:
    """Yield what the nested layout lists in the wrong geometry, which only the names of products tell."""
    for index, link in _listed(document, "item") if geometry else ():
        found = _geometry.search(stem_of(link["href"]))
        if found is not None and found[1] != geometry and code_of_href(link["href"]):
            message = f"{WORDS[found[1]].capitalize()} file under {WORDS[str(geometry)]} geometry"
            yield Problem(("links", index, "href"), message, "list it in its own geometry")


def _foreign(listed: Member, own: Member | None) -> str:
    if own is not None and listed.geometry != own.geometry:
        return f"{WORDS[listed.geometry].capitalize()} file under {WORDS[own.geometry]} geometry"
    if own is not None and own.date1 and listed.date1 and listed[2:4] != own[2:4]:
        return f"File of pair {listed.date1}-{listed.date2} under pair {own.date1}-{own.date2}"
    return "This file belongs to another collection of the run"


@rule(
    "link-order",
    told_by=ToldBy(("link-geometry",), Where.DOCUMENT, Advice.NONE),
    severity="info",
    kinds=("Collection",),
    rulesets=("isdeform",),
    tags=("isdeform", "links"),
    fix="Sort the links: pairs by their dates, products of a pair as coh, inw, inwf, inu.",
    examples={
        "valid": [{"links": [{"rel": "child", "href": "./geo_interferogram_20210209_20210221_collection.json"},
                             {"rel": "child", "href": "./geo_interferogram_20210221_20210305_collection.json"}]}],
        "invalid": [{"links": [{"rel": "child", "href": "./geo_interferogram_20210221_20210305_collection.json"},
                               {"rel": "child", "href": "./geo_interferogram_20210209_20210221_collection.json"}]}],
    },
)  # fmt: skip
def link_order(document: Document) -> Iterable[Problem]:
    """Pairs are listed by their dates, the products of a pair as coh, inw, inwf, inu.

    Unsorted lists change with every run of the producer, and nobody sees what really changed.
    """
    for rel in ("item", "child"):
        ranked = [(rank, i, link) for i, link in _listed(document, rel) if (rank := _rank(link["href"]))]
        ranks = [rank for rank, _, _ in ranked]
        if ranks != sorted(ranks):
            place = next(n for n in range(1, len(ranks)) if ranks[n] < ranks[n - 1])
            message = f"Unsorted links make noisy diffs: {stem_of(ranked[place][2]['href'])} comes too late"
            return (
                Problem(("links", ranked[place][1], "href"), message, "sort them", _sorted(document, ranked)),
            )
    return ()


def _rank(href: str) -> tuple[str, str, int] | None:
    """Return what orders a link: the two dates and the product; None for what has no place in the order."""
    found = _pair.search(href[-300:])
    return None if found is None else (found[1], found[2], _RANK.get(code_of_href(href), -1))


def _sorted(document: Document, ranked: list[tuple[Any, int, dict[str, Any]]]) -> Fix:
    links = list(document.data["links"])
    for (_, place, _), (_, _, link) in zip(ranked, sorted(ranked, key=lambda r: r[0]), strict=True):
        links[place] = link
    return Fix((Edit("replace", ("links",), links),), title="sort the links")


@rule(
    "breadcrumb",
    told_by=MISNAMED,
    severity="warning",
    kinds=("Collection",),
    rulesets=("isdeform",),
    tags=("isdeform", "collections"),
    fix="Write the way from the root to the parent, a step for each collection.",
    examples={
        "valid": [{"id": f"{_RUN}_geo_collection", "breadcrumb": "[Repository](../collection.json) > [Belgor](./collection.json)"}],
        "invalid": [{"id": f"{_RUN}_geo_aux_collection",
                     "breadcrumb": "[Repository](../collection.json) > [Belgor](./collection.json)"},
                    {"id": f"{_RUN}_geo_aux_collection",
                     "breadcrumb": "[R](../collection.json) > [Belgor](./collection.json) > [Radar geometry](./geo_collection.json)"}],
    },
)  # fmt: skip
def breadcrumb(document: Document) -> Iterable[Problem]:
    """The breadcrumb leads from the root to the parent, collection by collection.

    Visitors climb by it; where it leaves out the parent they never find the neighbours of a product.
    """
    found = live_id(document)
    key = "breadcrumb" if "breadcrumb" in document.data else "STAC hierarchy"
    steps = _steps(document.data.get(key))
    if not found or not steps:
        return ()
    wanted = ["collection", *reversed(_chain(found["stem"]))]
    if [stem_of(href) for _, href in steps] != wanted:
        message = f"Breadcrumb and parent disagree: it ends at {steps[-1][1]}"
        return (Problem((key,), message, f"the way is {' > '.join(f'{name}.json' for name in wanted)}"),)
    for (title, _), stem in zip(steps, wanted, strict=True):
        if title in _TITLES.values() and title != _TITLES.get(stem, title):
            message = f'Breadcrumb and parent disagree: "{title}" is not the title of {stem}.json'
            return (Problem((key,), message, f'write "{_TITLES[stem]}"'),)
    # The root goes by a name of its own in breadcrumbs.
    title = _title_of_parent(document, wanted[-1]) if len(wanted) > 1 else ""
    if title and title != steps[-1][0]:
        message = f'Breadcrumb and parent disagree: "{steps[-1][0]}" is titled "{title}" in the parent link'
        return (Problem((key,), message, "write the title of the collection in both"),)
    return ()


def _steps(value: Any) -> list[tuple[str, str]]:
    if type(value) is str:
        return _step.findall(value[:4000])
    if type(value) is dict:
        steps = [(step.get("title"), step.get("href")) for step in value.values() if type(step) is dict]
        return [(str(title), href) for title, href in steps if type(href) is str]
    return []


def _chain(stem: str | None) -> list[str]:
    """Return the names of the collections above a file of a run, the nearest first."""
    chain: list[str] = []
    while stem and stem != "collection":
        own = member(stem)
        if own is None:
            break
        stem = own.parents[0]
        chain.append(stem)
    return chain


def _title_of_parent(document: Document, name: str) -> str:
    for _, link in _listed(document, "parent"):
        if stem_of(link["href"]) == name and type(link.get("title")) is str:
            return str(link["title"])
    return ""
