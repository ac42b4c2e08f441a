"""What was read before, kept as plain JSON in the user's cache folder.

To read YAML or TOML and check its shape takes longer than to check a document, so the outcome is kept
under a digest of the file and of this version. A sum before it tells whether it is what was kept there.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import orjson

from stacqc.digest import blake2b
from stacqc.disk.folders import cache_dir, write_atomically
from stacqc.version import __version__

#: Raise it when what is kept changes its form.
FORM = 5


def digest_of(raw: bytes) -> str:
    """Return the name under which the outcome of a file is kept."""
    return blake2b(raw, digest_size=16, key=f"{__version__} {FORM}".encode()).hexdigest()


def kept(folder: str, digest: str) -> dict[str, Any] | None:
    """Return what is kept in a folder under a digest, or None: also for what others wrote there, or cut off."""
    try:
        sum_, _, text = (cache_dir() / folder / f"{digest}.json").read_bytes().partition(b"\n")
        found = orjson.loads(text) if sum_ == _sum(digest, text) else None
    except (OSError, ValueError):
        return None
    return found if type(found) is dict else None


def keep(folder: str, digest: str, outcome: dict[str, Any]) -> None:
    """Keep an outcome, unless JSON cannot hold all of it."""
    # A cache that cannot be written only costs time.
    with suppress(OSError, TypeError):
        text = orjson.dumps(outcome)
        if orjson.loads(text) == outcome:
            file = cache_dir() / folder / f"{digest}.json"
            write_atomically(file, _sum(digest, text) + b"\n" + text)


def _sum(digest: str, text: bytes) -> bytes:
    return blake2b(text, digest_size=16, key=digest.encode()).hexdigest().encode()
