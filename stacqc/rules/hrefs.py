"""Rules on what servers say of the addresses in documents; they speak only where servers are asked."""

from __future__ import annotations

from stacqc.hrefs import names
from stacqc.rule import declare_rule

_ASSETS = "https://github.com/radiantearth/stac-spec/blob/master/commons/assets.md#asset-object"
_LINKS = "https://github.com/radiantearth/stac-spec/blob/master/commons/links.md"
_HTTP = "https://www.rfc-editor.org/rfc/rfc9110"
_TAGS = ("network",)

declare_rule(
    names.ASSET_NOT_FOUND,
    kinds=("Item", "Collection"),
    tags=_TAGS,
    summary="Servers have the files that assets lead to.",
    why="It is told with --check-hrefs alone: the server answers 404 Not Found or 410 Gone, so that nobody can "
    "have the data.",
    fix="Put the file there, correct the address, or leave the asset out.",
    docs=_ASSETS,
)
declare_rule(
    names.LINK_NOT_FOUND,
    tags=_TAGS,
    summary="Servers have the pages and documents that links lead to.",
    why="It is told with --check-hrefs alone: the server answers 404 Not Found or 410 Gone, so that a license, a "
    "citation or a further catalog is out of reach.",
    fix="Correct the address, or leave the link out.",
    docs=_LINKS,
)
declare_rule(
    names.UNREACHABLE,
    severity="warning",
    tags=_TAGS,
    summary="Servers answer when they are asked for what documents lead to.",
    why="It is told with --check-hrefs alone. Whether the file is there cannot be told: the server may be down for a "
    "while, or gone for good.",
    fix="Ask again later; if it stays so, correct the address.",
    docs=f"{_HTTP}#name-server-error-5xx",
)
declare_rule(
    names.UNCHECKED,
    severity="info",
    tags=_TAGS,
    summary="Everything that documents lead to on the web can be asked for.",
    why="It is told with --check-hrefs alone, and names what it leaves out: hosts that are not public, servers that want "
    "credentials, addresses that hold some, and what exceeds a limit.",
    fix="Allow the host with --allow-host or raise the limit, where that is right.",
    docs=f"{_HTTP}#name-security-considerations",
)
declare_rule(
    names.CONTENT_TYPE,
    severity="warning",
    kinds=("Item", "Collection"),
    tags=_TAGS,
    summary="Servers send assets with the media type that the metadata gives.",
    why="It is told with --check-hrefs alone. Browsers and clients go by the type that is sent; a web page in place of "
    "data is mostly a login, or the words that something is missing.",
    fix="Correct the type of the asset, or the settings of the server.",
    docs=f"{_HTTP}#name-content-type",
)
declare_rule(
    names.CONTENT_LENGTH,
    severity="warning",
    kinds=("Item", "Collection"),
    tags=_TAGS,
    summary="Assets have as many bytes as the metadata says.",
    why="It is told with --check-hrefs alone. The file was changed after its metadata, or is cut off.",
    fix="Put the right file there, or write its size.",
    docs="https://github.com/stac-extensions/file",
)
