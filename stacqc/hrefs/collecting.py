"""A fold that gathers the addresses that documents lead to, each once, with the first of its places."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from stacqc.digest import blake2b
from stacqc.document import Document
from stacqc.findings import Path
from stacqc.hrefs.address import MAX_LENGTH, web_address
from stacqc.rule import FoldProblem

#: Links that lead to documents which are checked themselves and may not be published yet, or to
#: answers that a server makes on demand.
NOT_ASKED = frozenset(
    ("self", "root", "parent", "collection", "next", "prev", "previous", "first", "last", "items", "search")
)
#: Places that are kept of one address.
_PLACES = 10
_ALL = 1 << 64


class Place(NamedTuple):
    """Where an address stands, and what is said there of its target."""

    document: str
    path: Path
    what: str
    media_type: str
    size: int | None


class Found:
    """How often an address was met, and the first places of it."""

    __slots__ = ("count", "places")

    def __init__(self) -> None:
        self.count = 0
        self.places: list[Place] = []

    def add(self, count: int, places: list[Place]) -> None:
        """Take in places, of which there are so many in truth."""
        self.count += count
        self.places += places
        if len(self.places) > _PLACES:
            self.places = sorted(self.places, key=order_of)[:_PLACES]


class Hrefs:
    """The addresses of documents: all of them, or beyond a limit some that are spread over the whole.

    Which ones stay is decided by their hashes alone, so that no order and no sharding changes it.
    """

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.found: dict[str, Found] = {}
        #: The smallest hash of an address that was let go.
        self.edge = _ALL

    def add(self, document: Document) -> None:
        """Take in the addresses of one document."""
        for url, place in places_of(document):
            self._take(url, 1, [place])

    def merge(self, other: Hrefs) -> None:
        """Take in the addresses of another shard."""
        self.edge = min(self.edge, other.edge)
        for url, found in other.found.items():
            self._take(url, found.count, found.places)

    def finish(self) -> tuple[FoldProblem, ...]:
        """Say nothing: whoever asks knows what came of it."""
        self._cut()
        return ()

    def total(self) -> int:
        """Return how many addresses there are, which beyond the limit is an estimate."""
        self._cut()
        if not self.is_cut:
            return len(self.found)
        return max(len(self.found) + 1, len(self.found) * _ALL // self.edge)

    @property
    def is_cut(self) -> bool:
        """Whether there are more addresses than are kept."""
        return self.edge < _ALL

    def _take(self, url: str, count: int, places: list[Place]) -> None:
        known = self.found.get(url)
        if known is None:
            if self.edge < _ALL and _rank_of(url) >= self.edge:
                return
            known = self.found[url] = Found()
        known.add(count, places)
        if len(self.found) > 2 * self.limit:
            self._cut()

    def _cut(self) -> None:
        """Let go of what is beyond the limit."""
        if len(self.found) <= self.limit and self.edge == _ALL:
            return
        ranked = sorted((h, url) for url in self.found if (h := _rank_of(url)) < self.edge)
        if len(ranked) > self.limit:
            self.edge = ranked[self.limit][0]
        self.found = {url: self.found[url] for _, url in ranked[: self.limit]}


def _rank_of(url: str) -> int:
    """Return a hash of 8 bytes: the same in every process, and as even as chance."""
    return int.from_bytes(blake2b(url.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def places_of(document: Document) -> Iterator[tuple[str, Place]]:
    """Yield the addresses on the web that a document leads to, each with its place."""
    address = document.address
    for key, asset in document.assets.items():
        for path, one in _with_alternates(("assets", key), asset):
            url = _address(one)
            if url is not None:
                yield url, Place(address, (*path, "href"), f"asset {key}", _text(one, "type"), _size(one))
    for index, link in document.links:
        if _text(link, "rel") in NOT_ASKED or link.get("method", "GET") != "GET":
            continue
        url = _address(link)
        if url is not None:
            yield url, Place(address, ("links", index, "href"), f"{_text(link, 'rel')} link", "", None)


def _with_alternates(path: Path, asset: dict[str, Any]) -> Iterator[tuple[Path, dict[str, Any]]]:
    """Yield an asset and the other places that it can be had from."""
    yield path, asset
    others = asset.get("alternate")
    for key, other in others.items() if type(others) is dict else ():
        if type(other) is dict:
            # What is not said anew of another place holds as it is said of the asset.
            said: dict[str, Any] = {name: asset[name] for name in ("type", "file:size") if name in asset}
            yield (*path, "alternate", key), {**said, **other}


def _address(thing: dict[str, Any]) -> str | None:
    """Return the address that something leads to: None for none on the web, empty for one that is too long."""
    href = thing.get("href")
    if type(href) is not str:
        return None
    if len(href) > MAX_LENGTH:
        return "" if web_address(href[:MAX_LENGTH]) else None
    return web_address(href) or None


def _text(thing: dict[str, Any], name: str) -> str:
    found = thing.get(name)
    return found if type(found) is str else ""


def _size(thing: dict[str, Any]) -> int | None:
    found = thing.get("file:size")
    return found if type(found) is int else None


def order_of(place: Place) -> tuple[str, str]:
    """Return what orders a place among others."""
    return place.document, repr(place.path)
