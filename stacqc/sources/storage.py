"""Files of this machine and objects in a store, opened and looked at by one set of functions."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from stacqc.paths import in_store
from stacqc.sources.content import Content

#: Bytes that are read at once of a file that is read from start to end.
_BUFFER = 1 << 20
#: What Python takes for a file whose parts are read: what a buffer is too small for goes past it.
_USUAL = -1


def is_folder(path: str) -> bool:
    """Return whether a path leads to a folder; raises OSError where a store cannot be asked."""
    if in_store(path):
        from stacqc.sources.stores.store import is_folder

        return is_folder(path)
    return os.path.isdir(path)


def is_file(path: str) -> bool:
    """Return whether a path leads to a file, neither to a folder nor to a device; may raise OSError."""
    if in_store(path):
        from stacqc.sources.stores.store import is_file

        return is_file(path)
    try:
        return stat.S_ISREG(os.stat(path).st_mode)
    except OSError:
        return False


def is_there(path: str) -> bool:
    """Return whether a path leads to anything; raises OSError where that cannot be told."""
    if in_store(path):
        from stacqc.sources.stores.store import is_there

        return is_there(path)
    try:
        os.stat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    return True


def size_of(path: str) -> int:
    """Return the size of a file in bytes; raises OSError."""
    if in_store(path):
        from stacqc.sources.stores.store import size_of

        return size_of(path)
    return os.path.getsize(path)


def read_at(path: str, start: int, size: int) -> bytes:
    """Return so many bytes of a file, or fewer at its end; raises OSError."""
    if in_store(path):
        from stacqc.sources.stores.store import read_at

        return read_at(path, start, size)
    with _opened_here(path, _USUAL) as stream:
        stream.seek(start)
        return stream.read(size)


def opened(path: str) -> BinaryIO:
    """Open a file for reading from start to end; raises OSError."""
    if in_store(path):
        from stacqc.sources.stores.stream import opened

        return opened(path)
    return _opened_here(path, _BUFFER)


def opened_here(path: str, forwards: bool = False) -> BinaryIO:
    """Open a file for reading here and there, an object as a copy on this machine; raises OSError.

    Meant to be read `forwards`, each read from the system is a large one.
    """
    if in_store(path):
        from stacqc.sources.stores.stream import copied

        path = copied(path)
    return _opened_here(path, _BUFFER if forwards else _USUAL)


def _opened_here(path: str, buffering: int) -> BinaryIO:
    """Open a regular file of this machine: a pipe among the files of a folder would be waited for without end."""
    stream = open(path, "rb", buffering=buffering, opener=_without_waiting)  # noqa: SIM115 (given to the caller)
    if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
        stream.close()
        raise OSError(errno.EINVAL, "it is not a regular file", path)
    return stream


def _without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


@contextmanager
def content_of(path: str) -> Iterator[Content]:
    """Give the bytes of a file, or of a copy of an object, that need not be in memory; raises OSError."""
    with opened_here(path) as stream:
        yield Content(stream)
