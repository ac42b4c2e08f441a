"""An object in a store as a stream, read in blocks and ahead; and a copy of it on this machine."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from concurrent.futures import Future
from functools import cache, lru_cache
from tempfile import TemporaryDirectory, mkstemp
from typing import BinaryIO, cast

from stacqc.sources.stores.ahead import submit
from stacqc.sources.stores.store import read_at, size_of
from stacqc.sources.stores.trouble import StoreTrouble

_BLOCK = 4 << 20
#: Blocks that are read ahead where one follows another.
_AHEAD = 3


class ObjectStream(io.RawIOBase):
    """The bytes of an object."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._size = size_of(path)
        self._at = 0
        self._last = -1
        self._blocks: dict[int, Future[bytes]] = {}

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can be read from anywhere."""
        return True

    def tell(self) -> int:
        """Return where it is read from next."""
        return self._at

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Read from elsewhere next."""
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: object) -> int:
        """Fill a part of a buffer; raises OSError."""
        if self._at >= self._size:
            return 0
        number, skipped = divmod(self._at, _BLOCK)
        view = memoryview(cast(bytearray, buffer))
        part = self._block(number)[skipped : skipped + len(view)]
        view[: len(part)] = part
        self._at += len(part)
        return len(part)

    def _block(self, number: int) -> bytes:
        ahead = _AHEAD if number == self._last + 1 else 0
        wanted = range(number, number + 1 + ahead)
        self._blocks = {n: f for n, f in self._blocks.items() if n in wanted}
        for n in wanted:
            if n not in self._blocks and n * _BLOCK < self._size:
                self._blocks[n] = submit(self._path, read_at, n * _BLOCK, _BLOCK)
        self._last = number
        found = self._blocks[number].result()
        if len(found) != min(_BLOCK, self._size - number * _BLOCK):
            raise StoreTrouble(errno.EIO, "it changed while it was read")
        return found

    def close(self) -> None:
        """Let go of what was read ahead."""
        for future in self._blocks.values():
            future.cancel()
        self._blocks.clear()
        super().close()


def opened(path: str) -> BinaryIO:
    """Open an object for reading; raises OSError."""
    return io.BufferedReader(ObjectStream(path), 1 << 20)


@cache
def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="stacqc-")


@lru_cache(maxsize=64)
def copied(path: str) -> str:
    """Return the path of a copy of an object on this machine, which lasts as long as the process."""
    handle, name = mkstemp(dir=_folder().name)
    with os.fdopen(handle, "wb") as copy, opened(path) as stream:
        for piece in _pieces(stream):
            copy.write(piece)
    return name


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    while piece := stream.read(_BLOCK):
        yield piece
