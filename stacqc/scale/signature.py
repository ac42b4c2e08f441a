"""What a shard is: a fingerprint of its files as they are, and a faster one of what the system says of them."""

from __future__ import annotations

import os
from hashlib import sha256
from typing import NamedTuple

from stacqc.comparison.code_points import to_bytes
from stacqc.document import Document
from stacqc.engine.plan import Documents
from stacqc.findings import Failure
from stacqc.sources.containers.ranges import Range
from stacqc.sources.files import Unreadable, read_file
from stacqc.sources.shard import Shard

#: Nanoseconds within which a file may change without its time of change doing so.
_RACY = 2_000_000_000


class Glance(NamedTuple):
    """A fingerprint by size, time and place of the files, and the latest of their times."""

    digest: bytes
    newest: int

    def is_safe(self, now: int) -> bool:
        """Whether a later change would show: not where a file was written just now."""
        return self.newest < now - _RACY


def glance(shard: Documents, base: bytes) -> Glance | None:
    """Return the fast fingerprint of a shard, None where there is none."""
    if isinstance(shard, Shard):
        parts, newest = [repr(shard.tree)], 0
        for entry in shard.entries:
            if isinstance(entry, str):
                text, changed = _status(entry)
                newest = max(newest, changed)
                parts.append(text)
            else:
                parts.append(_of_entry(entry))
        return Glance(sha256(base + to_bytes("\0".join(parts))).digest(), newest)
    if isinstance(shard, Range) and shard.raw is None:
        text, newest = _status(shard.uri)
        return Glance(sha256(base + to_bytes(f"{text}\0{_of_range(shard)}")).digest(), newest)
    return None


def fingerprint(shard: Documents, base: bytes) -> bytes | None:
    """Return the fingerprint of all that a shard holds, None where it cannot be had."""
    made = sha256(base)
    if isinstance(shard, Range):
        try:
            made.update(to_bytes(_of_range(shard)) + shard.content())
        except OSError:
            return None
        return made.digest()
    if not isinstance(shard, Shard):
        return None
    made.update(to_bytes(repr(shard.tree)))
    for entry in shard.entries:
        content = _content(entry, shard.tree.folder) if isinstance(entry, str) else to_bytes(_of_entry(entry))
        name = to_bytes(entry) if isinstance(entry, str) else b""
        made.update(b"%d %d\0" % (len(name), len(content)) + name)
        made.update(content)
    return made.digest()


def _status(path: str) -> tuple[str, int]:
    try:
        status = os.stat(path)
    except OSError as error:
        return f"{path}\0{error.errno}", 0
    text = f"{path}\0{status.st_size} {status.st_mtime_ns} {status.st_ctime_ns} {status.st_ino}"
    return text, max(status.st_mtime_ns, status.st_ctime_ns)


def _of_entry(entry: Document | Failure) -> str:
    if isinstance(entry, Document):
        where = f"{entry.address}\0{entry.tree}\0{entry.line}\0{entry.column}"
        return f"{where}\0{sha256(entry.raw).hexdigest()}"
    return repr(entry)


def _of_range(part: Range) -> str:
    return f"{part.uri}\0{part.size}\0{part.first}\0{part.place}\0{part.key}"


def _content(path: str, folder: str) -> bytes:
    try:
        return read_file(path, folder)
    except Unreadable as trouble:
        return b"\0" + to_bytes(trouble.reason)
