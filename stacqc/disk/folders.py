"""Folders of the user that stacqc may write to, and how it writes."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def cache_dir() -> Path:
    """Return the user's cache folder for stacqc: `STACQC_CACHE_DIR`, else the platform's place."""
    if chosen := os.environ.get("STACQC_CACHE_DIR"):
        return Path(chosen)
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = str(Path.home() / "Library" / "Caches")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "stacqc"


def write_atomically(file: Path, content: bytes) -> None:
    """Replace a file in one step, as `written_at_once` does, in a folder that is made if need be."""
    _make(Path(os.path.realpath(file)).parent)
    with written_at_once(file) as stream:
        stream.write(content)


@contextmanager
def written_at_once(file: Path) -> Iterator[BinaryIO]:
    """Write a file that is there when all of it is, keeping its permissions; raises OSError.

    Until then it is as it was. A symbolic link stays one: what it leads to is replaced. Devices and
    pipes are written to, a file that is read-only is not.
    """
    if file.exists() and not file.is_file():  # before links are followed: that of a pipe leads to no file
        with file.open("wb") as stream:
            yield stream
        return
    file = Path(os.path.realpath(file))
    if is_read_only(file):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(file))
    # A run that writes nothing need not import it.
    import tempfile

    mode = file.stat().st_mode & 0o777 if file.exists() else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.")
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        os.chmod(name, mode)
        os.replace(name, file)
    except BaseException:  # an interrupt among them
        Path(name).unlink(missing_ok=True)
        raise


def is_read_only(file: Path) -> bool:
    """Return whether a file is there that nobody, or not this user, is meant to write."""
    return file.exists() and not (file.stat().st_mode & 0o222 and os.access(file, os.W_OK))


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder)) from None


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
