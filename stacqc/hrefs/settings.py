"""How addresses are asked for, and what that needs."""

from __future__ import annotations

import re
from typing import NamedTuple

#: A host with its port or without, as a host that is allowed is named.
is_host = re.compile(r"(?:[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?").fullmatch


class MissingClient(ImportError):
    """The library that speaks HTTP is not installed."""


class HrefSettings(NamedTuple):
    """The bounds of a run that asks for addresses."""

    #: Hosts that are asked although their addresses are not public, as `host` or `host:port`.
    allow_hosts: tuple[str, ...] = ()
    #: Whether names are left to a proxy that were not looked up here.
    trust_proxy: bool = False
    #: How many addresses are asked for.
    max: int = 10_000
    #: Seconds that one request may take.
    timeout: float = 20.0
    #: Requests at a time: to one host, and altogether.
    per_host: int = 4
    at_once: int = 16
    #: Seconds after which no more requests are made.
    max_time: float = 900.0


def need_client() -> None:
    """Raise MissingClient where addresses cannot be asked for."""
    from importlib.util import find_spec

    if find_spec("httpx") is None or find_spec("httpcore") is None:
        raise MissingClient("httpx is missing: pip install 'stacqc[api]'")
