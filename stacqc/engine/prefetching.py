"""Asking a store ahead for what rules will ask: one answer takes as long as the way there and back."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from stacqc.document import Document
from stacqc.findings import Failure
from stacqc.paths import in_store
from stacqc.rule import Probes

#: Documents, and bytes of them, that are held while the store is asked for what the next ones lead to.
_AHEAD = 64
_BYTES = 4 << 20
Entry = Document | Failure


def prefetched(entries: Iterable[Entry], probes: Sequence[Probes]) -> Iterator[Entry]:
    """Yield entries in order; of those in a store the paths that rules will ask for are looked for ahead."""
    waiting: deque[Entry] = deque()
    held = 0
    for entry in entries:
        if isinstance(entry, Document) and in_store(entry.tree.folder):
            _begin(entry, probes)
        elif not waiting:
            yield entry
            continue
        waiting.append(entry)
        held += _size(entry)
        while len(waiting) > _AHEAD or held > _BYTES:
            held -= _size(waiting[0])
            yield waiting.popleft()
    yield from waiting


def _begin(document: Document, probes: Sequence[Probes]) -> None:
    from stacqc.sources.stores.store import begin_listing

    for probe in probes:
        # What a rule stumbles over, and a store that fails, is told when the rule itself asks.
        with suppress(Exception):
            for path in probe(document):
                begin_listing(path)


def _size(entry: Entry) -> int:
    return entry.size if isinstance(entry, Document) else 0
