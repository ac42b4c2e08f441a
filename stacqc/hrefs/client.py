"""One request and the head of its response: no cookies, no credentials, no redirects, no more body than a byte or two."""

from __future__ import annotations

import asyncio
import re
from contextlib import aclosing, suppress
from types import TracebackType
from typing import Any

import httpcore
import httpx

from stacqc.hrefs.answer import Outcome, Reply, Untold
from stacqc.hrefs.proxies import Proxies, has_valid_port, plain_host, pool_of, port_of, refused
from stacqc.hrefs.public import PublicBackend
from stacqc.hrefs.settings import HrefSettings
from stacqc.version import __version__

#: Seconds that a connection may take to be made.
CONNECT = 10.0
#: A name, or an IPv6 address without its brackets.
_is_host = re.compile(rb"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+").fullmatch
#: Bodies up to so many bytes, and for so many seconds, are read to their end, so that the connection can be used again.
_SMALL = 65_536
_SHORTLY = 2.0
_FIELDS = [
    (b"User-Agent", f"stacqc/{__version__}".encode()),
    (b"Accept", b"*/*"),
    # The length that is sent is then that of the file.
    (b"Accept-Encoding", b"identity"),
]


class HttpClient:
    """Sends requests over connections that are kept for the next one."""

    def __init__(self, settings: HrefSettings) -> None:
        self._timeout = settings.timeout
        self._trusts_proxy = settings.trust_proxy
        self._public = PublicBackend(settings.allow_hosts)
        self._proxies = Proxies()
        self._context = httpx.create_ssl_context()
        self._connections: dict[str, Any] = {
            "max_connections": settings.at_once,
            "max_keepalive_connections": settings.at_once,
            "keepalive_expiry": 5.0,
        }
        #: Connections by the proxy that they go through, empty for none.
        self._pools = {
            "": httpcore.AsyncConnectionPool(self._context, network_backend=self._public, **self._connections)
        }

    async def __aenter__(self) -> HttpClient:
        """Open for requests."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()

    async def send(self, method: str, url: httpx.URL) -> Reply:
        """Return the reply to one request; raises Untold, or what httpcore raises."""
        pool = await self._pool(url)
        try:
            response = await pool.handle_async_request(self._request(method, url))
        except httpcore.ProxyError as error:
            raise refused(error) from None
        try:
            reply = Reply(response.status, _fields(response))
            if method == "HEAD" or _is_small(reply):
                await _drain(response)
            return reply
        finally:
            await response.aclose()

    async def _pool(self, url: httpx.URL) -> httpcore.AsyncConnectionPool:
        """Return the connections for a request; raises Untold where it is not to be made."""
        proxy = self._proxies.of(url)
        if proxy:
            await self._public.leave_to_proxy(plain_host(url), port_of(url), self._trusts_proxy)
            if proxy not in self._pools:
                self._pools[proxy] = pool_of(proxy, self._context, self._connections)
        return self._pools[proxy]

    def _request(self, method: str, url: httpx.URL) -> httpcore.Request:
        timeouts = dict.fromkeys(("read", "write"), self._timeout)
        timeouts["connect"] = min(CONNECT, self._timeout)
        fields = [(b"Host", url.netloc), *_FIELDS]
        if method == "GET":
            fields.append((b"Range", b"bytes=0-0"))
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        return httpcore.Request(method, target, headers=fields, extensions={"timeout": timeouts})


def parsed(url: str) -> httpx.URL:
    """Return an address in its parts, without user and password; raises Untold where it is none."""
    try:
        made = httpx.URL(url).copy_with(username=None, password=None, fragment=None)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Untold(Outcome.UNREACHABLE, "it is no valid address") from None
    if made.scheme not in ("http", "https") or not _is_host(made.raw_host) or not has_valid_port(made):
        raise Untold(Outcome.UNREACHABLE, "it is no valid address")
    return made


def _fields(response: httpcore.Response) -> dict[str, str]:
    return {name.lower().decode("latin-1"): _text(value) for name, value in response.headers}


def _text(value: bytes) -> str:
    # Servers write addresses with letters of all languages as they stand, and browsers read them.
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.decode("latin-1")


def _is_small(reply: Reply) -> bool:
    size = reply.fields.get("content-length", "")
    return size.isascii() and size.isdecimal() and len(size) < 10 and int(size) <= _SMALL


async def _drain(response: httpcore.Response) -> None:
    """Read a body that is said to be small; whatever becomes of it, the head has answered."""
    size = 0
    with suppress(TimeoutError, httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError):
        async with asyncio.timeout(_SHORTLY), aclosing(response.aiter_stream()) as parts:  # type: ignore[type-var]
            async for part in parts:
                size += len(part)
                if size > _SMALL:
                    return
