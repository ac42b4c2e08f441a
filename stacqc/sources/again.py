"""Reading documents a second time, for what only the whole run brought to light."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from stacqc.document import Document
from stacqc.paths import in_store
from stacqc.sources.containers.container import Container
from stacqc.sources.containers.peek import container_kind
from stacqc.sources.files import Unreadable, read_file

if TYPE_CHECKING:
    from stacqc.sources.remote import Remote


class Reader:
    """Finds documents by address: files, and members of files (`file#/features/3`)."""

    def __init__(self) -> None:
        self._containers: dict[str, Container] = {}
        self._remotes: list[Remote] = []

    def remember(self, shard: object) -> None:
        """Keep a container, which may hold what cannot be read again, such as standard input."""
        if isinstance(shard, Container):
            self._containers[shard.uri] = shard
        elif (remote := getattr(shard, "remote", None)) is not None and remote not in self._remotes:
            self._remotes.append(remote)

    def documents(self, addresses: Iterable[str]) -> Iterator[tuple[str, Document | None]]:
        """Yield each address with its document, None where it cannot be had any more.

        A container is passed through once, however many of its members are asked for.
        """
        members: dict[str, set[str]] = {}
        addresses = list(addresses)
        brought = {address: document for r in self._remotes for address, document in r.documents(addresses)}
        yield from brought.items()
        for address in addresses:
            if address in brought:
                continue
            uri, sign, _ = address.rpartition("#/")
            if address in self._containers:
                members.setdefault(address, set()).add(address)
            elif sign and (in_store(address) or not os.path.isfile(address)):
                members.setdefault(uri, set()).add(address)
            else:
                yield address, _file(address)
        for uri, wanted in members.items():
            yield from self._members(uri, wanted)

    def _members(self, uri: str, wanted: set[str]) -> Iterator[tuple[str, Document | None]]:
        container = self._containers.get(uri) or Container(uri, container_kind(uri))
        for document in container.documents(_indexes(wanted)):
            if isinstance(document, Document) and document.address in wanted:
                wanted.discard(document.address)
                yield document.address, document
        yield from ((address, None) for address in sorted(wanted))


def _indexes(addresses: Iterable[str]) -> set[int]:
    """Return the last steps of the pointers in addresses; the container itself has none."""
    return {int(step) for a in addresses if (step := a.rpartition("/")[2]).isdecimal()}


def _file(path: str) -> Document | None:
    try:
        return Document(path, read_file(path))
    except Unreadable:
        return None
