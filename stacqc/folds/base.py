"""What all folds share: groups of documents, witnesses, and the wording of what they find.

A fold keeps per group what its subclass needs: counters and the witnesses with the smallest
addresses, so that no order of documents and no sharding changes what it says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any, Generic

from stacqc.document import Document
from stacqc.findings import Edit, Fix, Path, Problem
from stacqc.folds.shelf import S, Shelf
from stacqc.reads import Read
from stacqc.rule import FoldProblem
from stacqc.rulesets.selector import MISSING, write
from stacqc.words import name_of

#: Witnesses kept for each thing that is counted.
WITNESSES = 250


#: Names of messages that no fold filled in.
_unfilled = re.compile(r"\{(?:value|name|path|expected|found|wanted|count|total|other|group)\}")
#: A value that a fold looks at: its group, its place, and itself.
Hit = tuple[str, Path, Any]
FindHits = Callable[[Document], Iterable[Hit]]


class Wording:
    """How a rule words its findings; plain data, so that a fold can be sent to another process.

    `fixes` says that a finding is mended by writing the expected value.
    """

    __slots__ = ("fixes", "help", "message", "rule", "safe")

    def __init__(
        self, rule: str, message: str = "", help: str = "", fixes: bool = False, safe: bool = True
    ) -> None:
        self.rule = rule
        self.message = message
        self.help = help
        self.fixes = fixes
        self.safe = safe

    def problem(
        self,
        path: Path,
        message: str,
        names: Mapping[str, Any],
        rests_on: tuple[Path, ...] = (),
        **more: Any,
    ) -> Problem:
        """Return a finding, with the rule's own message if it has one."""
        expected = names.get("expected", MISSING)
        fix = (
            Fix((Edit("replace", path, expected),), self.safe, rests_on=rests_on)
            if self.fixes and expected is not MISSING
            else None
        )
        if self.message or self.help:
            names = {"name": name_of(path), "path": write(path), **names}
        text = _fill(self.message, names) if self.message else message
        return Problem(path, text, _fill(self.help, names), fix, rule=self.rule, **more)


def _fill(text: str, names: Mapping[str, Any]) -> str:
    from stacqc.words import plain

    for name, value in names.items():
        text = text.replace(f"{{{name}}}", plain(value)) if value is not MISSING else text
    # As in the message of one document, what there is nothing to say of is a question mark.
    return _unfilled.sub("?", text) if "{" in text else text


class Witnesses:
    """A count, and the smallest addresses (with paths) that were counted."""

    __slots__ = ("count", "kept", "limit")

    def __init__(self) -> None:
        self.count = 0
        self.kept: list[tuple[str, Path]] = []
        #: The largest address worth keeping, once enough are kept.
        self.limit: str | None = None

    def add(self, address: str, path: Path) -> None:
        """Count one more."""
        self.count += 1
        if self.limit is not None and address > self.limit:
            return
        self.kept.append((address, path))
        if len(self.kept) > 2 * WITNESSES:
            self._cut()

    def add_all(self, addresses: Sequence[str], path: Path) -> None:
        """Count some more, all at the same path."""
        self.count += len(addresses)
        limit = self.limit
        self.kept.extend([(a, path) for a in addresses if limit is None or a <= limit])
        if len(self.kept) > 2 * WITNESSES:
            self._cut()

    def merge(self, other: Witnesses) -> None:
        """Count those of another shard too."""
        self.count += other.count
        limit = self.limit
        self.kept.extend(other.kept if limit is None else [w for w in other.kept if w[0] <= limit])
        if len(self.kept) > 2 * WITNESSES:
            self._cut()

    def smallest(self) -> list[tuple[str, Path]]:
        """Return the witnesses in order."""
        self._cut()
        return self.kept

    def named(self) -> Iterator[tuple[str, Path, bool]]:
        """Yield the witnesses in order; the first says whether it stands for others, of which only the count is kept."""
        more = self.count > len(self.smallest())
        for number, (address, path) in enumerate(self.kept):
            yield address, path, more and number == 0

    def packed(self) -> tuple[Any, ...]:
        return self.count, self.kept, self.limit

    @classmethod
    def unpacked(cls, count: int, kept: list[tuple[str, Path]], limit: str | None) -> Witnesses:
        made = cls()
        made.count, made.kept, made.limit = count, kept, limit
        return made

    def _cut(self) -> None:
        alone = len({address for address, _ in self.kept}) == len(self.kept)
        # Paths order the witnesses of one document only.
        self.kept = sorted(self.kept, key=itemgetter(0) if alone else order_of)[:WITNESSES]
        if len(self.kept) == WITNESSES:
            self.limit = self.kept[-1][0]


