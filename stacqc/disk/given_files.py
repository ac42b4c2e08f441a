"""Reading the files that a user names beside the documents: settings, baselines, rules, schemas, lists of ids."""

from __future__ import annotations

import errno
from pathlib import Path

#: The largest of them, in bytes; a device without an end exceeds it too.
LIMIT = 512 * 1024 * 1024
#: Read at once: asked for all that may be there, Python reserves as much, which a limit of memory may refuse.
_PART = 65_536


def read_given(file: Path, limit: int = LIMIT) -> bytes:
    """Return the bytes of a file, a pipe among them; raises OSError, also where there is no end to them."""
    content = bytearray()
    with file.open("rb") as stream:
        while len(content) <= limit and (part := stream.read(_PART)):
            content += part
    if len(content) > limit:
        raise OSError(errno.EFBIG, f"it has more than {limit:,} bytes", str(file))
    return bytes(content)
