"""Addresses on the web: which hrefs are some, what must not be sent, and what may be shown."""

from __future__ import annotations

import re
from urllib.parse import urlsplit, urlunsplit

from stacqc.safe import cut, safe

#: Longer ones are not kept, let alone asked for.
MAX_LENGTH = 8192
_SHOWN = 200
#: Names in a query whose values give access: those of signatures, and those of tokens and keys.
_secret = re.compile(
    r"[?&;](?:x-(?:amz|goog|oss|cos|obs)-(?:signature|credential|security-token)"
    r"|(?:q-)?sign(?:ature)?|sig|awsaccesskeyid|googleaccessid|ossaccesskeyid|key-pair-id|policy"
    r"|(?:[a-z]+[_-])?(?:token|secret|api[_-]?key|access[_-]?key|password)|apikey|key|passwd|pwd|auth|jwt"
    r"|authorization|credentials?)=",
    re.IGNORECASE,
).search


def web_address(href: str) -> str:
    """Return what is asked for an href, without its fragment; empty where it leads to no web server.

    Templates lead nowhere until somebody fills them.
    """
    # With three it is a path.
    if href.startswith("//") and not href.startswith("///"):
        href = f"https:{href}"
    if href[:6].lower().startswith(("http:", "https:")) and "{" not in href:
        return href.partition("#")[0]
    return ""


def host_of(url: str) -> str:
    """Return the host of an address with its port, in lower case; empty where it has none."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    host = f"[{host}]" if ":" in host else host
    return f"{host}:{port}" if host and port else host


def holds_secret(url: str) -> bool:
    """Return whether an address holds a user, a password, a signature or a token."""
    return "@" in _authority(url) or _secret(url) is not None


def shown(url: str) -> str:
    """Return an address as messages show it: without what gives access, and not too long."""
    try:
        # Control characters are shown, for they are dropped otherwise, and nothing seems to be wrong.
        parts = urlsplit(safe(url))
    except ValueError:
        return cut(url.partition("?")[0].rpartition("@")[2], _SHOWN)
    query = "…" if parts.query and _secret(url) else parts.query
    # Where a slash is missing, the path begins with what should be the user.
    path = parts.path if parts.netloc else parts.path.rpartition("@")[2]
    return cut(urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], path, query, "")), _SHOWN)


def _authority(url: str) -> str:
    """The part with user, host and port, whatever slashes are before it, which ends where a path, a query or a fragment begins."""
    return re.split(r"[/?#]", url.partition(":")[2].lstrip("/"), maxsplit=1)[0]
