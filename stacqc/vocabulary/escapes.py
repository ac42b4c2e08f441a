"""What makes a text no address: signs that must be written as %XX, and what else stands in place of one.

The signs are those of RFC 3986 section 2 and RFC 3987 section 2.2; letters beyond ASCII may stand in an IRI.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stacqc.vocabulary.gdal_paths import is_virtual
from stacqc.words import listing, shorten, show

#: The formats of addresses.
ADDRESSES = frozenset({"uri", "uri-reference", "iri", "iri-reference"})
_wrong = re.compile(r"[\x00-\x20\x7f\"<>\\^`{|}]")
_template = re.compile(r"\{\{?[^{}]*\}?\}|<[^<>]*>")
_another = re.compile(r"[\s;,]https?://")
_BACKSLASH = "\\"


class Slip(NamedTuple):
    """What is wrong with an address, what to do, and the address that is meant where that is clear."""

    what: str
    help: str
    meant: str = ""
    safe: bool = True


def slip_in(address: str) -> Slip | None:
    """Return what makes a text no address, None where it is something else than a wrong sign."""
    if not _wrong.search(address):
        return None
    if is_virtual(address):
        return Slip("only GDAL reads it", "write an address that every client reads")
    bare = address.strip()
    if bare != address:
        what = "white space stands around it"
        return Slip(what, f"write {_short(bare)}", "" if _wrong.search(bare) else bare)
    if template := _template.search(address):
        return Slip(f"{template[0]} is a template", "fill it in, or write its brackets as %XX")
    if _another.search(address[1:]):
        return Slip("it holds two addresses", "give each a link of its own")
    if _BACKSLASH in address:
        meant = address.replace(_BACKSLASH, "/")
        is_path = not _wrong.search(meant) and address[1:2] != ":"
        return Slip(
            "folders are divided by /", f"write {_short(meant)}", meant if is_path else "", safe=False
        )
    return _signs(address)


def _signs(address: str) -> Slip:
    found = sorted(set(_wrong.findall(address)))
    what = f"{listing([show(sign) for sign in found])} must be escaped"
    if "/" not in address and "." not in address.rpartition(" ")[2]:
        return Slip("it is a text", "write an address, such as ./file.tif")
    escaped = _wrong.sub(lambda sign: f"%{ord(sign[0]):02X}", address)
    return Slip(what, f"write {_short(escaped)}", escaped, safe=found == [" "])


def _short(address: str) -> str:
    return shorten(address, 120)
