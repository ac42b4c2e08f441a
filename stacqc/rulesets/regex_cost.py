"""How many repetitions of a regular expression compete for the same text, which is the degree of its cost.

Backtracking takes exponential time when a repetition holds another one that may take the same
characters and nothing between tells the rounds apart, and polynomial time when repetitions in a row
may share a run of characters. Both are judged on sets of characters, on the safe side.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log2
from re import _constants as c  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

Chars = frozenset[int]
#: ASCII, and one number for all the rest.
_REST = 128
_ALL: Chars = frozenset(range(_REST + 1))
_WORD = frozenset(ord(x) for x in "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")
_CLASSES: dict[Any, Chars] = {
    c.CATEGORY_DIGIT: frozenset(range(48, 58)),
    c.CATEGORY_SPACE: frozenset(map(ord, " \t\n\r\f\v")),
    c.CATEGORY_WORD: _WORD,
}
_CLASSES |= {
    c.CATEGORY_NOT_DIGIT: _ALL - _CLASSES[c.CATEGORY_DIGIT],
    c.CATEGORY_NOT_SPACE: _ALL - _CLASSES[c.CATEGORY_SPACE],
    c.CATEGORY_NOT_WORD: _ALL - _WORD,
}
_REPEATS = (c.MAX_REPEAT, c.MIN_REPEAT)
#: A repetition whose count varies by less than this costs too little to matter by itself.
_FREE = 10
#: Several of them in a row may share a text in 2 to this power of ways.
_OPTIONS = 12
#: More competing repetitions than this are not counted.
_MOST = 100
Node = tuple[Any, Any]
#: Repetitions by the characters they take, with how many compete up to there.
Open = dict[Chars, float]


class TooCostly(ValueError):
    """Matching may take exponential time."""


def competing_repetitions(text: str) -> int:
    """Return the largest number of repetitions that may share a run of characters; raises TooCostly."""
    tree = list(parser.parse(text))
    for body in _loops(tree):
        if not _told_apart(body):
            raise TooCostly("a repetition stands inside another one and both may take the same characters")
    count, options = _Count(), _Options()
    count.walk(tree, {})
    options.walk(tree, {})
    return int(count.worst)


def _loops(nodes: list[Node]) -> Iterator[list[Node]]:
    for op, arg in nodes:
        if op in _REPEATS and arg[1] - arg[0] >= _FREE:
            yield list(arg[2])
        for child in _children(op, arg):
            yield from _loops(child)


def _children(op: Any, arg: Any) -> list[list[Node]]:
    if op is c.BRANCH:
        return [list(branch) for branch in arg[1]]
    if op is c.SUBPATTERN:
        return [list(arg[3])]
    if op in _REPEATS or op is c.POSSESSIVE_REPEAT:
        return [list(arg[2])]
    if op in (c.ASSERT, c.ASSERT_NOT):
        return [list(arg[1])]
    if op is c.ATOMIC_GROUP:
        return [list(arg)]
    if op is c.GROUPREF_EXISTS:
        return [list(branch) for branch in arg[1:] if branch is not None]
    return []


def _told_apart(body: list[Node]) -> bool:
    """Say whether rounds of a repetition cannot be split in two ways."""
    flat = list(_flat(body))
    fixed = [_chars(op, arg) for op, arg in flat if not _varies(op, arg) and op is not c.AT]
    for op, arg in flat:
        if op is c.BRANCH and not _branches_apart([list(b) for b in arg[1]], fixed):
            return False
        if _varies(op, arg) and not any(not (chars & _chars(op, arg)) for chars in fixed):
            return False
        if op in _REPEATS and arg[1] - arg[0] >= 1 and not _told_apart(list(arg[2])):
            return False
    return bool(fixed) or not flat


def _branches_apart(branches: list[list[Node]], around: list[Chars]) -> bool:
    for i, one in enumerate(branches):
        if any(_varies(op, arg) and not _separated(one, op, arg, around) for op, arg in _flat(one)):
            return False
        if any(_may_be_confused(one, other) for other in branches[i + 1 :]):
            return False
    return True


def _separated(branch: list[Node], op: Any, arg: Any, around: list[Chars]) -> bool:
    own = [_chars(o, a) for o, a in _flat(branch) if not _varies(o, a)]
    return any(not (chars & _chars(op, arg)) for chars in own + around)


def _may_be_confused(one: list[Node], other: list[Node]) -> bool:
    """Say whether a beginning of one branch may be the whole of the other."""
    first, second = list(_flat(one)), list(_flat(other))
    for (op, arg), (other_op, other_arg) in zip(first, second, strict=False):
        if not (_chars(op, arg) & _chars(other_op, other_arg)):
            return False
        if _varies(op, arg) or _varies(other_op, other_arg):
            return True
    return True


def _flat(nodes: list[Node]) -> Iterator[Node]:
    """Yield the steps of a sequence, with groups opened and short fixed repetitions written out."""
    for op, arg in nodes:
        if op is c.SUBPATTERN:
            yield from _flat(list(arg[3]))
        elif op in _REPEATS and arg[0] == arg[1]:
            yield from list(_flat(list(arg[2]))) * min(int(arg[0]), 40)
        elif op not in (c.AT, c.ASSERT, c.ASSERT_NOT):
            yield op, arg


def _varies(op: Any, arg: Any) -> bool:
    return op in _REPEATS and arg[0] != arg[1]


def _chars(op: Any, arg: Any) -> Chars:
    """Return the characters that a step may take."""
    if op is c.LITERAL:
        return frozenset({min(arg, _REST)})
    if op is c.NOT_LITERAL:
        return _ALL - {arg} if arg < _REST else _ALL
    if op is c.IN:
        return _chars_of_set(arg)
    if op is c.ANY:
        return _ALL - {10}
    children = _children(op, arg)
    if not children:
        return frozenset() if op is c.AT else _ALL
    return frozenset().union(*(_chars(o, a) for child in children for o, a in child))


def _chars_of_set(items: list[Node]) -> Chars:
    found: set[int] = set()
    for op, arg in items:
        if op is c.LITERAL:
            found.add(min(arg, _REST))
        elif op is c.RANGE:
            found.update(range(min(arg[0], _REST), min(arg[1], _REST) + 1))
        elif op is c.CATEGORY:
            found |= _CLASSES.get(arg, _ALL)
    return _ALL - (found - {_REST}) if items[0][0] is c.NEGATE else frozenset(found)


class _Count:
    """Follows what a run of text may be shared with, each by the characters it takes."""

    def __init__(self) -> None:
        self.worst = 0.0
        self._walked: dict[tuple[int, frozenset[tuple[Chars, float]]], Open] = {}

    def walk(self, nodes: list[Node], open_: Open) -> Open:
        for op, arg in nodes:
            open_ = self.step(op, arg, open_)
        return open_

    def step(self, op: Any, arg: Any, open_: Open) -> Open:
        if op is c.AT:
            return open_
        if op in (c.ASSERT, c.ASSERT_NOT):
            self.walk(list(arg[1]), open_)
            return open_
        if op is c.SUBPATTERN:
            return self.walk(list(arg[3]), open_)
        if op is c.BRANCH:
            return _greatest([self.walk(list(branch), open_) for branch in arg[1]])
        if op in _REPEATS:
            key = (id(arg), frozenset(open_.items()))
            if key not in self._walked:
                self._walked[key] = self.repeat(arg, _chars(op, arg), open_)
            return self._walked[key]
        return _sharing(open_, _chars(op, arg))

    def repeat(self, arg: Any, chars: Chars, open_: Open) -> Open:
        low, high, body = arg
        inside = self.rounds(list(body), 1 if high - low >= _FREE else high, open_)
        own = self.weight(high - low)
        if not own:
            return _greatest([open_, inside]) if low == 0 else inside
        rank = own + max((n for other, n in self.before(open_, inside).items() if other & chars), default=0)
        self.note(rank)
        kept = open_ if low == 0 else _sharing(open_, chars)
        return _greatest([kept, {chars: rank}])

    def rounds(self, body: list[Node], times: int, open_: Open) -> Open:
        """Return what is open after some rounds: where each round opens more, as many times more."""
        first = self.walk(body, open_)
        if times < 2 or first == open_:
            return first
        more = max(self.walk(body, first).values(), default=0) - max(first.values(), default=0)
        after = {chars: n + max(more, 0) * (times - 1) for chars, n in first.items()}
        self.note(max(after.values(), default=0))
        return after

    def note(self, rank: float) -> None:
        """Take note of how many compete; raises TooCostly where these are too many for any text."""
        self.worst = max(self.worst, rank)
        if rank > _MOST:
            raise TooCostly("many repetitions in a row may take the same characters")

    def weight(self, varies: int) -> float:
        """Return what a repetition counts whose number of rounds varies by so much."""
        return 1 if varies >= _FREE else 0

    def before(self, open_: Open, inside: Open) -> Open:
        """Return what a repetition may share its text with."""
        return open_


class _Options(_Count):
    """Counts the ways, as a power of two, in which short repetitions and optional parts may share a text."""

    def weight(self, varies: int) -> float:
        return log2(varies + 1) if varies < _FREE else 0

    def before(self, open_: Open, inside: Open) -> Open:
        return _greatest([open_, inside])

    def note(self, rank: float) -> None:
        if rank > _OPTIONS:
            raise TooCostly("many optional parts in a row may take the same characters")


def _sharing(open_: Open, chars: Chars) -> Open:
    """Return the repetitions that could also take what a step takes; the others end there."""
    return {other: count for other, count in open_.items() if other & chars}


def _greatest(ways: list[Open]) -> Open:
    made: Open = {}
    for way in ways:
        for chars, count in way.items():
            made[chars] = max(count, made.get(chars, 0))
    return made
