"""Many items of few: each copy of a run has an id of its own, and with it its collections and items."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

_run = re.compile(rb'"id":"([0-9a-f]{8})(-[0-9a-f-]{27})')


def copied(raw: bytes, copy: int) -> bytes:
    """Return a document of a run as one of another run, what is of no run as nothing; copy 0 is as it was."""
    found = _run.search(raw)
    if not copy or found is None:
        return b"" if copy else raw
    start, rest = found.groups()
    return raw.replace(start + rest, _other(start, copy) + rest)


@lru_cache(maxsize=4096)
def _other(start: bytes, copy: int) -> bytes:
    return blake2b(start, digest_size=4, salt=copy.to_bytes(8)).hexdigest().encode()


def copy_of(file: Path, copy: int) -> Iterator[bytes]:
    """Yield the lines of a file as those of other runs."""
    with file.open("rb") as stream:
        yield from filter(None, (copied(line, copy) for line in stream))