def merged(parts: Iterable[Witnesses]) -> Witnesses:
    """Return what some count as one."""
    made = Witnesses()
    for part in parts:
        made.merge(part)
    return made


def merge_tables(mine: dict[Any, Witnesses], other: dict[Any, Witnesses]) -> None:
    """Take in the witnesses that another shard has, by what they are witnesses of."""
    for seen, witnesses in other.items():
        if seen in mine:
            mine[seen].merge(witnesses)
        else:
            mine[seen] = witnesses


def order_of(witness: tuple[str, Path]) -> tuple[str, str]:
    """Return what orders a witness among others."""
    return witness[0], repr(witness[1])


class GroupFold:
    """The base of all folds of rule files; subclasses say what is kept of a group and what it shows."""

    def __init__(self, argument: Any, read: FindHits, wording: Wording) -> None:
        self.argument = argument
        self.wording = wording
        self.groups: dict[Any, Any] = {}
        #: All that it reads of an item, None where that is not known.
        self.reads: frozenset[Read] | None = None
        self._read: FindHits | None = read

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_read": None}

    def hits(self, document: Document) -> Iterable[Hit]:
        """Return what is looked at in a document."""
        if self._read is None:
            raise RuntimeError(
                "a fold that came from another process can be merged and finished, not added to"
            )
        return self._read(document)

    def add(self, document: Document) -> None:
        """Take in one document."""
        raise NotImplementedError

    def merge(self, other: GroupFold) -> None:
        """Take in the state of another shard."""
        for key, state in other.groups.items():
            mine = self.groups.get(key)
            self.groups[key] = state if mine is None else self.joined(mine, state)

    def joined(self, mine: Any, other: Any) -> Any:
        """Return the state of two shards as one."""
        raise NotImplementedError

    def finish(self) -> Iterator[FoldProblem]:
        """Yield what the whole shows, in the order of the groups."""
        raise NotImplementedError


class ShelfFold(GroupFold, Generic[S]):
    """The base of folds that hold something of each collection, of which there may be very many."""

    #: The class of the shelf that it keeps it on, said by subclasses.
    shelf_of: type[Shelf[S]]

    def __init__(self, argument: Any, read: FindHits, wording: Wording) -> None:
        super().__init__(argument, read, wording)
        self.shelf = self.shelf_of()

    def merge(self, other: GroupFold) -> None:
        """Take in the state of another shard."""
        assert isinstance(other, ShelfFold)
        self.shelf.merge(other.shelf)

    def finish(self) -> Iterator[FoldProblem]:
        """Yield what the collections show, in order of their addresses."""
        found = [problem for _, state in self.shelf.asked() for problem in self.judged(state)]
        yield from sorted(found, key=lambda problem: problem.uri)

    def judged(self, state: S) -> Iterator[FoldProblem]:
        """Yield what is wrong with the collections of one id."""
        raise NotImplementedError


FOLDS: dict[str, type[GroupFold]] = {}


def fold(name: str) -> Callable[[type[GroupFold]], type[GroupFold]]:
    """Register the class of a fold; the shape of its argument is in `rulesets.arguments`."""

    def register(made: type[GroupFold]) -> type[GroupFold]:
        FOLDS[name] = made
        return made

    return register


def shown_group(group: str) -> str:
    """Return the key of a group as words; the empty text for the whole tree."""
    return group.replace("\0", " ").strip()


def in_group(group: str) -> str:
    """Return ` in <group>`, or nothing for the whole tree."""
    words = shown_group(group)
    return f" in {words}" if words else ""
