"""What the schemes of addresses mean: a server, a database, this machine, or a store of objects."""

from __future__ import annotations

import re

#: What stands behind the scheme of an address; no path of a file holds it.
MARK = "://"
WEB = ("http://", "https://")
DATABASES = ("postgresql://", "postgres://")
#: What means files of this machine to others, and is no store.
_LOCAL = ("file://", "local://")
_address = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://").match


def is_address(text: str) -> bool:
    """Return whether a text begins with a scheme, as no path does."""
    return _address(text) is not None


def lowered(address: str) -> str:
    """Return an address with its scheme in small letters, which means the same (RFC 3986 section 3.1)."""
    found = _address(address)
    return address if found is None else found[0].lower() + address[found.end() :]


def of_web(address: str) -> bool:
    """Return whether an address is that of a server."""
    return address.startswith(WEB) or lowered(address).startswith(WEB)


def of_database(address: str) -> bool:
    """Return whether an address is that of a database."""
    return lowered(address).startswith(DATABASES)


def of_server(address: str) -> bool:
    """Return whether an address is that of a document that a server or a database made."""
    return of_web(address) or of_database(address)


def of_store(address: str) -> bool:
    """Return whether an address is that of objects in a store; every other scheme may be that of one."""
    return is_address(address) and not lowered(address).startswith((*WEB, *DATABASES, *_LOCAL))
