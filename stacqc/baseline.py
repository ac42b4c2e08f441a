"""The baseline: findings that are known and accepted, kept in a file beside the catalog.

An entry names a rule, a file, a place in it and what was found there, not a line: it survives
reformatting, and no longer holds once the value changes.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from stacqc.digest import digest_of_text
from stacqc.document import Document
from stacqc.findings import Finding, Problem, pointer
from stacqc.rule import FoldProblem
from stacqc.safe import safe

STALE = "baseline-stale"
#: How the addresses of databases begin, and of their rows, which end in `#collection/id`.
ROWS = "postgresql://"
_digits = re.compile("[0-9]+")


class BaselineError(Exception):
    """A baseline that cannot be used, and why."""

    def __str__(self) -> str:
        return safe(super().__str__())


class Entry(NamedTuple):
    """One accepted finding: its JSON Pointer, a hash of what was found, and why it is accepted."""

    pointer: str
    value: str
    reason: str = ""


class Key(NamedTuple):
    """What a finding and its entry have in common; `file` is relative to the baseline."""

    rule: str
    file: str
    pointer: str
    value: str


class Baseline:
    """The entries of a baseline file, by rule and file."""

    def __init__(self, file: Path, entries: dict[str, dict[str, list[Entry]]] | None = None) -> None:
        self.file = file
        self.entries = entries or {}
        self._folder = os.path.abspath(file.parent)

    def name_of(self, uri: str) -> str:
        """Return how the baseline calls an input: a path relative to its own folder, a row by its key alone."""
        if uri.startswith(ROWS):
            # The same rows may lie elsewhere tomorrow, or in another database for trying things out.
            return f"{ROWS}#{uri.rpartition('#')[2]}" if "#" in uri else ROWS
        if "://" in uri or uri.startswith("<"):
            return uri
        return os.path.relpath(uri, self._folder).replace(os.sep, "/")

    def path_of(self, name: str) -> str:
        """Return the path of what `name_of` named, the empty text where that is no file."""
        is_file = not ("://" in name or name.startswith("<"))
        return os.path.normpath(os.path.join(self._folder, name)) if is_file else ""

    def exists(self, name: str) -> bool:
        """Return whether a file of an entry is there, or cannot be looked for."""
        path = self.path_of(name)
        return not path or os.path.lexists(path)

    def accepted(self) -> Iterator[tuple[Key, int, Entry]]:
        """Yield all entries, each with its place in the list of its file."""
        for rule, files in self.entries.items():
            for file, entries in files.items():
                for index, entry in enumerate(entries):
                    yield Key(rule, file, entry.pointer, entry.value), index, entry

    def __len__(self) -> int:
        return sum(len(entries) for files in self.entries.values() for entries in files.values())


def value_of(value: str, message: str, member: str = "") -> str:
    """Return the hash of what was found: a value, a missing member, else the words without numbers."""
    found = value or (f"no {member}" if member else _digits.sub("#", message))
    return digest_of_text(found, 6)


class Known:
    """The entries that a run met, gathered like a fold; it tells which of them no longer hold."""

    def __init__(self, baseline: Baseline, rules: Iterable[str]) -> None:
        self.baseline = baseline
        self._rules = frozenset(rules)
        self._keys = {key for key, _, _ in baseline.accepted()}
        self._files = {key.file for key in self._keys}
        self._matched: set[Key] = set()
        self._met: set[str] = set()
        self._name = "", ""

    def __getstate__(self) -> dict[str, Any]:
        """What another process learns: what was met, not the baseline that it has itself."""
        return {"_matched": self._matched, "_met": self._met}

    def covers(self, rule: str, document: Document, problem: Problem, value: str) -> bool:
        """Return whether a problem is accepted, and remember that its entry still holds."""
        if rule not in self.baseline.entries or (name := self._named(document.uri)) not in self._files:
            return False
        place = pointer((*document.prefix, *problem.path))
        key = Key(rule, name, place, value_of(value, problem.message, problem.member))
        if key not in self._keys:
            return False
        self._matched.add(key)
        return True

    def key_of(self, finding: Finding) -> Key:
        """Return the key of the entry that accepts a finding."""
        value = value_of(finding.value, finding.message, finding.member)
        return Key(finding.rule, self.baseline.name_of(finding.location.uri), finding.location.pointer, value)

    def add(self, document: Document) -> None:
        """Take in that a document was checked among all that belongs to it."""
        if document.tree.whole or document.prefix:
            name = self._named(document.uri)
            if name in self._files:
                self._met.add(name)

    def merge(self, other: Known) -> None:
        """Take in what another shard met."""
        self._matched |= other._matched
        self._met |= other._met

    def finish(self) -> Iterator[FoldProblem]:
        """Yield the entries that no longer hold."""
        for key, index, _ in self.baseline.accepted():
            if self.is_stale(key):
                yield FoldProblem(str(self.baseline.file), self._problem(key, index))

    def is_stale(self, key: Key) -> bool:
        """Return whether an entry was not found again though it was looked for."""
        if key.rule not in self._rules or key in self._matched:
            return False
        return key.file in self._met or not self.baseline.exists(key.file)

    def _problem(self, key: Key, index: int) -> Problem:
        gone = "" if self.baseline.exists(key.file) else ", a file that does not exist any more"
        message = f"{key.rule} is no longer found at {key.pointer or 'the top'} of {key.file}{gone}"
        path = ("findings", key.rule, key.file, index, "pointer")
        return Problem(path, message, "--prune-baseline removes the entry", rule=STALE)

    def _named(self, uri: str) -> str:
        if self._name[0] != uri:
            self._name = uri, self.baseline.name_of(uri)
        return self._name[1]


def pruned(known: Known) -> Baseline:
    """Return the baseline without the entries that no longer hold."""
    return _made(
        known.baseline.file, ((key, e) for key, _, e in known.baseline.accepted() if not known.is_stale(key))
    )


def extended(known: Known, findings: Iterable[Finding]) -> Baseline:
    """Return the baseline without what no longer holds and with findings that it did not cover."""
    baseline = known.baseline
    kept = [(key, entry) for key, _, entry in baseline.accepted() if not known.is_stale(key)]
    new = []
    for finding in findings:
        if finding.rule != STALE:
            key = known.key_of(finding)
            new.append((key, Entry(key.pointer, key.value)))
    return _made(baseline.file, [*kept, *new])


def _made(file: Path, pairs: Iterable[tuple[Key, Entry]]) -> Baseline:
    entries: dict[str, dict[str, list[Entry]]] = {}
    by_key: dict[Key, Entry] = {}
    for key, entry in pairs:
        by_key.setdefault(key, entry)
    for key in sorted(by_key):
        entries.setdefault(key.rule, {}).setdefault(key.file, []).append(by_key[key])
    return Baseline(file, entries)
