"""Addresses of inputs as URI references."""

from __future__ import annotations

import os
from urllib.parse import quote

from stacqc.schemes import is_address

#: What RFC 3986 lets stand in an address beside letters and digits, and what is encoded already.
_KEPT = "/:?#[]@!$&'()*+,;=-._~%"


def is_below(uri: str) -> bool:
    """Return whether an input is a path that does not leave the current folder."""
    path = os.path.normpath(uri)
    return not (is_address(uri) or os.path.isabs(path) or path.startswith(os.pardir))


def reference(uri: str) -> str:
    """Return a URI reference: relative for what is below the current folder, whole for all else."""
    if is_address(uri):
        return quote(uri, safe=_KEPT, errors="surrogatepass")
    if is_below(uri):
        return _encoded(os.path.normpath(uri))
    return "file://" + _encoded(os.path.abspath(uri))


def _encoded(path: str) -> str:
    try:
        raw = os.fsencode(path.replace(os.sep, "/"))
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    return quote(raw, safe="/")
