"""Addresses of inputs as URI references."""

from __future__ import annotations

import os
import re
from urllib.parse import quote

_scheme = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://").match
#: What RFC 3986 lets stand in an address beside letters and digits, and what is encoded already.
_KEPT = "/:?#[]@!$&'()*+,;=-._~%"


def is_remote(uri: str) -> bool:
    """Return whether an input was named by an address rather than by a path."""
    return _scheme(uri) is not None


def is_below(uri: str) -> bool:
    """Return whether an input is a path that does not leave the current folder."""
    path = os.path.normpath(uri)
    return not (is_remote(uri) or os.path.isabs(path) or path.startswith(os.pardir))


def reference(uri: str) -> str:
    """Return a URI reference: relative for what is below the current folder, whole for all else."""
    if is_remote(uri):
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
