"""Mending the files of a run: which may be written, and how their documents are put back."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from stacqc.disk.folders import is_read_only, write_atomically
from stacqc.document import Document
from stacqc.engine.plan import Documents, Plan
from stacqc.findings import Failure, Finding
from stacqc.fixing.mend import Mender
from stacqc.report import Failures, Report
from stacqc.sources.containers.members import MEMBERS_KEY, is_parquet, lines, members
from stacqc.sources.files import Unreadable, inside_after_links, read_file, reason_of

_CHANGED = "the file has changed meanwhile"


class Change(NamedTuple):
    """A file before and after it was mended."""

    uri: str
    old: bytes
    new: bytes


@dataclass(slots=True)
class Outcome:
    """What one pass over the files mended, by rule, and what it left alone and why."""

    fixed: Counter[str] = field(default_factory=Counter)
    changed: int = 0
    notes: list[Failure] = field(default_factory=list)
    failures: Failures = field(default_factory=Failures)


#: Takes a change and writes or shows it.
Keep = Callable[[Change], None]


def write(change: Change) -> None:
    """Write a mended file in one step, unless it is no longer what was read; raises Unreadable, OSError."""
    if read_file(change.uri) != change.old:
        raise Unreadable(change.uri, _CHANGED)
    write_atomically(Path(change.uri), change.new)


class FileMender:
    """Mends what a report found in files."""

    def __init__(self, plan: Plan, unsafe: bool, keep: Keep = write) -> None:
        self._mender = Mender(plan, unsafe)
        self.folded = {choice.rule.name for choice in plan.rules if choice.rule.fold is not None}
        self._keep = keep
        self._outcome = Outcome()
        self._wanted: dict[str, list[Finding]] = {}

    def run(self, shards: Iterable[Documents], report: Report) -> Outcome:
        """Mend the files among `shards` that the report has something mendable on."""
        self._outcome = Outcome()
        self._wanted = {}
        for finding in filter(self._mender.is_wanted, report.findings):
            self._wanted.setdefault(finding.location.uri, []).append(finding)
        for shard in shards if self._wanted else ():
            if getattr(shard, "uri", "") in self._wanted or not hasattr(shard, "uri"):
                documents = (d for d in shard.documents() if isinstance(d, Document))
                for uri, group in groupby(documents, key=lambda document: document.uri):
                    if uri in self._wanted:
                        self._file(uri, [*group])
        return self._outcome

    def _file(self, uri: str, documents: Sequence[Document]) -> None:
        if (reason := _reason_to_leave(uri, documents[0].tree.folder)) is not None:
            self._outcome.notes.append(Failure(uri, reason))
            return
        try:
            fixed: Counter[str] = Counter()
            whole = next((document for document in documents if not document.prefix), None)
            if whole is None or whole.kind in MEMBERS_KEY:
                change = self._container(uri, whole, [d for d in documents if d.prefix], fixed)
            else:
                change = Change(uri, whole.raw, self._mended(whole, fixed))
            if change.new != change.old:
                self._keep(change)
                self._outcome.changed += 1
                self._outcome.fixed.update(fixed)
        except Unreadable as trouble:
            self._outcome.notes.append(Failure(uri, trouble.reason))
        except OSError as error:
            why = reason_of(error)
            self._outcome.failures.append(Failure(uri, f"not mended: it cannot be written ({why})"))

    def _mended(self, document: Document, fixed: Counter[str]) -> bytes:
        """The bytes of a document after mending; counts what was mended."""
        size = len(document.prefix)
        more = [
            finding
            for finding in self._wanted[document.uri]
            if finding.rule in self.folded and finding.location.path[:size] == document.prefix
        ]
        mended = self._mender.mend(document, more)
        fixed.update(mended.fixed)
        for (rule, pointer, _), why in mended.refused.items():
            self._outcome.notes.append(Failure(f"{document.uri}#{pointer}", f"{rule}: {why}"))
        return mended.document.raw

    def _container(
        self, uri: str, around: Document | None, documents: Iterable[Document], fixed: Counter[str]
    ) -> Change:
        """A file of many documents with each of them mended, and what stands around them, if anything."""
        old = read_file(uri)
        made: list[bytes] = []
        expected: list[bytes] = []
        at = 0
        for document in documents:
            start = old.find(document.raw, at)
            if start < 0:
                raise Unreadable(uri, _CHANGED)
            expected.append(self._mended(document, fixed))
            made += old[at:start], expected[-1]
            at = start + len(document.raw)
        new = b"".join(made) + old[at:]
        if around is not None and not around.problems:
            new = self._around(around, new, fixed)
        if new != old and [d.raw for d in _split(uri, new, around) if d.prefix] != expected:
            raise Unreadable(uri, "its documents cannot be put back one by one")
        return Change(uri, old, new)

    def _around(self, around: Document, content: bytes, fixed: Counter[str]) -> bytes:
        """The content of a container with what stands around its list mended."""
        mended = self._mended(around, fixed)
        if mended == around.raw:
            return content
        head, tail = _ends(around)
        new_head, new_tail = _ends(Document(around.uri, mended))
        if not (content.startswith(head) and content.endswith(tail)):
            raise Unreadable(around.uri, _CHANGED)
        return new_head + content[len(head) : len(content) - len(tail)] + new_tail


def _ends(container: Document) -> tuple[bytes, bytes]:
    """What stands in a container up to the members of its list, and behind them."""
    span, text = container.spans.find((MEMBERS_KEY[container.kind],)), container.text
    return text[: span.start + 1].encode(), text[span.end - 1 :].encode()


def _split(uri: str, raw: bytes, around: Document | None) -> Iterator[Document]:
    found = lines(uri, BytesIO(raw)) if around is None else members(uri, raw, MEMBERS_KEY[around.kind])
    return (entry for entry in found if isinstance(entry, Document))


def _reason_to_leave(uri: str, root: str) -> str | None:
    """Why a file is not to be written, None where it may be."""
    if is_parquet(uri):
        return "rows and columns cannot be mended; mend what they were made from"
    if os.path.islink(uri):
        return "it is a symbolic link"
    if not os.path.isfile(uri):
        return "it is not a file"
    if root and not inside_after_links(os.path.dirname(uri) or os.curdir, root):
        return "it lies outside the folder of the catalog"
    if is_read_only(Path(uri)):
        return "it is read-only"
    return None
