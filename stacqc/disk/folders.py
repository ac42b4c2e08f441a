"""Folders of the user that stacqc may write to, and how it writes."""

from __future__ import annotations

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
    Path(os.path.realpath(file)).parent.mkdir(parents=True, exist_ok=True)
    with written_at_once(file) as stream:
        stream.write(content)


@contextmanager
def written_at_once(file: Path) -> Iterator[BinaryIO]:
    """Write a file that is there when all of it is, keeping its permissions; raises OSError.

    Until then it is as it was. A symbolic link stays one: what it leads to is replaced. Devices and
    pipes are written to.
    """
    file = Path(os.path.realpath(file))
    if file.exists() and not file.is_file():
        with file.open("wb") as stream:
            yield stream
        return
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


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current
