"""The bytes of a file as one text of which only what is asked for is read."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

#: What is said of a file of which less is there than there was.
CUT_OFF = "it became shorter while it was read; check it once it is complete"


def cut_off(path: str) -> OSError:
    """Return what is raised where a file has fewer bytes than it had."""
    return OSError(errno.EIO, CUT_OFF, path)


def uncut(found: bytes, size: int, path: str) -> bytes:
    """Return what was read of a file; raises OSError where that is less than was there."""
    if len(found) < size:
        raise cut_off(path)
    return found


class Content:
    """A file that is sliced like bytes, each slice read anew; raises OSError where the file became shorter.

    A memory map would do the same until another process cuts the file off: that ends a process by a signal.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._size = os.fstat(stream.fileno()).st_size

    def __len__(self) -> int:
        return self._size

    def __getitem__(self, part: slice) -> bytes:
        start, end, _ = part.indices(self._size)
        self._stream.seek(start)
        return uncut(self._stream.read(max(0, end - start)), end - start, self._stream.name)


#: A text in memory, or one that stays in its file.
Raw = bytes | Content


def in_memory(raw: Raw) -> bytes:
    """Return all of a text; raises OSError."""
    return raw if isinstance(raw, bytes) else raw[:]


@contextmanager
def to_its_end(stream: BinaryIO, path: str, known: int = 0) -> Iterator[int]:
    """Give the size of a file that is read from its start; raises OSError where it ends before that.

    `known` is the size it had before, where it is read again.
    """
    size = max(known, stream.seek(0, os.SEEK_END))
    stream.seek(0)
    yield size
    if stream.tell() < size:
        raise cut_off(path)
