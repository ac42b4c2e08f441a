"""The rules that speak of what servers say."""

from __future__ import annotations

ASSET_NOT_FOUND = "asset-not-found"
LINK_NOT_FOUND = "link-not-found"
UNREACHABLE = "href-unreachable"
UNCHECKED = "href-unchecked"
CONTENT_TYPE = "asset-content-type"
CONTENT_LENGTH = "asset-content-length"
#: Rules that take part only in runs that ask for addresses.
RULES = frozenset((ASSET_NOT_FOUND, LINK_NOT_FOUND, UNREACHABLE, UNCHECKED, CONTENT_TYPE, CONTENT_LENGTH))
