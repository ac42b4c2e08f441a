"""Reading objects in a store as documents: only inside the root, only so large."""

from __future__ import annotations

from collections.abc import Iterator

from stacqc.paths import ended, normalised
from stacqc.sources.files import SKIPPED_FOLDERS, Unreadable, has_ending
from stacqc.sources.stores import store
from stacqc.sources.stores.ahead import FIRST, start_of


def read_object(path: str, root: str, limit: int) -> bytes:
    """Return the bytes of an object; raises Unreadable."""
    if root and not path.startswith(ended(root)):
        raise Unreadable(path, "it lies outside the catalog's folder")
    try:
        content = start_of(path)
        if len(content) >= FIRST:
            content += store.read_at(path, FIRST, limit + 1 - FIRST)
    except OSError as error:
        raise Unreadable(path, str(error.strerror), isinstance(error, FileNotFoundError)) from None
    if len(content) > limit:
        raise Unreadable(path, f"it has more than {limit:,} bytes, the most that a single document may have")
    return content


def walk_objects(folder: str, endings: tuple[str, ...]) -> Iterator[str | Unreadable]:
    """Yield the objects below a folder whose names end so, in the order of a walk through folders."""
    base = ended(normalised(folder))
    try:
        names = [address.removeprefix(base) for address in store.addresses_below(folder)]
    except OSError as error:
        yield Unreadable(folder, str(error.strerror))
        return
    wanted = (name for name in names if has_ending(name, endings) and not _is_left_out(name))
    for name in sorted(wanted, key=_place):
        address = base + name
        if normalised(address) == address:
            yield address
        else:
            yield Unreadable(address, "its name is no path: it has empty or dotted parts")


def _is_left_out(name: str) -> bool:
    *folders, _ = parts = name.split("/")
    return any(p.startswith(".") and p not in (".", "..") for p in parts) or not SKIPPED_FOLDERS.isdisjoint(
        folders
    )


def _place(name: str) -> list[tuple[bool, str]]:
    """The place of a name in a walk: the files of a folder come before the folders in it."""
    *folders, last = name.split("/")
    return [*((True, folder) for folder in folders), (False, last)]
