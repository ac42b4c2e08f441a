"""Named patterns: what the parts of an id, a file name or another text say, read once per document."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stacqc.document import Document
from stacqc.findings import Path
from stacqc.reads import Read
from stacqc.rulesets.lists import as_list
from stacqc.rulesets.patterns import Pattern, compile_pattern
from stacqc.rulesets.selector import MISSING, Get, finder, getter, is_fixed, is_single, parse

Captured = dict[str, Any]
Capture = Callable[[Document], Captured | None]
_known: dict[str, Define] = {}


class Define:
    """One named pattern: `read` gives what it captures, `groups` are the names it can give."""

    __slots__ = (
        "_finders",
        "_fixed",
        "_get",
        "_place",
        "_read",
        "groups",
        "key",
        "name",
        "patterns",
        "reads",
    )

    def __init__(
        self,
        ruleset: str,
        name: str,
        read: Capture,
        groups: Iterable[str],
        at: Any = "$.id",
        place: Callable[[Document], Path | None] | None = None,
        reads: frozenset[Read] | None = None,
        patterns: Sequence[tuple[str, Pattern]] = (),
    ) -> None:
        self.name = name
        self.key = f"{ruleset}.{name}"
        self.groups = frozenset(groups)
        #: All that decides on what a table captures, None for other defines.
        self.reads = reads
        #: The forms that the text may have, each with its name.
        self.patterns = patterns
        selectors = [parse(text) for text in as_list(at)]
        self._finders = [finder(steps) for steps in selectors]
        #: The path of the text where it can be no other, and what takes the text.
        self._fixed = selectors[0] if len(selectors) == 1 and is_fixed(selectors[0]) else None
        self._get = getter(selectors[0])
        self._place = place
        self._read = read
        _known[self.key] = self

    def read(self, document: Document) -> Captured | None:
        """Return the captures of this document, or None where the pattern does not match."""
        memo = document.memo
        found = memo.get(self.key, MISSING)
        if found is MISSING:
            found = memo[self.key] = self._read(document)
        return found  # type: ignore[no-any-return]

    def at(self, data: Any) -> list[tuple[Path, Any]]:
        """Return what may be read, each with its path."""
        return [hit for find in self._finders for hit in find(data)]

    def path(self, document: Document) -> Path:
        """Return the path of the text that is read."""
        if self._place is not None:
            return self._place(document) or ()
        if self._fixed is not None:
            return self._fixed if self._get(document.data) is not MISSING else ()
        hits = self.at(document.data)
        return hits[0][0] if hits else ()


def captured(document: Document, key: str) -> Captured | None:
    """Return what the define `ruleset.name` captures in a document, for rules written in Python."""
    found = document.memo.get(key, MISSING)
    return define_of(key).read(document) if found is MISSING else found


def define_of(key: str) -> Define:
    """Return a define by the name of its ruleset and its own, with a dot between."""
    if key not in _known:
        from stacqc.rulesets.ruleset import load

        load([key.partition(".")[0]])
    return _known[key]


def alternatives(
    spec: Any, pieces: Mapping[str, str], *, searched: bool = False
) -> list[tuple[str, Pattern]]:
    """Return the patterns of `pattern:` or `path:`, each with its name or number."""
    named = spec.items() if type(spec) is dict else enumerate(as_list(spec))
    return [(str(name), compile_pattern(str(text), pieces, searched=searched)) for name, text in named]


def groups_of(patterns: Iterable[tuple[str, Pattern]]) -> set[str]:
    """Return the names of all groups, and `form`, the name of the alternative."""
    return {"form"}.union(*(pattern.groups for _, pattern in patterns))


def read_text(at: Any, patterns: list[tuple[str, Pattern]]) -> Capture:
    """Read the first text found at one of the selectors `at`; the first alternative that matches counts."""
    selectors = [parse(text) for text in as_list(at)]
    if all(map(is_single, selectors)):
        return _read_single(list(map(getter, selectors)), patterns)
    finders = list(map(finder, selectors))

    def read(document: Document) -> Captured | None:
        for find in finders:
            for _, value in find(document.data):
                if type(value) is str:
                    return _first_match(value, patterns)
        return None

    return read


def _read_single(gets: list[Get], patterns: list[tuple[str, Pattern]]) -> Capture:
    # Some texts, such as a licence, are those of the document before.
    before: tuple[str | None, Captured | None] = None, None

    def read(document: Document) -> Captured | None:
        nonlocal before
        data = document.data
        for get in gets:
            value = get(data)
            if value.__class__ is str:
                if value != before[0]:
                    before = value, _first_match(value, patterns)
                return before[1]
        return None

    return read


def _first_match(text: str, patterns: list[tuple[str, Pattern]]) -> Captured | None:
    for form, pattern in patterns:
        match = pattern.whole(text)
        if match is not None:
            found: Captured = match.groupdict()
            found["form"] = form
            return found
    return None


def read_every(at: Any, patterns: list[tuple[str, Pattern]]) -> Capture:
    """Read all occurrences in all texts at `at`: equal captures become one text, others a tuple."""
    finders = [finder(parse(text)) for text in as_list(at)]

    def read(document: Document) -> Captured | None:
        texts = [v for find in finders for _, v in find(document.data) if type(v) is str]
        matches = [m for t in texts for _, p in patterns for m in p.compiled.finditer(t[: p.longest])]
        return _collapsed(matches) if matches else None

    return read


def _collapsed(matches: list[re.Match[str]]) -> Captured:
    made: dict[str, dict[str, None]] = {}
    for match in matches:
        for name, text in match.groupdict().items():
            if text is not None:
                made.setdefault(name, {})[text] = None
    return {name: next(iter(texts)) if len(texts) == 1 else tuple(texts) for name, texts in made.items()}


def read_path(patterns: list[tuple[str, Pattern]]) -> Capture:
    """Read the end of the document's address, behind a slash."""

    def read(document: Document) -> Captured | None:
        if document.prefix:
            return None  # a container's address says nothing about its members
        address = document.uri.replace("\\", "/").split("?", 1)[0]
        for form, pattern in patterns:
            for start in _starts(address, pattern.longest):
                match = pattern.compiled.fullmatch(address, start)
                if match is not None:
                    return {"form": form, **match.groupdict()}
        return None

    return read


def _starts(address: str, longest: int) -> list[int]:
    """Return where the last 12 steps of an address begin, the nearest to its end first."""
    starts: list[int] = []
    at = len(address)
    while at >= 0 and len(starts) < 12:
        at = address.rfind("/", 0, at) if at else -1
        if len(address) - at - 1 <= longest:
            starts.append(at + 1)
    return starts


def read_table(by: Callable[[Document, Any], Any], table: Mapping[str, Captured]) -> Capture:
    """Read the row of a table that an operand chooses."""

    def read(document: Document) -> Captured | None:
        key = by(document, None)
        return None if key is None else table.get(str(key))

    return read
