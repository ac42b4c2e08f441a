"""Objects in a store, by fsspec: S3, Google Cloud Storage, Azure, and whatever else it knows."""

from __future__ import annotations

import errno
import os
import time
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from stacqc.paths import MARK, bucket_of, normalised
from stacqc.sources.names import is_object
from stacqc.sources.store_trouble import StoreTrouble, in_words

#: Requests that are under way at once.
CONCURRENCY = 32
#: How often a request is made, by each of the two layers that make it again.
TRIES = 2
#: Failures of the network after which a bucket is left alone, and for how many seconds.
_FAILURES, _PAUSE = 3, 30.0
_S3 = ("s3", "s3a")
_INSTALL = {
    "s3": "s3fs: pip install 'stacqc[objects]'", "s3a": "s3fs: pip install 'stacqc[objects]'",
    "gs": "gcsfs: pip install gcsfs", "gcs": "gcsfs: pip install gcsfs",
    "az": "adlfs: pip install adlfs", "abfs": "adlfs: pip install adlfs", "abfss": "adlfs: pip install adlfs",
}  # fmt: skip
_failed: Counter[str] = Counter()
_until: dict[str, float] = {}


def file_system(path: str) -> Any:
    """Return what reads the objects of a scheme; raises OSError."""
    return _file_system(path.partition(MARK)[0])


@lru_cache
def _file_system(scheme: str) -> Any:
    if not is_object(scheme + MARK):
        raise StoreTrouble(errno.ENOSYS, "it is no address of an object")
    try:
        import fsspec
    except ImportError:
        raise StoreTrouble(errno.ENOSYS, f"{scheme}:// needs {_INSTALL['s3']}") from None
    try:
        made = fsspec.filesystem(scheme, use_listings_cache=False, **_options(scheme, fsspec.config.conf))
    except ImportError:
        package = _INSTALL.get(scheme, f"the package that gives fsspec {scheme}://")
        raise StoreTrouble(errno.ENOSYS, f"{scheme}:// needs {package}") from None
    except ValueError:
        raise StoreTrouble(errno.ENOSYS, f"nothing is known that reads {scheme}://") from None
    except Exception as error:
        raise in_words(error) from None
    if scheme in _S3:
        made.retries = TRIES
    return made


def _options(scheme: str, settings: dict[str, Any]) -> dict[str, Any]:
    """Return what is asked of S3 where the settings of fsspec say nothing."""
    if scheme not in _S3:
        return {}
    given = settings.get(scheme, {})
    made: dict[str, Any] = {}
    if "config_kwargs" not in given:
        retries = {"mode": "standard", "max_attempts": TRIES}
        made["config_kwargs"] = {"max_pool_connections": CONCURRENCY, "retries": retries}
    if "anon" not in given and os.environ.get("AWS_NO_SIGN_REQUEST", "").lower() in ("yes", "true", "1"):
        made["anon"] = True
    return made


def ask(path: str, method: str, *args: Any, **options: Any) -> Any:
    """Call a method of the file system for a path; raises OSError with words for the user.

    A bucket that does not answer is left alone for a while, so that no run waits for each of its objects.
    """
    bucket = bucket_of(path)
    if _failed[bucket] >= _FAILURES and time.monotonic() < _until[bucket]:
        raise StoreTrouble(errno.EIO, "the store did not answer before, and was not asked again")
    try:
        found = getattr(file_system(path), method)(path, *args, **options)
    except Exception as error:
        trouble = in_words(error)
        if getattr(trouble, "is_lasting", False):
            _failed[bucket] += 1
            _until[bucket] = time.monotonic() + _PAUSE
        raise trouble from None
    _failed[bucket] = 0
    return found


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
        return name in _names(folder)
    except OSError:
        return True


@lru_cache(maxsize=128)
def _names(folder: str) -> frozenset[str]:
    try:
        found = ask(folder, "ls", detail=False)
    except FileNotFoundError:
        return frozenset()
    return frozenset(name.rstrip("/").rpartition("/")[2] for name in found)


def addresses_below(folder: str) -> Iterator[str]:
    """Yield the addresses of all objects below a folder; raises OSError."""
    below = file_system(folder)._strip_protocol(folder).strip("/")
    base = folder.rstrip("/") + "/"
    for name in ask(folder, "find"):
        yield base + name.lstrip("/").removeprefix(below).lstrip("/")


def expanded(path: str) -> list[str]:
    """Return the addresses that match where a path is a pattern, in order, else itself; raises OSError."""
    if "*" not in path and "[" not in path:
        return [path]
    scheme = path.partition(MARK)[0]
    found = sorted(normalised(f"{scheme}{MARK}{name.lstrip('/')}") for name in ask(path, "glob"))
    return found or [path]


def forget() -> None:
    """Ask anew what is there, and try again what did not answer."""
    info.cache_clear()
    _names.cache_clear()
    _failed.clear()
