"""Paths of files, and addresses of objects in a store (`s3://bucket/key`), by one set of functions.

What is local never holds `://`: normalised paths have no doubled slash.
"""

from __future__ import annotations

import os
import posixpath

from stacqc.schemes import MARK


def in_store(path: str) -> bool:
    """Return whether a path is the address of an object, not that of a file of this machine."""
    return MARK in path


def from_here(path: str) -> str:
    """Return a path below the working folder as it is named there, any other one as it is."""
    here = os.path.join(os.getcwd(), "")
    return os.curdir if os.path.join(path, "") == here else path.removeprefix(here)


def normalised(path: str) -> str:
    """Return a path without dots and doubled separators; dots never lead out of a bucket."""
    if MARK not in path:
        return os.path.normpath(path)
    scheme, _, rest = path.partition(MARK)
    bucket, _, key = rest.partition("/")
    plain = posixpath.normpath("/" + key).lstrip("/")
    return f"{scheme}{MARK}{bucket}/{plain}" if plain else f"{scheme}{MARK}{bucket}"


def meant(path: str, folder: str) -> str:
    """Return the normalised path that a path means in a folder.

    In a store one with a leading slash starts at the bucket, and one with the address of the bucket is whole.
    No path of a document in local files means an object, however it is written.
    """
    if MARK not in folder:
        return os.path.normpath(os.path.join(folder, path))
    bucket = bucket_of(folder)
    if path.startswith(bucket + "/"):
        return normalised(path)
    return normalised(f"{bucket if path.startswith('/') else folder}/{path}")


def bucket_of(path: str) -> str:
    """Return the scheme and the bucket of an address."""
    scheme, _, rest = path.partition(MARK)
    return f"{scheme}{MARK}{rest.partition('/')[0]}"


def ended(folder: str) -> str:
    """Return a normalised folder with the separator that stands before the names in it."""
    separator = "/" if MARK in folder else os.sep
    return folder.rstrip(separator) + separator
