"""One request and the head of its response: no cookies, no credentials, no redirects, no more body than a byte or two."""

from __future__ import annotations

import asyncio
import re
import ssl
from contextlib import aclosing, suppress
from types import TracebackType
from typing import Any

import httpcore
import httpx

from stacqc.hrefs.answer import Outcome, Reply, Untold
from stacqc.hrefs.proxies import Proxies, has_valid_port, plain_host, pool_of, port_of, refused, watched
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
_NO_CERTIFICATES = (
    "the certificates that SSL_CERT_FILE or SSL_CERT_DIR names cannot be read; name a file of PEM"
)
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
        self._context = _certificates()
        self._at_once = settings.at_once
        #: Connections by the proxy that they go through, empty for none, and whether each is used but once.
        self._pools: dict[tuple[str, bool], httpcore.AsyncConnectionPool] = {}

    async def __aenter__(self) -> HttpClient:
        """Open for requests."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close all connections."""
        for pool in self._pools.values():
            await pool.aclose()

    async def send(self, method: str, url: httpx.URL, is_fresh: bool) -> Reply:
        """Return the reply to one request, over a connection of its own where it is to be fresh.

        Raises Untold, or what httpcore raises.
        """
        pool = await self._pool(url, is_fresh)
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

    async def _pool(self, url: httpx.URL, is_fresh: bool) -> httpcore.AsyncConnectionPool:
        """Return the connections for a request; raises Untold where it is not to be made."""
        if self._context is None and url.scheme == "https":
            raise Untold(Outcome.UNCHECKED, _NO_CERTIFICATES, of_host=True)
        proxy = self._proxies.of(url)
        if proxy:
            await self._public.leave_to_proxy(plain_host(url), port_of(url), self._trusts_proxy)
        if (proxy, is_fresh) not in self._pools:
            self._pools[proxy, is_fresh] = self._connections(proxy, is_fresh)
        return self._pools[proxy, is_fresh]

    def _connections(self, proxy: str, is_fresh: bool) -> httpcore.AsyncConnectionPool:
        bounds: dict[str, Any] = {
            "max_connections": self._at_once,
            "max_keepalive_connections": 0 if is_fresh else self._at_once,
            "keepalive_expiry": 5.0,
        }
        if proxy:
            return pool_of(proxy, self._context, bounds)
        return httpcore.AsyncConnectionPool(self._context, network_backend=self._public, **bounds)

    def _request(self, method: str, url: httpx.URL) -> httpcore.Request:
        timeouts = dict.fromkeys(("read", "write"), self._timeout)
        timeouts["connect"] = min(CONNECT, self._timeout)
        fields = [(b"Host", url.netloc), *_FIELDS]
        if method == "GET":
            fields.append((b"Range", b"bytes=0-0"))
        target = httpcore.URL(
            scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path or b"/"
        )
        extensions: dict[str, Any] = {"timeout": timeouts}
        if self._proxies.of(url):
            extensions["trace"] = watched
        return httpcore.Request(method, target, headers=fields, extensions=extensions)


def parsed(url: str) -> httpx.URL:
    """Return an address in its parts, without user and password; raises Untold where it is none."""
    try:
        made = httpx.URL(url).copy_with(username=None, password=None, fragment=None)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        raise Untold(Outcome.UNREACHABLE, "it is no valid address") from None
    if made.scheme not in ("http", "https") or not _is_host(made.raw_host) or not has_valid_port(made):
        raise Untold(Outcome.UNREACHABLE, "it is no valid address")
    return made


def _certificates() -> ssl.SSLContext | None:
    """Return what certificates are held against, None where it cannot be read."""
    try:
        return httpx.create_ssl_context()
    except OSError:
        return None


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
