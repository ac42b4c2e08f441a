"""Links of two documents compared without those that an API makes itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from stacqc.aspects.links import is_remote
from stacqc.comparison.difference import ABSENT, Difference
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.walk import RawDifference, same, walk
from stacqc.schemes import of_web

#: Relations that stac-fastapi-pgstac leaves out of what it stores or makes anew.
INFERRED = frozenset({"self", "root", "parent", "collection", "item", "items", "child"})
_OF_COLLECTIONS = frozenset({"data", "aggregate", "aggregations"})
_OGC = "http://www.opengis.net/def/rel/ogc/"
_up = re.compile(r"(?:\.{1,2}/)+")

Numbered = list[tuple[int, Any]]


def kept_links(links: Any, equivalences: Equivalences, of_collection: bool) -> Numbered:
    """Return the links that take part, each with its index."""
    if type(links) is not list:
        return []
    numbered = list(enumerate(links))
    if "inferred-links" in equivalences.on:
        numbered = [n for n in numbered if _rel(n[1]) not in INFERRED]
    if of_collection and "collection-links" in equivalences.on:
        numbered = [n for n in numbered if not _is_made(_rel(n[1]))]
    return numbered


def _may_be_links(links: Any) -> bool:
    return links is None or type(links) is list


def _rel(link: Any) -> str:
    rel = link.get("rel") if type(link) is dict else None
    return rel if type(rel) is str else ""


def _is_made(rel: str) -> bool:
    return rel in _OF_COLLECTIONS or rel.startswith(_OGC)


def link_differences(
    file: Any, database: Any, equivalences: Equivalences, of_collection: bool
) -> Iterator[Difference | RawDifference]:
    """Yield how the links of two documents differ, and count what was passed over."""
    if not (_may_be_links(file) and _may_be_links(database)):
        yield from walk(file, database, ("links",))
        return
    mine = kept_links(file, equivalences, of_collection)
    theirs = kept_links(database, equivalences, of_collection)
    _count(file, database, mine, theirs, equivalences, of_collection)
    if [link for _, link in mine] != [link for _, link in theirs]:
        yield from _paired(mine, theirs, equivalences)


def _count(file: Any, database: Any, mine: Numbered, theirs: Numbered, eq: Equivalences, of: bool) -> None:
    if mine is theirs or same(file, database):
        return
    dropped = len(mine) != len(file or ()) or len(theirs) != len(database or ())
    if dropped and "inferred-links" in eq.on:
        eq.use("inferred-links")
    if of and "collection-links" in eq.on and any(_is_made(_rel(link)) for link in database or ()):
        eq.use("collection-links")


def _paired(mine: Numbered, theirs: Numbered, eq: Equivalences) -> Iterator[Difference | RawDifference]:
    """Pair equal links, then the rest by relation, then what is left stands alone."""
    left = list(theirs)
    rest = [m for m in mine if not _take(left, lambda t, m=m: same(m[1], t[1]))]
    for index, link in rest:
        partner = _pop(left, lambda t, link=link: _rel(t[1]) == _rel(link))
        if partner is None:
            yield Difference("dropped", ("links", index), link, ABSENT)
        else:
            yield from _of_pair(index, link, partner[1], eq)
    for _, link in left:
        yield Difference("added", ("links",), ABSENT, link)


def _take(left: Numbered, fits: Any) -> bool:
    return _pop(left, fits) is not None


def _pop(left: Numbered, fits: Any) -> tuple[int, Any] | None:
    for at, candidate in enumerate(left):
        if fits(candidate):
            return left.pop(at)
    return None


def _of_pair(index: int, mine: Any, theirs: Any, eq: Equivalences) -> Iterator[RawDifference]:
    for path, a, b in walk(mine, theirs, ("links", index)):
        if path[-1:] == ("href",) and made_absolute(a, b) and eq.use("link-hrefs"):
            continue
        yield path, a, b


def made_absolute(relative: Any, absolute: Any) -> bool:
    """Return whether an address is a relative one of the file that an API resolved against its root."""
    if type(relative) is not str or type(absolute) is not str:
        return False
    if is_remote(relative) or not of_web(absolute):
        return False
    tail = _up.sub("", relative, count=1) if _up.match(relative) else relative.lstrip("/")
    return absolute.endswith("/" + tail)
