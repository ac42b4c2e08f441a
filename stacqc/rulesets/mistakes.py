"""What is wrong in one rule file, entry by entry, so that all of it is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from stacqc.findings import Path
from stacqc.rulesets.error import BadValue, RulesetError, within
from stacqc.rulesets.references import SECTIONS, refers


class Mistakes:
    """What was found to be wrong in a rule file so far: one mistake of each entry."""

    def __init__(self, raw: bytes, file: str) -> None:
        self.raw = raw
        self.file = file
        #: Whether something is wrong that no entry can be judged without.
        self.of_all = False
        self._found: list[BadValue | RulesetError] = []
        self._entries: set[tuple[str, str]] = set()

    def __bool__(self) -> bool:
        return bool(self._found)

    def note(self, path: Path, error: BadValue | RulesetError) -> None:
        """Take in what is wrong at a path, unless its entry has a mistake already."""
        if len(path) < 2 or path[0] not in SECTIONS:
            self.of_all = True
        elif self.has(str(path[0]), str(path[1])):
            return
        else:
            self._entries.add((str(path[0]), str(path[1])))
        self._found.append(error)

    def has(self, section: str, name: str) -> bool:
        """Whether something is wrong with an entry."""
        return (section, name) in self._entries

    @contextmanager
    def of(self, section: str, name: str, spec: Any) -> Iterator[None]:
        """Note what is wrong with an entry, but for what may come from another one that it refers to."""
        try:
            with within(section, name):
                yield
        except BadValue as error:
            if self._follows(spec):
                self._entries.add((section, name))
            else:
                self.note(error.path, error)

    def tell(self) -> None:
        """Raise RulesetError with all that was noted, in the order of the file, if anything was."""
        if self._found:
            from stacqc.rulesets.rule_file import placed

            first, *others = sorted(
                placed(self._found, self.raw, self.file), key=lambda e: (e.line, e.column)
            )
            first.others = tuple(others)
            raise first from None

    def _follows(self, spec: Any) -> bool:
        return any(refers(spec, section, name) for section, name in self._entries)
