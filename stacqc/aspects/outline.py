"""The outline of a document: its shape and what else recurs, so that what follows from it is worked out once.

A catalog has few outlines and many documents. A rule that asks only for names, types, extensions, media types,
roles and relations asks `Outline.recall`, which answers from memory for every further document of the outline.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from stacqc.aspects.shapes import Shape, shape_of, shape_of_object
from stacqc.document import Document

#: Outlines that are remembered; a hostile catalog has no end of them.
_MAX_OUTLINES = 4096
T = TypeVar("T")
_NONE: tuple[Any, ...] = ()


class Outline:
    """What all documents of one outline have in common."""

    __slots__ = (
        "_known",
        "assets",
        "extensions",
        "kind",
        "links",
        "members",
        "names",
        "providers",
        "types",
        "version",
    )

    def __init__(
        self,
        shape: Shape,
        kind: str,
        version: str,
        extensions: tuple[str, ...],
        assets: Any,
        links: Any,
        providers: Any,
        members: tuple[str, ...],
    ) -> None:
        #: Names and Python types of the properties of an item, or of the members of other kinds.
        self.names, self.types = shape.names, shape.types
        self.kind, self.version, self.extensions = kind, version, extensions
        #: Names of all members, also those that have no type of their own here.
        self.members = members
        #: For each asset its names, media type, roles, and the names in its bands.
        self.assets: tuple[tuple[Any, ...], ...] = assets
        #: For each link of an item its relation, media type and names; other kinds have too many.
        self.links: tuple[tuple[Any, ...], ...] = links
        #: For each provider of an item its names.
        self.providers: tuple[tuple[str, ...], ...] = providers
        self._known: dict[Callable[[Outline], Any], Any] = {}

    def recall(self, work: Callable[[Outline], T]) -> T:
        """Return what `work` makes of this outline, working it out the first time."""
        known = self._known
        if work in known:
            return known[work]  # type: ignore[no-any-return]
        made = known[work] = work(self)
        return made

    def names_of(self, kind: type) -> list[str]:
        """Return the names whose values are of a Python type."""
        return [name for name, own in zip(self.names, self.types, strict=True) if own is kind]


#: What rules work out of outlines; where nothing comes of any, these rules have nothing to say.
_works: list[Callable[[Outline], Any]] = []


def work_of_rule(work: Callable[[Outline], T]) -> Callable[[Outline], T]:
    """Register what a rule works out of an outline; it looks at documents only where something comes of it."""
    _works.append(work)
    return work


def has_plain_outline(document: Document) -> bool:
    """Say whether nothing can be said of an item by its outline alone."""
    return document.kind == "Item" and outline_of(document).recall(_comes_to_nothing)


def _comes_to_nothing(outline: Outline) -> bool:
    return not any(outline.recall(work) for work in _works)


_outlines: dict[tuple[Any, ...], Outline] = {}


def outline_of(document: Document) -> Outline:
    """Return the outline of a document, found once per document."""
    found: Outline | None = document.memo.get("outline")
    if found is None:
        found = document.memo["outline"] = _outline(document)
    return found


def _outline(document: Document) -> Outline:
    """Find the outline of a document whose parts have the types they should have, or else look closer."""
    data, is_item = document.data, document.kind == "Item"
    shape = shape_of(document) if is_item else shape_of_object(data)
    properties = document.properties
    try:
        key = (
            shape,
            document.kind,
            data.get("stac_version"),
            tuple(data.get("stac_extensions", _NONE)),
            tuple([_plain_asset(a) for a in data["assets"].values()]) if "assets" in data else _NONE,
            tuple([(k.get("rel"), k.get("type"), *k) for k in data.get("links", _NONE)])
            if is_item
            else _NONE,
            tuple(map(tuple, properties["providers"])) if "providers" in properties else _NONE,
            tuple(data),
        )
        return _outlines.get(key) or _add(key)
    except (TypeError, AttributeError):
        return _careful(document, shape)


def _plain_asset(asset: dict[str, Any]) -> tuple[Any, ...]:
    bands = tuple(map(tuple, asset["bands"])) if "bands" in asset else _NONE
    return tuple(asset), asset.get("type"), tuple(asset.get("roles", _NONE)), bands


def _careful(document: Document, shape: Shape) -> Outline:
    data = document.data
    declared, version, assets = data.get("stac_extensions"), data.get("stac_version"), data.get("assets")
    providers = document.properties.get("providers")
    key = (
        shape,
        document.kind,
        version if type(version) is str else "",
        tuple(e if type(e) is str else "" for e in declared) if type(declared) is list else _NONE,
        tuple(map(_asset, assets.values())) if type(assets) is dict else _NONE,
        tuple(_link(link) for _, link in document.links) if document.kind == "Item" else _NONE,
        tuple(tuple(p) for p in providers if type(p) is dict) if type(providers) is list else _NONE,
        tuple(data),
    )
    return _outlines.get(key) or _add(key)


def _asset(asset: Any) -> tuple[Any, ...]:
    """The names in an asset, its media type and roles, and the names in its bands."""
    if type(asset) is not dict:
        return (_NONE, None, _NONE, _NONE)
    media_type, roles, bands = asset.get("type"), asset.get("roles"), asset.get("bands")
    return (
        tuple(asset),
        media_type if type(media_type) is str else None,
        tuple(r for r in roles if type(r) is str) if type(roles) is list else _NONE,
        tuple(tuple(b) for b in bands if type(b) is dict) if type(bands) is list else _NONE,
    )


def _link(link: dict[str, Any]) -> tuple[Any, ...]:
    rel, media_type = link.get("rel"), link.get("type")
    return (rel if type(rel) is str else None, media_type if type(media_type) is str else None, *link)


def _add(key: tuple[Any, ...]) -> Outline:
    _, _, version, extensions, *_ = key
    if type(version) is not str or any(type(e) is not str for e in extensions):
        raise TypeError("a version or an extension is no text")
    if len(_outlines) >= _MAX_OUTLINES:
        _outlines.clear()
    made = _outlines[key] = Outline(*key)
    return made
