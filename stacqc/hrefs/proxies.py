"""Which proxy of the environment a request goes through: HTTPS_PROXY, HTTP_PROXY, ALL_PROXY, and NO_PROXY.

The names are those that curl, requests and httpx read, in lower case first.
"""

from __future__ import annotations

import ssl
from ipaddress import ip_address, ip_network
from typing import Any
from urllib.request import getproxies_environment

import httpcore
import httpx

from stacqc.hrefs.answer import PROXY_REFUSES, Outcome, Untold
from stacqc.hrefs.causes import words_of
from stacqc.hrefs.public import PublicBackend


class Proxies:
    """The proxies of the environment, as it was when the run began."""

    def __init__(self) -> None:
        self._proxies = getproxies_environment()
        self._direct = [entry.strip().lower() for entry in self._proxies.get("no", "").split(",")]

    def of(self, url: httpx.URL) -> str:
        """Return the address of the proxy for a request, empty where there is none."""
        found = self._proxies.get(url.scheme) or self._proxies.get("all", "")
        if not found or any(is_meant(entry, url) for entry in self._direct if entry):
            return ""
        return found if "://" in found else f"http://{found}"


def is_meant(entry: str, url: httpx.URL) -> bool:
    """Return whether an entry of NO_PROXY means a host: by `*`, its name, one it lies below, or its network."""
    if entry == "*":
        return True
    if "/" in entry:
        return _is_in_network(plain_host(url), entry)
    name = f".{entry.strip('[]').lstrip('.')}"
    host = f".{plain_host(url)}"
    return host.endswith(name) or f"{host}:{port_of(url)}".endswith(name)


def plain_host(url: httpx.URL) -> str:
    """Return the host of an address as it is asked for: not all that pass for international turn into letters."""
    return url.raw_host.decode("ascii")


def has_valid_port(url: httpx.URL) -> bool:
    """Return whether an address names no port, or one that exists: others wrap around to one that does."""
    return url.port is None or 0 < url.port < 65_536


def port_of(url: httpx.URL) -> int:
    """Return the port that a request goes to."""
    return url.port or {"http": 80, "https": 443}[url.scheme]


def _is_in_network(host: str, network: str) -> bool:
    try:
        return ip_address(host) in ip_network(network, strict=False)
    except ValueError:
        return False


class _Backend(PublicBackend):
    """Opens connections to a proxy, which the user named and which may lie anywhere."""

    async def connect_tcp(self, *args: Any, **options: Any) -> httpcore.AsyncNetworkStream:
        """Connect; raises Untold where the proxy is not there."""
        try:
            return await super().connect_tcp(*args, **options)
        except (httpcore.ConnectError, httpcore.ConnectTimeout, Untold):
            raise _untold("no connection to the proxy can be made") from None

    def _is_allowed(self, host: str, port: int) -> bool:
        return True


def pool_of(
    proxy: str, context: ssl.SSLContext | None, connections: dict[str, Any]
) -> httpcore.AsyncHTTPProxy:
    """Return connections through a proxy; raises Untold where its address is none."""
    try:
        parsed = httpx.Proxy(proxy)
    except (httpx.InvalidURL, ValueError):
        raise _untold("the proxy of the environment has no valid address") from None
    if not has_valid_port(parsed.url):
        raise _untold("the proxy of the environment has no valid address")
    if parsed.url.scheme not in ("http", "https"):
        raise _untold("the proxy of the environment is no HTTP proxy")
    return httpcore.AsyncHTTPProxy(
        httpcore.URL(
            scheme=parsed.url.raw_scheme, host=parsed.url.raw_host, port=parsed.url.port, target=b"/"
        ),
        proxy_auth=parsed.raw_auth,
        ssl_context=context,
        network_backend=_Backend(()),
        **connections,
    )


def refused(error: httpcore.ProxyError) -> Untold:
    """Return what a proxy means that makes no connection to a host."""
    status = str(error)[:3]
    if status == "407":
        return Untold(Outcome.UNCHECKED, PROXY_REFUSES, of_host=True)
    if status[:1] == "5":
        return Untold(Outcome.UNREACHABLE, f"the proxy cannot reach it ({status})", of_host=True)
    return Untold(Outcome.UNCHECKED, "the proxy refuses to connect to it", of_host=True)


async def watched(event: str, info: dict[str, Any]) -> None:
    """Raise Untold where httpcore tells that no secure connection to the proxy itself comes about."""
    error = info.get("exception")
    # What fails in the tunnel, with the host at its end, has another name.
    if event == "connection.start_tls.failed" and isinstance(error, httpcore.ConnectError):
        raise _untold(f"no secure connection to the proxy can be made: {words_of(error)}")


def _untold(reason: str) -> Untold:
    return Untold(Outcome.UNREACHABLE, reason, of_host=True)
