"""Connections to public addresses alone: what a document names must not reach what stands behind a wall.

The address that was looked at is the one that is connected to, so that a name which means something
else a moment later gains nothing.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any

import httpcore

from stacqc.hrefs.answer import Outcome, Untold
from stacqc.patience import apart

#: Seconds that it may take to look a name up.
LOOK_UP = 10.0

#: Networks of one site or one purpose that Python calls global, all of them or some (RFC 3879, RFC 6890).
_LOCAL = (IPv6Network("fec0::/10"), IPv4Network("192.0.0.0/24"))
#: Where translators put IPv4 addresses into IPv6 ones (RFC 6052).
_TRANSLATED = IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the open internet, also where it wraps another one."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(map(_is_open, _meant(parsed)))


def _is_open(address: IPv4Address | IPv6Address) -> bool:
    is_special = address.is_multicast or address.is_reserved or any(address in local for local in _LOCAL)
    return address.is_global and not is_special


def _meant(address: IPv4Address | IPv6Address) -> list[IPv4Address | IPv6Address]:
    """The addresses that traffic to an address may end at."""
    if isinstance(address, IPv4Address):
        return [address]
    if address.ipv4_mapped is not None:
        return [address.ipv4_mapped]
    if address in _TRANSLATED:
        return [IPv4Address(int(address) & 0xFFFFFFFF)]
    wrapped = [address.sixtofour, *(address.teredo or ())]
    return [address, *(one for one in wrapped if one is not None)]


class PublicBackend(httpcore.AsyncNetworkBackend):
    """Opens connections to public addresses, and to whatever hosts the user named."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = frozenset(host.lower() for host in allowed)
        self._backend = httpcore.AnyIOBackend()
        #: What came of looking names up, or will.
        self._names: dict[tuple[str, int], asyncio.Future[list[str]]] = {}

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of a host that answers; raises Untold where none is public."""
        trouble: Exception = httpcore.ConnectError("no address")
        for address in await self._addresses(host, port):
            try:
                return await self._backend.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                trouble = error
        raise trouble

    async def leave_to_proxy(self, host: str, port: int, is_trusted: bool) -> None:
        """Raise Untold where a proxy is not to be asked for a host, since it might lead behind the wall.

        The proxy looks the name up for itself and may take any of the addresses, so all of them must be public.
        A proxy that is trusted keeps what is not public away by itself.
        """
        if self._is_allowed(host, port) or (is_trusted and not _literal(host)):
            return
        if not all(map(is_public, await self._far(host, port))):
            raise _not_public()

    async def sleep(self, seconds: float) -> None:
        """Wait."""
        await asyncio.sleep(seconds)

    async def _addresses(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that may be connected to."""
        addresses = await self._looked_up(host, port)
        if self._is_allowed(host, port):
            return addresses
        public = [address for address in addresses if is_public(address)]
        if not public:
            raise _not_public()
        return public

    async def _far(self, host: str, port: int) -> list[str]:
        """Return the addresses of a host that a proxy would connect to, by all that is known of it here."""
        if literal := _literal(host):
            return [literal]
        try:
            return await self._looked_up(host, port)
        except Untold:
            reason = "its name is not known here; with --trust-proxy the proxy looks it up"
            raise Untold(Outcome.UNCHECKED, reason, of_host=True) from None

    async def _looked_up(self, host: str, port: int) -> list[str]:
        """Look a name up once, for all who wait for it, and whatever comes of it."""
        if (host, port) not in self._names:
            self._names[host, port] = asyncio.ensure_future(_looked_up(host, port))
            # Where all who wait have given up, nobody else asks what came of it, which would be logged as a crash.
            self._names[host, port].add_done_callback(lambda done: done.cancelled() or done.exception())
        return await asyncio.shield(self._names[host, port])

    def _is_allowed(self, host: str, port: int) -> bool:
        shown = (f"[{host}]" if ":" in host else host).lower()
        return not self._allowed.isdisjoint((shown, f"{shown}:{port}"))


def _not_public() -> Untold:
    return Untold(Outcome.UNCHECKED, "it is no public address", of_host=True)


def _literal(host: str) -> str:
    """Return the IP address that a host is, in whatever notation; empty for a name."""
    try:
        return str(ip_address(host))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return ""


async def _looked_up(host: str, port: int) -> list[str]:
    try:
        async with asyncio.timeout(LOOK_UP):
            found = await apart(lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
    except TimeoutError:
        reason = f"its name cannot be looked up within {LOOK_UP:g} s"
        raise Untold(Outcome.UNREACHABLE, reason, of_host=True) from None
    except (OSError, UnicodeError):
        raise Untold(Outcome.UNREACHABLE, "its name is not known", of_host=True) from None
    return list(dict.fromkeys(str(address[0]) for *_, address in found))
