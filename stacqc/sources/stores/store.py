"""Objects in a store, by fsspec: S3, Google Cloud Storage, Azure, and whatever else it knows."""

from __future__ import annotations

import errno
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from stacqc.paths import bucket_of, normalised
from stacqc.patience import PACE, Patience, within
from stacqc.sources.stores.client import file_system
from stacqc.sources.stores.kinds import kind_of
from stacqc.sources.stores.listing import Listings
from stacqc.sources.stores.trouble import StoreTrouble, in_words, missing

#: Failures of the network after which a bucket is left alone, and for how many seconds.
_FAILURES, _PAUSE = 3, 30.0
#: Seconds for an answer as a whole, with all that the libraries try again, beside those for its bytes; the time for
#: a list grows with what is in the store.
_ANSWER = 120.0
_OF_ONE_OBJECT = ("info", "cat_file")
_failed: Counter[str] = Counter()
_until: dict[str, float] = {}


def ask(path: str, method: str, *args: Any, **options: Any) -> Any:
    """Call a method of the file system for a path; raises OSError with words for the user.

    A bucket that does not answer is left alone for a while, so that no run waits for each of its objects.
    """
    bucket = bucket_of(path)
    if _failed[bucket] >= _FAILURES and time.monotonic() < _until[bucket]:
        raise StoreTrouble(errno.EIO, "the store did not answer before, and was not asked again")
    try:
        found = _answer(file_system(path), method, path, *args, **options)
    except Exception as error:
        kind = kind_of(path)
        trouble = in_words(error, kind)
        if getattr(trouble, "is_lasting", False):
            _failed[bucket] += 1
            _until[bucket] = time.monotonic() + _PAUSE
        if (isinstance(trouble, FileNotFoundError) or path == bucket) and _is_gone(bucket):
            trouble = missing(kind.bucket)
        raise trouble from None
    _failed[bucket] = 0
    return found


def _answer(made: Any, method: str, path: str, *args: Any, **options: Any) -> Any:
    """Call a method of a file system; raises TimeoutError where one object takes too long."""
    call = partial(getattr(made, method), path, *args, **options)
    if method not in _OF_ONE_OBJECT or not getattr(made, "async_impl", False):
        return call()
    wanted = options.get("end", 0) - options.get("start", 0)
    return within(Patience(_ANSWER + wanted / PACE), call)


@lru_cache(maxsize=64)
def _is_gone(bucket: str) -> bool:
    """Return whether a bucket is known not to exist; one that we may not look at does."""
    try:
        file_system(bucket).info(bucket)
    except Exception as error:
        return isinstance(in_words(error, kind_of(bucket)), FileNotFoundError)
    return False


@lru_cache(maxsize=256)
def info(path: str) -> dict[str, Any]:
    """Return what the store says of an object or a folder; raises OSError."""
    path = path.rstrip("/")
    try:
        found: dict[str, Any] = ask(path, "info")
    except FileNotFoundError:
        raise
    except OSError as trouble:
        if path != bucket_of(path) and not getattr(trouble, "is_lasting", False):
            # The answer to this question has no text that could say why; that to another one has.
            read_at(path, 0, 1)
        raise
    return found


def is_folder(path: str) -> bool:
    """Return whether a path stands for all objects below it; raises OSError."""
    return path.endswith("/") or (is_there(path) and info(path)["type"] == "directory")


def is_file(path: str) -> bool:
    """Return whether a path is that of an object; raises OSError."""
    return is_there(path) and info(path)["type"] == "file"


def is_there(path: str) -> bool:
    """Return whether a path is that of an object or of a folder; raises OSError."""
    if path.endswith("/"):
        return True
    try:
        info(path)
    except FileNotFoundError:
        return False
    return True


def size_of(path: str) -> int:
    """Return the size of an object in bytes; raises OSError."""
    return int(info(path)["size"])


def read_at(path: str, start: int, size: int) -> bytes:
    """Return so many bytes of an object, or fewer at its end; raises OSError."""
    try:
        found: bytes = ask(path, "cat_file", start=start, end=start + size)
    except StoreTrouble as trouble:
        # Of an object without bytes there is no range.
        if trouble.code in ("InvalidRange", "416"):
            return b""
        raise
    return found


def can_be_read(path: str) -> bool:
    """Return whether an object is there and may be read."""
    try:
        read_at(path, 0, 1)
    except OSError:
        return False
    return True


def exists(path: str) -> bool:
    """Return whether there is an object or folder, by the list of its folder; unknown ones are taken to be."""
    folder, _, name = path.rstrip("/").rpartition("/")
    try:
        return name in _listings.names(folder)
    except OSError:
        return True


def begin_listing(path: str) -> None:
    """List the folder of a path meanwhile, since it will be asked whether the path exists."""
    _listings.begin(path.rstrip("/").rpartition("/")[0])


def _names(folder: str) -> frozenset[str]:
    try:
        found = ask(folder, "ls", detail=False)
    except FileNotFoundError:
        return frozenset()
    return frozenset(name.rstrip("/").rpartition("/")[2] for name in found)


def _is_parallel(path: str) -> bool:
    try:
        return bool(getattr(file_system(path), "async_impl", False))
    except OSError:
        return False


_listings = Listings(_names, _is_parallel)


def addresses_below(folder: str) -> Iterator[str]:
    """Yield the addresses of all objects below a folder; raises OSError."""
    below = _key(folder)
    base = folder.rstrip("/") + "/"
    names = ask(folder, "find")
    if not names and _is_gone(bucket_of(folder)):
        raise missing(kind_of(folder).bucket)
    for name in names:
        yield base + name.lstrip("/").removeprefix(below).lstrip("/")


def expanded(path: str) -> list[str]:
    """Return the addresses that match where a path is a pattern, in order, else itself; raises OSError."""
    if "*" not in path and "[" not in path:
        return [path]
    bucket = bucket_of(path)
    inside = _key(bucket)
    found = (name.lstrip("/").removeprefix(inside) for name in ask(path, "glob"))
    return sorted(normalised(f"{bucket}/{key.lstrip('/')}") for key in found) or [path]


def _key(path: str) -> str:
    """Return a path as the file system names it in its answers, without slashes around it."""
    key: str = file_system(path)._strip_protocol(path)
    return key.strip("/")


def forget() -> None:
    """Ask anew what is there, and try again what did not answer."""
    info.cache_clear()
    _listings.clear()
    _is_gone.cache_clear()
    _failed.clear()
