"""The rule of the ISDeform profile on assets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from stacqc.aspects.links import is_absolute_file, is_remote, resolve
from stacqc.aspects.outline import Outline, outline_of
from stacqc.document import Document
from stacqc.engine.probing import exists
from stacqc.findings import Problem
from stacqc.rule import rule
from stacqc.rules._isdeform import MISNAMED, code_of
from stacqc.rules.assets import asset_paths, special_hrefs
from stacqc.told_by import SCHEMAS, ToldBy

_RUN = "0f3c2a10-6b1d-4e57-9c2a-5d8e7f901234"
_INW = f"{_RUN}_geo_interferogram_20210112_20210124_4rlks_inw_item"
#: Roles that only one product has.
_ROLES = {"unwrapped_phase": "inu"}
_COMMON = ("data", "overview", "thumbnail", "metadata")


def _assets(href: str, *roles: str) -> dict[str, Any]:
    return {"assets": {"product": {"href": href, "roles": list(roles)}}}


@rule(
    "asset-href",
    told_by=(ToldBy(SCHEMAS), MISNAMED),
    probes=asset_paths,
    kinds=("Item",),
    rulesets=("isdeform",),
    tags=("isdeform", "assets"),
    docs="https://github.com/radiantearth/stac-spec/blob/master/commons/assets.md",
    fix="Write an address that works everywhere, and only the roles of the product.",
    examples={
        "valid": [{"id": _INW, **_assets("https://example.com/InW_geo.tiff", "data")}],
        "invalid": [_assets("/scratch/x/InU_geo.tiff", "data"),
                    {"id": _INW, **_assets("https://example.com/InW_geo.tiff", "unwrapped_phase")}],
    },
)  # fmt: skip
def asset_href(document: Document) -> Iterable[Problem]:
    """Assets lead to files that everyone can reach, and have only the roles of their product.

    A path of the machine that made the product works nowhere else.
    """
    if special_hrefs(document) or not outline_of(document).recall(_have_usual_roles):
        return list(_wrong(document))
    return ()


def _have_usual_roles(outline: Outline) -> bool:
    return all(not roles or (len(roles) == 1 and roles[0] in _COMMON) for _, _, roles, _ in outline.assets)


def _wrong(document: Document) -> Iterator[Problem]:
    for key, asset in document.assets.items():
        href, roles = asset.get("href"), asset.get("roles")
        if type(href) is str:
            yield from _wrong_href(document, key, href)
        if type(roles) is list:
            yield from _wrong_roles(document, key, roles)


def _wrong_href(document: Document, key: str, href: str) -> Iterator[Problem]:
    path = ("assets", key, "href")
    if is_absolute_file(href):
        yield Problem(
            path, f"Path of the build machine: {href[:200]}", "write a relative path or an https address"
        )
    elif not is_remote(href) and document.tree.folder and not exists(resolve(href, document.folder)):
        yield Problem(
            path,
            f"The asset leads to {href[:200]}, which does not exist",
            "copy the file, or correct the path",
        )


def _wrong_roles(document: Document, key: str, roles: list[Any]) -> Iterator[Problem]:
    path = ("assets", key, "roles")
    code = code_of(document)
    for role, own in _ROLES.items():
        if role in roles and code and code != own:
            yield Problem(
                (*path, roles.index(role)), f"The role {role} is not that of files of {code}", "remove it"
            )
