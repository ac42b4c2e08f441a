"""Rule files that were read before, remembered as plain JSON without prose and examples.

Reading YAML and checking its shape takes longer than checking a document, so the outcome is kept in
the user's cache folder under a digest of the file and of this version.
"""

from __future__ import annotations

from contextlib import suppress
from hashlib import blake2b
from typing import Any

import orjson

from stacqc.folders import cache_dir, write_atomically
from stacqc.version import __version__

#: Raise it when what is remembered changes its form.
FORM = 2
_PROSE = ("why", "examples")


def digest_of(raw: bytes) -> str:
    """Return the name under which the outcome of a rule file is remembered."""
    return blake2b(raw, digest_size=16, key=f"{__version__} {FORM}".encode()).hexdigest()


def remembered(digest: str) -> dict[str, Any] | None:
    """Return what is remembered of a rule file, or None."""
    try:
        found = orjson.loads((cache_dir() / "rulesets" / f"{digest}.json").read_bytes())
    except (OSError, ValueError):
        return None
    return found if type(found) is dict and "judged" in found else None


def remember(digest: str, plain: dict[str, Any]) -> None:
    """Keep what was read, without what is only needed by people."""
    rules = {
        name: {key: value for key, value in rule.items() if key not in _PROSE} if type(rule) is dict else rule
        for name, rule in plain.get("rules", {}).items()
    }
    # A cache that cannot be written only costs time.
    with suppress(OSError):
        write_atomically(cache_dir() / "rulesets" / f"{digest}.json", orjson.dumps({**plain, "rules": rules}))
