"""Reading files that nobody vouches for: only regular ones, only inside the root, only so large."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import lru_cache

from stacqc.paths import ended, in_store

#: The largest single document that is read, in bytes; containers of many documents are streamed.
MAX_DOCUMENT = 256 * 1024 * 1024
_CHUNK = 65536
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
#: How the names of files of one document end.
JSON = (".json", ".geojson")
SKIPPED_FOLDERS = {"node_modules", "__pycache__", "site-packages"}


class Unreadable(Exception):
    """A file that cannot be read, and why in words for the user; `missing` when it does not exist."""

    def __init__(self, path: str, reason: str, missing: bool = False) -> None:
        super().__init__(path, reason)
        self.path = path
        self.reason = reason
        self.missing = missing


def read_file(path: str, root: str = "", limit: int = MAX_DOCUMENT) -> bytes:
    """Return the bytes of a regular file; raises Unreadable.

    A symbolic link is followed only where it leads to a file inside `root` (when a root is given). An
    object in a store is read where its address lies inside `root`.
    """
    if in_store(path):
        from stacqc.sources.stores.reading import read_object

        return read_object(path, root, limit)
    try:
        handle = _open(path, root)
    except OSError as error:
        raise Unreadable(path, reason_of(error), isinstance(error, FileNotFoundError)) from None
    try:
        size = _checked_size(os.fstat(handle), path, limit)
        # One byte more than there should be: less work for the allocator than a large buffer.
        content = os.read(handle, size + 1)
        return content if len(content) == size else content + b"".join(_rest(handle))
    except OSError as error:
        raise Unreadable(path, reason_of(error)) from None
    finally:
        os.close(handle)


def _open(path: str, root: str) -> int:
    if not root:
        return os.open(path, _FLAGS)
    if not inside_after_links(path.rpartition(os.sep)[0] or os.path.dirname(path), root):
        raise Unreadable(path, "a symbolic link leads out of the catalog's folder")
    try:
        handle = os.open(path, _FLAGS | _NO_FOLLOW)
    except OSError:
        if not os.path.islink(path):
            raise
        if not inside_after_links(path, root):
            raise Unreadable(path, "it is a symbolic link out of the catalog's folder") from None
        handle = os.open(path, _FLAGS)
    return handle


def _checked_size(status: os.stat_result, path: str, limit: int) -> int:
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable(path, f"it is {_special(status.st_mode)}, not a regular file")
    if status.st_size > limit:
        raise Unreadable(path, f"it has {status.st_size:,} bytes; a single document may have {limit:,}")
    return status.st_size


def _rest(handle: int) -> Iterator[bytes]:
    while chunk := os.read(handle, _CHUNK):
        yield chunk


def _special(mode: int) -> str:
    kinds = {
        stat.S_IFDIR: "a folder",
        stat.S_IFIFO: "a pipe",
        stat.S_IFCHR: "a device",
        stat.S_IFBLK: "a device",
        stat.S_IFSOCK: "a socket",
    }
    return kinds.get(stat.S_IFMT(mode), "something else")


def reason_of(error: OSError) -> str:
    """Return why a file cannot be read, as the end of a sentence."""
    text = (error.strerror or str(error)).lower()
    return {"no such file or directory": "it does not exist", "permission denied": "permission denied"}.get(
        text, text
    )


@lru_cache(maxsize=4096)
def inside_after_links(path: str, root: str) -> bool:
    """Return whether `path`, with all symbolic links followed, lies inside `root`."""
    if in_store(path):
        # There are no such links in a store.
        return path.startswith(ended(root))
    real, base = os.path.realpath(path), os.path.realpath(root)
    return real == base or real.startswith(base.rstrip(os.sep) + os.sep)


def has_ending(name: str, endings: tuple[str, ...]) -> bool:
    """Return whether the name of a file ends so, in capitals too."""
    return name.lower().endswith(endings)


def is_json(name: str) -> bool:
    """Return whether a file holds one document, judged by its name."""
    return has_ending(name, JSON)


def walk(folder: str, endings: tuple[str, ...] = JSON) -> Iterator[str | Unreadable]:
    """Yield the files below a folder whose names end so, in capitals too, by name.

    Hidden and linked folders are left out. One that cannot be listed is yielded as what is wrong with it.
    """
    if in_store(folder):
        from stacqc.sources.stores.reading import walk_objects

        yield from walk_objects(folder, endings)
        return
    pending = [folder]
    while pending:
        current = pending.pop()
        try:
            files, folders = _listing(current, endings)
        except OSError as error:
            yield Unreadable(current, reason_of(error))
            continue
        yield from files
        pending.extend(reversed(folders))


def _listing(folder: str, endings: tuple[str, ...]) -> tuple[list[str], list[str]]:
    files, folders = [], []
    with os.scandir(folder) as entries:
        for entry in entries:
            name = entry.name
            if name.startswith("."):
                continue
            if entry.is_dir(follow_symlinks=False):
                if name not in SKIPPED_FOLDERS:
                    folders.append(entry.path)
            elif has_ending(name, endings):
                files.append(entry.path)
    return sorted(files), sorted(folders)
