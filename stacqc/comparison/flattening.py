"""Nested collections and the flat ones of a database: where an item goes, and what tells where it was."""

from __future__ import annotations

from collections.abc import Iterator, Set
from typing import Any

from stacqc.comparison.difference import ABSENT, Difference
from stacqc.comparison.equivalences import Equivalences
from stacqc.comparison.record import Json, Record, text_of
from stacqc.comparison.settings import Settings
from stacqc.comparison.walk import RawDifference

PARENT = "parent_collection"
SELF_HREF = "self_href"


class Mapping:
    """Which collection of the database takes the items that lie under a chain of collections."""

    def __init__(self, settings: Settings, held: Set[str]) -> None:
        self.settings = settings
        self.held = held

    def target(self, chain: tuple[str, ...], below_root: int = 0) -> str:
        """Return the collection for items under `chain`, the ids of collections from the outermost inwards.

        `below_root` is the index in the chain of the first collection that is not the root itself.
        """
        for name in reversed(chain):
            if name in self.settings.collections:
                return self.settings.collections[name]
        if not chain:
            return ""
        if self.settings.flatten == "none":
            return chain[-1]
        if self.settings.flatten == "auto":
            for name in reversed(chain):
                if name in self.held:
                    return name
        return chain[min(below_root, len(chain) - 1)]

    def held_as(self, own: str, target: str) -> str:
        """Return the id that the database has for a collection of the files, empty where it holds none.

        `target` is where its items go. Where several collections are mapped to one, none of them is that one.
        """
        if own == target:
            return own
        sources = [name for name, other in self.settings.collections.items() if other == target]
        return target if sources == [own] else ""


def parent_differences(
    file: Record, a: Json, b: Json, equivalences: Equivalences
) -> Iterator[Difference | RawDifference]:
    """Take the collection and what flattening added out of both sides, and yield what is wrong in it."""
    mine, theirs = a.pop("collection", ABSENT), b.pop("collection", ABSENT)
    if not file.parent or "flattening" not in equivalences.on:
        if mine != theirs:
            yield ("collection",), mine, theirs
        return
    if _moved(file, mine, b):
        equivalences.use("flattening")
        yield from _added(file, a, b)


def _moved(file: Record, own: Any, b: Json) -> bool:
    properties = b.get("properties")
    if type(properties) is not dict:
        return False
    return file.collection not in (file.parent, own) or PARENT in properties or SELF_HREF in properties


def _added(file: Record, a: Json, b: Json) -> Iterator[Difference]:
    """Compare the two members with the file, and take them out of a copy of the properties."""
    own = a.get("properties")
    if type(own) is dict and (PARENT in own or SELF_HREF in own):
        return
    properties = dict(b["properties"])
    parent, href = properties.pop(PARENT, ABSENT), properties.pop(SELF_HREF, ABSENT)
    b["properties"] = properties
    if parent != file.parent and (parent is not ABSENT or file.collection != file.parent):
        yield Difference("wrong-parent", ("properties", PARENT), file.parent, parent)
    if not ends_in(href, file.path) and (href is not ABSENT or file.collection != file.parent):
        yield Difference("wrong-parent", ("properties", SELF_HREF), file.path, href)


def ends_in(href: Any, path: str) -> bool:
    """Return whether an address ends in the path of a file."""
    if type(href) is not str:
        return False
    plain = href.partition("?")[0]
    return _is_below(plain, path) or ("%" in plain and _is_below(_unquoted(plain), path))


def _is_below(address: str, path: str) -> bool:
    return address.endswith(path) and (len(address) == len(path) or address[-len(path) - 1] == "/")


def _unquoted(address: str) -> str:
    from urllib.parse import unquote

    return unquote(address)


def flattened(record: Record, self_href: str) -> Json:
    """Return an item as a flat database holds it."""
    data = dict(record.data)
    own = data.get("properties")
    properties = dict(own) if type(own) is dict else {}
    if record.parent:
        properties[PARENT] = record.parent
    if record.path:
        properties[SELF_HREF] = join(self_href, record.path)
    return {**data, "properties": properties, "collection": record.collection}


def join(base: str, path: str) -> str:
    """Return the address of a file below `base`."""
    from urllib.parse import quote

    return f"{base.rstrip('/')}/{quote(path)}" if base else path


def parent_of(data: Json, lister: str) -> str:
    """Return the id of the collection that an item itself lies under."""
    return text_of(data, "collection") or lister
