"""A STAC API: its collections and items, page by page, each as it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

import orjson

from stacqc.comparison.choice import Choice
from stacqc.comparison.record import Json, parse
from stacqc.comparison.trouble import SideTrouble

PAGE = 1000
_SMALL_PAGE = 100


@dataclass(frozen=True, slots=True)
class ApiOptions:
    """How an API is read: seconds for one request, and how often it is asked."""

    timeout: float = 60.0
    tries: int = 5


class Page(NamedTuple):
    """A page of an API: its members as sent, and the rest of it."""

    members: list[bytes]
    rest: Json


class StacApi:
    """Collections and items of an API, page by page."""

    def __init__(self, address: str, options: ApiOptions) -> None:
        from stacqc.sources.api.web import Refused, Web

        self._refused = Refused
        # A query may be a token; it goes along with every request, as clients of such APIs do.
        base, _, self._query = address.partition("#")[0].partition("?")
        self.web = Web(base.rstrip("/"), options.timeout, options.tries)
        self.name = self.web.name
        self._limit = PAGE
        self._root = self._parsed(self._raw(self.web.address))
        if "conformsTo" not in self._root and not any(
            _rel(k) in ("data", "search") for k in _links(self._root)
        ):
            self.web.close()
            raise SideTrouble(
                self.name, "this is no STAC API: its root has no conformsTo and no link to data"
            )

    def _raw(self, url: str) -> bytes:
        try:
            return self.web.get(self._with_query(url))
        except self._refused as refused:
            raise SideTrouble(
                self.name, f"the server answers {refused.status} for {urlsplit(url).path}"
            ) from None

    def _with_query(self, url: str) -> str:
        """Add what the user gave as a query, such as a token, unless the link has it already."""
        present = {pair.partition("=")[0] for pair in urlsplit(url).query.split("&")}
        missing = [p for p in self._query.split("&") if p and p.partition("=")[0] not in present]
        return url + ("&" if "?" in url else "?") + "&".join(missing) if missing else url

    def _parsed(self, raw: bytes) -> Json:
        data = parse(raw)
        if data is None:
            raise SideTrouble(self.name, "the answer is cut off or no JSON object")
        return data

    def collections(self) -> Iterator[bytes]:
        """Yield each collection as sent."""
        yield from self._pages(f"{self.web.address}/collections", {}, "collections")

    def items(self, collection: str, choice: Choice) -> Iterator[bytes]:
        """Yield each item of a collection as sent, in whatever order the API has."""
        params = {"limit": str(self._limit)}
        if choice.box:
            params["bbox"] = ",".join(f"{n:g}" if n == int(n) else repr(n) for n in choice.box)
        if choice.interval:
            params["datetime"] = "/".join(edge or ".." for edge in choice.interval)
        url = f"{self.web.address}/collections/{quote(collection, safe='')}/items"
        yield from self._pages(url, params, "features")

    def _pages(self, url: str, params: dict[str, str], member: str) -> Iterator[bytes]:
        seen: set[str] = set()
        page = self._first(url, params, member)
        count, matched = 0, page.rest.get("numberMatched")
        while True:
            count += len(page.members)
            yield from page.members
            following = next((k for k in _links(page.rest) if _rel(k) == "next"), None)
            if following is None:
                break
            page = self._next(following, seen, member)
        if type(matched) is int and matched > count:
            raise SideTrouble(self.name, f"the server counts {matched:,} {member}, but sent {count:,}")

    def _first(self, url: str, params: dict[str, str], member: str) -> Page:
        """The first page; a server that refuses large pages is asked for smaller ones."""
        if "limit" in params:
            try:
                return self._page(self._raw(_joined(url, params)), member)
            except SideTrouble:
                params = {**params, "limit": str(_SMALL_PAGE)}
                page = self._page(self._raw(_joined(url, params)), member)
                self._limit = _SMALL_PAGE
                return page
        return self._page(self._raw(_joined(url, params)), member)

    def _next(self, link: Json, seen: set[str], member: str) -> Page:
        href, body = str(link.get("href")), link.get("body")
        key = href + (orjson.dumps(body).decode() if body else "")
        if key in seen:
            raise SideTrouble(self.name, "its pages lead in a circle")
        seen.add(key)
        if str(link.get("method", "GET")).upper() != "POST":
            return self._page(self._raw(self.web.own(href)), member)
        try:
            return self._page(self.web.post(href, body), member)
        except self._refused as refused:
            raise SideTrouble(
                self.name, f"the server answers {refused.status} for its own next page"
            ) from None

    def _page(self, raw: bytes, member: str) -> Page:
        """Cut a page into its members, each as it was sent."""
        import msgspec

        try:
            parts = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
            found = msgspec.json.decode(parts.pop(member), type=list[msgspec.Raw])
        except (msgspec.DecodeError, KeyError, UnicodeDecodeError, RecursionError):
            raise SideTrouble(self.name, f"the answer is cut off, or holds no {member}") from None
        rest = {name: orjson.loads(bytes(part)) for name, part in parts.items()}
        return Page([bytes(one) for one in found], rest)

    def one(self, collection: str, item: str = "") -> bytes:
        """Return one collection or item as sent."""
        tail = f"/items/{quote(item, safe='')}" if item else ""
        return self._raw(f"{self.web.address}/collections/{quote(collection, safe='')}{tail}")

    def address(self, collection: str, item: str = "") -> str:
        """Return the address of a collection or an item, without secrets."""
        tail = f"/items/{quote(item, safe='')}" if item else ""
        return f"{self.name}/collections/{quote(collection, safe='')}{tail}"

    def close(self) -> None:
        """Close all connections."""
        self.web.close()


def _joined(url: str, params: dict[str, str]) -> str:
    return url + ("?" if params else "") + "&".join(f"{k}={quote(v, safe=',:/.')}" for k, v in params.items())


def _links(data: Json) -> list[Json]:
    links: Any = data.get("links")
    return [k for k in links if type(k) is dict] if type(links) is list else []


def _rel(link: Json) -> str:
    return str(link.get("rel", ""))
